"""The programme at a glance: the matrix, what is due, what was decided last, savings against target, and how far all is proven."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.pages.comparing import compared
from api.pages.visits import Answer, Visit
from application.benefits import sums
from application.deadlines import Deadline, standing, told
from application.moment import Replay
from application.sealing import NotSealed
from application.sentences import sentence
from application.transparency import TransparencyLog
from application.views.view import Document
from domain.dates import months_later
from domain.programme.programme import Programme

FEW = 5
AHEAD_MONTHS = (1, 6, 24)
Cells = Mapping[tuple[str, str], Document]


def glance(visit: Visit) -> Answer:
    """`/`, which is `/matrix` as well."""
    replay = visit.going_on
    cells = _cells(visit.reads.matrix(visit.at, visit.going_on))
    context: dict[str, Any] = {
        "title": Programme.of(replay.fold).title or "No programme yet",
        "boroughs": list(dict.fromkeys(borough for borough, _ in cells)),
        "areas": list(dict.fromkeys(area for _, area in cells)),
        "cells": cells,
        "deadlines": _next_deadlines(replay),
        "latest": _latest(visit),
        "savings": sums(replay),
        "seal": seal_in_words(visit.office.log),
    }
    if visit.replay_compared is not None:
        before = _cells(visit.reads.matrix(visit.replay_compared.moment))
        absent = {"stage": "own", "since": None}
        context["cells_compared"] = {key: before.get(key, absent) for key in cells}
        context["compared"] = compared(visit, None)
    return Answer("glance.html", context)


def _cells(items: Iterable[Document]) -> Cells:
    return {(item["borough"], item["area"]): item for item in items}


def _latest(visit: Visit) -> list[dict[str, Any]]:
    """The last few decisions that count, in a sentence each."""
    fold = visit.replay.fold
    newest = [(on, position, visit.decision(position)) for on, position in visit.diary.newest(visit.at, FEW)]
    fold.expect_objects(tag for _, _, decision in newest for tag in decision.named())
    return [{"position": position, "on": on, "sentence": sentence(fold, decision)} for on, position, decision in newest]


def _next_deadlines(replay: Replay) -> list[Document]:
    """The first few that stand: looked for ever further ahead, for there are many in two years of a large programme."""
    found: list[Deadline] = []
    for months in AHEAD_MONTHS:
        found = standing(replay, months_later(replay.moment.as_of, months))
        if len(found) >= FEW:
            break
    return told(replay, found[:FEW])


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
