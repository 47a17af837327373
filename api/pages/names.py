"""Names: what things are called on pages, and where their pages are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domain.borough.borough import Borough
from domain.contract.contract import Contract
from domain.fold import Fold
from domain.framework.framework import Framework
from domain.migration.migration import Migration
from domain.programme.programme import Area, Programme
from domain.registry import BY_COMMAND

PLURALS: Mapping[str, str] = MappingProxyType(
    {
        "borough": "boroughs",
        "area": "areas",
        "contract": "contracts",
        "framework": "frameworks",
        "supplier": "suppliers",
        "migration": "migrations",
    }
)
"""Kinds of objects that have a page of their own."""
TITLED: Mapping[str, type[Borough | Area | Contract | Framework | Migration]] = MappingProxyType(
    {"borough": Borough, "area": Area, "contract": Contract, "framework": Framework, "migration": Migration}
)
ACRONYMS = frozenset({"bt", "it", "ict", "hf", "rbkc", "wcc"})
ACTING = re.compile(r"^(?P<who>.*), with (?P<commands>[a-z-]+(?: or [a-z-]+)*)$")
OFFICER = "an officer of "


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as a page names it. `path`: its page, or where its decisions are."""

    kind: str
    id: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Who can act, and with which commands."""

    who: str
    commands: Sequence[str]


class Names:
    """Titles as a fold has them; an id is said in words where it has none."""

    def __init__(self, fold: Fold, titles: Fold | None = None) -> None:
        """`titles`: a fold of the same moment without what is over, where there is one: it is read sooner."""
        self._fold = fold
        self._titles = titles or fold
        self._noted: dict[str, str] = {}

    def note(self, tag: str, title: str) -> None:
        """A title that is known already, and need not be read again."""
        self._noted[tag] = title

    def thing(self, tag: str) -> Thing:
        """The object of a tag, such as contract:c-1."""
        kind, _, id_ = tag.partition(":")
        if kind == "programme":
            return Thing(kind, id_, Programme.of(self._titles).title or "The programme", "/programme")
        state = TITLED.get(kind)
        title = self._noted.get(tag) or (self._titles.get(state, id_).title if state is not None else "")
        path = f"/{PLURALS[kind]}/{id_}" if kind in PLURALS else f"/decisions?object={kind}:{id_}"
        return Thing(kind, id_, title or in_words(id_), path)

    def title(self, kind: str, id_: str) -> str:
        return self.thing(f"{kind}:{id_}").title

    def acting(self, said: str) -> Acting | None:
        """What a refusal says of who can act, taken apart, a borough by its title; None where it names no command that there is."""
        found = ACTING.fullmatch(said)
        commands = found["commands"].split(" or ") if found else []
        if not found or not BY_COMMAND.keys() >= set(commands):
            return None
        who = found["who"]
        borough = who.removeprefix(OFFICER)
        if borough != who and self._titles.registered(f"borough:{borough}") is not None:
            who = f"{OFFICER}{self.title('borough', borough)}"
        return Acting(who, commands)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """The tags of all objects of a kind that has a page, each with its title, by title."""
        if kind == "supplier":
            of_contracts = {contract.supplier for contract in self._fold.all(Contract).values()}
            of_lots = {lot.supplier for framework in self._fold.all(Framework).values() for lot in framework.lots.values()}
            titles = dict.fromkeys((of_contracts | of_lots) - {""}, "")
        else:
            titles = {id_: state.title for id_, state in self._fold.all(TITLED[kind]).items()}
        return sorted(((f"{kind}:{id_}", title or in_words(id_)) for id_, title in titles.items()), key=lambda each: each[1])


def in_words(id_: str) -> str:
    """An id as a title: hampshire-county-council as Hampshire county council."""
    words = [word.upper() if word in ACRONYMS else word for word in id_.split("-")]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def label(field: str) -> str:
    """The name of a field as a page has it: starts_on as Starts on."""
    said = field.replace("_", " ")
    return said[:1].upper() + said[1:]


def type_in_words(type_: str) -> str:
    """The type of a decision: ContractRegistered as Contract registered."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type_).capitalize()
