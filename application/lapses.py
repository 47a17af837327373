"""Lapses: what passed by itself, because on its last day nobody had acted: notice windows, options, ends and dispensations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from application.moment import Moment, Replay, fold_at
from application.why import causes
from domain.board.dispensation import Dispensation
from domain.contract.contract import Contract, due_between
from domain.dates import spoken
from domain.decision import Recorded
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.registry import apply

LAPSING: Mapping[str, type[Contract | Dispensation | Framework]] = MappingProxyType(
    {"contract": Contract, "dispensation": Dispensation, "framework": Framework}
)
"""The kinds of object of which something can pass by itself."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """What passed with its last day. `tag`: of the object that it was about."""

    tag: str
    last_day: date
    sentence: str


def lapses(known: Sequence[Recorded], since: date, moment: Moment) -> dict[Lapse, tuple[int, ...]]:
    """What passed with a last day from `since` on, and before the moment's date; each with the decisions that made it so.

    Reads all decisions on contracts, frameworks and dispensations. An object's decisions tell all of its lapses, so each is asked
    on them alone.
    """
    found: dict[Lapse, tuple[int, ...]] = {}
    for tag, recorded in sorted(_by_object(known).items()):
        # Of most objects nothing passed, and why nothing did need not be asked.
        if any(_of_object(tag, fold_at(moment, recorded).decisions, since, moment.as_of)):
            found |= causes(recorded, moment, [_question(tag, since)])
    return found


def may_lapse(standing: Fold, between: Iterable[Recorded], since: date, before: date) -> list[str]:
    """The tags of what may have passed with a last day from `since` on and before another day.

    `standing`: all that counts by `since`. `between`: what counts from later days, in its order, on whatever it may be.
    """
    kinds = {kind: standing.all(state) for kind, state in LAPSING.items() if kind != "contract"}
    due = {**kinds, "contract": dict(due_between(standing, since, before))}
    changed = _by_object(between)
    standing.expect_objects(changed)
    tags = changed.keys() | {f"{kind}:{id_}" for kind, ids in due.items() for id_ in ids}
    return sorted(tag for tag in tags if any(_of_object(tag, changed.get(tag, ()), since, before, standing)))


def _by_object(known: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for recorded in known:
        for tag in recorded.tags:
            if tag.partition(":")[0] in LAPSING:
                found.setdefault(tag, []).append(recorded)
    return found


def _question(tag: str, since: date) -> Callable[[Replay], Mapping[Lapse, str]]:
    """Each lapse is a part of the answer of its own: so its decisions are those without which it would not have come about."""

    def answer(replay: Replay) -> dict[Lapse, str]:
        return {lapse: lapse.sentence for lapse in _of_object(tag, list(replay.decisions), since, replay.moment.as_of)}

    return answer


def _of_object(tag: str, decisions: Sequence[Recorded], since: date, before: date, standing: Fold | None = None) -> Iterator[Lapse]:
    """The lapses of one object. A last day counts only under the terms that held when it was over.

    `standing`: what counted before these decisions, where it is not blank.
    """
    kind, _, id_ = tag.partition(":")
    fold = Fold()
    if standing is not None:
        fold.put(LAPSING[kind], id_, standing.get(LAPSING[kind], id_))
    held_from = date.min
    for following in (*decisions, None):
        until = following.effective_on if following else before
        if until > since:  # or else these terms held no longer when the time began
            for last_day, sentence in _LAST_DAYS[kind](fold, id_):
                if max(since, held_from) <= last_day < min(until, before):
                    yield Lapse(tag, last_day, sentence)
        if following:
            apply(fold, following)
            held_from = following.effective_on


def _of_contract(fold: Fold, id_: str) -> Iterator[tuple[date, str]]:
    contract = fold.get(Contract, id_)
    if not contract.is_open:
        return
    title, end = f'"{contract.title}"', contract.end
    if contract.notice_days and contract.notice_ends_on is None:
        last = end - timedelta(days=contract.notice_days)
        yield last, f"The last day to give notice on {title} passed on {spoken(last)}: it runs to {spoken(end)}."
    for months in sorted(set(contract.unused)):
        yield end, f"The option to extend {title} by {months} months was not used by {spoken(end)}."
    yield end, f"{title} ran out on {spoken(end)}, and nobody had concluded it."


def _of_framework(fold: Fold, id_: str) -> Iterator[tuple[date, str]]:
    framework = fold.get(Framework, id_)
    if framework.ends_on is not None and framework.ended_on is None:
        yield framework.ends_on, f'The framework "{framework.title}" ended on {spoken(framework.ends_on)}.'


def _of_dispensation(fold: Fold, id_: str) -> Iterator[tuple[date, str]]:
    dispensation = fold.get(Dispensation, id_)
    if dispensation.expires_on is not None and dispensation.revoked_on is None:
        what = f"{dispensation.gate} for {dispensation.subject}"
        yield dispensation.expires_on, f"The dispensation from {what} expired on {spoken(dispensation.expires_on)}."


_LAST_DAYS: Mapping[str, Callable[[Fold, str], Iterator[tuple[date, str]]]] = MappingProxyType(
    {"contract": _of_contract, "dispensation": _of_dispensation, "framework": _of_framework}
)
