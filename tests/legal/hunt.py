"""A long hunt: `python -m tests.legal.hunt FIRST LAST [LENGTH]` tells a random programme for each seed, and every failure."""

from __future__ import annotations

import sys

from tests.legal.shortest import failure_of


def main(first: int, last: int, length: int = 160) -> int:
    failed = 0
    for seed in range(first, last):
        failure = failure_of(seed, length)
        if failure is not None:
            failed += 1
            sys.stdout.write(f"seed {seed}: {failure}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{last - first} programmes of {length} commands, {failed} with a broken promise\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
