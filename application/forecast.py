"""Forecast: when each borough can move at the earliest, and each service merge, and which chain of decisions sets the date.

It takes what is decided as it stands: a contract ends as it is due, or by a notice given today if that is sooner; a borough moves
no sooner than its scheduled cutover; nothing is agreed, endorsed, measured or resumed by itself. An option to extend is not used
unless somebody decides so: the chain says how far it could carry.

It is a pure function of a replay, and reads the states of migrations, contracts, frameworks, boroughs, areas and dispensations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from application.earliest import Demand, Earliest, Link, earliest
from application.moment import Replay
from application.record import broken_document
from application.views.view import Document, day
from domain.board.dispensation import is_dispensed
from domain.borough.borough import board, title_of
from domain.borough.principles import not_endorsed
from domain.contract.contract import OPEN_BY_CELL, Contract
from domain.dates import months_later, spoken
from domain.decision import NOT_RECORDED, Actor, BrokenRule, Decision, Recorded
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.judgement import DISPENSE, judge
from domain.migration.merge import ServiceMerged
from domain.migration.migration import Migration
from domain.migration.move import RUNS, BoroughMoved
from domain.reach import RULES
from domain.rule import STRUCTURAL

NOBODY = Actor("nobody")
CONTRACTS, FRAMEWORK, PARTIES = "contracts.not-concluded", "framework.not-adopted", "parties.not-moved"
"""The gates that open on a date which can be told. The rest wait for somebody's decision."""
FRAMEWORK_RULE = tuple(rule for rule in RULES["BoroughMoved"] if rule.code == FRAMEWORK)
# That the objects exist is known here, and would be asked ten thousand times.
UNDATED_MOVE = tuple(rule for rule in RULES["BoroughMoved"] if rule.code not in {CONTRACTS, FRAMEWORK, *STRUCTURAL})
UNDATED_MERGE = tuple(rule for rule in RULES["ServiceMerged"] if rule.code not in {PARTIES, *STRUCTURAL})


def forecast(replay: Replay, only: Collection[str] | None = None) -> list[Document]:
    """One item for each migration that is open, or for those of some that are; by id."""
    known = replay.fold.all(Migration)
    migrations = {id_: known[id_] for id_ in sorted(known) if known[id_].is_open and (only is None or id_ in only)}
    replay.fold.expect_groups(OPEN_BY_CELL, [(borough, each.area) for each in migrations.values() for borough in each.parties])
    outlook = Outlook(replay.fold, replay.moment.as_of)
    return [_document(outlook, id_, migration) for id_, migration in migrations.items()]


class Outlook:
    """What lies ahead, seen from a day."""

    def __init__(self, fold: Fold, today: date) -> None:
        self.fold = fold
        self._today = today
        self._frameworks: dict[str, list[tuple[date, str]]] = {}
        for id_, framework in fold.all(Framework).items():
            if framework.starts_on is not None and _is_to_be_had(framework, today):
                for area in {lot.area for lot in framework.lots.values()}:
                    self._frameworks.setdefault(area, []).append((max(framework.starts_on, today), id_))

    def move(self, id_: str, borough: str) -> Earliest:
        """The earliest move of a party that has not moved."""
        migration = self.fold.get(Migration, id_)
        releases = tuple(self._releases(migration, borough))
        return earliest(self._today, lambda on: self._before_move(id_, borough, releases, on))

    def merger(self, id_: str, moves: Mapping[str, Earliest]) -> Earliest:
        """The earliest merger. `moves`: of the parties that have not moved."""
        arrivals = tuple(self._arrivals(self.fold.get(Migration, id_), moves))
        return earliest(self._today, lambda on: self._before_merger(id_, arrivals, on))

    def _before_move(self, id_: str, borough: str, releases: tuple[Link, ...], on: date) -> Iterator[Demand]:
        migration = self.fold.get(Migration, id_)
        moved = _proposed(BoroughMoved(migration=id_, borough=borough), migration.area, on)
        yield from judge(self.fold, moved, UNDATED_MOVE)
        if releases and not is_dispensed(self.fold, CONTRACTS, moved):
            yield from releases
        if judge(self.fold, moved, FRAMEWORK_RULE):
            yield self._before_call_off(migration, borough)
        cutover = migration.cutovers.get(borough)
        if cutover is not None and cutover.on >= self._today:
            name = title_of(self.fold, borough)
            sentence = f"{name} is to cut over to {migration.title} on {spoken(cutover.on)}."
            yield Link(f"cutover:{borough}", cutover.on, sentence, (cutover.position,))

    def _releases(self, migration: Migration, borough: str) -> Iterator[Link]:
        """The contracts that bind the borough, each with the day on which it can have ended.

        A contract that every party holds is shared already: the merger need not wait for its end.
        """
        for id_, contract in self.fold.group(OPEN_BY_CELL, (borough, migration.area)):
            if not migration.parties <= set(contract.boroughs):
                causes = self.fold.causes(f"contract:{id_}", RUNS)
                on = max(contract.release(self._today), self._today)
                yield Link(f"contract:{id_}", on, _release(contract, self._today), causes)

    def _before_call_off(self, migration: Migration, borough: str) -> Demand:
        """The first day on which the borough can call off a framework, if there is one for it."""
        name, title = title_of(self.fold, borough), migration.title
        offered = self._frameworks.get(migration.area, ())
        found = sorted(each for each in offered if borough in self.fold.get(Framework, each[1]).open_to)
        if not found:
            message = (
                f"{name} has called off no framework for {title}, and none is open to it for {migration.area} with money left."
            )
            return BrokenRule(FRAMEWORK, message, who_can=(board("award-framework"), DISPENSE))
        on, id_ = found[0]
        framework = self.fold.get(Framework, id_)
        sentence = f"{name} can call off {framework.title} for {title} on {spoken(on)} at the earliest."
        return Link(f"framework:{id_}", on, sentence, self.fold.causes(f"framework:{id_}", ["FrameworkAwarded"]))

    def _before_merger(self, id_: str, arrivals: tuple[Demand, ...], on: date) -> Iterator[Demand]:
        migration = self.fold.get(Migration, id_)
        merge = ServiceMerged(migration=id_, place="anywhere", single_case_load=False)
        merged = _proposed(merge, migration.area, on, sorted(migration.parties))
        yield from judge(self.fold, merged, UNDATED_MERGE)
        if not migration.parties:
            yield BrokenRule("party.unknown", f"{migration.title} has no party left.", who_can=(board("add-party"),))
        if arrivals and not is_dispensed(self.fold, PARTIES, merged):
            yield from arrivals
        yield from self._not_endorsed(migration, merged)

    def _arrivals(self, migration: Migration, moves: Mapping[str, Earliest]) -> Iterator[Demand]:
        """The moves that are still to come, and what they lack."""
        for borough, move in sorted(moves.items()):
            yield from move.missing
            sentence = f"{title_of(self.fold, borough)} can move to {migration.title} on {spoken(move.not_before)} at the earliest."
            yield Link(f"move:{borough}", move.not_before, sentence, because=move.chain)

    def _not_endorsed(self, migration: Migration, merged: Recorded) -> Iterator[BrokenRule]:
        """Who cannot even approve the specification yet, because the principles come first."""
        if migration.is_agreed or migration.specification is None:
            return
        for borough in sorted(migration.parties - migration.approvals.keys()):
            lacking = not_endorsed(self.fold, borough, merged)
            if lacking is not None:
                yield BrokenRule("principles.not-endorsed", lacking.message, lacking.decisions, lacking.until, lacking.who_can)


