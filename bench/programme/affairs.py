"""The programme's own affairs: its opening, principles, frameworks, systems, baselines and meetings, and who comes and goes."""

from __future__ import annotations

from datetime import timedelta

from bench.programme.contracts import SUPPLIERS, market
from bench.programme.mergers import succession
from bench.programme.world import DAYS, GROUP, Life, Offer, World

SERVICES = (
    *((name, "environment") for name in ("desktop", "data-centre", "support-desk", "network", "telephony", "printing")),
    *((name, "front-line") for name in ("adult-social-care", "childrens-services", "libraries", "parking", "housing")),
    *((name, "front-line") for name in ("registrars", "leisure", "licensing", "planning", "street-cleaning", "waste")),
    *((name, "back-office") for name in ("payroll", "finance", "procurement", "legal", "audit", "insurance", "revenues")),
    *((name, "back-office") for name in ("benefits", "pensions", "facilities", "fleet", "treasury")),
    ("it-organisation", "organisation"),
)


def areas_of(number: int) -> dict[str, str]:
    """So many service areas and their kinds: thirty services, then the same in further places."""
    named = [
        (f"{name}{'' if not place else f'-{place + 1}'}", kind) for place in range(1 + number // 30) for name, kind in SERVICES
    ]
    return dict(named[:number])


def opening(world: World) -> Life:
    """The programme starts, everybody joins and endorses its principles, and all other lives begin."""
    world.decide("ProgrammeStarted", {"title": "Shared services for London"}, world.board)
    _adopt_principles(world, joining=True)
    for area, kind in world.areas.items():
        world.decide("ServiceAreaDefined", {"area": area, "title": area.replace("-", " ").title(), "kind": kind}, world.board)
    for body in ("Joint Committee", *(f"Cabinet of {borough.title()}" for borough in world.boroughs)):
        times = {"notice_days": 28, "papers_days": 5, "call_in_days": 5}
        world.decide("LeadTimesSet", {"body": body, **times}, world.board)
        world.start(_meetings(world, body), world.later(1, 30))
    for number, (area, kind) in enumerate(world.areas.items()):
        world.start(succession(world, area, 7 * number), world.later(10, 40))
        if kind == "environment":
            world.start(_frameworks(world, area), world.later(1, 20))
    for first in range(0, len(world.boroughs), GROUP):
        world.start(_systems(world, world.boroughs[first : first + GROUP]), world.later(1, 300))
    for borough in world.boroughs:
        world.start(_baselines(world, borough), world.later(1, 60))
    world.start(market(world), world.later(1, 1))
    world.start(_principles(world), world.later(1000, 1100))
    world.start(_comings_and_goings(world), world.later(1500, 1600))
    yield world.later(300, 300)
    threshold = {"kind": "capital", "amount": "100000.00", "counts_from_on": "2012-01-01"}
    world.decide("ConsentThresholdSet", threshold, world.board)


def _adopt_principles(world: World, *, joining: bool = False) -> None:
    principles = [{"principle": "buy-once", "text": f"Buy once, for all, as of {world.today}."}]
    world.decide("PrinciplesAdopted", {"principles": principles}, world.board)
    for borough in world.boroughs:
        if joining:
            world.decide("BoroughJoined", {"borough": borough, "title": borough.title()}, world.board)
        world.decide("PrinciplesEndorsed", {"borough": borough}, world.officer(borough))


def _principles(world: World) -> Life:
    """Every three years a new version, endorsed by all on the same day."""
    while True:
        _adopt_principles(world)
        yield world.later(1000, 1200)


def _frameworks(world: World, area: str) -> Life:
    while True:
        offer = Offer(world.number("framework"), f"supplier-{world.random.randrange(SUPPLIERS)}", world.later(1200, 1460))
        other = f"supplier-{world.random.randrange(SUPPLIERS)}"
        facts = {
            "framework": offer.id,
            "title": f"Framework for {area.replace('-', ' ')} ({offer.id})",
            "lots": [{"lot": "main", "area": area, "supplier": offer.supplier}, {"lot": "other", "area": area, "supplier": other}],
            "open_to": world.boroughs,
            "starts_on": world.today.isoformat(),
            "ends_on": offer.ends_on.isoformat(),
            "ceiling": "900000000.00",
        }
        tags = (f"area:{area}", f"supplier:{offer.supplier}", f"supplier:{other}")
        world.decide("FrameworkAwarded", facts, world.board, *tags)
        world.offers[area] = offer
        yield world.later(900, 1300)
        if world.random.random() < 0.3 and world.today <= offer.ends_on:
            world.decide("FrameworkEnded", {"framework": offer.id}, world.board, *tags)
            del world.offers[area]
            yield world.later(20, 60)


def _systems(world: World, group: list[str]) -> Life:
    """The boroughs of a group replace their systems together, so that their IT organisations can merge."""
    areas = [area for area, kind in world.areas.items() if kind == "environment"]
    while True:
        area = areas[world.random.randrange(len(areas))]
        new = world.number(f"{area}-system")
        old = world.systems.get((group[0], area), [])[:1]
        for borough in group:
            tags = [f"migration:{id_}" for id_, each in world.tied[borough].items() if world.areas[each.area] == "organisation"]
            facts = {"borough": borough, "area": area, "system": new, "title": new.replace("-", " ").title()}
            world.decide("SystemDeclared", facts, world.officer(borough), *tags)
            for retired in old:
                world.decide("SystemRetired", {"borough": borough, "area": area, "system": retired}, world.officer(borough), *tags)
        world.systems[group[0], area] = [*world.systems.get((group[0], area), [])[len(old) :], new]
        yield world.later(100, 400)


def _baselines(world: World, borough: str) -> Life:
    """Every April; in a small programme only of some areas. Some state the year that begins with the next April."""
    share = min(1.0, 0.1 * world.size / (len(world.boroughs) * len(world.areas) * DAYS / 365))
    while True:
        for area in world.areas:
            if world.random.random() < share:
                on = world.later(1, 90) if world.random.random() < 0.1 else world.today
                year = on.year
                if (borough, area, year) not in world.baselines:
                    world.baselines.add((borough, area, year))
                    facts = {"borough": borough, "area": area, "year": year, "annual_cost": _cost(world)}
                    world.decide("BaselineDeclared", facts, world.officer(borough), on=on)
        yield world.later(360, 370)


def _cost(world: World) -> str:
    return f"{world.random.randrange(50, 5000)}{world.random.randrange(1000):03}.00"


def _meetings(world: World, body: str) -> Life:
    """The joint committee meets every month, cabinets every quarter, and in a small programme once a year."""
    gap = 30 if body == "Joint Committee" else 91 if world.size >= 100_000 else 365
    while True:
        meeting = world.number("meeting")
        meets_on = world.later(gap, gap + 20)
        world.decide("MeetingPlanned", {"meeting": meeting, "body": body, "meets_on": meets_on.isoformat()}, world.board)
        chance = world.random.random()
        if chance < 0.15:
            moved_to = (meets_on + timedelta(days=7)).isoformat()
            world.decide("MeetingMoved", {"meeting": meeting, "body": body, "meets_on": moved_to}, world.board)
        elif chance < 0.2:
            world.decide("MeetingCancelled", {"meeting": meeting}, world.board)
        yield world.later(gap, gap)


def _comings_and_goings(world: World) -> Life:
    """Now and then a borough that shares nothing leaves, and is back on the same day; another only gives notice."""
    while True:
        free = [b for b in world.boroughs if not any(each.is_live for each in world.tied[b].values())]
        if free:
            borough = free[world.random.randrange(len(free))]
            leaving = {"borough": borough, "leaves_on": world.today.isoformat()}
            tags = [tag for each in world.tied[borough].values() for tag in (f"migration:{each.id}", f"area:{each.area}")]
            world.decide("WithdrawalNoticeGiven", leaving, world.officer(borough))
            world.decide("BoroughWithdrew", {"borough": borough}, world.officer(borough), *tags)
            for merger in world.tied[borough].values():
                merger.parties.remove(borough)
            world.tied[borough] = {}
            world.decide("BoroughJoined", {"borough": borough, "title": borough.title()}, world.board)
        yield world.later(700, 1000)
