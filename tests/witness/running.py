"""Real witnesses for tests: `concordat witness` as processes of their own, and a policy that names them."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from application.proof.keys import LOG, VerifierKey, new_key, parse_verifier_key
from infrastructure.log_keys import FILE, read_keys, write_keys
from tests.http.server import CONCORDAT, STOP_SECONDS, ended_if_we_are_killed, environment

BOROUGHS = ("westminster", "lbhf", "rbkc")
ORIGIN = "ledger.three-boroughs.example/v1/log"


@dataclass
class RunningWitness:
    """A witness of one borough, which can be stopped, killed, and started again at the same address."""

    name: str
    folder: Path
    stack: ExitStack
    url: str = ""
    process: subprocess.Popen[str] | None = None

    @property
    def key(self) -> VerifierKey:
        """The newest of its keys."""
        return self.keys[-1]

    @property
    def keys(self) -> list[VerifierKey]:
        said = subprocess.run(
            [str(CONCORDAT), "witness-key", "--data", str(self.folder)], capture_output=True, text=True, check=True, timeout=60
        )
        return [parse_verifier_key(line) for line in said.stdout.split()]

    def change_key(self, *arguments: str) -> None:
        subprocess.run([str(CONCORDAT), "witness-key", *arguments, "--data", str(self.folder)], check=True, timeout=60)

    def trust(self, *logs: VerifierKey) -> None:
        (self.folder / "logs").write_text("".join(f"log {key}\n" for key in logs))

    def start(self) -> None:
        port = self.url.rpartition(":")[2].partition("/")[0] or "0"
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                [str(CONCORDAT), "witness", "--data", str(self.folder), "--port", port, "--prefix", f"/{self.name}"],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment(),
                start_new_session=True,
            )
        self.stack.enter_context(ended_if_we_are_killed(process))
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("listening on "), (self.folder / "log").read_text()
        self.url, self.process = said.removeprefix("listening on ").strip(), process

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is not None:
            os.kill(process.pid, number)
            process.wait(STOP_SECONDS)
            if process.stdout is not None:
                process.stdout.close()


@dataclass
class Boroughs:
    """Three witnesses, and a ledger's folder with its key and a policy that asks any two of them."""

    folder: Path
    stack: ExitStack
    witnesses: dict[str, RunningWitness] = field(default_factory=dict)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger"

    @property
    def policy(self) -> Path:
        return self.folder / "policy"

    @property
    def settings(self) -> dict[str, str]:
        return {"CONCORDAT_POLICY_FILE": str(self.policy)}

    @property
    def log_keys(self) -> list[VerifierKey]:
        return [key.verifier for key in read_keys(self.ledger / FILE)]

    def write_policy(self, *lines: str) -> None:
        """`lines`: other groups and quorum than any two of the three."""
        logs = [f"log {key}" for key in self.log_keys]
        named = [f"witness {name} {each.key} {each.url}" for name, each in self.witnesses.items()]
        groups = lines or (f"group boroughs 2 {' '.join(self.witnesses)}", "quorum boroughs")
        self.policy.write_text("".join(f"{line}\n" for line in (*logs, *named, *groups)))

    def trust(self, *logs: VerifierKey) -> None:
        for witness in self.witnesses.values():
            witness.trust(*logs)


@contextmanager
def three_boroughs(folder: Path) -> Iterator[Boroughs]:
    """Three witnesses that run, and a ledger that has not begun."""
    with ExitStack() as stack:
        boroughs = Boroughs(folder, stack)
        boroughs.ledger.mkdir()
        write_keys(boroughs.ledger / FILE, [new_key(ORIGIN, LOG)])
        for name in BOROUGHS:
            witness = boroughs.witnesses[name] = RunningWitness(name, folder / name, stack)
            witness.change_key("--new", "--name", f"witness.{name}.example")
            witness.trust(*boroughs.log_keys)
            witness.start()
            stack.callback(witness.stop)
        boroughs.write_policy()
        yield boroughs
