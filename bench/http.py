"""Bench: commands posted over HTTP, against a FastAPI route on the same server that makes one durable insert.

    make bench BENCH=http                          # everything, some minutes
    .venv/bin/python -m bench.http --profile 16    # where the time of a command goes
    .venv/bin/python -m bench.http --quick         # one short round of each, to see whether it works

Everything runs on one machine: the server, its embedded PostgreSQL, and the load generator as a process of its own. Take ratios.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench.posting.measuring import Bench
from bench.posting.report import show, write

RESULTS = Path(__file__).parent / "results" / "http.json"


def main() -> None:
    """Measure, print a table, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench.http", description="Commands over HTTP.")
    parser.add_argument("--profile", type=int, metavar="CLIENTS", help="only print where the processor time goes, with so many")
    parser.add_argument("--quick", action="store_true", help="one short round of each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each round, after a second to warm up")
    given = parser.parse_args()
    rounds, seconds = (1, 1.5) if given.quick else (given.rounds, given.seconds)
    with Bench(rounds, seconds) as bench:
        if given.profile:
            sys.stdout.write(bench.profile(given.profile))
            return
        found = bench.measure()
    show(found)
    write(found, RESULTS)
    print(f"\nThe figures are in {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}.")


if __name__ == "__main__":
    main()
