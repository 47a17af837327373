"""The one fault of a history that cannot be turned into commands."""

from __future__ import annotations

from pydantic import ValidationError


class HistoryUnreadable(Exception):
    """The history, or the details beside it, do not say what a command needs. The message says where."""


def unreadable(where: str, fault: ValidationError) -> HistoryUnreadable:
    """The first of the fields that were found wrong, as a sentence. `where`: the file or the row."""
    first = fault.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return HistoryUnreadable(f"{where}: {field}: {first['msg']}.")
