"""Deadlines: the dates after which something can no longer be decided, or happens by itself; and who can act, at which meeting.

They are a pure function of a replay, and read the states of contracts, frameworks, dispensations, boroughs, migrations, meetings
and lead times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from application.meeting_timetable import Diary, Timetable
from application.moment import Replay
from application.views.view import Document, day
from domain.board.dispensation import Dispensation
from domain.board.meetings import LeadTimes, Meeting
from domain.borough.borough import Borough, board, officer, title_of
from domain.contract.contract import Contract, due_between, manage
from domain.dates import days_later, months_later, spoken
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.migration import Migration

KINDS = ("notice", "extension", "contract-end", "framework-end", "dispensation-lapse", "withdrawal", "separation")


@dataclass(frozen=True, slots=True)
class Deadline:
    """`kind` (one of KINDS) and `object` name it, with `which` where an object has several: its date may change, these never do.

    `on`: the last day, inclusive. `decisions`: those that set it. `settled_by`: the decision after which nothing is left to
    decide, or None while it stands.
    """

    kind: str
    object: str
    on: date
    title: str
    sentence: str
    boroughs: tuple[str, ...]
    who_can: tuple[str, ...]
    decisions: tuple[int, ...]
    which: str = ""
    settled_by: int | None = None

    @property
    def place(self) -> tuple[date, str, str, str]:
        """Where it stands in a list."""
        return (self.on, self.object, self.kind, self.which)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days, both inclusive."""

    first: date
    last: date

    def __contains__(self, on: date) -> bool:
        return self.first <= on <= self.last


def all_deadlines(fold: Fold, window: Window) -> list[Deadline]:
    """Every deadline in the window that the decisions so far set, settled or not; by date."""
    return sorted((found for source in SOURCES for found in source(fold, window)), key=lambda each: each.place)


def deadlines(replay: Replay, until: date, beside: Replay | None = None) -> list[Document]:
    """The deadlines that stand, from the replay's date to `until` inclusive, each with the last meeting that can still act.

    `beside`: another replay of that date; what both tell alike is then left out.
    """
    window = Window(replay.moment.as_of, until)
    passed = set(all_deadlines(beside.fold, window)) if beside and _have_the_same_meetings(replay.fold, beside.fold) else set()
    return told(replay, [deadline for deadline in standing(replay, until) if deadline not in passed])


def standing(replay: Replay, until: date) -> list[Deadline]:
    """The deadlines that stand, from the replay's date to `until` inclusive, by date."""
    found = all_deadlines(replay.fold, Window(replay.moment.as_of, until))
    return [deadline for deadline in found if deadline.settled_by is None]


def told(replay: Replay, found: Iterable[Deadline]) -> list[Document]:
    """Deadlines of a replay, each with the last meeting that can still act: some days are counted for each body and date."""
    diary = Diary(replay.fold, replay.moment.as_of)
    return [_document(deadline, diary) for deadline in found]


def _have_the_same_meetings(one: Fold, other: Fold) -> bool:
    return all(one.all(kind) == other.all(kind) for kind in (Meeting, LeadTimes))


def _of_contracts(fold: Fold, window: Window) -> Iterator[Deadline]:
    for id_, contract in due_between(fold, window.first, window.last):
        if contract.ends_on is not None:
            yield from _notice(fold, window, id_, contract)
            yield from _options(fold, window, id_, contract)
            if contract.end in window:
                yield _contract_end(fold, id_, contract)


def _notice(fold: Fold, window: Window, id_: str, contract: Contract) -> Iterator[Deadline]:
    end = _end_without_notice(contract, len(contract.used))
    last_day = days_later(end, -contract.notice_days)
    if not contract.notice_days or last_day not in window:
        return
    yield Deadline(
        kind="notice",
        object=f"contract:{id_}",
        on=last_day,
        title=f"Last day for notice on {contract.title}",
        sentence=f'"{contract.title}" runs to {spoken(end)} and asks {contract.notice_days} days of notice: after '
        f"{spoken(last_day)} it can no longer be ended by notice.",
        boroughs=tuple(sorted(contract.boroughs)),
        who_can=manage(fold, id_, "give-notice"),
        decisions=_set_by(fold, id_, contract, contract.extended_by),
        settled_by=_newest(fold, f"contract:{id_}", "NoticeGiven", "ContractConcluded"),
    )


