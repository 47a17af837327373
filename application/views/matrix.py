"""The matrix: where every borough stands in every area, since which decision, and what blocks its next step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from application.moment import Replay
from application.views.view import Document
from domain.borough.borough import Borough
from domain.contract.contract import OPEN_BY_CELL
from domain.decision import NOT_RECORDED, Actor, Decision, Recorded
from domain.judgement import judge
from domain.migration.merge import ServiceMerged
from domain.migration.migration import Migration
from domain.migration.move import BoroughMoved
from domain.programme.programme import Area
from domain.reach import RULES

NOBODY = Actor("nobody")
BEFORE_A_MOVE = frozenset({"proposed", "agreed", "adopted", "scheduled"})
"""The stages from which the next step is a borough's own move."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The furthest that is true of a borough in an area, and the decision that made it so."""

    name: str
    decision: int | None


def matrix(
    replay: Replay,
    only_borough: str | None = None,
    only_area: str | None = None,
    only_cells: Collection[tuple[str, str]] | None = None,
) -> list[Document]:
    """One item for each member borough and area, by borough, then area; or only those of one borough, of one area, or of some pairs
    of them."""
    migration_of = _latest_migrations(replay)
    cells = [
        (borough, area, migration := migration_of.get((borough, area)), _stage(replay, borough, migration))
        for borough, state in sorted(replay.fold.all(Borough).items())
        if state.member and only_borough in (None, borough)
        for area in sorted(replay.fold.all(Area))
        if only_area in (None, area) and (only_cells is None or (borough, area) in only_cells)
    ]
    dates = replay.dates({stage.decision for *_, stage in cells if stage.decision})
    replay.fold.expect_groups(OPEN_BY_CELL, [(borough, area) for borough, area, _, stage in cells if stage.name in BEFORE_A_MOVE])
    return [_item(replay, borough, area, migration, stage, dates) for borough, area, migration, stage in cells]


def _latest_migrations(replay: Replay) -> dict[tuple[str, str], str]:
    """For each borough and area, the newest migration of it, not abandoned, that the borough is or was a party of."""
    found: dict[tuple[str, str], str] = {}
    migrations = replay.fold.all(Migration)
    for id_ in sorted(migrations, key=lambda each: replay.fold.registered(f"migration:{each}") or 0):
        if migrations[id_].abandoned is None:
            found.update({(borough, migrations[id_].area): id_ for borough in migrations[id_].every_party})
    return found


def _item(replay: Replay, borough: str, area: str, migration: str | None, stage: Stage, dates: Mapping[int, date]) -> Document:
    since = dates.get(stage.decision) if stage.decision else None
    return {
        "borough": borough,
        "area": area,
        "migration": migration,
        "stage": stage.name,
        "since": str(since) if since else None,
        "decision": stage.decision,
        "blocked_by": _blocked_by(replay, borough, migration, stage) if migration else [],
    }


def _stage(replay: Replay, borough: str, id_: str | None) -> Stage:
    if id_ is None:
        return Stage("own", None)
    migration = replay.fold.get(Migration, id_)
    tag = f"migration:{id_}"
    if borough in migration.separated:
        return Stage("separated", migration.separated[borough].position)
    if borough in migration.moved:
        return Stage("merged", migration.merged.position) if migration.merged else Stage("moved", migration.moved[borough].position)
    if borough in migration.cutovers:
        return Stage("scheduled", migration.cutovers[borough].position)
    if borough in migration.adopted:
        return Stage("adopted", migration.adopted[borough])
    if migration.is_agreed:
        agreed = replay.fold.causes(tag, ["SpecificationAgreed"]) or (max(migration.approvals.values()),)
        return Stage("agreed", agreed[-1])
    return Stage("proposed", migration.came.get(borough))


def _blocked_by(replay: Replay, borough: str, id_: str, stage: Stage) -> list[str]:
    """The rules that its next step would break on this date: its own move, or once it has moved, the merger."""
    migration = replay.fold.get(Migration, id_)
    if stage.name in ("merged", "separated"):
        return []
    step: Decision = BoroughMoved(migration=id_, borough=borough)
    tags = {f"migration:{id_}", f"area:{migration.area}", f"borough:{borough}"}
    if stage.name == "moved":
        step = ServiceMerged(migration=id_, place="anywhere", single_case_load=False)
        tags |= {f"borough:{party}" for party in migration.parties}
    judged = Recorded(NOT_RECORDED, step, replay.moment.as_of, NOBODY, frozenset(tags))
    return list(dict.fromkeys(broken.code for broken in judge(replay.fold, judged, RULES[judged.type])))
