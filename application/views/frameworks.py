"""Frameworks."""

from __future__ import annotations

from application.moment import Replay
from application.views.view import Document, View, day, money, registered
from domain.framework.framework import Framework


def show_framework(replay: Replay, id_: str) -> Document:
    framework = replay.fold.get(Framework, id_)
    is_over = framework.ended_on is not None or (framework.ends_on is not None and framework.ends_on < replay.moment.as_of)
    return {
        "framework": id_,
        "title": framework.title,
        "lots": [{"lot": key, "area": lot.area, "supplier": lot.supplier} for key, lot in sorted(framework.lots.items())],
        "open_to": list(framework.open_to),
        "starts_on": day(framework.starts_on),
        "ends_on": day(framework.ended_on or framework.ends_on),
        "ceiling": money(framework.ceiling),
        "called_off": money(framework.called_off),
        "call_offs": [
            {
                "borough": call_off.borough,
                "lot": call_off.lot,
                "migration": call_off.migration,
                "value": money(call_off.value),
                "decision": call_off.position,
            }
            for call_off in framework.call_offs
        ],
        "state": "ended" if is_over else "open",
    }


FRAMEWORKS = View(
    "framework",
    frozenset({"FrameworkAwarded", "FrameworkAdopted", "FrameworkEnded"}),
    show_framework,
    registered("framework", Framework),
)
