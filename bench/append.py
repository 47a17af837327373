"""Bench: durable conditional appends per second, against plain inserts of the same rows and two other event stores.

    make bench BENCH=append                       # everything, about a quarter of an hour
    .venv/bin/python -m bench.append --quick      # one short round of each, to see whether it works

Client threads and servers share one machine, and the contenders take turns in each round: take ratios, not absolutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from bench.appending.contenders import Contender, Ours, Plain, Stock, Uma
from bench.appending.filling import store_holding
from bench.appending.rounds import rates
from infrastructure.cluster import Cluster
from infrastructure.embedded import binaries, system_user

RESULTS = Path(__file__).parent / "results" / "append.json"
CLIENTS = (1, 4, 16, 64)
TARGETS = {  # of ours: (against plain inserts, against the stock recorder)
    1: (None, 1.0),
    16: (0.6, 4.0),
    64: (0.9, 6.0),
}
SMALL, LARGE, MOST_COSTLIER = 10_000, 1_000_000, 1.3


@contextmanager
def server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL as the embedded one is set, with room for all clients of all contenders; its URL and a folder beside it."""
    folder = Path(tempfile.mkdtemp(prefix="concordat-bench-"))
    cluster = Cluster(folder / "postgres", binaries(), system_user(), {"max_connections": "300"})
    try:
        cluster.start()
        yield cluster.url(), folder
    finally:
        cluster.stop(orderly=False)
        shutil.rmtree(folder, ignore_errors=True)


def measure_contenders(url: str, folder: Path, rounds: int, seconds: float) -> dict[int, dict[str, float]]:
    """Appends per second by number of clients and contender."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE stock")
    with ExitStack() as stack:
        contenders: list[Contender] = [
            Ours(url),
            Plain(url),
            Stock(make_conninfo(url, dbname="stock")),
            Uma(folder / "uma"),
        ]
        for contender in contenders:
            stack.callback(contender.close)
        rates(contenders, max(CLIENTS), 1, seconds)  # objects are new but once in their life, and so are sessions
        found = {}
        for clients in CLIENTS:
            found[clients] = rates(contenders, clients, rounds, seconds)
            show_rates(clients, found[clients])
    return found


def measure_sizes(url: str, large: int, rounds: int, seconds: float) -> dict[int, dict[str, float]]:
    """Appends per second by number of clients and by what is stored already."""
    with ExitStack() as stack:
        stores = [store_holding(url, size) for size in (SMALL, large)]
        for store in stores:
            stack.callback(store.close)
        rates(stores, 16, 1, seconds)
        found = {}
        for clients in (1, 16):
            found[clients] = rates(stores, clients, rounds, seconds)
            small, big = found[clients].values()
            print(f"{clients:8}  {small:14,.0f}  {big:14,.0f}  {small / big:8.2f} × (target ≤ {MOST_COSTLIER})")
    return found


def show_rates(clients: int, found: Mapping[str, float]) -> None:
    """One line of the table, with the ratios that there are targets for."""
    ours, plain, stock, _ = found.values()
    line = "".join(f"{rate:14,.0f}" for rate in found.values())
    against_plain, against_stock = TARGETS.get(clients, (None, None))
    print(
        f"{clients:8}{line}   {ours / plain:5.2f} × plain{target(against_plain)}"
        f"   {ours / stock:5.2f} × stock{target(against_stock)}"
    )


def target(ratio: float | None) -> str:
    return "" if ratio is None else f" (target ≥ {ratio})"


def write(contenders: Mapping[int, Mapping[str, float]], sizes: Mapping[int, Mapping[str, float]]) -> None:
    """The figures and where they were measured, as JSON."""

    def rows(found: Mapping[int, Mapping[str, float]]) -> list[dict[str, Any]]:
        return [{"clients": clients, "appends_per_second": rates} for clients, rates in found.items()]

    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": machine, "contenders": rows(contenders), "sizes": rows(sizes)}, indent=2) + "\n")
    print(f"\nThe figures are in {RESULTS}.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print tables, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench.append", description="Durable conditional appends.")
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each contender's turn in a round")
    given = parser.parse_args(arguments)
    rounds, seconds, large = (1, 1.0, 50_000) if given.quick else (given.rounds, given.seconds, LARGE)
    with server() as (url, folder):
        print("Durable appends per second, medians (plain: no condition, no order)\n")
        print(f"{'clients':>8}{'concordat':>14}{'plain inserts':>14}{'stock':>14}{'umadb':>14}")
        contenders = measure_contenders(url, folder, rounds, seconds)
        print(f"\nThe same with decisions stored already\n\n{'clients':>8}  {SMALL:>14,}  {large:>14,}")
        sizes = measure_sizes(url, large, rounds, seconds)
    write(contenders, sizes)


if __name__ == "__main__":
    main()
