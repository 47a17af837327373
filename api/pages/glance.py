"""The programme at a glance: the matrix, what is due, what was decided last, savings against target, and how far all is proven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from api.pages.comparing import compared
from api.pages.visits import Answer, Visit
from application.benefits import FIGURES, benefits
from application.deadlines import deadlines
from application.sealing import NotSealed
from application.sentences import sentence
from application.transparency import TransparencyLog
from application.views.matrix import matrix
from application.views.view import Document
from domain.dates import months_later
from domain.programme.programme import Programme

FEW = 5
AHEAD_MONTHS = 24
Cells = Mapping[tuple[str, str], Document]


def glance(visit: Visit) -> Answer:
    """`/`, which is `/matrix` as well."""
    replay = visit.replay
    cells = _cells(matrix(replay))
    due = deadlines(replay, months_later(visit.at.as_of, AHEAD_MONTHS))
    context: dict[str, Any] = {
        "title": Programme.of(replay.fold).title or "No programme yet",
        "boroughs": list(dict.fromkeys(borough for borough, _ in cells)),
        "areas": list(dict.fromkeys(area for _, area in cells)),
        "cells": cells,
        "deadlines": due[:FEW],
        "latest": [
            {"position": position, "on": on, "sentence": sentence(replay.fold, visit.decision(position))}
            for on, position in visit.diary.newest(visit.at, FEW)
        ],
        "savings": _savings(benefits(replay)),
        "seal": seal_in_words(visit.office.log),
    }
    if visit.replay_compared is not None:
        before = _cells(matrix(visit.replay_compared))
        absent = {"stage": "own", "since": None}
        context["cells_compared"] = {key: before.get(key, absent) for key in cells}
        context["compared"] = compared(visit, None)
    return Answer("glance.html", context)


def _cells(items: Iterable[Document]) -> Cells:
    return {(item["borough"], item["area"]): item for item in items}


def _savings(items: Iterable[Document]) -> Mapping[str, Decimal]:
    """The sums over all areas and boroughs. A target is that of a migration, so it counts once for all its boroughs."""
    rows = list(items)
    targets = {row["migration"]: Decimal(row["target"]) for row in rows if row["target"] is not None}
    sums = {figure: sum((Decimal(row[figure]) for row in rows), Decimal(0)) for figure in FIGURES}
    return {**sums, "target": sum(targets.values(), Decimal(0))}


def seal_in_words(log: TransparencyLog) -> str:
    """How far the record is sealed, and how many witnesses have seen that it only grew."""
    try:
        newest, published = log.newest(), log.published()
    except NotSealed as fault:
        return str(fault)
    witnesses = len({each.witness for each in log.cosignatures.of([published.size]).get(published.size, ())})
    seen = f", seen by {witnesses} {'witness' if witnesses == 1 else 'witnesses'}" if witnesses else ""
    behind = f" A newer seal, up to decision {newest.size:,}, waits for its witnesses." if newest.size > published.size else ""
    return f"Proven up to decision {published.size:,}{seen}.{behind}"
