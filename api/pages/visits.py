"""Visits: what every page passes: who asks, at which moment, and how the answer is written, problems included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.office import Office
from api.pages.door import Door
from api.pages.moments import Asked, Shown
from api.pages.names import Names
from api.pages.replays import Replays
from api.pages.sessions import Session, Sessions
from api.pages.site import Site, page
from api.problems import FAULTS, KINDS, Problem, invalid, problem_of
from application.diary import Around, Diary
from application.moment import Moment, Replay
from application.ports import Stored
from application.questions import Questions
from application.reads import Reads
from application.record import read_record
from application.submission import faults_in
from domain.boundary import Item
from domain.correction import as_corrected, newest_corrections
from domain.decision import Decision, Recorded
from domain.reach import RECTIFIED

MANY = frozenset({"object", "type", "c"})
"""Words of an address that may stand there more than once."""


@dataclass(frozen=True)
class Answer:
    """What a page shows: a template and what it says. `headers`: as well as those of every page."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Visit:
    """One request for a page, with the reads at its moment. Belongs to one thread."""

    office: Office
    reads: Reads
    questions: Questions
    replays: Replays
    path: str
    asked: Asked
    shown: Shown
    session: Session | None

    @property
    def at(self) -> Moment:
        return self.shown.at

    @cached_property
    def replay(self) -> Replay:
        """Everything at the moment of the page."""
        return self.replays.at(self.at)

    @cached_property
    def going_on(self) -> Replay:
        """As `replay`, without what is over: for whatever is about what can still happen."""
        return self.replays.at(self.at, going_on=True)

    @cached_property
    def replay_compared(self) -> Replay | None:
        """Everything at the moment that the page is compared with."""
        return self.replays.at(self.shown.compare) if self.shown.compare else None

    @cached_property
    def names(self) -> Names:
        return Names(self.replay.fold, self.going_on.fold)

    @property
    def diary(self) -> Diary:
        assert self.office.diary is not None, "a server with pages has a diary"
        return self.office.diary

    def decision(self, position: int) -> Decision:
        """What a recorded decision says, as it counts at the moment of the page."""
        stored = self.reads.record(position)
        assert stored is not None
        known = [*self.corrections(stored), read_record(stored)]
        return as_corrected(known[-1], newest_corrections(known)).decision

    def corrections(self, stored: Stored) -> list[Recorded]:
        """Corrections of whatever names all that a decision names, so its own are among them; each does, and so do theirs."""
        tags = frozenset(tag for tag in stored.tags if not tag.startswith("command:"))
        return self.reads.known(self.at, frozenset({Item(frozenset({RECTIFIED}), tags)}))

    @cached_property
    def steps(self) -> Around:
        """Where replay can go from the moment of the page."""
        return self.diary.around(self.at)


Work = Callable[[Visit], Answer | Response]


class Reception:
    """Takes requests for pages and answers them."""

    def __init__(self, office: Office, door: Door, site: Site) -> None:
        self.office = office
        self.door = door
        self.site = site
        self.sessions = Sessions(office.identity, office.ended_sessions, office.readers, secure=door.secure)
        self._questions = Questions(office.reads)
        self._replays = Replays(office.reads)

    def route(self, work: Work, model: type[Asked] = Asked) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page that is only read. `model`: what it may be asked."""

        async def endpoint(request: Request) -> Response:
            return await self.answer(request, work, model)

        return endpoint

    async def answer(self, request: Request, work: Work, model: type[Asked] = Asked) -> Response:
        """Do the work of a page and write it. Any problem is a page, too."""
        session = None
        try:
            session = await self.sessions.of(request)
            if session is None and not self.door.open_to_readers:
                return RedirectResponse(self.sign_in_address(request), 303)
            asked = read_query(model, request)
            return await self.office.readers.run(self._written, request, asked, session, work)
        except FAULTS as fault:
            return await self.problem(request, problem_of(fault), session)

    async def problem(self, request: Request, problem: Problem, session: Session | None) -> Response:
        """The page of a problem."""
        context = {**self.frame(request, session), **_told(problem), "sign_in": self.sign_in_address(request)}
        html = await run_in_threadpool(self.site.write, "problem.html", context)
        return page(html, problem.status, problem.headers)

    def sign_in_address(self, request: Request) -> str:
        """Where to sign in, and to come back from."""
        return Shown(Moment(self.office.clock().date(), 0, 0), {}, self.office.clock().date()).link(
            "/sign-in", back=_path_and_query(request) if request.method == "GET" else "/"
        )

    def _written(self, request: Request, asked: Asked, session: Session | None, work: Work) -> Response:
        visit = self.visit(request, asked, session)
        try:
            answer = work(visit)
        except Problem as problem:
            if problem.name != "not-found":
                raise
            # With the moment above it: what is not there yet, or no more, is one step of the replay away.
            answer = Answer("problem.html", _told(problem), problem.status)
        if isinstance(answer, Response):
            return answer
        context = {
            **self.frame(request, session),
            **_moment(visit, request),
            "visit": visit,
            "names": visit.names,
            **answer.context,
        }
        headers = {"ETag": f'W/"{visit.at.position}"', **answer.headers} if answer.status == 200 else answer.headers
        return page(self.site.write(answer.template, context), answer.status, headers)

    def visit(self, request: Request, asked: Asked, session: Session | None) -> Visit:
        """A visit at the moment that is asked for. Raises Unavailable."""
        reads = self.office.reads
        at = reads.moment(asked.as_of, asked.known_at)
        query = request.query_params
        kept = {name: query[name] for name in ("as_of", "known_at", "compare") if query.get(name)}
        compare = replace(at, as_of=asked.compare) if asked.compare else None
        shown = Shown(at, kept, reads.moment().as_of, compare)
        return Visit(self.office, reads, self._questions, self._replays, request.url.path, asked, shown, session)

    def frame(self, request: Request, session: Session | None) -> dict[str, Any]:
        """What every page has around it."""
        return {
            "path": request.url.path,
            "session": session,
            "door": self.door,
            "here": _path_and_query(request),
            "link": _plain_link,
        }


def _told(problem: Problem) -> dict[str, Any]:
    """What the page of a problem says."""
    errors: Sequence[Mapping[str, Any]] = problem.members.get("errors", ())
    faults = [{"field": each["pointer"].strip("/"), "message": each["message"]} for each in errors]
    return {"problem": problem, "title": KINDS[problem.name][1], "faults": faults}


def _moment(visit: Visit, request: Request) -> dict[str, Any]:
    own = [(name, value) for name, value in request.query_params.multi_items() if name not in ("as_of", "known_at", "compare")]
    words: dict[str, list[str]] = {}
    for name, value in own:
        words.setdefault(name, []).append(value)
    return {"shown": visit.shown, "link": visit.shown.link, "steps": visit.steps, "own_query": own, "own_words": words}


def _plain_link(path: str, **words: object) -> str:
    return path


def _path_and_query(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


Model = type[BaseModel]


def read_query(model: type[Asked], request: Request) -> Asked:
    """What stands in the address. Raises the problem `invalid`."""
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if not value:
            continue
        if name in MANY:
            given.setdefault(name, []).append(value)
        elif name in given and name in model.model_fields:
            raise Problem("invalid", f"{name} stands in the address more than once.")
        else:
            given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise invalid(faults_in(error), "query") from None
