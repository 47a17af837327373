"""Bench: offline verification, against bare SHA-256 over the same leaves.

    make bench BENCH=verifying                       # 300,000 records
    .venv/bin/python -m bench.verifying --records 20000

Bare SHA-256 runs in one process, over lines that are in memory; verification runs as on the command line, from a file and on all
processors. `proof`: leaves, tree and signatures; `form`: with every check of the records; `rules`: with all decided again.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from statistics import median

from application.proof.cosignature import cosign
from application.proof.keys import LOG, WITNESS, new_key
from application.proof.policy import parse_policy
from application.proof.tree import Edge, leaf_hash
from application.sealing import checkpoint_note
from application.verifying.finding import Wrong
from application.verifying.ledger import Given, verify_export
from application.verifying.rules import verify_rules
from bench.programme import generate
from infrastructure.bundle_reading import Processes, opened_export

RESULTS = Path(__file__).parent / "results" / "verifying.json"
ORIGIN = "bench.example/v1/log"
WITNESSES = ("one", "two", "three")
EVERY = 1000
"""Records to a seal."""
FLOORS = {"proof": 0.3, "form": 0.05, "rules": 0.01}


def make_export(folder: Path, records: int) -> None:
    """An export of a generated programme, sealed every thousand records and cosigned by three witnesses."""
    key, witnesses = new_key(ORIGIN, LOG), [new_key(f"{name}.example", WITNESS) for name in WITNESSES]
    edge, seals, checkpoint = Edge(), [], ""
    with (folder / "records.ndjson").open("wb") as lines:
        for written in generate(records):
            lines.write(written.data + b"\n")
            edge.append(leaf_hash(written.data))
            if edge.size % EVERY == 0 or edge.size == records:
                note = checkpoint_note(ORIGIN, edge.size, edge.root(), [key])
                at = int(written.recorded_at.timestamp()) + 1
                cosigned = [str(cosign(note.text, witness, at)) for witness in witnesses]
                entries = [{"first": line, "last": line} for line in cosigned]
                seals.append(json.dumps({"size": edge.size, "note": str(note), "cosignatures": entries}))
                checkpoint = str(note) + "".join(f"{line}\n" for line in cosigned)
    (folder / "seals.jsonl").write_text("".join(f"{seal}\n" for seal in seals))
    (folder / "checkpoint").write_text(checkpoint)
    names = [f"witness {name} {witness.verifier}" for name, witness in zip(WITNESSES, witnesses, strict=True)]
    group = f"group quorum-of-two 2 {' '.join(WITNESSES)}"
    (folder / "policy").write_text("\n".join([f"log {key.verifier}", *names, group, "quorum quorum-of-two", ""]))


def bare(path: Path) -> float:
    """Seconds of SHA-256 over the leaves, and nothing else."""
    lines = path.read_bytes().split(b"\n")[:-1]
    started = time.process_time()  # one process, all work: what others do on this machine is no part of it
    for line in lines:
        sha256(b"\x00" + line).digest()
    return time.process_time() - started


def verified(folder: Path, *, form: bool, rules: bool) -> float:
    """Seconds of a verification, as the command line does it."""
    policy = parse_policy((folder / "policy").read_text())
    started = time.perf_counter()
    with opened_export(folder) as export, Processes(export.size_bytes) as spread:
        given = Given(policy, None, time.time(), form=form, rules=rules)
        under_way = verify_export(export, given, spread, lambda _: None)
        if rules:
            verify_rules(under_way, spread, spread.number)
    seconds = time.perf_counter() - started
    for finding in under_way.report.findings:  # a generated programme may break a rule; that costs what keeping it would
        sys.stderr.write(f"  {finding.wrong}: {finding.sentence}\n")
        if finding.wrong is not Wrong.RULE_BROKEN:
            raise SystemExit(1)
    return seconds


def alone(folder: Path, level: str) -> tuple[float, float, float]:
    """A verification in a process of its own: its seconds, those of all processors together, and the most MiB that were held."""
    command = [sys.executable, "-m", "bench.verifying", "--folder", str(folder), "--level", level]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, held(process.pid))
            time.sleep(0.05)
        told = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit(process.returncode)
    seconds, busy = map(float, told.split())
    return seconds, busy, most


def held(pid: int) -> float:
    """MiB that a process and its children hold now; pages that they share are counted once."""
    total = 0
    for each in [pid, *_children(pid)]:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has ended meanwhile
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _children(pid: int) -> list[int]:
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def measure(folder: Path, records: int, rounds: int, levels: Sequence[str]) -> dict[str, object]:
    """Bare hashing and each level of verification in turn, so often; the median of each."""
    seconds: dict[str, list[float]] = {"bare": [], **{level: [] for level in levels}}
    busy: dict[str, list[float]] = {level: [] for level in levels}
    memory = dict.fromkeys(levels, 0.0)
    for _ in range(rounds):
        seconds["bare"].append(bare(folder / "records.ndjson"))
        for level in levels:
            taken, worked, most = alone(folder, level)
            seconds[level].append(taken)
            busy[level].append(worked)
            memory[level] = max(memory[level], most)
    base = median(seconds["bare"])
    print(f"bare SHA-256: {records / base:,.0f} leaves/s, one process; seals: {-(-records // EVERY)}, 4 signatures each")
    for level in levels:
        floor = FLOORS[level]
        taken = median(seconds[level])
        rate, ratio = records / taken, base / taken
        quiet = base * (os.cpu_count() or 1) / median(busy[level])
        told = f"{ratio:.3f} of bare (floor {floor}); {quiet:.3f} if no other work had the processors"
        print(f"{level:6} {rate:>12,.0f} records/s   {told}   {memory[level]:.0f} MiB")
    return {"records": records, "processors": os.cpu_count(), "seconds": seconds, "busy": busy, "mebibytes": memory}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.verifying", description="Offline verification against bare SHA-256.")
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--levels", nargs="+", choices=list(FLOORS), default=list(FLOORS))
    parser.add_argument("--folder", type=Path, help="Verify this export once, and print the seconds.")
    parser.add_argument("--level", choices=list(FLOORS), default="form")
    given = parser.parse_args()
    if given.folder is not None:
        started = sum(os.times()[:4])
        seconds = verified(given.folder, form=given.level != "proof", rules=given.level == "rules")
        print(seconds, sum(os.times()[:4]) - started)
        return
    with tempfile.TemporaryDirectory() as name:
        make_export(Path(name), given.records)
        found = measure(Path(name), given.records, given.rounds, given.levels)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": platform.platform(), **found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
