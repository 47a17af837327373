"""`concordat trail --follow`: each decision as it is recorded."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from api.console.failing import BAD_USAGE, fail
from api.console.reading import Document, ledger_in, query_of
from api.queries import FeedFrom
from api.trail import item
from application.following import next_stretch
from application.ports import Stored
from application.record import document_of

PAGE = 500
LOOK_AGAIN_SECONDS = 5.0


def run_following(asked: Document, *, folder: Path, as_json: bool) -> None:
    """Print what there is, then what comes, until interrupted. `asked`: as the query of `GET /v1/feed`."""
    if asked.pop("order", "asc") != "asc":
        fail("--order: what comes is told in the order in which it comes", BAD_USAGE)
    query = query_of(FeedFrom, {**asked, "limit": None})
    with suppress(KeyboardInterrupt), ledger_in(folder) as ledger:
        until = ledger.reads.moment(known_at=query.known_at).position if query.known_at is not None else None
        through = query.after or 0
        while until is None or through < until:
            stretch = next_stretch(ledger.reads, query.criteria(), after=through, until=until, most=PAGE)
            for stored in stretch.found:
                sys.stdout.buffer.write((item(stored) if as_json else _sentence(stored)) + b"\n")
            sys.stdout.buffer.flush()
            through = stretch.through
            if through >= stretch.head:
                ledger.ledger.store.wait(through + 1, LOOK_AGAIN_SECONDS)


def _sentence(stored: Stored) -> bytes:
    record = document_of(stored.data)
    tags = ", ".join(tag for tag in stored.tags if not tag.startswith("command:"))
    return f"{stored.position:>8}  {record['effective_on']}  {stored.type}  {tags}  ({record['authority']['body']})".encode()
