"""Facts: the fields of every kind of decision with their types, from the registry, for forms that have typed columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType, NoneType
from typing import Annotated, Any, Union, get_args, get_origin

from domain.registry import BY_TYPE


class Form(Enum):
    """What a column holds. TEXTS: a list of texts. JSON: anything deeper, as JSON text."""

    TEXT = auto()
    WHOLE = auto()
    MONEY = auto()
    DAY = auto()
    MOMENT = auto()
    TRUTH = auto()
    TEXTS = auto()
    JSON = auto()


_SIMPLE: tuple[tuple[type, Form], ...] = (
    (bool, Form.TRUTH),  # before int, which it is too
    (int, Form.WHOLE),
    (Decimal, Form.MONEY),
    (date, Form.DAY),
    (str, Form.TEXT),
)


def form_of(annotation: Any) -> Form:
    """The form of a field, from its annotation."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, type(int | None)):
        (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
        return form_of(annotation)
    if get_origin(annotation) is tuple:
        return Form.TEXTS if form_of(get_args(annotation)[0]) is Form.TEXT else Form.JSON
    if isinstance(annotation, type):
        return next((form for kind, form in _SIMPLE if issubclass(annotation, kind)), Form.JSON)
    return Form.JSON


def _facts_of(type_: str) -> Mapping[str, Form]:
    fields = BY_TYPE[type_].records.model_fields
    return MappingProxyType({name: form_of(field.annotation) for name, field in fields.items()})


FACTS: Mapping[str, Mapping[str, Form]] = MappingProxyType({type_: _facts_of(type_) for type_ in sorted(BY_TYPE)})
"""By type of decision, its fields in their order."""


def _all_facts() -> Mapping[str, Form]:
    forms: dict[str, Form] = {}
    for fields in FACTS.values():
        for name, form in fields.items():
            forms[name] = form if forms.get(name, form) is form else Form.JSON
    return MappingProxyType(dict(sorted(forms.items())))


ALL_FACTS: Mapping[str, Form] = _all_facts()
"""The fields of all kinds together, by name. A name that two kinds use for different forms is JSON."""
