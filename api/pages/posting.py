"""Posting: a decision posted from a form: first what would become of it, by the real rules; then, if the poster wills, for good.

A page never decides who may post what: the command is taken as if it came to the API with the session's token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from fastapi import APIRouter
from pydantic import ConfigDict
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from uuid_utils import uuid7

from api.pages.fields import Field, Maker
from api.pages.filled import body_of, faults_by_field, rows_in
from api.pages.moments import Asked
from api.pages.origins import Form, only, read_form
from api.pages.sessions import Session
from api.pages.visits import Answer, Reception, Visit
from api.problems import FAULTS, Problem, problem_of
from application.ledger import Receipt
from application.posted import Posted
from application.record import document_of
from application.sitting import Invalid, KeyReused, Refusal, Stale
from application.submission import read_body, read_key
from domain.decision import BrokenRule, Fault
from domain.registry import BY_COMMAND, GATES, PASSED_ONLY_AS_IRREGULAR
from domain.rule import Kind

NOT_YOURS = "The page that you sent was of another sign-in, so nothing was done. Look through it and send it again."
GROUPS = ("migration", "contract", "framework", "borough", "board", "programme")
"""The aggregates, those first of which most is posted."""


class AskedForm(Asked):
    """Whatever else stands in the address fills in fields of that name."""

    model_config = ConfigDict(frozen=True, extra="allow")


@dataclass(frozen=True)
class Draft:
    """A form on its way. `form`: what was written. `faults`: field id and words. `outcome`: of the dry run, if there was one."""

    command: str
    form: Form
    fields: Sequence[Field]
    authority: Sequence[Field]
    key: str
    faults: Sequence[tuple[str, str]] = ()
    outcome: Receipt | Refusal | None = None
    seen: int = 0

    @property
    def kind(self) -> Kind:
        return BY_COMMAND[self.command]

    @property
    def can_be_irregular(self) -> bool:
        """Whether the board could record it all the same."""
        broken = self.outcome.broken if isinstance(self.outcome, Refusal) else ()
        return bool(broken) and all(each.code in GATES | PASSED_ONLY_AS_IRREGULAR for each in broken)


def add_posting(router: APIRouter, reception: Reception) -> None:
    """Add `/post` and `/post/{command}`."""
    desk = PostingDesk(reception)
    router.add_api_route("/post", reception.route(commands))
    router.add_api_route("/post/{command}", desk.show)
    router.add_api_route("/post/{command}", desk.take, methods=["POST"])


def commands(visit: Visit) -> Answer:
    """Every command there is, by what it is about, with who may post it."""
    groups: dict[str, list[Kind]] = {name: [] for name in GROUPS}
    for kind in BY_COMMAND.values():
        groups.setdefault(kind.records.__module__.split(".")[1], []).append(kind)
    return Answer("commands.html", {"groups": groups})


class PostingDesk:
    """The routes of one command's form."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def show(self, request: Request) -> Response:
        """The form, filled in as far as the address says."""
        command = request.path_params["command"]
        session = await self._reception.sessions.of(request)
        if session is None and self._reception.door.can_sign_in:
            return RedirectResponse(self._reception.sign_in_address(request), 303)
        return await self._reception.answer(request, lambda visit: self._blank(visit, command), AskedForm)

    async def take(self, request: Request) -> Response:
        """Check what was written, or post it."""
        command = request.path_params["command"]
        session = await self._reception.sessions.of(request)
        if session is None:
            return RedirectResponse(self._reception.sign_in_address(request), 303)
        try:
            form = await read_form(request)
            if not session.owns(only(form, "form_token")):
                raise Problem("forbidden", NOT_YOURS)
            draft, posted = await self._read(command, form, session, request)
            if posted is None:
                return await self._again(request, draft)
            if only(form, "step") == "post":
                return await self._post(request, draft, posted)
            return await self._check(request, draft, posted)
        except FAULTS as fault:
            return await self._reception.problem(request, problem_of(fault), session)

    def _blank(self, visit: Visit, command: str) -> Answer:
        _require(command)
        given = {f"data.{name}": [str(value)] for name, value in (visit.asked.model_extra or {}).items() if value}
        actor = visit.session.actor if visit.session else None
        if actor is not None and actor.officer_of is not None:
            given = {"data.borough": [actor.officer_of], **given}
        corrected = _corrected(visit, command, given)
        form = {"effective_on": [visit.shown.today.isoformat()], **given, **corrected}
        return _answer(_draft(visit, command, form, f"form-{uuid7()}"))

    async def _read(self, command: str, form: Form, session: Session, request: Request) -> tuple[Draft, Posted | None]:
        """The form, and the command if it is well-formed."""
        _require(command)
        readers = self._reception.office.readers

        def drafted() -> Draft:
            visit = self._reception.visit(request, Asked(), session)
            return replace(_draft(visit, command, form, read_key(only(form, "key"))), seen=visit.at.head)

        draft = await readers.run(drafted)
        if "add" in form:
            rows = rows_in(form)
            name = only(form, "add")
            more = {**rows, name: rows.get(name, 0) + 1}
            fields, authority = await readers.run(lambda: _fields(self._reception.visit(request, Asked(), session), command, more))
            return replace(draft, fields=fields, authority=authority), None
        try:
            body = read_body(command, _body(draft))
        except Invalid as invalid:
            return replace(draft, faults=_named(invalid.faults, draft)), None
        correlation_id = request.state.correlation_id
        return draft, Posted.of(command, body, session.actor, draft.key, correlation_id=correlation_id)

    async def _check(self, request: Request, draft: Draft, posted: Posted) -> Response:
        office = self._reception.office
        try:
            outcome = await office.deciders.run(office.ledger.rehearse, posted)
        except (Invalid, KeyReused) as fault:
            return await self._again(request, replace(draft, faults=_told(fault, draft)))
        return await self._again(request, replace(draft, outcome=outcome))

    async def _post(self, request: Request, draft: Draft, posted: Posted) -> Response:
        """Post it on what its poster has seen: if anything that it rests on changed since the dry run, it is looked at again."""
        seen = only(draft.form, "seen")
        posted = replace(posted, if_match=int(seen)) if seen.isdecimal() and len(seen) < 16 else posted
        try:
            outcome = await self._reception.office.desk.take(posted)
        except Stale:
            changed = "Something that this rests on was decided meanwhile. This is how it stands now."
            return await self._check(request, replace(draft, faults=[("", changed)]), replace(posted, if_match=None))
        except (Invalid, KeyReused) as fault:
            return await self._again(request, replace(draft, faults=_told(fault, draft)))
        if isinstance(outcome, Receipt):
            return RedirectResponse(f"/decisions/{outcome.position}?posted=1", 303)
        return await self._again(request, replace(draft, outcome=outcome))

    async def _again(self, request: Request, draft: Draft) -> Response:
        is_at_fault = bool(draft.faults) or isinstance(draft.outcome, Refusal)
        return await self._reception.answer(request, lambda visit: _answer(draft, 422 if is_at_fault else 200), AskedForm)


