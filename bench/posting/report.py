"""The report: a table for the terminal, and all figures in a file."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from os import cpu_count
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bench.posting.measuring import ASYNC, CLIENTS, DEF, OURS, SHARES, Found

TARGET_RATIO = 0.6
TARGET_BATCH = 3.0


def show(found: Found) -> None:
    """Print the figures."""
    console = Console(width=132)
    table = Table(title="Commands a second over HTTP (waits in ms: p50 / p95 / p99)")
    for heading in ("clients", OURS, "waits", ASYNC, "waits", DEF, "waits", "ratio to the faster"):
        table.add_column(heading, justify="right")
    for clients in CLIENTS:
        cells = [
            cell for name in (OURS, ASYNC, DEF) for cell in (f"{found.rate(name, clients):,.0f}", _waits(found, name, clients))
        ]
        target = f" (target {TARGET_RATIO})" if clients == 16 else ""
        table.add_row(str(clients), *cells, f"{_ratio(found, clients):.2f}{target}")
    console.print(table)
    for clients in CLIENTS:
        spent = ", ".join(
            f"{name} {' + '.join(f'{each:.0f}' for each in found.spent(name, clients))}" for name in (OURS, ASYNC, DEF)
        )
        console.print(f"processor time of a command at {clients} (server + database, µs): {spent}")
    console.print(
        f"batch: {found.batch_rate:,.0f} commands/s, {_batch_ratio(found):.1f} × the best single posts "
        f"({_best(found):,.0f}/s), {found.batch_rate / found.rate(OURS, 1):.1f} × one client (target {TARGET_BATCH})"
    )
    contended = found.contended
    console.print(
        f"contended (16 clients on one migration): {contended.rate:,.0f}/s, p99 {contended.wait(0.99):.1f} ms, "
        f"{sum(contended.refused.values())} not recorded"
    )
    console.print(
        f"load generator against a route that does nothing: {found.nothing.rate:,.0f}/s; its own cost "
        f"{1e6 * found.nothing.busy / max(found.nothing.answers, 1):.0f} µs a command"
    )
    console.print(f"mean bytes of a row: {found.lengths}")


def write(found: Found, path: Path) -> None:
    """Write the figures as JSON."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(orjson.dumps(_document(found), option=orjson.OPT_INDENT_2) + b"\n")


def _document(found: Found) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "commands_per_second": {
            str(clients): {name: [round(each.rate, 1) for each in found.rounds[name, clients]] for name in (OURS, ASYNC, DEF)}
            for clients in CLIENTS
        },
        "waits_ms": {
            str(clients): {
                name: {word: round(found.wait(name, clients, share), 2) for word, share in SHARES.items()}
                for name in (OURS, ASYNC, DEF)
            }
            for clients in CLIENTS
        },
        "processor_us": {
            str(clients): {name: [round(each) for each in found.spent(name, clients)] for name in (OURS, ASYNC, DEF)}
            for clients in CLIENTS
        },
        "ratio": {str(clients): round(_ratio(found, clients), 3) for clients in CLIENTS},
        "batch_per_second": [round(rate, 1) for rate in found.batches],
        "batch_ratio": round(_batch_ratio(found), 2),
        "contended": {
            "per_second": round(found.contended.rate, 1),
            "p99_ms": round(found.contended.wait(0.99), 2),
            "not_recorded": found.contended.refused,
        },
        "generator": {
            "per_second": round(found.nothing.rate, 1),
            "microseconds_each": round(1e6 * found.nothing.busy / max(found.nothing.answers, 1), 1),
        },
        "bytes_of_a_row": found.lengths,
    }


def _waits(found: Found, name: str, clients: int) -> str:
    return " / ".join(f"{found.wait(name, clients, share):.1f}" for share in SHARES.values())


def _ratio(found: Found, clients: int) -> float:
    return found.rate(OURS, clients) / found.rate(found.peer(clients), clients)


def _best(found: Found) -> float:
    return max(found.rate(OURS, clients) for clients in CLIENTS)


def _batch_ratio(found: Found) -> float:
    return found.batch_rate / _best(found)
