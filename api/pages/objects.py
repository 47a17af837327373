"""Objects: a page for each borough, area, contract, framework, supplier and migration, for the programme, and for lists of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.pages.cards import cards
from api.pages.comparing import compared
from api.pages.moments import Asked
from api.pages.names import PLURALS, in_words
from api.pages.newest import newest_on
from api.pages.parts import RELATED
from api.pages.values import facts
from api.pages.visits import Answer, Reception, Visit
from api.problems import Problem
from application.moment import Replay
from application.reads import VIEWS
from application.views.contracts import is_supplier
from application.views.programme import PROGRAMMES
from application.views.view import Document
from domain.decision import PROGRAMME
from domain.programme.programme import LEDGER
from domain.words import Id

PAGE = 100
PAGES: Mapping[str, int] = {"suppliers": 50}
"""Objects of one page of a list: fewer of those that take more to tell."""
MOST_NAMED = 5
"""Things that stand in one cell of a list by name."""
MOST_MEETINGS = 50
MOST_CARDS = 50
"""Decisions that an object's own page tells; the trail has the others."""
APART = ("title", "state", "decisions")
"""Fields that stand elsewhere on the page."""
SUMMARIES: Mapping[str, tuple[str, ...]] = {
    "boroughs": ("joined_on", "leaves_on", "endorsed"),
    "areas": ("kind",),
    "contracts": ("supplier", "boroughs", "areas", "starts_on", "ends_on", "annual_value"),
    "frameworks": ("open_to", "starts_on", "ends_on", "ceiling", "called_off"),
    "suppliers": ("contracts", "frameworks"),
    "migrations": ("area", "parties", "target_on", "merged_on"),
}
"""The fields that a list of each kind shows."""


class AskedList(Asked):
    """`after`: the id after which the page of the list begins."""

    after: Id | None = None


def add_objects(router: APIRouter, reception: Reception) -> None:
    """Add `/boroughs`, `/boroughs/{id}` and the like, and `/programme`."""
    for plural in VIEWS:
        router.add_api_route(f"/{plural}", reception.route(_listing(plural), AskedList))
        router.add_api_route(f"/{plural}/{{id}}", _one(reception, plural))
    router.add_api_route("/programme", reception.route(programme))


def _listing(plural: str) -> Callable[[Visit], Answer]:
    view = VIEWS[plural]

    def listing(visit: Visit) -> Answer:
        asked = visit.asked
        assert isinstance(asked, AskedList)
        size = PAGES.get(plural, PAGE)
        found = visit.reads.summaries(plural, visit.at, after=asked.after or "", most=size + 1)
        more, found = len(found) > size, found[:size]
        columns = SUMMARIES[plural]
        for each in found:
            visit.names.note(f"{view.kind}:{each[view.kind]}", each.get("title", ""))
        rows = [
            {
                "tag": f"{view.kind}:{each[view.kind]}",
                "state": each["state"],
                "facts": facts({n: _short(each[n]) for n in columns}, (), {}),
            }
            for each in found
        ]
        return Answer(
            "listing.html",
            {
                "plural": plural,
                "kind": view.kind,
                "columns": columns,
                "rows": rows,
                "after": found[-1][view.kind] if more else None,
            },
        )

    return listing


def _short(value: Any) -> Any:
    """In a list, of many things their number."""
    return str(len(value)) if isinstance(value, list) and len(value) > MOST_NAMED else value


def _one(reception: Reception, plural: str) -> Callable[[Request], Any]:
    async def one(request: Request) -> Response:
        return await reception.answer(request, lambda visit: show(visit, plural, request.path_params["id"]))

    return one


def show(visit: Visit, plural: str, id_: str) -> Answer:
    """The page of one object. Raises the problem `not-found`."""
    view = VIEWS[plural]
    tag = f"{view.kind}:{id_}"
    found = _shown(visit, plural, id_)
    if found is None:
        raise Problem("not-found", f"No {view.kind} {id_[:80]} was registered by {visit.at.as_of:%-d %B %Y}, as far as was known.")
    before = _before(visit, plural, id_)
    why = visit.questions.why(plural, id_, visit.at, RELATED[plural].without)
    context = {
        "kind": view.kind,
        "plural": plural,
        "id": id_,
        "tag": tag,
        "title": found.get("title") or in_words(id_),
        "state": found["state"],
        "state_was": before["state"] if before and before["state"] != found["state"] else None,
        "is_new": visit.shown.compare is not None and before is None,
        "state_because": why.get("state", ()),
        "facts": facts(found, (view.kind, *APART, *RELATED[plural].without), why, before),
        "related": RELATED[plural].template,
        **RELATED[plural].context(visit, id_, found),
        **decided(visit, tag),
    }
    if visit.shown.compare is not None:
        context["compared"] = compared(visit, tag)
    return Answer("object.html", context)


def decided(visit: Visit, tag: str) -> dict[str, Any]:
    """The newest decisions on an object that count at the moment, under the years from which they count."""
    found = newest_on(visit, tag, MOST_CARDS + 1)
    told = cards(found[:MOST_CARDS], visit.replay.fold)
    told.sort(key=lambda card: (card.effective_on, card.position), reverse=True)
    years = [(year, list(each)) for year, each in groupby(told, key=lambda card: card.effective_on[:4])]
    return {"years": years, "told_count": len(told), "has_more": len(found) > MOST_CARDS}


def _shown(visit: Visit, plural: str, id_: str) -> Document | None:
    return _fields(visit.replay, plural, id_)


def _before(visit: Visit, plural: str, id_: str) -> Document | None:
    return _fields(visit.replay_compared, plural, id_) if visit.replay_compared is not None else None


def _fields(replay: Replay, plural: str, id_: str) -> Document | None:
    """What there is to show of an object but for its decisions; None where it was not registered."""
    view = VIEWS[plural]
    is_there = is_supplier(replay, id_) if plural == "suppliers" else replay.fold.registered(f"{view.kind}:{id_}") is not None
    return view.fields(replay, id_) if is_there else None


def programme(visit: Visit) -> Answer:
    """`/programme`."""
    found = PROGRAMMES.fields(visit.replay, LEDGER) if PROGRAMMES.ids(visit.replay) else None
    if found is None:
        raise Problem("not-found", f"The programme had not started by {visit.at.as_of:%-d %B %Y}, as far as was known.")
    today = visit.at.as_of.isoformat()
    ahead = [each for each in found.pop("meetings") if (each["meets_on"] or "") >= today and not each["cancelled"]]
    found["next_meetings"] = sorted(ahead, key=lambda each: (each["meets_on"], each["meeting"]))[:MOST_MEETINGS]
    context = {
        "kind": "programme",
        "title": found["title"],
        "state": found["state"],
        "facts": facts(found, APART, {}),
        "tag": PROGRAMME,
        "related": None,
        "plurals": PLURALS,
        **decided(visit, PROGRAMME),
    }
    return Answer("object.html", context)
