"""Work on what is kept in a process of its own, to be killed at any moment: `python -m tests.views.dying up|anew URL SCHEMA`."""

from __future__ import annotations

import sys
from threading import Event

from application.keeping.kept import KEEPINGS
from infrastructure.postgres.session import Database
from infrastructure.postgres.views import planning
from infrastructure.postgres.views.keeping import UpKeeper
from infrastructure.postgres.views.rebuilding import rebuild


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def keep_up(database: Database) -> None:
    """In small batches, telling where each ends."""
    keeper = UpKeeper(database, batch=7)
    while True:
        say(keeper.advance())


class Telling(Event):
    """Nobody sets it; tells whenever somebody looks, as a build does before each part."""

    def is_set(self) -> bool:
        say("part")
        return super().is_set()


def build_anew(database: Database) -> None:
    """In small parts, telling before each."""
    planning.PART = 20
    say("rebuilt" if rebuild(database, tuple(KEEPINGS), stop=Telling()) else "stopped")


if __name__ == "__main__":
    {"up": keep_up, "anew": build_anew}[sys.argv[1]](Database(sys.argv[2], sys.argv[3]))