def _require(command: str) -> None:
    if command not in BY_COMMAND:
        raise Problem("unknown-command", f"There is no command {command[:60]}.")


def _draft(visit: Visit, command: str, form: Form, key: str) -> Draft:
    fields, authority = _fields(visit, command, rows_in(form))
    return Draft(command, form, fields, authority, key)


def _fields(visit: Visit, command: str, rows: Mapping[str, int]) -> tuple[list[Field], list[Field]]:
    maker = Maker(visit.replay.fold, visit.names)
    return maker.of_command(command, rows), maker.of_authority(rows)


def _body(draft: Draft) -> dict[str, Any]:
    body = {"data": {}, "authority": {}, **body_of([*draft.fields, *draft.authority], draft.form)}
    if only(draft.form, "effective_on"):
        body["effective_on"] = only(draft.form, "effective_on")
    if only(draft.form, "irregular.reasons").strip():
        body["irregular"] = {"reasons": only(draft.form, "irregular.reasons")}
    return body


EFFECTIVE = Field("effective_on", "From which date it counts", "day", True)
IRREGULAR = Field("irregular.reasons", "Why it is recorded although a rule is in its way", "prose")


def _named(faults: Sequence[Fault], draft: Draft) -> list[tuple[str, str]]:
    return faults_by_field(faults, [EFFECTIVE, *draft.fields, *draft.authority, IRREGULAR])


def _told(fault: Invalid | KeyReused, draft: Draft) -> list[tuple[str, str]]:
    return _named(fault.faults, draft) if isinstance(fault, Invalid) else [("", str(fault))]


def _corrected(visit: Visit, command: str, given: Form) -> Form:
    """For a correction the facts as they were recorded, to be mended."""
    position = only(given, "data.position")
    if command != "rectify-decision" or not position.isdecimal() or len(position) > 15:
        return {}
    stored = visit.reads.record(int(position))
    if stored is None:
        return {}
    return {"data.data": [_written(document_of(stored.data)["data"])]}


def _written(document: Any) -> str:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def _answer(draft: Draft, status: int = 200) -> Answer:
    outcome = draft.outcome
    broken: Sequence[BrokenRule] = outcome.broken if isinstance(outcome, Refusal) else ()
    context = {
        "draft": draft,
        "kind": draft.kind,
        "form": draft.form,
        "receipt": outcome if isinstance(outcome, Receipt) else None,
        "broken": broken,
        "effective": EFFECTIVE,
        "irregular": IRREGULAR,
        "faulty": {id_ for id_, _ in draft.faults},
    }
    return Answer("post.html", context, status)
