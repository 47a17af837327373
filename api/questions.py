"""Questions: what blocks, why, what changed, and what if."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.answers import ask, read_response, stamp
from api.bodies import require_media_type, whole_body
from api.office import Office
from api.problems import Problem, invalid, problem_of
from api.queries import At, KnownAt, PathId, Position
from application.moment import Moment
from application.posted import Posted
from application.questions import Period, Questions
from application.reads import VIEWS
from application.record import irregular_document
from application.sitting import Decided, Invalid
from application.submission import parse
from application.views.view import Document
from application.what_if import Outcome
from domain.dates import Day

Read = Callable[..., Awaitable[Response]]


class Between(BaseModel):
    """Two moments. Dates alone: both as known now, or at `known_to`. Knowledge alone: each about the day when that was known."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    first: Day | None = Field(None, alias="from", description="What counts from this date or before, at first.")
    last: Day | None = Field(None, alias="to", description="What counts from this date or before, at last; default today.")
    known_from: KnownAt | None = Field(None, description="What was recorded by this moment or position, at first.")
    known_to: KnownAt | None = Field(None, description="What was recorded by this moment or position, at last; default now.")
    min_position: Position | None = Field(None, description="Wait, briefly, until the ledger has come to this position.")

    @property
    def period(self) -> Period:
        """What is asked, in the application's words."""
        return Period(self.first, self.last, self.known_from, self.known_to)


def question_router(office: Office) -> APIRouter:
    """`/v1/migrations/{id}/gates`, `/v1/{kind}/{id}/why`, `/v1/matrix/{borough}/{area}`, `/v1/changes` and `/v1/what-if`."""
    router = APIRouter(prefix="/v1", tags=["questions"], dependencies=[Depends(office.known)])
    questions = Questions(office.reads)
    router.add_api_route(
        "/migrations/{id}/gates",
        _gates(office, questions),
        operation_id="gates",
        summary="Every condition of a migration's next steps: open or closed, why, by which decisions, until when, who can act.",
    )
    for plural, view in VIEWS.items():
        router.add_api_route(
            f"/{plural}/{{id}}/why",
            _why(office, questions, plural),
            operation_id=f"why-{view.kind}",
            summary=f"For each field of one {view.kind}, the decisions that cause its value, and no others.",
        )
    router.add_api_route(
        "/matrix/{borough}/{area}",
        _cell(office, questions),
        operation_id="cell",
        summary="Where one borough stands in one area, and the decisions that cause it, and no others.",
    )
    router.add_api_route(
        "/changes",
        _changes(office, questions),
        operation_id="changes",
        summary="What differs between two moments: decided, learned late, corrected, lapsed by itself.",
    )
    router.add_api_route(
        "/what-if",
        _what_if(office, questions),
        methods=["POST"],
        operation_id="what-if",
        summary="What would follow from hypothetical commands: their outcomes by the real rules, and the difference they make.",
    )
    return router


def _gates(office: Office, questions: Questions) -> Read:
    async def gates(id: PathId, query: Annotated[At, Query()]) -> Response:  # noqa: A002  # the path's own word
        found, at, stamped = await ask(office, query, lambda at: questions.gates(id, at))
        if found is None:
            raise Problem("not-found", f"No migration {id!r} was proposed by {at.as_of}, as far as was known.")
        return read_response({"items": found, "next": None, **stamped}, at.position)

    return gates


def _why(office: Office, questions: Questions, plural: str) -> Read:
    async def why(id: PathId, query: Annotated[At, Query()]) -> Response:  # noqa: A002  # the path's own word
        found, at, stamped = await ask(office, query, lambda at: questions.why(plural, id, at))
        if not found:
            raise Problem("not-found", f"No {VIEWS[plural].kind} {id!r} was registered by {at.as_of}, as far as was known.")
        return read_response({"why": found, **stamped}, at.position)

    return why


def _cell(office: Office, questions: Questions) -> Read:
    async def cell(borough: PathId, area: PathId, query: Annotated[At, Query()]) -> Response:
        found, at, stamped = await ask(office, query, lambda at: questions.cell(borough, area, at))
        if found is None:
            raise Problem("not-found", f"{borough!r} was no member by {at.as_of}, or {area!r} not defined, as far as was known.")
        return read_response({**found, **stamped}, at.position)

    return cell


def _changes(office: Office, questions: Questions) -> Read:
    async def changes(query: Annotated[Between, Query()]) -> Response:
        def work(_: Moment) -> tuple[Document, int]:
            try:
                first, last = questions.between(query.period)
            except Invalid as fault:
                raise invalid(fault.faults, "query") from None
            return answer_of(questions.changes(first, last), first, last, query), last.position

        at = At(as_of=query.last, known_at=query.known_to, min_position=query.min_position)
        (document, position), _, _ = await ask(office, at, work)
        return read_response(document, position)

    return changes


def answer_of(changes: Mapping[str, list[Document]], first: Moment, last: Moment, query: Between) -> Document:
    """The changes with the two moments between which they are.

    Asked about now, too, it says which decision it stands at and not at which second it was given: until another decision is
    recorded it stays the same to the byte.
    """
    dates = {"from": first.as_of.isoformat(), "to": last.as_of.isoformat()}
    known = {"known_from": first.position, "known_to": last.position}
    known_at = last.position if query.known_to is None else query.known_to
    return {**dates, **known, **changes, **stamp(last, known_at)}


def _what_if(office: Office, questions: Questions) -> Read:
    async def what_if(request: Request, query: Annotated[At, Query()]) -> Response:
        require_media_type(request, "application/json")
        document = parse(await whole_body(request))
        if query.as_of is not None:
            document.setdefault("as_of", query.as_of.isoformat())

        found, at, stamped = await ask(office, query, lambda at: what_would_follow(questions, document, at))
        return read_response({**stamped, **found}, at.position)

    return what_if


def what_would_follow(questions: Questions, document: Document, at: Moment) -> Document:
    """The outcomes of a what-if question, the difference, and the date as of which that is told. Raises Invalid."""
    question = questions.read_what_if(document, at)
    supposed = questions.what_if(question, at)
    outcomes = [_outcome(posted, each) for posted, each in zip(question.commands, supposed.outcomes, strict=True)]
    return {"outcomes": outcomes, "difference": supposed.difference, "as_of": question.compared_on.isoformat()}


def _outcome(posted: Posted, outcome: Outcome) -> Document:
    """What would become of a command: as its line of a batch would be answered, but that hypothetical decisions have no id."""
    command: Document = {"command": posted.kind.command}
    if not isinstance(outcome, Decided):
        return command | problem_of(outcome).document()
    decisions = [{"position": each.position, "type": each.type} for each in outcome.decisions]
    irregular = outcome.decisions[0].irregular
    carried = {} if irregular is None else {"irregular": irregular_document(irregular)}
    return command | {"status": 201, "position": decisions[0]["position"], "decisions": decisions, **carried}
