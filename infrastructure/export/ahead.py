"""Reading ahead: the database reads the next page while this process works on the last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(things: Iterable[T]) -> Iterator[T]:
    """The same, the next one already being fetched on a thread of its own. What fetching raises is raised in its turn."""
    left = iter(things)
    end = object()
    with ThreadPoolExecutor(1, thread_name_prefix="concordat-ahead") as thread:
        coming = thread.submit(next, left, end)
        while (found := coming.result()) is not end:
            coming = thread.submit(next, left, end)
            yield found  # type: ignore[misc]  # it is not the end, so it is one of the things
