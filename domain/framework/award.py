"""Award a framework, and end it before its date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.dates import Day
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.framework.framework import Framework, Lot, concerned
from domain.money import Money
from domain.rule import BOARD_ONLY, Kind, breaking
from domain.state import replace
from domain.words import Id, Ids, Title


class FrameworkLot(BaseModel):
    """One lot: which supplier serves which service area."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lot: Id
    area: Id
    supplier: Id


def _each_once(lots: tuple[FrameworkLot, ...]) -> tuple[FrameworkLot, ...]:
    if len({each.lot for each in lots}) != len(lots):
        raise ValueError("name each lot only once")
    return lots


class FrameworkAwarded(Decision):
    framework: Id
    title: Title
    lots: Annotated[tuple[FrameworkLot, ...], Field(min_length=1, max_length=100), AfterValidator(_each_once)]
    open_to: Ids
    starts_on: Day
    ends_on: Day
    ceiling: Money

    def faults(self, on: date) -> Iterator[Fault]:
        if self.ends_on < self.starts_on:
            yield Fault(("ends_on",), f"the framework cannot end before it starts, on {self.starts_on}")

    def named(self) -> Iterator[str]:
        yield from super().named()
        for lot in self.lots:
            yield f"area:{lot.area}"
            yield f"supplier:{lot.supplier}"


class FrameworkEnded(Decision):
    framework: Id


def award(fold: Fold, decision: FrameworkAwarded, recorded: Recorded) -> None:
    framework = replace(
        fold.get(Framework, decision.framework),
        title=decision.title,
        lots={lot.lot: Lot(lot.area, lot.supplier) for lot in decision.lots},
        open_to=decision.open_to,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        ceiling=decision.ceiling,
    )
    fold.put(Framework, decision.framework, framework)


def end(fold: Fold, decision: FrameworkEnded, recorded: Recorded) -> None:
    framework = fold.get(Framework, decision.framework)
    ended_on = framework.ended_on or recorded.effective_on
    fold.put(Framework, decision.framework, replace(framework, ended_on=ended_on))


KINDS = (
    Kind(
        "award-framework",
        FrameworkAwarded,
        BOARD_ONLY,
        "Award a framework contract: its lots, who it is open to, and its ceiling.",
        effect=award,
        registers="framework",
    ),
    Kind(
        "end-framework",
        FrameworkEnded,
        BOARD_ONLY,
        "End a framework before its date. Call-offs made before stay.",
        effect=end,
        concerns=concerned,
        concerns_reads=(breaking("FrameworkAwarded", by="framework"),),
    ),
)
