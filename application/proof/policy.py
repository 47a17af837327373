"""The policy: which logs are trusted, and whose cosignatures a checkpoint must have. Source: C2SP tlog-policy (draft)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from application.proof.keys import LOG, WITNESS, KeyInvalid, VerifierKey, parse_verifier_key

NONE = "none"
MAX_ENTRIES = 1000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class PolicyInvalid(Exception):
    """The text is no policy. The message names the line."""


@dataclass(frozen=True, slots=True)
class Group:
    """Met when at least `needed` of `members` (witnesses or groups) are."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """`logs` and `witnesses`: trusted keys, each perhaps with its address. `quorum`: a witness, a group, or "none"."""

    logs: tuple[tuple[VerifierKey, str | None], ...]
    witnesses: Mapping[str, tuple[VerifierKey, str | None]]
    groups: Mapping[str, Group]
    quorum: str

    def keys(self) -> list[VerifierKey]:
        """Every key that the policy trusts for its purpose."""
        return [key for key, _ in (*self.logs, *self.witnesses.values())]

    def log_keys(self, origin: str) -> list[VerifierKey]:
        """The keys of the log of that origin: a log's key has its origin for a name."""
        return [key for key, _ in self.logs if key.name == origin]

    def is_met(self, cosigned_by: Collection[str]) -> bool:
        """Whether these witnesses, by their names in the policy, are enough."""
        return self.quorum == NONE or self._has(self.quorum, cosigned_by)

    def named(self, keys: Iterable[VerifierKey]) -> set[str]:
        """The policy's names of the witnesses that have these keys."""
        known = set(keys)
        return {name for name, (key, _) in self.witnesses.items() if key in known}

    def _has(self, name: str, cosigned_by: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned_by
        return sum(self._has(member, cosigned_by) for member in group.members) >= group.needed


class _Reading:
    """A policy under construction, line by line."""

    def __init__(self) -> None:
        self.logs: list[tuple[VerifierKey, str | None]] = []
        self.witnesses: dict[str, tuple[VerifierKey, str | None]] = {}
        self.groups: dict[str, Group] = {}
        self.members: set[str] = set()
        self.quorum: str | None = None

    def log(self, key: str, url: str | None = None) -> None:
        parsed = parse_verifier_key(key)
        if parsed.type != LOG:
            raise PolicyInvalid("this is no key of a log")
        if any(parsed.public == known.public for known, _ in self.logs):
            raise PolicyInvalid("this key is there already")
        self.logs.append((parsed, url))

    def witness(self, name: str, key: str, url: str | None = None) -> None:
        parsed = parse_verifier_key(key)
        self._require_new(name)
        if parsed.type != WITNESS:
            raise PolicyInvalid("this is no key of a witness")
        if any(parsed.public == known.public for known, _ in self.witnesses.values()):
            raise PolicyInvalid("this key is there already")
        self.witnesses[name] = (parsed, url)

    def group(self, name: str, rule: str, *members: str) -> None:
        self._require_new(name)
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise PolicyInvalid(f"{member} is not defined above")
            if member in self.members:
                raise PolicyInvalid(f"{member} counts in a group already")
            self.members.add(member)
        needed = {"any": 1, "all": len(members)}.get(rule) or (int(rule) if re.fullmatch("[1-9][0-9]{0,3}", rule) else 0)
        if not 1 <= needed <= len(members):
            raise PolicyInvalid(f"a group of {len(members)} cannot need {rule}")
        self.groups[name] = Group(needed, members)

    def set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyInvalid("there is a quorum already")
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise PolicyInvalid(f"{name} is not defined above")
        self.quorum = name

    def _require_new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyInvalid(f"{name} cannot be defined again")


def parse_policy(text: str) -> Policy:
    """Raises PolicyInvalid."""
    reading = _read(text)
    if reading.quorum is None:
        raise PolicyInvalid("no line says which quorum is asked")
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)


def parse_logs(text: str) -> list[VerifierKey]:
    """The keys of the logs alone: what a witness needs. Whether there is a quorum does not matter. Raises PolicyInvalid."""
    return [key for key, _ in _read(text).logs]


def _read(text: str) -> _Reading:
    reading = _Reading()
    kinds: dict[str, Callable[..., None]] = {
        "log": reading.log,
        "witness": reading.witness,
        "group": reading.group,
        "quorum": reading.set_quorum,
    }
    lines = text.split("\n")
    if len(lines) > MAX_ENTRIES:
        raise PolicyInvalid(f"a policy has at most {MAX_ENTRIES} lines")
    for number, line in enumerate(lines, start=1):
        fields = [field for field in re.split("[ \t]+", line) if field]
        if not fields or fields[0].startswith("#"):
            continue
        try:
            if _CONTROL.search(line) or fields[0] not in kinds:
                raise PolicyInvalid("a line starts with log, witness, group, quorum or #")
            kinds[fields[0]](*fields[1:])
        except (PolicyInvalid, KeyInvalid) as fault:
            raise PolicyInvalid(f"line {number}: {fault}") from None
        except TypeError:
            raise PolicyInvalid(f"line {number}: not the fields that {fields[0]} has") from None
    return reading
