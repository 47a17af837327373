"""Meeting pack: what a board is told before it meets: what changed since it last met, what it must decide, and what waits.

It is composed of the other answers about the same two moments, so it never says other than they do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from application.benefits import benefits
from application.deadlines import standing, told
from application.forecast import forecast
from application.moment import Replay
from application.views.view import Document


@dataclass(frozen=True, slots=True)
class Pack:
    """`changes`: under their heads. `due`: deadlines on which the meetings that are planned can still act, those first whose last
    meeting comes first. `too_late`: those on which none can. `blocked`: what has not merged and cannot merge today, as the
    forecast has it. `savings`: by area and borough. `further_due` and `further_savings`: how many of each there are besides.
    """

    changes: Mapping[str, Sequence[Document]]
    due: Sequence[Document]
    too_late: Sequence[Document]
    blocked: Sequence[Document]
    savings: Sequence[Document]
    further_due: int = 0
    further_savings: int = 0


def meeting_pack(changes: Mapping[str, Sequence[Document]], replay: Replay, until: date, most: int | None = None) -> Pack:
    """The pack as it is at the replay's moment. `changes`: up to that moment. `until`: the last day that it looks ahead to.

    `most`: so many deadlines, the next ones, and so many rows of savings, by area; None: all.
    """
    found = standing(replay, until)
    ahead = told(replay, found[:most])
    savings = [each for each in benefits(replay) if _has_figures(each)]
    due = [each for each in ahead if each["last_meeting"] is not None]
    today = replay.moment.as_of.isoformat()
    return Pack(
        changes=changes,
        due=sorted(due, key=lambda each: (each["last_meeting"]["meets_on"], each["on"], each["object"])),
        too_late=[each for each in ahead if each["last_meeting"] is None],
        blocked=[each for each in forecast(replay) if each["merged_on"] is None and (each["earliest_on"] or "9999") > today],
        savings=savings[:most],
        further_due=len(found) - len(ahead),
        further_savings=len(savings) - len(savings[:most]),
    )


def _has_figures(item: Document) -> bool:
    return Decimal(item["target"] or 0) > 0 or item["baseline"] is not None or bool(item["claims"])
