"""Reaching the embedded server that another process started on a data folder."""

from __future__ import annotations

from pathlib import Path


def running_url(folder: Path) -> str | None:
    """How to connect to the PostgreSQL that runs in `folder`/postgres; None when none has started there.

    Source: PostgreSQL documentation, "Database File Layout": the fifth line of postmaster.pid is the folder of the socket.
    """
    try:
        lines = (folder.expanduser().resolve() / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    if len(lines) < 5 or not lines[4].strip():
        return None
    return f"postgresql://postgres@/postgres?host={lines[4].strip()}"
