"""Pictures: contracts, stages, savings and quality, drawn; each with its table, and to take away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.pages.moments import Asked
from api.pages.visits import Answer, Reception, Visit
from api.pictures.contracts import contract_timeline
from api.pictures.files import png, table_csv
from api.pictures.migrations import migration_map, newest
from api.pictures.picture import Picture
from api.pictures.quality import quality_chart
from api.pictures.savings import savings_by_year
from api.problems import Problem
from application.benefits import benefits
from application.courses import Course, courses, courses_need
from application.moment import fold_at
from domain.contract.contract import Contract
from domain.migration.migration import Migration
from domain.words import ObjectName


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
    boroughs, areas = _names(visit, "borough"), _names(visit, "area")
    contracts = {
        id_: each
        for id_, each in visit.replay.fold.all(Contract).items()
        if (not boroughs or boroughs & set(each.boroughs)) and (not areas or areas & set(each.areas))
    }
    return contract_timeline(contracts, _migrations(visit), visit.at.as_of)


def _map(visit: Visit) -> Picture:
    migrations = _migrations(visit)
    return migration_map(migrations, _courses(visit, newest(migrations)), visit.at.as_of)


def _savings(visit: Visit) -> Picture:
    boroughs, areas = _names(visit, "borough"), _names(visit, "area")
    items = benefits(visit.replay)
    shown = [each for each in items if (not boroughs or each["borough"] in boroughs) and (not areas or each["area"] in areas)]
    return savings_by_year(shown, visit.at.as_of)


def _quality(visit: Visit) -> Picture | None:
    """Of the migration that is asked for, or of the first that was measured; None where none was."""
    chosen = _chosen(visit)
    if chosen is None:
        return None
    course = _courses(visit, [chosen], measured=True).get(chosen, Course([], []))
    return quality_chart(chosen, _migrations(visit)[chosen], course.measures, visit.at.as_of)


DRAWN: Mapping[str, Callable[[Visit], Picture]] = MappingProxyType(
    {"contract-timeline": _timeline, "migration-map": _map, "savings": _savings}
)
"""By name, the pictures that need no choice."""


def _courses(visit: Visit, migrations: list[str], *, measured: bool = False) -> dict[str, Course]:
    known = visit.reads.known(visit.at, courses_need(migrations, measured=measured))
    found = courses(fold_at(visit.at, known))
    return {id_: found[id_] for id_ in migrations if id_ in found}


def _migrations(visit: Visit) -> Mapping[str, Migration]:
    """Those of the boroughs and areas that are asked for."""
    boroughs, areas = _names(visit, "borough"), _names(visit, "area")
    return {
        id_: each
        for id_, each in visit.replay.fold.all(Migration).items()
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
    return [(kind, sorted(_titles(visit, kind), key=lambda each: each[1])) for kind in ("borough", "area")]


def _titles(visit: Visit, kind: str) -> Iterator[tuple[str, str]]:
    for id_ in visit.names.ids(kind):
        yield f"{kind}:{id_}", visit.names.title(kind, id_)
