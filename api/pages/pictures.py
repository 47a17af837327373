"""Pictures: contracts, stages, savings and quality, drawn; each with its table, and to take away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.pages.moments import Asked
from api.pages.newest import newest_on
from api.pages.visits import Answer, Reception, Visit
from api.pictures.contracts import MOST_ROWS, contract_timeline
from api.pictures.files import png, table_csv
from api.pictures.migrations import migration_map, newest
from api.pictures.picture import Picture
from api.pictures.quality import quality_chart
from api.pictures.savings import savings_by_year
from api.problems import Problem
from application.benefits import sums_by_year, target
from application.courses import Course, Measure, courses, courses_need
from application.moment import fold_at, without_strays
from application.record import read_record
from domain.borough.borough import Borough
from domain.boundary import Item
from domain.contract.contract import BY_CELL, Contract, due_between
from domain.dates import months_later
from domain.migration.migration import Migration
from domain.programme.programme import Area
from domain.reach import RECTIFIED
from domain.words import ObjectName

AHEAD_MONTHS = (3, 12, 24, 600)
MANY_MIGRATIONS = 100
MOST_MEASURES = 100


class AskedPictures(Asked):
    """`object`: a borough or an area, to which the pictures are narrowed. `migration`: whose quality is drawn."""

    object: list[ObjectName] = Field(default=[], max_length=2)
    migration: str | None = Field(None, max_length=63)


FILES: Mapping[str, tuple[str, Callable[[Picture], bytes]]] = MappingProxyType(
    {
        "svg": ("image/svg+xml", lambda picture: picture.svg.encode()),
        "png": ("image/png", png),
        "csv": ("text/csv; charset=utf-8", table_csv),
    }
)
"""By the end of its name, the media type of a file to take away, and who makes it."""


def add_pictures(router: APIRouter, reception: Reception) -> None:
    """Add `/pictures`, and each picture as a file: `/pictures/savings.png`."""
    router.add_api_route("/pictures", reception.route(pictures, AskedPictures))

    async def file(name: str, form: Literal["svg", "png", "csv"], request: Request) -> Response:
        return await reception.answer(request, lambda visit: _file(visit, name, form), AskedPictures)

    router.add_api_route("/pictures/{name}.{form}", file)


def pictures(visit: Visit) -> Answer:
    """Every picture of the moment, narrowed to a borough or an area where one is asked for."""
    migrations = _migrations(visit)
    drawn = [draw(visit) for draw in DRAWN.values()]
    quality = _quality(visit)
    context = {
        "pictures": [*drawn, *([quality] if quality else [])],
        "forms": list(FILES),
        "measured": sorted(((id_, each.title) for id_, each in migrations.items() if each.quality), key=lambda each: each[1]),
        "narrowed": _asked(visit).object,
        "migration": _chosen(visit),
        "things": _narrowing(visit),
    }
    return Answer("pictures.html", context)


def _file(visit: Visit, name: str, form: str) -> Response:
    draw = DRAWN.get(name) or (_quality if name.startswith("quality-") else None)
    picture = draw(visit) if draw else None
    if picture is None or picture.name != name:
        raise Problem("not-found", f"There is no picture {name} at this moment.")
    media_type, make = FILES[form]
    saved = f'attachment; filename="{name}-{visit.at.as_of}.{form}"'
    return Response(make(picture), 200, {"Content-Disposition": saved, "X-Content-Type-Options": "nosniff"}, media_type)


def _timeline(visit: Visit) -> Picture:
    contracts, are_all = _contracts(visit)
    return contract_timeline(contracts, _migrations(visit), visit.at.as_of, are_all=are_all)


def _contracts(visit: Visit) -> tuple[Mapping[str, Contract], bool]:
    """Those of the boroughs and areas that are asked for, and whether these are all: of a large programme those that end next."""
    going_on, today = visit.going_on.fold, visit.at.as_of
    if _asked(visit).object:
        cells = [
            (b, a) for b in _names(visit, "borough") or going_on.all(Borough) for a in _names(visit, "area") or going_on.all(Area)
        ]
        return visit.replay.fold.in_groups(BY_CELL, cells), True
    if len(visit.reads.summaries("contracts", visit.at, after="", most=MOST_ROWS + 1)) <= MOST_ROWS:
        return visit.replay.fold.all(Contract), True
    found: Mapping[str, Contract] = {}
    for months in AHEAD_MONTHS:
        due = dict(due_between(going_on, today, months_later(today, months)))
        found = {id_: each for id_, each in due.items() if each.is_open and each.end >= today}
        if len(found) >= MOST_ROWS:
            break
    return found, False


def _map(visit: Visit) -> Picture:
    migrations = _migrations(visit)
    return migration_map(migrations, _courses(visit, newest(migrations)), visit.at.as_of)


def _savings(visit: Visit) -> Picture:
    narrowed = _names(visit, "area") or None, _names(visit, "borough") or None
    return savings_by_year(sums_by_year(visit.going_on, *narrowed), target(visit.going_on, *narrowed), visit.at.as_of)


def _quality(visit: Visit) -> Picture | None:
    """Of the migration that is asked for, or of the first that was measured; None where none was."""
    chosen = _chosen(visit)
    if chosen is None:
        return None
    return quality_chart(chosen, _migrations(visit)[chosen], _measures(visit, chosen), visit.at.as_of)


DRAWN: Mapping[str, Callable[[Visit], Picture]] = MappingProxyType(
    {"contract-timeline": _timeline, "migration-map": _map, "savings": _savings}
)
"""By name, the pictures that need no choice."""


def _courses(visit: Visit, migrations: list[str]) -> dict[str, Course]:
    known = visit.reads.known(visit.at, courses_need(migrations) | visit.reads.all_of_type("BoroughWithdrew", visit.at))
    found = courses(fold_at(visit.at, known))
    return {id_: found[id_] for id_ in migrations if id_ in found}


def _measures(visit: Visit, migration: str) -> list[Measure]:
    """The newest measures of its quality."""
    tag = f"migration:{migration}"
    measures = newest_on(visit, tag, MOST_MEASURES, "QualityMeasured")
    begun = visit.reads.record(visit.replay.fold.registered(tag) or 0)
    corrections = visit.reads.known(visit.at, frozenset({Item(frozenset({RECTIFIED}), frozenset({tag}))}))
    known = [*corrections, *map(read_record, [*measures, *([begun] if begun else [])])]
    found = courses(fold_at(visit.at, without_strays(sorted(known, key=lambda each: each.position))))
    return found[migration].measures if migration in found else []


def _migrations(visit: Visit) -> Mapping[str, Migration]:
    """Those of the boroughs and areas that are asked for; without the abandoned ones where there are many."""
    boroughs, areas = _names(visit, "borough"), _names(visit, "area")
    going_on, everything = visit.going_on.fold.all(Migration), visit.replay.fold
    return {
        id_: each
        for id_, each in (going_on if len(going_on) > MANY_MIGRATIONS else everything.all(Migration)).items()
        if (not boroughs or boroughs & each.every_party) and (not areas or each.area in areas)
    }


def _chosen(visit: Visit) -> str | None:
    migrations = _migrations(visit)
    asked = _asked(visit).migration
    if asked is not None:
        return asked if asked in migrations else None
    return min((id_ for id_, each in migrations.items() if each.quality), default=None)


def _asked(visit: Visit) -> AskedPictures:
    assert isinstance(visit.asked, AskedPictures)
    return visit.asked


def _names(visit: Visit, kind: str) -> set[str]:
    return {tag.partition(":")[2] for tag in _asked(visit).object if tag.startswith(f"{kind}:")}


def _narrowing(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the pictures can be narrowed to: by kind, each with its title."""
    return [(kind, visit.names.choices(kind)) for kind in ("borough", "area")]
