"""Who decided and where it was read: a fact's columns `authority` and `source` as the authority of a command."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from urllib.parse import urlsplit

UNSTATED = "Not stated in the source"
TITLE_LENGTH = 200

# By hand, because strptime reads the names of months in whatever language the machine is set to.
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MEETING = re.compile(rf"(?P<body>.+), (?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})(?P<remark> \(.+\))?")
LINK = re.compile(r"https?://\S+")
BETWEEN_SOURCES = re.compile(r"; (?![^()]*\))")  # a semicolon inside brackets belongs to a remark


def body_and_date(part: str) -> tuple[str, date | None]:
    """ "Cabinet, 20 June 2011" is a body and the day it met; "The three cabinets, June 2011" is a body and no day."""
    met = MEETING.fullmatch(part)
    if met is None:
        return part[:TITLE_LENGTH], None
    met_on = date(int(met["year"]), MONTHS.index(met["month"]) + 1, int(met["day"]))
    return f"{met['body']}{met['remark'] or ''}"[:TITLE_LENGTH], met_on


def meeting_of(authority: str, named: str | None, others: Collection[str]) -> tuple[str, date | None]:
    """The meeting that decided for the borough called `named` (None: for all together), of those in the column.

    The borough's own comes first, then one that names no borough. Another borough's did not decide for this one.
    """
    parts = [part.strip() for part in authority.split(";") if part.strip()]
    if named is not None:
        own = [part for part in parts if named in part]
        parts = own or [part for part in parts if not any(other in part for other in others)]
    return body_and_date(parts[0]) if parts else (UNSTATED, None)


def evidence_of(source: str) -> list[dict[str, str]]:
    """What the column `source` lists, as evidence: a title and, where there is one that can be trusted, a link."""
    return [cited(piece.strip()) for piece in BETWEEN_SOURCES.split(source) if piece.strip()]


def cited(piece: str) -> dict[str, str]:
    """A link over https stands apart and leaves its site in the title; one over http stays in the title, as text."""
    link = LINK.search(piece)
    if link is None or not link[0].startswith("https://"):
        return {"title": piece[:TITLE_LENGTH]}
    title = piece.replace(link[0], urlsplit(link[0]).netloc)
    return {"title": title[:TITLE_LENGTH], "href": link[0]}
