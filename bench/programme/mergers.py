"""The lives of migrations, one after another in each area: from the proposal to the merged service, and apart again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bench.programme.contracts import conclude, give_notice
from bench.programme.world import DAYS, GROUP, Life, Merger, World


def migrations_in(world: World) -> int:
    """How many migrations a programme has: 80 of ten thousand decisions, 330 of many; at least one for each area."""
    return max(len(world.areas), min(330, world.size // 125))


def succession(world: World, area: str, number: int) -> Life:
    """One group after another merges an area."""
    groups = len(world.boroughs) // GROUP
    cycle = DAYS * len(world.areas) // migrations_in(world)
    turn = number
    yield world.later(20, 200)
    while True:
        group = world.boroughs[turn % groups * GROUP :][:GROUP]
        until = world.today + timedelta(days=cycle)
        yield from _life(world, area, group, until)
        yield max(until, world.later(10, 60))
        turn += 1


def _life(world: World, area: str, group: list[str], until: date) -> Iterator[date]:
    random = world.random
    is_organisation = world.areas[area] == "organisation"
    founders = group if is_organisation or random.random() < 0.8 else group[:2]
    merger = _propose(world, area, founders)
    needs_framework = _needs_framework(world, area)
    yield from _agree(world, merger, group)
    if random.random() < 0.12:
        world.decide("MigrationPaused", {"migration": merger.id}, world.board, *merger.tags)
        yield world.later(20, 90)
        world.decide("MigrationResumed", {"migration": merger.id}, world.board, *merger.tags)
    if random.random() < 0.25:
        world.decide("MigrationAbandoned", {"migration": merger.id}, world.board, *merger.tags)
        world.mergers.remove(merger)
        merger.is_live = False
        return
    if needs_framework:
        yield from _call_off(world, merger)
    yield from _move(world, merger)
    yield from _benefit(world, merger)
    yield world.later(5, 40)
    place = {"place": "The old town hall", "single_case_load": random.random() < 0.5, "headcount": random.randrange(20, 400)}
    world.decide("ServiceMerged", {"migration": merger.id, **place}, world.board, *merger.tags)
    merger.merged = True
    while world.today < until - timedelta(days=100):
        yield from _benefit(world, merger)
        yield min(world.later(150, 200), until - timedelta(days=90))
    yield from _separate(world, merger)


def _needs_framework(world: World, area: str) -> bool:
    return world.areas[area] == "environment"


def _propose(world: World, area: str, parties: list[str]) -> Merger:
    id_ = world.number(area)
    merger = Merger(id_, area, world.today, list(parties), list(parties), floor=world.random.randrange(40, 61))
    facts = {
        "migration": id_,
        "title": f"Shared {area.replace('-', ' ')} of {', '.join(parties)}",
        "area": area,
        "parties": list(parties),
        "needs_framework": _needs_framework(world, area),
        "target_on": world.later(400, 900).isoformat(),
        "target_annual_saving": f"{world.random.randrange(20, 900)}000.00",
        "quality_floor": merger.floor,
    }
    world.decide("MigrationProposed", facts, world.board)
    world.mergers.append(merger)
    for borough in parties:
        world.tied[borough][id_] = merger
    return merger


def _agree(world: World, merger: Merger, group: list[str]) -> Iterator[date]:
    random, area = world.random, f"area:{merger.area}"
    version = 0
    while True:
        version += 1
        yield world.later(3, 20)
        facts = {
            "migration": merger.id,
            "version": version,
            "title": f"Specification of {merger.id}, version {version}",
            "sha256": f"{random.getrandbits(256):064x}",
            "principles": ["buy-once"],
        }
        world.decide("SpecificationProposed", facts, world.officer(merger.parties[0]), area)
        for borough in group:
            if borough not in merger.parties:
                world.decide("PartyAdded", {"migration": merger.id, "borough": borough}, world.board, area)
                merger.parties.append(borough)
                world.tied[borough][merger.id] = merger
        is_objected = version < 3 and random.random() < 0.3
        for borough in merger.parties:
            yield world.later(1, 12)
            facts = {"migration": merger.id, "version": version, "borough": borough}
            if is_objected and borough == merger.parties[-1]:
                world.decide("SpecificationObjected", facts, world.officer(borough), area)
                break
            officer = world.officer(borough)
            world.decide("SpecificationApproved", facts, officer, area)
            if borough == merger.parties[-1]:
                agreed = {"migration": merger.id, "version": version}
                world.decide("SpecificationAgreed", agreed, officer, *merger.tags, follows=True)
                return


def _call_off(world: World, merger: Merger) -> Iterator[date]:
    for borough in merger.parties:
        yield world.later(2, 20)
        while (offer := world.offers.get(merger.area)) is None or offer.ends_on < world.today:
            yield world.later(10, 20)
        facts = {"framework": offer.id, "lot": "main", "borough": borough, "migration": merger.id}
        value = {"value": f"{world.random.randrange(10, 900)}000.00"}
        tags = (f"area:{merger.area}", f"supplier:{offer.supplier}")
        world.decide("FrameworkAdopted", {**facts, **value}, world.officer(borough), *tags)


def _move(world: World, merger: Merger) -> Iterator[date]:
    random, area = world.random, f"area:{merger.area}"
    cutovers: dict[str, date] = {}
    for borough in merger.parties:
        yield world.later(1, 8)
        world.closed.add((borough, merger.area))
        cutovers[borough] = _schedule(world, merger, borough)
        for deal in list(world.by_cell.get((borough, merger.area), {}).values()):
            deal.options = []
            if random.random() < 0.7 and not set(merger.parties) <= set(deal.boroughs):
                give_notice(world, deal, cutovers[borough])
    if random.random() < 0.3:
        yield world.later(20, 40)
        cutovers[merger.parties[0]] = _schedule(world, merger, merger.parties[0])
    for borough in sorted(cutovers, key=lambda each: (cutovers[each], each)):
        yield cutovers[borough]
        waived = random.random() < 0.06
        if waived:
            _waive(world, merger, borough)
        for deal in list(world.by_cell.get((borough, merger.area), {}).values()):
            if not set(merger.parties) <= set(deal.boroughs) and not waived:
                conclude(world, deal, "termination" if deal.noticed else "mutual")
        world.decide("BoroughMoved", {"migration": merger.id, "borough": borough}, world.officer(borough), area)


def _schedule(world: World, merger: Merger, borough: str) -> date:
    deals = world.by_cell.get((borough, merger.area), {}).values()
    noticed = [deal.end for deal in deals if deal.noticed and not set(merger.parties) <= set(deal.boroughs)]
    # No contract asks for more than 180 days of notice; but one that was given, for a later day, stands.
    cutover_on = max([world.later(190, 240), *noticed])
    facts = {"migration": merger.id, "borough": borough, "cutover_on": cutover_on.isoformat()}
    world.decide("CutoverScheduled", facts, world.officer(borough), f"area:{merger.area}")
    return cutover_on


def _waive(world: World, merger: Merger, borough: str) -> None:
    facts = {
        "dispensation": world.number("dispensation"),
        "gate": "contracts.not-concluded",
        "subject": f"migration:{merger.id}",
        "borough": borough,
        "expires_on": world.later(30, 200).isoformat(),
    }
    world.decide("DispensationGranted", facts, world.board, facts["subject"])
    if world.random.random() < 0.3:
        world.start(_revoke(world, facts), world.later(5, 25))


def _revoke(world: World, granted: dict[str, str]) -> Life:
    facts = {"dispensation": granted["dispensation"]}
    world.decide("DispensationRevoked", facts, world.board, granted["subject"], f"borough:{granted['borough']}")
    yield from ()


def _benefit(world: World, merger: Merger) -> Iterator[date]:
    """Each party claims what it saved this year; the others accept or dispute it."""
    year = world.today.year
    for borough in list(merger.parties):
        if (borough, merger.area, year) in world.claimed:
            continue
        world.claimed.add((borough, merger.area, year))
        claim = world.number("claim")
        facts = {"claim": claim, "migration": merger.id, "borough": borough, "year": year}
        amount = {"amount": f"{world.random.randrange(5, 400)}000.00"}
        world.decide("BenefitClaimed", {**facts, **amount}, world.officer(borough), f"area:{merger.area}")
        tags = (f"migration:{merger.id}", f"borough:{borough}", f"area:{merger.area}")
        for other in merger.parties:
            if other != borough and world.random.random() < 0.8:
                yield world.later(1, 8)
                if world.random.random() < 0.75:
                    world.decide("BenefitAccepted", {"claim": claim, "borough": other}, world.officer(other), *tags)
                else:
                    held = {"amount": f"{world.random.randrange(1, 200)}000.00"}
                    world.decide("BenefitDisputed", {"claim": claim, "borough": other, **held}, world.officer(other), *tags)


def _separate(world: World, merger: Merger) -> Iterator[date]:
    """Every party leaves, so that the area is free for another group."""
    area, first = f"area:{merger.area}", merger.parties[0]
    separates_on = world.later(30, 60)
    facts = {"migration": merger.id, "borough": first, "separates_on": separates_on.isoformat()}
    world.decide("SeparationNoticeGiven", facts, world.officer(first), area)
    yield separates_on
    world.mergers.remove(merger)
    for borough in list(merger.parties):
        world.decide("ServiceSeparated", {"migration": merger.id, "borough": borough}, world.officer(borough), area)
        merger.parties.remove(borough)
        del world.tied[borough][merger.id]
        world.closed.discard((borough, merger.area))
        yield world.later(1, 5)
    merger.is_live = False
