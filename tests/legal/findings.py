"""What the naive judge makes of a command before it is posted, and what the ledger should therefore answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tests.legal import naive
from tests.legal import naive_words as words
from tests.legal.naive import STRUCTURAL, Record
from tests.legal.naive_authority import OF_CONTRACT, OF_PARTIES, Poster, authority
from tests.legal.naive_tags import objects
from tests.legal.naive_words import Before, Told

CONTRADICTS = "history.contradicts-later"
BREAKS_RULE = "rectification.breaks-rule"
BOARD_ONLY = "authority.board-only"
Codes = frozenset[str]
ByPosition = Mapping[int, Codes]


@dataclass(frozen=True)
class Finding:
    """What a command would newly break: itself, the decisions that it corrects, and others.

    `lacking`: what its poster lacks to post it as a regular command.
    """

    own: Codes
    corrected: ByPosition = field(default_factory=dict)
    upset: ByPosition = field(default_factory=dict)
    lacking: Codes = frozenset()

    def listed(self) -> Codes:
        """The codes that a regular command is refused with, or that an irregular record names as its own."""
        return self.own | ({BREAKS_RULE} if self.corrected else frozenset())

    def refusal(self, *, irregular: bool, by_board: bool) -> Codes:
        """The codes to refuse it with; none where it is to be recorded."""
        lacking = self.lacking
        if irregular and not by_board:
            lacking = frozenset({BOARD_ONLY})
        elif irregular and (self.listed() or self.upset):
            lacking = frozenset()
        structural = (self.listed() & STRUCTURAL) | lacking
        if structural:
            return structural
        if any(codes & STRUCTURAL for codes in self.corrected.values()):
            return self.listed()
        beyond_pardon = any(codes & STRUCTURAL for codes in self.upset.values())
        if irregular and not beyond_pardon:
            return frozenset()
        return self.listed() | ({CONTRADICTS} if self.upset else frozenset())


def named(records: Sequence[Record]) -> dict[int, Codes]:
    """By position, the codes that irregular records name: of themselves, and of those that they upset."""
    found: dict[int, Codes] = {}
    for record in records:
        if record.irregular is not None:
            own = frozenset(broken["code"] for broken in record.irregular["broken"])
            found[record.position] = found.get(record.position, frozenset()) | own
            for upset in record.irregular["upset"]:
                found[upset["decision"]] = found.get(upset["decision"], frozenset()) | set(upset["codes"])
    return found


def chain(records: Sequence[Record], target: int) -> list[int]:
    """The position that a rectification names and, if that is one itself, the one which that names, and so on."""
    positions = []
    while 1 <= target <= len(records):
        positions.append(target)
        if records[target - 1].type != "DecisionRectified":
            break
        target = records[target - 1].data["position"]
    return positions


def before(records: Sequence[Record], place: Told) -> Before:
    """What was effective before a decision."""
    effective = Before()
    for told in naive.as_it_counts(records):
        if (told.on, told.position) < (place.on, place.position):
            effective.add(told)
    return effective


def everything(records: Sequence[Record]) -> Before:
    effective = Before()
    for told in naive.as_it_counts(records):
        effective.add(told)
    return effective


def find(records: Sequence[Record], type_: str, on: date, facts: Mapping[str, Any], poster: Poster) -> Finding:
    """What a command would break, found by forcing it into the record and judging the whole."""
    position = len(records) + 1
    corrects = chain(records, facts["position"]) if type_ == "DecisionRectified" else []
    if type_ == "DecisionRectified" and not corrects:
        return Finding(frozenset({"rectification.unknown-decision"}))
    told = Told(position, type_, on, facts, frozenset())
    tags = records[corrects[0] - 1].tags if corrects else objects(told, before(records, told), everything(records))
    forced = [*records, replace(Record(position, type_, on, facts, tags))]
    known = named(records)
    found = {p: new for p, codes in naive.judge(forced).items() if (new := codes - known.get(p, frozenset()))}
    return Finding(
        own=found.get(position, frozenset()),
        corrected={p: codes for p, codes in found.items() if p in corrects},
        upset={p: codes for p, codes in found.items() if p != position and p not in corrects},
        lacking=_lacking(forced, corrects[-1] if corrects else position, poster),
    )


def _lacking(forced: Sequence[Record], position: int, poster: Poster) -> Codes:
    """What the poster lacks: for a rectification, to post the first decision that it corrects, as corrected."""
    judged = next(told for told in naive.as_it_counts(forced) if told.position == position)
    effective = before(forced, judged)
    unknown = {"unknown.subject", "borough.unknown"} & set(naive.everywhere(effective, judged))
    if unknown and judged.type in OF_CONTRACT | OF_PARTIES:
        return frozenset()  # whose contract or migration it is, nobody can say
    return frozenset(authority(effective, judged, poster))


def agreement_due(records: Sequence[Record], approval: int) -> tuple[date, set[date]] | None:
    """For a recorded approval that completes the set: from when the specification is agreed, and the dates of the agreements
    recorded for as long as it stays so, both judged at the end of each day. None where it completes nothing."""
    told = naive.as_it_counts(records)
    approved = next(each for each in told if each.position == approval)
    agreement = {name: approved[name] for name in ("migration", "version")}
    effective, since, recorded = Before(), None, set[date]()
    for each, following in zip(told, [*told[1:], None], strict=True):
        effective.add(each)
        if each.type == "SpecificationAgreed" and each.is_about(**agreement):
            recorded.add(each.on)
        if each.on < approved.on or (following is not None and following.on == each.on):
            continue
        is_current = words.current_version(effective, approved["migration"]) == approved["version"]
        if is_current and words.is_agreed(effective, approved["migration"]):
            since = since or each.on
        elif since is not None:
            recorded.discard(each.on)
            break
    return None if since is None else (since, {on for on in recorded if on >= since})
