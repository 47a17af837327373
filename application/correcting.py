"""The form of a correction: the corrected fields are valid for that kind of decision, and name the same objects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from application.posted import faults, same_objects
from domain.board.rectification import DecisionRectified
from domain.decision import Decision, Fault, Recorded
from domain.registry import BY_TYPE


@dataclass(frozen=True, slots=True)
class Corrected:
    """`decision`: the rectification, its data written as the record holds them. `faults`: what is wrong with them."""

    decision: DecisionRectified
    faults: tuple[Fault, ...]


def corrected(rectified: DecisionRectified, chain: tuple[Recorded, ...]) -> Corrected:
    """Check a rectification against what it corrects.

    `chain`: the recorded decision that it names and, where that is a rectification itself, the one which that names, and so on.
    """
    original, *rest = chain
    try:
        decision: Decision = BY_TYPE[original.type].records.model_validate(rectified.data)
    except ValidationError as error:
        found = (Fault(_path(each["loc"]), each["msg"].removeprefix("Value error, ")) for each in error.errors())
        return Corrected(rectified, tuple(found))
    if isinstance(decision, DecisionRectified) and rest and decision.data_schema == BY_TYPE[rest[0].type].schema:
        # Copied from the record, as is natural, and true. What is kept is noted anew below.
        decision = decision.model_copy(update={"data_schema": None})
    wrong = [Fault(("data", *fault.path), fault.message) for fault in faults(decision, _date(rectified, original))]
    if isinstance(decision, DecisionRectified) and isinstance(original.decision, DecisionRectified):
        if decision.position != original.decision.position:
            wrong.append(Fault(("data", "position"), f"decision {original.position} corrects {original.decision.position}"))
        elif rest:
            inner = corrected(decision, tuple(rest))
            decision = inner.decision
            wrong += [Fault(("data", *fault.path), fault.message) for fault in inner.faults]
    elif not same_objects(decision, original.decision):
        wrong.append(Fault(("data",), f"a correction names the same objects as decision {original.position}"))
    written = {"data": decision.facts(), "data_schema": BY_TYPE[original.type].schema}
    return Corrected(rectified.model_copy(update=written), tuple(wrong))


def _date(rectified: DecisionRectified, original: Recorded) -> date:
    return rectified.effective_on or original.effective_on


def _path(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return ("data", *location)
