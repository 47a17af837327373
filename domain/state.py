"""State: how the frozen states of objects change as decisions are folded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

State = TypeVar("State")

if TYPE_CHECKING:
    from dataclasses import replace
else:

    def replace(state: State, **changes: Any) -> State:
        """A copy of a frozen dataclass with other values in some of its fields.

        `dataclasses.replace` to the letter, but that it copies the state as it is instead of initialising it anew: folding is
        most of what a decision costs, and this most of folding. Without slots and `__post_init__` the two do the same.
        """
        copy = object.__new__(type(state))
        copy.__dict__.update(state.__dict__)
        copy.__dict__.update(changes)
        return copy


__all__ = ["replace"]
