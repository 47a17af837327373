"""Write a programme of so many decisions to standard output, one record a line."""

from __future__ import annotations

import argparse
import sys

from bench.programme import lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.programme", description="A generated programme as NDJSON.")
    parser.add_argument("decisions", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--areas", type=int, default=30)
    given = parser.parse_args()
    sys.stdout.buffer.writelines(lines(given.decisions, given.seed, given.areas))


if __name__ == "__main__":
    main()
