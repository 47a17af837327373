"""The story that random programmes are told: two boroughs merge their desktops, then their IT organisations, and part again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.board.rectification import DecisionRectified
from domain.decision import Recorded
from domain.registry import BY_TYPE

FIRST = date(2012, 1, 1)
LAST_DAY = 420
BOARD = "board"
PARTIES = ("ash", "birch")


@dataclass(frozen=True)
class Said:
    """A command: on which day, counted from FIRST, who decided it, and what."""

    day: int
    whom: str
    command: str
    data: tuple[tuple[str, Any], ...]

    @property
    def line(self) -> dict[str, Any]:
        """As a line of a batch, without its key and authority."""
        on = FIRST + timedelta(days=self.day)
        return {"command": self.command, "for": self.whom, "effective_on": on.isoformat(), "data": dict(self.data)}


def said(day: int, whom: str, command: str, **data: Any) -> Said:
    return Said(max(day, 0), whom, command, tuple(data.items()))


def on(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def opening() -> Iterator[Said]:
    """What comes before everything."""
    yield said(0, BOARD, "start-programme", title="Together")
    for area, kind in (("desktop", "environment"), ("it", "organisation")):
        yield said(0, BOARD, "define-service-area", area=area, title=area.title(), kind=kind)
    for borough in (*PARTIES, "cedar"):
        yield said(0, BOARD, "admit-borough", borough=borough, title=borough.title())


def story(random: Random) -> Iterator[Said]:
    """The whole story in its order, each day shifted by chance."""

    def day(about: int) -> int:
        return about + random.randint(-15, 15)

    yield said(day(20), BOARD, "adopt-principles", principles=[{"principle": "once", "text": "Buy once"}])
    for borough in PARTIES:
        yield said(day(30), borough, "endorse-principles", borough=borough)
    for borough, contract in zip((*PARTIES, "ash"), ("k-1", "k-2", "k-3"), strict=True):
        yield _contract(day(30), borough, contract, random)
    for system, borough in (("red", "ash"), ("blue", "birch")):
        yield said(day(35), borough, "declare-system", borough=borough, area="desktop", system=system)
    for migration, area in (("desktops", "desktop"), ("officers", "it")):
        yield from _migration(day, migration, area, random)
    yield from _dispensations(day, random)
    yield from _contracts_end(day, random)
    for migration in ("desktops", "officers"):
        yield from _merge(day, migration, random)
    yield from _part(day, random)
    yield from _meetings(day, random)
    yield from _accounts(day, random)


def _contract(day: int, borough: str, contract: str, random: Random) -> Said:
    areas = random.choice((["desktop"], ["it"], ["desktop", "it"]))
    return said(
        day,
        borough,
        "register-contract",
        contract=contract,
        title=f"Contract {contract}",
        supplier="acme",
        boroughs=random.choice(([borough], [borough], list(PARTIES))),
        areas=areas,
        kind="revenue",
        starts_on=on(0),
        ends_on=on(random.randint(120, 260)),
        annual_value="1000.00",
        notice_days=random.choice((0, 30, 90)),
        extensions=random.choice(([], [{"months": 2}])),
    )


def _migration(day: Any, id_: str, area: str, random: Random) -> Iterator[Said]:
    parties = list(random.choice((PARTIES, (*PARTIES, "cedar"))))
    yield said(
        day(50),
        BOARD,
        "propose-migration",
        migration=id_,
        title=id_.title(),
        area=area,
        parties=parties,
        needs_framework=random.random() < 0.5,
        target_on=on(300),
        target_annual_saving="1000.00",
        quality_floor=random.choice((0, 60)),
    )
    for version in range(1, random.choice((2, 2, 3))):
        yield said(day(70), "ash", "propose-specification", migration=id_, version=version, title="S", sha256="0" * 64)
        for borough in parties:
            answer = random.choice(("approve",) * 5 + ("object-to",))
            yield said(day(90), borough, f"{answer}-specification", migration=id_, version=version, borough=borough)
    lots = [{"lot": "a", "area": area, "supplier": "acme"}]
    terms = {"lots": lots, "open_to": parties, "starts_on": on(60), "ends_on": on(200), "ceiling": "1000.00"}
    yield said(day(80), BOARD, "award-framework", framework=f"for-{area}", title=f"For {area}", **terms)
    for borough in parties:
        call_off = {"framework": f"for-{area}", "lot": "a", "borough": borough, "migration": id_, "value": "400.00"}
        yield said(day(110), borough, "call-off", **call_off)
        yield said(day(130), borough, "schedule-cutover", migration=id_, borough=borough, cutover_on=on(day(210)))
    if random.random() < 0.3:
        yield said(day(140), BOARD, "pause-migration", migration=id_)
        yield said(day(170), BOARD, "resume-migration", migration=id_)


def _dispensations(day: Any, random: Random) -> Iterator[Said]:
    gates = ("contracts.not-concluded", "framework.not-adopted", "parties.not-moved", "specification.not-agreed")
    for n in range(random.choice((0, 1, 2))):
        waiver: dict[str, Any] = {"gate": random.choice(gates), "subject": "migration:desktops", "expires_on": on(day(230))}
        if random.random() < 0.4:
            waiver["borough"] = random.choice(PARTIES)
        yield said(day(150), BOARD, "grant-dispensation", dispensation=f"d-{n}", **waiver)
        if random.random() < 0.4:
            yield said(day(180), BOARD, "revoke-dispensation", dispensation=f"d-{n}")


def _contracts_end(day: Any, random: Random) -> Iterator[Said]:
    for contract, borough in (("k-1", "ash"), ("k-2", "birch"), ("k-3", "ash")):
        match random.choice(("notice", "extend", "vary", "conclude", "conclude")):
            case "notice":
                yield said(day(100), borough, "give-notice", contract=contract, ends_on=on(day(190)))
            case "extend":
                yield said(day(110), borough, "extend-contract", contract=contract, months=2)
            case "vary":
                yield said(day(120), borough, "vary-contract", contract=contract, areas=random.choice((["desktop"], ["it"])))
            case _:
                yield said(day(190), borough, "conclude-contract", contract=contract, manner="mutual")


def _merge(day: Any, migration: str, random: Random) -> Iterator[Said]:
    for borough in (*PARTIES, "cedar"):
        yield said(day(220), borough, "move-borough", migration=migration, borough=borough)
    yield said(day(200), "ash", "declare-system", borough="ash", area="desktop", system="blue")
    yield said(day(200), "ash", "retire-system", borough="ash", area="desktop", system="red")
    for _ in range(random.choice((0, 1, 2))):
        yield said(day(235), "ash", "record-quality", migration=migration, measure="Calls", score=random.choice((40, 90)))
    yield said(day(250), BOARD, "merge-service", migration=migration, place="Town hall", single_case_load=True)
    yield said(day(260), "ash", "claim-benefit", claim=migration, migration=migration, borough="ash", year=2013, amount="5.00")
    yield said(day(270), "birch", f"{random.choice(('accept', 'dispute'))}-benefit", claim=migration, borough="birch")


def _part(day: Any, random: Random) -> Iterator[Said]:
    if random.random() < 0.5:
        leaver = random.choice(PARTIES)
        yield said(day(290), leaver, "give-notice-of-separation", migration="desktops", borough=leaver, separates_on=on(310))
        yield said(day(320), leaver, "separate-service", migration="desktops", borough=leaver)
    if random.random() < 0.3:
        yield said(day(240), "cedar", "give-notice-of-withdrawal", borough="cedar", leaves_on=on(300))
        yield said(day(320), "cedar", "withdraw-borough", borough="cedar")


def _meetings(day: Any, random: Random) -> Iterator[Said]:
    """Two bodies meet, one of them with lead times of its own; meetings are moved and cancelled."""
    if random.random() < 0.7:
        times = random.choice(({"notice_days": 28, "papers_days": 5, "call_in_days": 5}, {"notice_days": 0, "papers_days": 3}))
        yield said(day(40), BOARD, "set-lead-times", body="Cabinet", **{"call_in_days": 0, **times})
    for n, about in enumerate((90, 140, 170, 210, 330)):
        body = random.choice(("Cabinet", "Assembly"))
        yield said(day(45), BOARD, "plan-meeting", meeting=f"m-{n}", body=body, meets_on=on(day(about)))
        match random.choice(("stays", "stays", "moves", "is cancelled")):
            case "moves":
                yield said(day(75), BOARD, "move-meeting", meeting=f"m-{n}", body=body, meets_on=on(day(about + 20)))
            case "is cancelled":
                yield said(day(75), BOARD, "cancel-meeting", meeting=f"m-{n}")


def _accounts(day: Any, random: Random) -> Iterator[Said]:
    """What there was to pay: baselines, changed values, another supplier, a threshold; and a note on some of it."""
    for borough in PARTIES:
        year = random.choice((2010, 2011))
        yield said(day(35), borough, "declare-baseline", borough=borough, area="desktop", year=year, annual_cost="9000.00")
    for contract, borough in random.sample((("k-1", "ash"), ("k-2", "birch"), ("k-3", "ash")), 2):
        if random.random() < 0.5:
            yield said(day(80), borough, "vary-contract", contract=contract, annual_value="1200.00")
        if random.random() < 0.3:
            yield said(day(85), borough, "novate-contract", contract=contract, supplier="apex")
    if random.random() < 0.3:
        yield said(day(95), BOARD, "set-consent-threshold", kind="revenue", amount="2500.00", counts_from_on=on(0))
    yield said(day(180), "ash", "record-note", note="n-1", text="A review.", objects=["contract:k-1", "borough:birch"])


def correction(random: Random, recorded: Recorded) -> Said | None:
    """A correction of a recorded decision: of its date, or for some kinds of one of its facts. None where it has nobody."""
    facts = recorded.decision.facts()
    if isinstance(recorded.decision, DecisionRectified):
        facts["effective_on"] = on(random.randint(0, LAST_DAY))
    elif recorded.type == "ContractRegistered":
        facts["ends_on"] = on(random.randint(150, 300))
    who = BY_TYPE[recorded.type].who
    whom = BOARD if who.board_only else str(facts.get("borough") or next(iter(facts.get("boroughs", ())), "ash"))
    moved = (recorded.effective_on - FIRST).days + random.randint(-20, 20)
    fields: dict[str, Any] = {"position": recorded.position, "data": facts}
    if random.random() < 0.7:
        fields["effective_on"] = on(max(moved, 0))
    return said(random.randint(0, LAST_DAY), whom, "rectify-decision", **fields)