def _options(fold: Fold, window: Window, id_: str, contract: Contract) -> Iterator[Deadline]:
    """One for each option used, and one for those that are left: they all lapse with the contract's end as it stands then."""
    used = len(contract.used)
    for number in range(1, used + 1 + bool(contract.unused)):
        on = _end_without_notice(contract, number - 1)
        if on not in window:
            continue
        months = [contract.used[number - 1]] if number <= used else sorted(set(contract.unused))
        settling = ("ContractExtended",) if number <= used else ("NoticeGiven", "ContractConcluded")
        yield Deadline(
            kind="extension",
            object=f"contract:{id_}",
            on=on,
            title=f"Last day to extend {contract.title}",
            sentence=f'"{contract.title}" ends on {spoken(on)} and is not extended by itself: the option of '
            f"{' or '.join(map(str, months))} months lapses after that day.",
            boroughs=tuple(sorted(contract.boroughs)),
            who_can=manage(fold, id_, "extend-contract"),
            decisions=_set_by(fold, id_, contract, contract.extended_by[: number - 1]),
            which=str(number),
            settled_by=_newest(fold, f"contract:{id_}", *settling),
        )


def _contract_end(fold: Fold, id_: str, contract: Contract) -> Deadline:
    how = ", by the notice given" if contract.notice_ends_on else ""
    return Deadline(
        kind="contract-end",
        object=f"contract:{id_}",
        on=contract.end,
        title=f"{contract.title} ends",
        sentence=f'"{contract.title}" ends on {spoken(contract.end)}{how}: it is to be concluded, and what follows it in place.',
        boroughs=tuple(sorted(contract.boroughs)),
        who_can=manage(fold, id_, "conclude-contract"),
        decisions=_set_by(fold, id_, contract, _that_moved_the_end(fold, id_, contract)),
        settled_by=_newest(fold, f"contract:{id_}", "ContractConcluded"),
    )


def _set_by(fold: Fold, id_: str, contract: Contract, further: Iterable[int]) -> tuple[int, ...]:
    """The decisions that set a deadline of the contract: its registration, what gave it its title, and some further ones."""
    own = (fold.registered(f"contract:{id_}"), contract.titled_by)
    return tuple(sorted({*further, *(each for each in own if each is not None)}))


def _that_moved_the_end(fold: Fold, id_: str, contract: Contract) -> Iterator[int]:
    """The notice that ended it, and each extension without which it would have ended sooner all the same."""
    for n, position in enumerate(contract.extended_by):
        without = replace(contract, used=contract.used[:n] + contract.used[n + 1 :])
        if without.end != contract.end:
            yield position
    if contract.notice_ends_on is not None:
        yield from fold.causes(f"contract:{id_}", ("NoticeGiven",))


def _end_without_notice(contract: Contract, options: int) -> date:
    """The end after so many of the options used, whatever notice was given."""
    assert contract.ends_on is not None
    return months_later(contract.ends_on, sum(contract.used[:options])) if options else contract.ends_on


def _of_frameworks(fold: Fold, window: Window) -> Iterator[Deadline]:
    for id_, framework in fold.all(Framework).items():
        if framework.ends_on is None or framework.ends_on not in window:
            continue
        adopters = {call_off.borough for call_off in framework.call_offs}
        waiting = tuple(sorted(set(framework.open_to) - adopters))
        yield Deadline(
            kind="framework-end",
            object=f"framework:{id_}",
            on=framework.ends_on,
            title=f"{framework.title} ends",
            sentence=f'Nothing can be called off from "{framework.title}" after {spoken(framework.ends_on)}.',
            boroughs=tuple(sorted(framework.open_to)),
            who_can=tuple(officer(borough, "call-off") for borough in waiting),
            decisions=fold.causes(f"framework:{id_}", ("FrameworkAwarded",)),
            settled_by=_newest(fold, f"framework:{id_}", "FrameworkEnded"),
        )


