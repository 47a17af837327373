"""What may become of migrations."""

from __future__ import annotations

from tests.legal import naive_contracts as deals
from tests.legal import naive_words as words
from tests.legal.commands import BOROUGHS, Draft, Proposals, Secretary


def migrate(secretary: Secretary) -> Draft:
    free = [
        a
        for a in secretary.areas
        if not any(words.is_open(secretary.now, t["migration"]) for t in secretary.now.of("MigrationProposed", area=a))
    ]
    data = {
        "migration": secretary.new_id("m"),
        "title": "A merger",
        "area": secretary.any_of(free, list(secretary.areas)),
        "parties": secretary.some(secretary.members() or BOROUGHS, 2, 2, 3),
        "needs_framework": secretary.random.random() < 0.2,
        "target_on": secretary.day(30),
        "target_annual_saving": "10.00",
        "quality_floor": secretary.any_of((0, 50)),
    }  # fmt: skip
    return "propose-migration", data, None


def specify(secretary: Secretary) -> Draft | None:
    known = secretary.migrations()
    if not known:
        return None
    migration = secretary.any_of([m for m in known if not words.current_version(secretary.now, m)], known)
    version = words.current_version(secretary.now, migration) + secretary.any_of((1,), (0, 2))
    data = {"migration": migration, "version": max(version, 1), "title": "Specification", "sha256": "0" * 64}
    return "propose-specification", data, secretary.any_of(words.parties(secretary.now, migration), BOROUGHS)


def approve(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(
        lambda m, b: (
            b in words.parties(secretary.now, m)
            and words.current_version(secretary.now, m) > 0
            and not words.approves(secretary.now, m, b)
            and words.has_endorsed(secretary.now, b)
        )
    )
    if pair is None:
        return None
    migration, borough = pair
    version = secretary.any_of((max(words.current_version(secretary.now, migration), 1),), (1, 2))
    name = "object-to-specification" if secretary.random.random() < 0.12 else "approve-specification"
    return name, {"migration": migration, "version": version, "borough": borough}, borough


def schedule(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(lambda m, b: b in words.parties(secretary.now, m) and words.is_agreed(secretary.now, m))
    if pair is None:
        return None
    data = {"migration": pair[0], "borough": pair[1], "cutover_on": secretary.day(3, 6, 20, 40)}
    return "schedule-cutover", data, pair[1]


def move(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(
        lambda m, b: (
            b in words.parties(secretary.now, m)
            and words.is_agreed(secretary.now, m)
            and not words.is_settled(secretary.now, m, b)
            and not deals.binding(secretary.now, m, b)
        )
    )
    return ("move-borough", {"migration": pair[0], "borough": pair[1]}, pair[1]) if pair else None


def merge(secretary: Secretary) -> Draft | None:
    known = secretary.migrations()
    if not known:
        return None
    ready = [m for m in known if not words.is_merged(secretary.now, m) and _all_moved(secretary, m)]
    return "merge-service", {"migration": secretary.any_of(ready, known), "place": "Here", "single_case_load": True}, None


def _all_moved(secretary: Secretary, migration: str) -> bool:
    return all(words.is_settled(secretary.now, migration, party) for party in words.parties(secretary.now, migration))


def separate(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(lambda m, b: words.is_merged(secretary.now, m) and words.is_settled(secretary.now, m, b))
    if pair is None:
        return None
    data = {"migration": pair[0], "borough": pair[1]}
    if secretary.now.of("SeparationNoticeGiven", migration=pair[0]) and secretary.random.random() < 0.6:
        return "separate-service", data, pair[1]
    return "give-notice-of-separation", {**data, "separates_on": secretary.day(2, 3, 9)}, pair[1]


def add_party(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(lambda m, b: b not in words.parties(secretary.now, m) and not words.is_merged(secretary.now, m))
    return ("add-party", {"migration": pair[0], "borough": pair[1]}, None) if pair else None


def phase(secretary: Secretary) -> Draft | None:
    known = secretary.migrations()
    if not known:
        return None
    migration = secretary.any_of([m for m in known if words.is_paused(secretary.now, m)], known)
    name = (
        "resume-migration"
        if words.is_paused(secretary.now, migration)
        else secretary.any_of(("pause-migration",) * 3, ("abandon-migration",))
    )
    return name, {"migration": migration}, None


def measure(secretary: Secretary) -> Draft | None:
    known = secretary.migrations()
    if not known:
        return None
    migration = secretary.any_of(known)
    data = {"migration": migration, "measure": "visits", "score": secretary.any_of((20, 50, 80))}
    return "record-quality", data, secretary.any_of(words.parties(secretary.now, migration), BOROUGHS)


def claim(secretary: Secretary) -> Draft | None:
    pair = secretary.fitting(lambda m, b: words.has_moved(secretary.now, m, b))
    if pair is None:
        return None
    data = {
        "claim": secretary.new_id("c"),
        "migration": pair[0],
        "borough": pair[1],
        "year": secretary.any_of((2020, 2021)),
        "amount": "5.00",
    }
    return "claim-benefit", data, pair[1]


def answer(secretary: Secretary) -> Draft | None:
    claims = secretary.now.of("BenefitClaimed")
    if not claims:
        return None
    claim = secretary.any_of(claims)
    others = [b for b in words.parties(secretary.now, claim["migration"]) if b != claim["borough"]]
    borough = secretary.any_of(others, BOROUGHS)
    return secretary.any_of(("accept-benefit", "dispute-benefit")), {"claim": claim["claim"], "borough": borough}, borough


PROPOSALS: Proposals = {
    migrate: 5,
    specify: 5,
    approve: 16,
    schedule: 4,
    move: 12,
    merge: 5,
    separate: 5,
    add_party: 3,
    phase: 3,
    measure: 3,
    claim: 4,
    answer: 4,
}
