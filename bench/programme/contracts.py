"""The lives of contracts: registered, extended, given notice on, and concluded by the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bench.programme.world import DAYS, GROUP, Cell, Deal, Life, World
from domain.dates import months_later

SUPPLIERS = 250
NOTICES = (0, 30, 60, 90, 90, 180)
STOCK = 0.25
"""Of all contracts, those that ran before the programme began, registered in its first two months."""


def contracts_in(size: int) -> int:
    """How many contracts a programme of so many decisions has: 700 in ten thousand, 16,000 in a million."""
    return int(min(0.07 * size, 4_000 + 0.012 * size))


def market(world: World) -> Life:
    """New contracts, day by day."""
    total = contracts_in(world.size)
    started = 0.0
    for day in range(DAYS):
        started += total * (STOCK / 60 if day < 60 else (1 - STOCK) / (DAYS - 60))
        while started >= 1:
            started -= 1
            register(world)
        yield world.today


def register(world: World) -> None:
    """Register a contract for a borough, or a group of them, where none has moved out of its own systems."""
    cells = _free_cells(world)
    if cells is None:
        return
    random = world.random
    boroughs, areas = list(dict.fromkeys(b for b, _ in cells)), list(dict.fromkeys(a for _, a in cells))
    starts_on = world.later(-400, 60) if world.today < date(2011, 7, 1) else world.later(-30, 60)
    ends_on = starts_on + timedelta(days=730 + random.randrange(730))
    if ends_on <= world.later(200, 200):
        ends_on = world.later(200, 700)
    id_, annual = world.number("contract"), 1000 * random.randrange(5, 900)
    kind = "capital" if random.random() < 0.1 else "revenue"
    if kind == "capital":  # above the threshold from 2012 on, whatever else is added up: so each is consented to generously
        world.decide("ContractConsented", {"contract": id_, "amount": f"{annual * 60}.00"}, world.board)
    options = random.choice(([], [12], [12], [12, 12], [24]))
    notice_days = random.choice(NOTICES)
    supplier = f"supplier-{random.randrange(SUPPLIERS)}"
    facts = {
        "contract": id_,
        "title": f"{areas[0].replace('-', ' ').capitalize()} for {boroughs[0].title()} ({id_})",
        "supplier": supplier,
        "boroughs": boroughs,
        "areas": areas,
        "kind": kind,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "annual_value": f"{annual}.00",
        "notice_days": notice_days,
        "extensions": [{"months": months} for months in options],
    }
    if random.random() < 0.4:
        facts["reference"] = f"ocds-b5fd17-{random.getrandbits(40):010x}"
    world.decide("ContractRegistered", facts, world.officer(boroughs[0]))
    concerned = {f"supplier:{supplier}", *(f"borough:{b}" for b in boroughs), *(f"area:{a}" for a in areas)}
    deal = Deal(id_, boroughs, areas, concerned, annual, world.today, ends_on, ends_on, notice_days, options, world.today)
    deal.place = len(world.deals)
    world.deals.append(deal)
    for cell in cells:
        world.by_cell.setdefault(cell, {})[id_] = deal
    world.start(_life(world, deal), world.later(30, 60))


def _free_cells(world: World) -> list[Cell] | None:
    random = world.random
    areas = list(world.areas)
    for _ in range(5):
        first = random.randrange(len(world.boroughs))
        wanted = [areas[random.randrange(len(areas))]]
        boroughs = [world.boroughs[first]]
        shape = random.random()
        if shape < 0.05:
            start = first - first % GROUP
            boroughs = world.boroughs[start : start + GROUP]
        elif shape < 0.2:
            wanted = list({*wanted, areas[random.randrange(len(areas))]})
            wanted.sort()
        cells = [(borough, area) for borough in boroughs for area in wanted]
        if world.closed.isdisjoint(cells):
            return cells
    return None


def _life(world: World, deal: Deal) -> Iterator[date]:
    random = world.random
    while not deal.concluded:
        if deal.noticed:
            yield deal.end
            conclude(world, deal, "termination")
        elif deal.options and random.random() < 0.7:
            yield deal.end - timedelta(days=30 + random.randrange(60))
            _extend(world, deal)
        elif random.random() < 0.3:
            deal.options = []
            yield deal.end - timedelta(days=deal.notice_days + 20 + random.randrange(100))
            give_notice(world, deal, deal.end)
        else:
            deal.options = []
            yield deal.end - timedelta(days=20 if random.random() < 0.3 else 0)
            conclude(world, deal, "expiry")


def _extend(world: World, deal: Deal) -> None:
    if not deal.options or deal.concluded or deal.noticed or world.today > deal.end or not world.closed.isdisjoint(deal.cells):
        deal.options = []
        return
    months = deal.options.pop()
    world.decide("ContractExtended", {"contract": deal.id, "months": months}, world.officer(deal.boroughs[0]), *deal.concerned)
    deal.months_used += months
    deal.end = months_later(deal.ends_on, deal.months_used)


def give_notice(world: World, deal: Deal, by: date) -> None:
    """Give notice for a date not after `by`, where that is not too late."""
    earliest = max(world.today + timedelta(days=deal.notice_days), deal.latest_on)
    latest = min(by, deal.end)
    if deal.concluded or deal.noticed or earliest > latest:
        return
    ends_on = earliest + timedelta(days=world.random.randrange((latest - earliest).days + 1))
    facts = {"contract": deal.id, "ends_on": ends_on.isoformat()}
    world.decide("NoticeGiven", facts, world.officer(deal.boroughs[0]), *deal.concerned)
    deal.noticed, deal.end = True, ends_on


def conclude(world: World, deal: Deal, manner: str) -> None:
    """Conclude it: today, or on its end where that is still to come and it is to expire."""
    if deal.concluded:
        return
    if manner == "expiry" and world.today < deal.end and not world.closed.isdisjoint(deal.cells):
        manner = "mutual"  # its borough is about to move: what counts only later would be in the way
    on = max(world.today, deal.latest_on)
    if manner == "expiry":
        on = max(on, deal.end)
    elif manner == "termination" and on < deal.end:
        manner = "mutual"
    facts = {"contract": deal.id, "manner": manner}
    if manner != "expiry":
        facts["exit_cost"] = f"{world.random.randrange(20) * 500}.00"
    world.decide("ContractConcluded", facts, world.officer(deal.boroughs[0]), *deal.concerned, on=on)
    deal.concluded = True
    last = world.deals.pop()
    if last is not deal:
        world.deals[deal.place], last.place = last, deal.place
    for cell in deal.cells:
        world.by_cell.get(cell, {}).pop(deal.id, None)
