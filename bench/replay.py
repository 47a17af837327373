"""Bench: rebuild, reads at any moment, gates, forecast and what-if on generated programmes, and how far live views lag behind.

    make bench BENCH=replay                       # 10,000, 300,000 and a million decisions: half an hour
    .venv/bin/python -m bench.replay --quick      # small programmes, to see whether it works
    .venv/bin/python -m bench.replay --sizes 10000,300000

Rates and waits are of this machine as it is just then: take the ratios. Processor time stands beside waits, because it hardly
depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.append import server
from bench.replaying import answers
from bench.replaying.lagging import lag_under_appends
from bench.replaying.ledgers import END, MIDDLE, asked, loaded, rebuilt
from bench.replaying.peers import copied_a_second, counted_a_second
from bench.replaying.reading import memory_of_reading
from infrastructure.postgres.session import Database
from infrastructure.postgres.views.building import Progress

RESULTS = Path(__file__).parent / "results" / "replay.json"
SIZES = (10_000, 300_000, 1_000_000)
QUICK = (2_000, 6_000)
TIMES_RUNNER, SHARE_OF_COPY, MOST_COSTLIER, MATRIX_MS, ANSWER_MS, LAG_SECONDS, GROWTH = 20, 0.05, 1.5, 50, 200, 1.0, 0.1


def tell(what: str) -> None:
    """Progress, for whoever waits."""
    print(what, file=sys.stderr, flush=True)


def measure(url: str, sizes: Sequence[int], counted: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Everything, in one run."""
    tell(f"the library's projection runner counts {counted:,} events")
    found: dict[str, Any] = {"runner_per_second": counted_a_second(url, counted), "sizes": {}}
    database = None
    for size in sizes:
        tell(f"loading {size:,} decisions")
        database, rate = loaded(url, size)
        found["sizes"][size] = {"loaded_per_second": rate, **measure_size(database, size, rounds)}
    assert database is not None
    with asked(database) as ours:
        tell("gates, forecast and what-if")
        found["gates"] = [asdict(each) for each in answers.gates_of_each(ours, 2 * rounds)]
        found["forecast"] = asdict(answers.forecast_of_all(ours, rounds))
        found["what_if"] = asdict(answers.what_if_of_ten(ours, rounds))
    tell("reading everything from a server")
    memory = memory_of_reading(database)
    found["memory"] = {name: asdict(each) | {"growth": each.growth} if each else None for name, each in memory.items()}
    tell(f"appending for {seconds:.0f} seconds")
    found["lag"] = asdict(lag_under_appends(database, seconds))
    return found


def measure_size(database: Database, size: int, rounds: int) -> dict[str, Any]:
    """The rebuild and the matrix."""

    def told(progress: Progress) -> None:
        tell(f"rebuilding: {progress.done:,} of {progress.of:,}")

    seconds = rebuilt(database, told)
    copied = copied_a_second(database)
    tell("matrix")
    with asked(database) as ours:
        middle, end = (asdict(answers.matrix_at(ours, on, rounds)) for on in (MIDDLE, END))
    return {"rebuilt_per_second": size / seconds, "copied_per_second": copied, "matrix_middle": middle, "matrix_end": end}


def show(found: dict[str, Any]) -> None:
    """Tables of what was found, each figure beside its target."""
    runner = found["runner_per_second"]
    print(f"the library's ProjectionRunner, counting into a view: {runner:,.0f} events/s\n")
    first = next(iter(found["sizes"].values()))
    for size, each in found["sizes"].items():
        print(f"{size:,} decisions (loaded at {each['loaded_per_second']:,.0f}/s)")
        times, share = each["rebuilt_per_second"] / runner, each["rebuilt_per_second"] / each["copied_per_second"]
        print(f"  rebuild of all views {each['rebuilt_per_second']:,.0f}/s: {times:.1f} × the runner (target ≥ {TIMES_RUNNER}),")
        print(f"    {share:.3f} of COPY's {each['copied_per_second']:,.0f}/s (target ≥ {SHARE_OF_COPY})")
        for name in ("matrix_middle", "matrix_end"):
            ratio = each[name]["wall_ms"] / first[name]["wall_ms"]
            print(
                f"  {name.replace('_', ', ')}: {said(each[name])}, {ratio:.2f} × the smallest (≤ {MOST_COSTLIER}; ≤ {MATRIX_MS} ms)"
            )
    gates = sorted(each["wall_ms"] for each in found["gates"])
    cpu = sorted(each["processor_ms"] for each in found["gates"])
    print(f"\ngates of one migration: median {gates[len(gates) // 2]:.0f} ms, most {gates[-1]:.0f} ms (target ≤ {ANSWER_MS}),")
    print(f"  processor {cpu[len(cpu) // 2]:.0f} and {cpu[-1]:.0f} ms")
    print(f"forecast of all: {said(found['forecast'])} (target ≤ {ANSWER_MS})")
    print(f"what-if of ten commands: {said(found['what_if'])} (target ≤ {ANSWER_MS})")
    lag = found["lag"]
    print(f"lag at {lag['appended']:,.0f} appends/s: median {lag['median']:.2f} s, most {lag['most']:.2f} s (≤ {LAG_SECONDS})")
    for name, memory in found["memory"].items():
        told = f"{memory['warm']:.0f} MB warm, most {memory['most']:.0f} MB, {memory['growth']:+.1%}" if memory else "not offered"
        print(f"memory, {name}: {told} (target ± {GROWTH:.0%})")


def said(taken: dict[str, float]) -> str:
    return f"{taken['wall_ms']:.0f} ms (processor {taken['processor_ms']:.0f} ms)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print tables, and write the figures to a file."""
    parser = argparse.ArgumentParser(prog="bench.replay", description="Replay of generated programmes.")
    parser.add_argument("--quick", action="store_true", help=f"programmes of {QUICK} decisions, one round of each")
    parser.add_argument("--sizes", help="decisions of each programme, with commas between")
    parser.add_argument("--seconds", type=float, help="how long to append for the lag")
    given = parser.parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")] if given.sizes else QUICK if given.quick else SIZES
    counted, rounds = (500, 1) if given.quick else (20_000, 7)
    with server() as (url, _):
        found = measure(url, sizes, counted, given.seconds or (3 if given.quick else 30), rounds)
    show(found)
    machine = {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    if not given.quick:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps({"machine": machine, **found}, indent=2) + "\n")
        print(f"\nThe figures are in {RESULTS}.")


if __name__ == "__main__":
    main()
