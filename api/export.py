"""Exports over HTTP: the record in the form that is asked for, as fast as it is taken and no faster."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field, WithJsonSchema
from starlette.responses import Response

from api.answers import ask
from api.export_sending import ExportResponse, Taking
from api.office import Office
from api.problems import Problem, invalid
from api.queries import Filters
from application.catalogue import NoSuchObject
from application.export.exporting import ALWAYS_WHOLE, KINDS, ZIP, Asked, Export, Exporter, Format, FormatMissing
from application.extract import CannotSign
from application.moment import Moment
from domain.decision import Fault

MOST_OPEN = 16
"""Exports at once: each costs some megabytes, and a part of a processor for as long as its reader keeps up."""
LATER_SECONDS = "10"


FORMATS = WithJsonSchema({"type": "string", "enum": [each.value for each in Format]})
"""Where it stands: a class of its own would be a component that is declared nowhere."""


class ExportQuery(Filters):
    """What is exported, and in which form. `bundle` and `extract` take no filters: they prove that nothing is missing."""

    format: Annotated[Format, FORMATS] = Field(
        description="`extract`: the decisions on one `object`, with the proof that none was left out."
    )
    partition: Literal["year"] | None = Field(None, description="Of `parquet`: a file for each year from which decisions count.")

    def asked(self, known_at: int | None = None, withhold: tuple[int, ...] = ()) -> Asked:
        """What is asked, in the application's words. Raises the problem `invalid` for what cannot go together."""
        faults = list(self._faults())
        if faults:
            raise invalid(faults, "query")
        return Asked(
            self.format,
            criteria=self.criteria(),
            object=self.object[0] if self.format is Format.EXTRACT else None,
            by_year=self.partition is not None,
            known_at=known_at,
            withhold=withhold,
        )

    def _faults(self) -> list[Fault]:
        faults = []
        if self.partition is not None and self.format is not Format.PARQUET:
            faults.append(Fault(("partition",), "only Parquet is cut into years"))
        if self.format is Format.EXTRACT and len(self.object) != 1:
            faults.append(Fault(("object",), "an extract is of one object: name it, such as contract:c-1"))
        if self.format in ALWAYS_WHOLE:
            may = {"format", "partition", "min_position"} | ({"object"} if self.format is Format.EXTRACT else set())
            message = f"a filter would leave decisions out of the {self.format}; it is of the published checkpoint, and whole"
            faults += [Fault((name,), message) for name in sorted(self.model_fields_set - may)]
        return faults


def export_router(office: Office) -> APIRouter:
    """`/v1/export`."""
    router = APIRouter(prefix="/v1/export", tags=["reads"], dependencies=[Depends(office.known)])
    open_exports: set[Taking] = set()

    async def export(request: Request, query: Annotated[ExportQuery, Query()]) -> Response:
        exporter = office.exporter
        if exporter is None:
            raise Problem("unavailable", "This server makes no exports.")
        query.asked()
        if len(open_exports) >= MOST_OPEN:
            message = f"{len(open_exports)} exports are being read, and this server makes no more at once. Try again."
            raise Problem("unavailable", message, headers={"Retry-After": LATER_SECONDS})
        taking = Taking(office.exporters)
        made, _, _ = await ask(office, query, lambda at: _made(exporter, query, at, taking))
        taking.chunks = made.chunks
        name = f"concordat-{query.format}-{made.through}.{made.kind.suffix}"
        headers = {"ETag": f'"{made.position}"', "Content-Disposition": f'attachment; filename="{name}"'}
        return ExportResponse(taking, made.kind.media_type, headers, open_exports, office.closing)

    summary = "The record, or what meets the filters, in a form for other people's tools; streamed."
    router.add_api_route("", export, operation_id="export", summary=summary, response_class=Response)
    return router


def _made(exporter: Exporter, query: ExportQuery, at: Moment, taking: Taking) -> Export:
    known_at = None if query.known_at is None else at.position
    try:
        return exporter.export(query.asked(known_at), taking.told)
    except NoSuchObject as fault:
        raise Problem("not-found", str(fault)) from fault
    except (CannotSign, FormatMissing) as fault:
        raise Problem("unavailable", str(fault)) from fault


def answer_schema() -> dict[str, Any]:
    """What is answered when all is well, for the OpenAPI document."""
    types = sorted({each.media_type for each in (*KINDS.values(), ZIP)})
    content = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in types}
    return {"200": {"description": "The export, in the form that was asked for.", "content": content}}
