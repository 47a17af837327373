"""The trail: every decision, searched and filtered; each record with what stands behind it, and its proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from api.pages.cards import cards
from api.pages.moments import Asked
from api.pages.names import PLURALS, type_in_words
from api.pages.values import facts
from api.pages.visits import Answer, Reception, Visit
from api.problems import Problem
from api.queries import Position, Type, Words
from api.trail import POSITION, RECORD
from application.ports import Stored
from application.sealing import NotSealed, SealBroken
from application.trail import Criteria
from domain.board.rectification import DecisionRectified
from domain.dates import Day
from domain.registry import BY_TYPE
from domain.words import ObjectName

PAGE = 50
MOST_OPTIONS = 100
"""Of a kind to choose from: hundreds cannot be read, and are found from their own pages."""
COUNTED = {"contract": "contracts", "migration": "migrations"}
"""Kinds of which there may be more, with their plurals."""


class AskedTrail(Asked):
    """All that is asked must hold."""

    q: Words | None = None
    type: list[Type] = Field(default_factory=list, max_length=50)
    object: list[ObjectName] = Field(default_factory=list, max_length=20)
    actor: Words | None = None
    body: Words | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    after: Position | None = None

    def criteria(self) -> Criteria:
        """What is asked, in the application's words."""
        return Criteria(
            types=tuple(self.type),
            objects=tuple(self.object),
            actor=self.actor,
            body=self.body,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            words=self.q,
        )


class AskedRecord(Asked):
    """`posted`: just now, from a form."""

    posted: Literal["1"] | None = None


def add_trail(router: APIRouter, reception: Reception) -> None:
    """Add `/decisions`, `/decisions/{position}`, and its record and proof for scripts."""
    router.add_api_route("/decisions", reception.route(trail, AskedTrail))
    router.add_api_route("/decisions/{position}", _of_one(reception, decision))
    router.add_api_route("/decisions/{position}/record", _of_one(reception, _record))


def _of_one(reception: Reception, work: Any) -> Any:
    async def one(request: Request) -> Response:
        return await reception.answer(request, lambda visit: work(visit, request.path_params["position"]), AskedRecord)

    return one


def trail(visit: Visit) -> Answer:
    """A page of the trail, the newest first."""
    asked = visit.asked
    assert isinstance(asked, AskedTrail)
    found = visit.reads.trail(asked.criteria(), after=asked.after or 0, limit=PAGE + 1, descending=True, at=visit.at)
    more = len(found) > PAGE
    told = cards(found[:PAGE], visit.replay.fold)
    offered = _objects(visit)
    context = {
        "cards": told,
        "asked": asked,
        "after": told[-1].position if more else None,
        "types": sorted(((type_, type_in_words(type_)) for type_ in BY_TYPE), key=lambda each: each[1]),
        "objects": offered,
        "chosen": [tag for tag in asked.object if not any(tag == other for _, options in offered for other, _ in options)],
        "is_filtered": any(value for name, value in asked.model_dump().items() if name not in {*Asked.model_fields, "after"}),
    }
    return Answer("trail.html", context)


def _objects(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be chosen from: the objects that have a page, by kind; not of a kind that has too many to choose from."""
    many = {kind for kind, plural in COUNTED.items() if _are_many(visit, plural)}
    if "contract" in many:
        many.add("supplier")
    return [(kind, visit.names.choices(kind)) for kind in PLURALS if kind not in many]


def _are_many(visit: Visit, plural: str) -> bool:
    return len(visit.reads.summaries(plural, visit.at, after="", most=MOST_OPTIONS + 1)) > MOST_OPTIONS


def decision(visit: Visit, position: str) -> Answer:
    """One record. Raises the problem `not-found`."""
    stored = _stored(visit, position)
    [told] = cards([stored], visit.replay.fold)
    around = {"before": stored.position - 1, "after": stored.position + 1 if stored.position < visit.at.position else None}
    corrections = _corrections(visit, stored)
    context = {
        "card": told,
        "kind": BY_TYPE[stored.type],
        "facts": facts(told.document["data"], (), {}),
        "objects": [each["tag"] for each in told.document["objects"] if not each["tag"].startswith("command:")],
        "previous": {each["tag"]: each["previous"] for each in told.document["objects"] if each.get("previous")},
        "around": around,
        "corrections": corrections,
        "posted": isinstance(visit.asked, AskedRecord) and visit.asked.posted,
        "proof": _proof(visit, stored.position),
        "log_keys": visit.office.log.sealed.verifiers(),
        "counts": told.effective_on <= visit.at.as_of.isoformat(),
    }
    return Answer("decision.html", context)


def _corrections(visit: Visit, stored: Stored) -> list[int]:
    """The positions of the decisions that correct one."""
    return [
        each.position
        for each in visit.corrections(stored)
        if isinstance(each.decision, DecisionRectified) and each.decision.position == stored.position
    ]


def _proof(visit: Visit, position: int) -> Mapping[str, Any]:
    """The proof of a record for the page, or the reason why there is none yet."""
    try:
        found = visit.office.log.inclusion(position)
    except (NotSealed, SealBroken) as fault:
        return {"missing": str(fault), "broken": isinstance(fault, SealBroken)}
    return found.document()


def _record(visit: Visit, position: str) -> Response:
    """The record's canonical bytes."""
    stored = _stored(visit, position)
    return Response(stored.data, 200, {"ETag": f'"{stored.position}"'}, RECORD)


def _stored(visit: Visit, position: str) -> Stored:
    wanted = int(position) if POSITION.fullmatch(position) else 0
    stored = visit.reads.record(wanted) if wanted <= visit.at.position else None
    if stored is None:
        raise Problem("not-found", f"No decision stands at position {position[:40]}; the newest known is {visit.at.position}.")
    return stored
