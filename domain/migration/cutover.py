"""Schedule the cutover: the date on which a borough is to move. A later schedule replaces the earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.borough.borough import title_of
from domain.dates import Day, spoken
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.migration.binding import BINDING, binding_contracts
from domain.migration.migration import PROPOSED, Event, Migration, area_of
from domain.migration.move import NOT_MOVED
from domain.migration.parties import PARTIES, must_be_party
from domain.migration.phase import UNDER_WAY
from domain.migration.specification import SPECIFICATION, not_agreed
from domain.rule import OWN_BOROUGH, Broken, Kind, Rule
from domain.state import replace
from domain.words import Id, listed


class CutoverScheduled(Decision):
    migration: Id
    borough: Id
    cutover_on: Day

    def faults(self, on: date) -> Iterator[Fault]:
        if self.cutover_on < on:
            yield Fault(("cutover_on",), f"a cutover decided on {spoken(on)} cannot be before that day")


def before_release(fold: Fold, decision: CutoverScheduled, at: Recorded) -> Broken | None:
    late = {
        id_: contract
        for id_, contract in binding_contracts(fold, decision.migration, decision.borough)
        if decision.cutover_on < contract.release(at.effective_on)
    }
    if not late:
        return None
    releases = listed([f'"{c.title}" can have ended by {spoken(c.release(at.effective_on))}' for c in late.values()])
    message = f"{title_of(fold, decision.borough)} cannot cut over on {spoken(decision.cutover_on)}: {releases}."
    causes = {cause for id_ in late for cause in fold.causes(f"contract:{id_}", BINDING_CAUSES)}
    until = max(contract.release(at.effective_on) for contract in late.values())
    who = (f"an officer of {decision.borough}, with conclude-contract",)
    return Broken(message, tuple(sorted(causes)), until=until, who_can=who)


BINDING_CAUSES = ("ContractRegistered", "ContractVaried", "ContractExtended", "NoticeGiven")


def schedule(fold: Fold, decision: CutoverScheduled, recorded: Recorded) -> None:
    migration = fold.get(Migration, decision.migration)
    cutovers = {**migration.cutovers, decision.borough: Event(decision.cutover_on, recorded.position)}
    fold.put(Migration, decision.migration, replace(migration, cutovers=cutovers))


KINDS = (
    Kind(
        "schedule-cutover",
        CutoverScheduled,
        OWN_BOROUGH,
        "Schedule the date on which a borough moves to the shared service.",
        rules=(
            Rule("specification.not-agreed", not_agreed, SPECIFICATION),
            *UNDER_WAY,
            Rule("party.unknown", must_be_party, PARTIES),
            NOT_MOVED,
            Rule("cutover.before-release", before_release, BINDING),
        ),
        effect=schedule,
        concerns=area_of,
        concerns_reads=PROPOSED,
    ),
)
