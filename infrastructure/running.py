"""What is known of an embedded server from its data folder alone: whether there is one, and how to reach one that runs."""

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


def holds_ledger(folder: Path) -> bool:
    """Whether an embedded database was ever made in the folder."""
    return (folder.expanduser().resolve() / "postgres" / "PG_VERSION").exists()
