"""Every command has a form, and what a form sends is the command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from api.examples import examples
from api.pages.fields import Maker
from api.pages.filled import body_of, rows_in
from api.pages.names import Names
from application.submission import read_body
from domain.fold import Fold
from domain.registry import BY_COMMAND

FREE = "data.data"
"""The one field that takes any object: it is written as JSON."""


def form_of(document: Mapping[str, Any], above: str = "") -> dict[str, list[str]]:
    """The form that somebody fills in to say a body."""
    form: dict[str, list[str]] = {}
    for key, value in document.items():
        name = f"{above}{key}"
        match value:
            case dict() if name == FREE:
                form[name] = [orjson.dumps(value).decode()]
            case dict():
                form |= form_of(value, f"{name}.")
            case [{}, *_]:
                for n, row in enumerate(value):
                    form |= form_of(row, f"{name}.{n}.")
            case list():
                form[name] = ["\n".join(map(str, value))]
            case bool():
                form[name] = [str(value).lower()]
            case _:
                form[name] = [str(value)]
    return form


@pytest.mark.parametrize("command", sorted(BY_COMMAND))
def test_a_form_filled_in_with_an_example_sends_the_example(command: str) -> None:
    example = examples()[command]
    form = form_of(example)
    maker = Maker(Fold(), Names(Fold()))
    rows = rows_in(form)
    sent = body_of([*maker.of_command(command, rows), *maker.of_authority(rows)], form)
    again = read_body(command, {**sent, "effective_on": example["effective_on"]})
    assert again == read_body(command, example)
