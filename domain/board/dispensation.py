"""Grant and revoke a dispensation: a unanimous, dated waiver of one gate for one subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from domain.dates import Day, spoken
from domain.decision import Decision, Fault, Recorded
from domain.fold import Fold
from domain.rule import BOARD_ONLY, Kind, mending
from domain.state import replace
from domain.words import Id, ObjectName

GateCode = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]+\.[a-z-]+$", max_length=100)]


class DispensationGranted(Decision):
    dispensation: Id
    gate: GateCode
    subject: ObjectName
    borough: Id | None = None
    expires_on: Day

    def faults(self, on: date) -> Iterator[Fault]:
        if self.expires_on < on:
            yield Fault(("expires_on",), f"a dispensation that counts from {spoken(on)} cannot expire before")
        if self.subject.startswith("programme:"):
            yield Fault(("subject",), "a dispensation is for one subject, not for the programme as a whole")

    def named(self) -> Iterator[str]:
        yield from super().named()
        yield self.subject


class DispensationRevoked(Decision):
    dispensation: Id


@dataclass(frozen=True)
class Dispensation:
    """From `granted_on` to `expires_on`, or to the day before `revoked_on`, the gate counts as open for the subject."""

    gate: str = ""
    subject: str = ""
    borough: str | None = None
    granted_on: date | None = None
    expires_on: date | None = None
    revoked_on: date | None = None

    def opens(self, gate: str, judged: Recorded) -> bool:
        """Whether it opens this gate for the decision. The fold holds it, so it was granted before."""
        return (
            self.gate == gate
            and self.subject in judged.tags
            and (self.borough is None or f"borough:{self.borough}" in judged.tags)
            and self.expires_on is not None
            and judged.effective_on <= self.expires_on
            and (self.revoked_on is None or judged.effective_on < self.revoked_on)
        )


def grant(fold: Fold, decision: DispensationGranted, recorded: Recorded) -> None:
    granted = replace(
        fold.get(Dispensation, decision.dispensation),
        gate=decision.gate,
        subject=decision.subject,
        borough=decision.borough,
        granted_on=recorded.effective_on,
        expires_on=decision.expires_on,
    )
    fold.put(Dispensation, decision.dispensation, granted)


def revoke(fold: Fold, decision: DispensationRevoked, recorded: Recorded) -> None:
    known = fold.get(Dispensation, decision.dispensation)
    revoked_on = min(recorded.effective_on, known.revoked_on or recorded.effective_on)
    fold.put(Dispensation, decision.dispensation, replace(known, revoked_on=revoked_on))


def dispensed(fold: Fold, decision: DispensationRevoked) -> Iterable[str]:
    """A revocation concerns what the dispensation was for."""
    known = fold.get(Dispensation, decision.dispensation)
    if known.subject:
        yield known.subject
    if known.borough:
        yield f"borough:{known.borough}"


def is_dispensed(fold: Fold, gate: str, judged: Recorded) -> bool:
    """Whether a dispensation opens this gate for this decision on its date."""
    return any(dispensation.opens(gate, judged) for dispensation in fold.all(Dispensation).values())


KINDS = (
    Kind(
        "grant-dispensation",
        DispensationGranted,
        BOARD_ONLY,
        "Waive one gate for one subject until a date, unanimously. No dispensation opens a rule of identity or authority.",
        effect=grant,
        registers="dispensation",
    ),
    Kind(
        "revoke-dispensation",
        DispensationRevoked,
        BOARD_ONLY,
        "Revoke a dispensation: from this date on the gate is closed again.",
        effect=revoke,
        concerns=dispensed,
        concerns_reads=(mending("DispensationGranted", by="dispensation"),),
    ),
)
