"""Sentences: how a line of a feature is read.

A board secretary's words go in; ids, dates and amounts come out as commands state them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pytest_bdd import parsers

_NAME = r"[A-Z][a-z]+(?: & [A-Z][a-z]+)?"
_QUOTED = r'"[^"]+"'
_DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"
_SEPARATOR = re.compile(r", | and ")


def slug(title: str) -> str:
    """The id of what has this title: Hammersmith & Fulham is hammersmith-fulham."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def day(words: str) -> str:
    """1 July 2026, as commands state it."""
    return datetime.strptime(f"{words} +0000", "%d %B %Y %z").date().isoformat()


def money(words: str) -> str:
    """£1,250 or £99.50, as commands state it."""
    pounds, _, pence = words.lstrip("£").replace(",", "").partition(".")
    return f"{pounds}.{pence or '00'}"


def _unquoted(words: str) -> str:
    return words.strip('"')


def _listed(item: str) -> str:
    return f"{item}(?:, {item})*(?: and {item})?"


def _each(read: Callable[[str], Any]) -> Callable[[str], list[Any]]:
    return lambda words: [read(word) for word in _SEPARATOR.split(words)]


def _id(words: str) -> str:
    return slug(_unquoted(words))


def _quoted_ids(words: str) -> list[str]:
    return [slug(title) for title in re.findall(r'"([^"]+)"', words)]


WORDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "boroughs": (_listed(_NAME), _each(slug)),
    "codes": (_listed(_QUOTED), _each(_unquoted)),
    "date": (_DAY, day),
    "events": (r"the (?:first )?[A-Z].*", str),
    "event": (r"[A-Z][A-Za-z]+", str),
    "id": (rf"{_QUOTED}|the contract|the migration", _id),
    "ids": (_listed(_QUOTED), _quoted_ids),
    "money": (r"£[\d,]+(?:\.\d\d)?", money),
    "name": (_NAME, str),
    "borough": (_NAME, slug),
    "names": (_listed(_NAME), _each(str)),
    "nothing": ("", str),
    "number": (r"\d+", int),
    "numbers": (_listed(r"\d+"), _each(int)),
    "poster": (rf"the board|an? [a-z]+(?: (?:of|for) (?:the board|{_NAME}))?", str),
    "title": (_QUOTED, _unquoted),
    "titles": (_listed(_QUOTED), lambda words: re.findall(r'"([^"]+)"', words)),
    "word": (r"[a-z-]+", str),
    "words": (r".+", str),
}
"""Each kind of word: how it is written, and what it is read as."""

_BLANK = re.compile(r"\{(\w+)(?::(\w+))?\}")


class Sentence(parsers.StepParser):
    """A line with blanks, such as `{borough} concludes {contract:id} by {manner:word}[ at a cost of {exit_cost:money}]`.

    A blank names the word that fills it, and its kind where that has another name. What is in square brackets may be left
    out, and the word is then absent; (has|have) offers a choice.
    """

    def __init__(self, template: str) -> None:
        super().__init__(template)
        self._kinds = {name: kind or name for name, kind in _BLANK.findall(template)}
        self._line = re.compile(_pattern(template, self._kinds))

    def is_matching(self, name: str) -> bool:
        return self._line.fullmatch(name) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        found = self._line.fullmatch(name)
        if found is None:
            return None
        said = {word: text for word, text in found.groupdict().items() if text is not None}
        return {"said": {word: WORDS[self._kinds[word]][1](text) for word, text in said.items()}}


def _pattern(template: str, kinds: dict[str, str]) -> str:
    parts: list[str] = []
    at = 0
    for blank in _BLANK.finditer(template):
        parts.append(_plain(template[at : blank.start()]))
        parts.append(f"(?P<{blank[1]}>{WORDS[kinds[blank[1]]][0]})")
        at = blank.end()
    parts.append(_plain(template[at:]))
    return "".join(parts)


def _plain(text: str) -> str:
    """Words as they stand: what is in square brackets may be left out, and a bar in round ones offers a choice."""
    marks = {r"\[": "(?:", r"\]": ")?", r"\(": "(?:", r"\|": "|", r"\)": ")"}
    return re.sub(r"\\[][()|]", lambda mark: marks[mark[0]], re.escape(text))
