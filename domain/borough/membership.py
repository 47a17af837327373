"""Join the programme and leave it: on notice, and only once no service is shared any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.borough.borough import Borough, officer, title_of
from domain.dates import Day, spoken
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.migration.migration import Migration
from domain.rule import BOARD_ONLY, OWN_BOROUGH, Broken, Kind, Rule, breaking, mending
from domain.state import replace
from domain.words import Id, Title, listed


class BoroughJoined(Decision):
    borough: Id
    title: Title


class WithdrawalNoticeGiven(Decision):
    borough: Id
    leaves_on: Day

    def faults(self, on: date) -> Iterator[Fault]:
        if self.leaves_on < on:
            yield Fault(("leaves_on",), f"the borough cannot leave before its notice counts, on {spoken(on)}")


class BoroughWithdrew(Decision):
    borough: Id


def already_joined(fold: Fold, decision: BoroughJoined, at: Recorded) -> Broken | None:
    if not fold.get(Borough, decision.borough).member:
        return None
    causes = fold.causes(f"borough:{decision.borough}", ["BoroughJoined"])
    return Broken(f"{title_of(fold, decision.borough)} is a member of the programme already.", causes)


def lacks_notice(fold: Fold, decision: BoroughWithdrew, at: Recorded) -> Broken | None:
    borough = fold.get(Borough, decision.borough)
    who = (officer(decision.borough, "give-notice-of-withdrawal"),)
    if borough.leaves_on is None:
        return Broken(f"{title_of(fold, decision.borough)} has given no notice of withdrawal.", who_can=who)
    if borough.leaves_on > at.effective_on:
        causes = fold.causes(f"borough:{decision.borough}", ["WithdrawalNoticeGiven"])
        message = f"{title_of(fold, decision.borough)} gave notice to leave on {spoken(borough.leaves_on)}, not before."
        return Broken(message, causes, until=borough.leaves_on, who_can=who)
    return None


def shares_services(fold: Fold, decision: BoroughWithdrew, at: Recorded) -> Broken | None:
    shared = {
        id_: migration
        for id_, migration in sorted(fold.all(Migration).items())
        if migration.merged is not None and migration.is_settled(decision.borough)
    }
    if not shared:
        return None
    causes = sorted({cause for id_ in shared for cause in fold.causes(f"migration:{id_}", ["ServiceMerged"])})
    services = listed([migration.title or id_ for id_, migration in shared.items()])
    message = f"{title_of(fold, decision.borough)} still shares {services}: the services separate first."
    return Broken(message, tuple(causes), who_can=(officer(decision.borough, "separate-service"),))


def join(fold: Fold, decision: BoroughJoined, recorded: Recorded) -> None:
    # A borough that withdrew may join again: what it declared before still holds, but no notice does.
    borough = fold.get(Borough, decision.borough)
    joined = replace(borough, title=decision.title, member=True, joined_on=recorded.effective_on, leaves_on=None)
    fold.put(Borough, decision.borough, replace(joined, withdrawn_on=None))


def give_notice(fold: Fold, decision: WithdrawalNoticeGiven, recorded: Recorded) -> None:
    fold.put(Borough, decision.borough, replace(fold.get(Borough, decision.borough), leaves_on=decision.leaves_on))


def withdraw(fold: Fold, decision: BoroughWithdrew, recorded: Recorded) -> None:
    borough = fold.get(Borough, decision.borough)
    fold.put(Borough, decision.borough, replace(borough, member=False, withdrawn_on=recorded.effective_on))
    for id_, migration in list(fold.all(Migration).items()):
        fold.put(Migration, id_, migration.without(decision.borough))


def migrations_of(fold: Fold, decision: BoroughWithdrew) -> Iterable[str]:
    """It takes part in no migration any more: so its withdrawal concerns each in which it does, and the area of that."""
    for id_, migration in fold.all(Migration).items():
        if migration.involves(decision.borough):
            yield f"migration:{id_}"
            if migration.area:
                yield f"area:{migration.area}"


PARTS = (
    "MigrationProposed",
    "PartyAdded",
    "FrameworkAdopted",
    "CutoverScheduled",
    "BoroughMoved",
)
"""By what a borough takes part in a migration."""

KINDS = (
    Kind(
        "admit-borough",
        BoroughJoined,
        BOARD_ONLY,
        "Admit a borough to the programme; one that withdrew may join again.",
        rules=(
            Rule(
                "borough.already-joined",
                already_joined,
                (breaking("BoroughJoined", by="borough"), mending("BoroughWithdrew", by="borough")),
            ),
        ),
        effect=join,
        registers="borough",
        again=True,
    ),
    Kind(
        "give-notice-of-withdrawal",
        WithdrawalNoticeGiven,
        OWN_BOROUGH,
        "Give notice that the borough leaves the programme on a date.",
        effect=give_notice,
    ),
    Kind(
        "withdraw-borough",
        BoroughWithdrew,
        OWN_BOROUGH,
        "Leave the programme: after notice, and once the borough shares no service.",
        rules=(
            Rule(
                "withdrawal.notice-required",
                lacks_notice,
                (breaking("WithdrawalNoticeGiven", "BoroughJoined", by="borough"),),
            ),
            Rule(
                "withdrawal.services-still-shared",
                shares_services,
                (
                    breaking("BoroughMoved", "ServiceMerged", "MigrationProposed", "PartyAdded", by="borough"),
                    breaking("ServiceMerged", by="migration"),
                    mending("ServiceSeparated", by="borough"),
                ),
            ),
        ),
        effect=withdraw,
        concerns=migrations_of,
        concerns_reads=(breaking(*PARTS, by="borough"),),
    ),
)