def _is_to_be_had(framework: Framework, today: date) -> bool:
    """Whether something can be called off from it, today or later."""
    is_over = framework.ended_on is not None or framework.ends_on is None or framework.ends_on < today
    return not is_over and framework.called_off < framework.ceiling


def _release(contract: Contract, today: date) -> str:
    title, end, release = contract.title, contract.end, contract.release(today)
    if end <= today:
        return f'"{title}" ended on {spoken(end)} and can be concluded.'
    if contract.notice_ends_on is not None:
        return f'"{title}" ends on {spoken(end)}, by the notice given.'
    if release < end:
        notice = (
            f"if its {contract.notice_days} days of notice are given on {spoken(today)}" if contract.notice_days else "on notice"
        )
        return f'"{title}" runs to {spoken(end)}, and can end on {spoken(release)} {notice}.'
    assert contract.ends_on is not None
    extended = months_later(contract.ends_on, sum((*contract.used, *contract.unused)))
    options = f"; its options could carry it to {spoken(extended)}" if contract.unused else ""
    return f'"{title}" runs to {spoken(end)}{options}.'


def _proposed(decision: Decision, area: str, on: date, boroughs: Iterable[str] = ()) -> Recorded:
    """The step as it would be judged on that day."""
    tags = {*decision.named(), f"area:{area}", *(f"borough:{borough}" for borough in boroughs)}
    return Recorded(NOT_RECORDED, decision, on, NOBODY, frozenset(tags))


def _document(outlook: Outlook, id_: str, migration: Migration) -> Document:
    waiting = sorted(migration.parties - migration.moved.keys()) if migration.merged is None else []
    moves = {borough: outlook.move(id_, borough) for borough in waiting}
    boroughs = [
        {"borough": borough, "moved_on": None, **_earliest_document(moves[borough])}
        if borough in moves
        else {"borough": borough, "moved_on": day(migration.moved[borough].on), **_done(migration.moved[borough].on)}
        for borough in sorted(migration.parties)
        if borough in moves or borough in migration.moved
    ]
    merged = migration.merged
    merger = _done(merged.on) if merged else _earliest_document(outlook.merger(id_, moves))
    return {
        "migration": id_,
        "title": migration.title,
        "area": migration.area,
        "state": migration.state,
        "target_on": day(migration.target_on),
        "merged_on": day(merged.on) if merged else None,
        **merger,
        "boroughs": boroughs,
    }


def _done(on: date) -> Document:
    """What has happened needs no forecast."""
    return {"earliest_on": day(on), "not_before": day(on), "chain": [], "missing": []}


def _earliest_document(found: Earliest) -> Document:
    return {
        "earliest_on": day(found.on),
        "not_before": day(found.not_before),
        "chain": [
            {"what": link.what, "date": day(link.on), "decisions": list(link.decisions), "sentence": link.sentence}
            for link in found.chain
        ],
        "missing": [broken_document(each) for each in dict.fromkeys(found.missing)],
    }
