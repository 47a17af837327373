"""What is promised of every answer, each promise a function that says what is wrong with a hearing, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from application.ledger import Receipt
from application.sitting import Refusal
from domain.decision import BrokenRule, Recorded
from tests.legal import findings, naive
from tests.legal.court import Court, Hearing
from tests.legal.findings import CONTRADICTS
from tests.legal.naive_tags import objects

Complaint = Any
"""What differs, for whoever reads the failure; None where the promise is kept."""


def codes_are_exact(court: Court, hearing: Hearing) -> Complaint:
    """A command is refused with exactly the codes that the naive judge finds, and taken when it finds none."""
    refused = {broken.code for broken in hearing.outcome.broken} if isinstance(hearing.outcome, Refusal) else set()
    return None if refused == hearing.refusal else (sorted(refused), sorted(hearing.refusal), hearing.finding)


def contradicted_decisions_are_exact(court: Court, hearing: Hearing) -> Complaint:
    """A contradiction names exactly the later decisions that the command would make illegal."""
    if not isinstance(hearing.outcome, Refusal):
        return None
    named = [set(broken.decisions) for broken in hearing.outcome.broken if broken.code == CONTRADICTS]
    return None if not named or named == [set(hearing.finding.upset)] else (named, hearing.finding)


def irregular_names_exactly_what_it_breaks(court: Court, hearing: Hearing) -> Complaint:
    """An irregular record names all that it newly breaks and upsets, and nothing else; a regular one breaks nothing."""
    if not isinstance(hearing.outcome, Receipt):
        return None
    irregular = court.records[hearing.heard_at].irregular or {"broken": [], "upset": []}
    broken = {each["code"] for each in irregular["broken"]}
    upset = {each["decision"]: frozenset(each["codes"]) for each in irregular["upset"]}
    expected = {**hearing.finding.upset}
    if hearing.finding.corrected:
        original = findings.chain(court.records, hearing.command.data["position"])[-1]
        expected[original] = frozenset().union(*hearing.finding.corrected.values())
    is_exact = (broken, upset) == (set(hearing.finding.listed()), expected)
    return None if is_exact else (broken, upset, hearing.finding)


def every_broken_rule_is_named(court: Court, hearing: Hearing) -> Complaint:
    """Whatever the naive judge finds broken in the whole record, a record names."""
    if not isinstance(hearing.outcome, Receipt):
        return None
    named = findings.named(court.records)
    found = naive.judge(court.records)
    return {p: codes - named.get(p, set()) for p, codes in found.items() if codes - named.get(p, set())} or None


def the_boundary_suffices(court: Court, hearing: Hearing) -> Complaint:
    """Whoever judges on the whole record judges the same."""
    if isinstance(hearing.outcome, Refusal):
        answered, whole = _rules(hearing.outcome.broken), _rules(hearing.whole.broken)
        return None if answered == whole else (answered, whole)
    recorded, whole = _facts(court.recorded[hearing.heard_at :]), _facts(hearing.whole.decisions)
    return None if not hearing.whole.broken and recorded == whole else (recorded, whole, _rules(hearing.whole.broken))


def order_of_the_past_is_nothing(court: Court, hearing: Hearing) -> Complaint:
    """In whatever order the past is handed over, it is the same past."""
    return None if hearing.whole == hearing.shuffled else (hearing.whole, hearing.shuffled)


def a_ground_suffices(court: Court, hearing: Hearing) -> Complaint:
    """Whoever judges on the fold of what counts before, and what counts from then on, judges the same in the same words."""
    whole, grounded = ((verdict.broken, verdict.decisions) for verdict in (hearing.whole, hearing.grounded))
    return None if whole == grounded else (whole, grounded)


def tags_name_every_object(court: Court, hearing: Hearing) -> Complaint:
    """A decision carries the tag of every object that it concerns."""
    past = court.records[: hearing.heard_at]
    everything = findings.everything(past)
    for told in naive.as_it_counts(court.records):
        if told.position <= hearing.heard_at or told.type == "DecisionRectified":
            continue
        known = court.records if told.type == "SpecificationAgreed" else past  # that one follows an approval just recorded
        tags = objects(told, findings.before(known, told), everything)
        if tags != told.tags:
            return told, sorted(tags - told.tags), sorted(told.tags - tags)
    return None


def agreements_are_recorded(court: Court, hearing: Hearing) -> Complaint:
    """The approval that completes the set records the agreement, dated when it came about, unless it is recorded already."""
    if not isinstance(hearing.outcome, Receipt) or hearing.command.name != "approve-specification":
        return None
    new = [record.on for record in court.records[hearing.heard_at + 1 :]]
    due = findings.agreement_due(court.records, hearing.heard_at + 1)
    if due is None:
        return new or None
    since, recorded = due
    is_right = (new == [since] and recorded == {since}) if new else bool(recorded)
    return None if is_right else (new, due)


def _rules(broken: Iterable[BrokenRule]) -> list[tuple[str, tuple[int, ...]]]:
    return [(each.code, each.decisions) for each in broken]


def _facts(decisions: Iterable[Recorded]) -> list[Any]:
    """What is to be recorded, but for positions and sentences: a title outside the boundary may be told by its id."""
    return [
        (each.decision, each.effective_on, each.tags, each.irregular and (_rules(each.irregular.broken), each.irregular.upset))
        for each in decisions
    ]


PROMISES: tuple[Callable[[Court, Hearing], Complaint], ...] = (
    codes_are_exact,
    contradicted_decisions_are_exact,
    irregular_names_exactly_what_it_breaks,
    every_broken_rule_is_named,
    the_boundary_suffices,
    order_of_the_past_is_nothing,
    a_ground_suffices,
    tags_name_every_object,
    agreements_are_recorded,
)


def broken_promise(court: Court, hearing: Hearing) -> tuple[str, Complaint] | None:
    """The first promise that the answer breaks, and how."""
    if hearing.outcome is None:
        return None
    for promise in PROMISES:
        complaint = promise(court, hearing)
        if complaint is not None:
            return promise.__name__, complaint
    return None
