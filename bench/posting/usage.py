"""What the server and its database spent of the processors: unlike a rate, hardly touched by whatever else the machine does."""

from __future__ import annotations

import os
import resource
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def server_seconds() -> float:
    """Processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def database_seconds(postmaster: int) -> float:
    """Processor seconds of the sessions and helpers of a PostgreSQL server so far; 0 where there is no /proc."""
    return sum(
        (int(fields[11]) + int(fields[12])) / TICKS
        for path in Path("/proc").glob("[0-9]*/stat")
        if (fields := _fields(path)) and int(fields[1]) == postmaster
    )


def _fields(path: Path) -> list[str]:
    """The fields after the program's name, which may hold spaces: state, parent and so on (proc(5)). None when it just ended."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