def _of_dispensations(fold: Fold, window: Window) -> Iterator[Deadline]:
    for id_, dispensation in fold.all(Dispensation).items():
        if dispensation.expires_on is None or dispensation.expires_on not in window:
            continue
        subject = dispensation.subject.replace(":", " ", 1)
        boroughs = (dispensation.borough,) if dispensation.borough else ()
        whom = "".join(f" of {title_of(fold, borough)}" for borough in boroughs)
        yield Deadline(
            kind="dispensation-lapse",
            object=f"dispensation:{id_}",
            on=dispensation.expires_on,
            title=f"Dispensation from {dispensation.gate} for {subject} lapses",
            sentence=f"The dispensation{whom} from {dispensation.gate} for {subject} holds to {spoken(dispensation.expires_on)}.",
            boroughs=boroughs,
            who_can=(board("grant-dispensation"),),
            decisions=fold.causes(f"dispensation:{id_}", ("DispensationGranted",)),
            settled_by=_newest(fold, f"dispensation:{id_}", "DispensationRevoked"),
        )


def _of_withdrawals(fold: Fold, window: Window) -> Iterator[Deadline]:
    for id_, borough in fold.all(Borough).items():
        if borough.leaves_on is None or borough.leaves_on not in window:
            continue
        yield Deadline(
            kind="withdrawal",
            object=f"borough:{id_}",
            on=borough.leaves_on,
            title=f"{borough.title} leaves the programme",
            sentence=f"{borough.title} gave notice to leave on {spoken(borough.leaves_on)}; its shared services separate first.",
            boroughs=(id_,),
            who_can=(officer(id_, "withdraw-borough"),),
            decisions=fold.causes(f"borough:{id_}", ("WithdrawalNoticeGiven",)),
            settled_by=None if borough.member else _newest(fold, f"borough:{id_}", "BoroughWithdrew"),
        )


def _of_separations(fold: Fold, window: Window) -> Iterator[Deadline]:
    for id_, migration in fold.all(Migration).items():
        for borough, separates_on, position in migration.separation_notices:
            if separates_on not in window:
                continue
            # The ledger takes several notices of one borough: each is in the record, so each has its own date.
            yield Deadline(
                kind="separation",
                object=f"migration:{id_}",
                on=separates_on,
                title=f"{title_of(fold, borough)} leaves {migration.title}",
                sentence=f'{title_of(fold, borough)} gave notice that it separates from "{migration.title}" on '
                f"{spoken(separates_on)}: it needs a service of its own from then on.",
                boroughs=(borough,),
                who_can=(officer(borough, "separate-service"),),
                decisions=(position,),
                which=str(position),
                settled_by=_left_by(fold, migration, borough),
            )


def _left_by(fold: Fold, migration: Migration, borough: str) -> int | None:
    """The decision by which the borough left the service, or with the whole programme; None while it is a party."""
    if borough in migration.separated:
        return migration.separated[borough].position
    return None if borough in migration.parties else _newest(fold, f"borough:{borough}", "BoroughWithdrew")


SOURCES: tuple[Callable[[Fold, Window], Iterator[Deadline]], ...] = (
    _of_contracts,
    _of_frameworks,
    _of_dispensations,
    _of_withdrawals,
    _of_separations,
)


def _newest(fold: Fold, tag: str, *types: str) -> int | None:
    return max(fold.causes(tag, types), default=None)


def _document(deadline: Deadline, diary: Diary) -> Document:
    last = diary.last(deadline.on)
    return {
        "kind": deadline.kind,
        "object": deadline.object,
        "which": deadline.which or None,
        "on": day(deadline.on),
        "title": deadline.title,
        "sentence": deadline.sentence,
        "boroughs": list(deadline.boroughs),
        "who_can": list(deadline.who_can),
        "decisions": list(deadline.decisions),
        "last_meeting": _meeting(last) if last else None,
        "bodies": [
            {
                "body": body,
                "lead_times_set": diary.has_set_lead_times(body),
                "meet_by": day(diary.meet_by(body, deadline.on)),
                "last_meeting": _meeting(found) if (found := diary.last_of(body, deadline.on)) else None,
            }
            for body in diary.bodies
        ],
    }


def _meeting(known: Timetable) -> Document:
    return {
        "meeting": known.meeting,
        "body": known.body,
        "meets_on": day(known.meets_on),
        "notice_by": day(known.notice_by),
        "papers_by": day(known.papers_by),
        "call_in_ends_on": day(known.call_in_ends_on),
        "acts_from": day(known.acts_from),
    }
