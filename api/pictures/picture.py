"""Picture: a drawing, the same said in words, and the same as a table. Whoever cannot see the first has the others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """`svg`: a whole document, with `title` and `description` in it as its text alternative. `rows`: as many cells as `columns`."""

    name: str
    title: str
    description: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
