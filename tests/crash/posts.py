"""What clerks post: a programme's stories, one command a request or three stories in one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from infrastructure.identity_dev import DevelopmentIssuer
from tests.races.crowd import LOADER
from tests.races.programme import BOARD, approval, migration, move, note, opening, registration

BOROUGHS = ["ash", "birch"]
BATCH = "/v1/commands?stop_on_refusal=true"


@dataclass(frozen=True)
class Post:
    """One request. `keys`: how many decisions each of its keys records."""

    path: str
    headers: dict[str, str]
    body: bytes
    keys: dict[str, int]


class Desk:
    """Draws up requests, with tokens for everybody: all of one subject, because keys belong to the subject."""

    def __init__(self, folder: Path) -> None:
        issuer = DevelopmentIssuer.in_folder(folder)
        self._tokens = {borough: issuer.token(["officer"], borough, LOADER.subject) for borough in BOROUGHS}
        self._tokens[BOARD] = issuer.token(["board"], None, LOADER.subject)
        self._operator = issuer.token(["operator"], None, LOADER.subject)

    def single(self, command: bytes) -> Post:
        """The command as whoever it concerns posts it."""
        document = json.loads(command)
        name, key, acting_for = document.pop("command"), document.pop("key"), document.pop("for")
        headers = {
            "Authorization": f"Bearer {self._tokens[acting_for]}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        return Post(f"/v1/commands/{name}", headers, json.dumps(document).encode(), {key: decisions_of(key)})

    def batch(self, commands: list[bytes]) -> Post:
        """The commands as an operator loads them; what comes after one that was not recorded is not tried."""
        headers = {"Authorization": f"Bearer {self._operator}", "Content-Type": "application/x-ndjson"}
        keys = [json.loads(command)["key"] for command in commands]
        return Post(BATCH, headers, b"\n".join(commands), {key: decisions_of(key) for key in keys})

    def opening(self) -> Post:
        """What must be recorded before anything else."""
        return self.batch(list(opening(BOROUGHS)))

    def singles(self, clerk: int) -> Iterator[Post]:
        """One story after another, command by command, for ever."""
        for number in count():
            for command in story(f"area-{clerk}-{number}"):
                yield self.single(command)

    def batches(self, clerk: int) -> Iterator[Post]:
        """Three stories at once, for ever."""
        for number in count(step=3):
            yield self.batch([command for n in range(3) for command in story(f"area-{clerk}-{number + n}")])

    def probe(self, number: int) -> Post:
        """A command to see whether anything is recorded at all."""
        return self.single(note(f"probe-{number}", BOROUGHS[0]))


def story(area: str) -> list[bytes]:
    """Eight commands, of which one records two decisions."""
    return [
        *migration(area, BOROUGHS, agreed=False),
        *(approval(area, borough) for borough in BOROUGHS),
        move(BOROUGHS[0], area),
        registration(BOROUGHS[1], area),
        note(f"about-{area}", BOROUGHS[0]),
    ]


def decisions_of(key: str) -> int:
    """How many decisions a command records: the last borough's approval records the agreement as well."""
    return 2 if key.startswith("approve-") and key.endswith(f"-{BOROUGHS[-1]}") else 1
