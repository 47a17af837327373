"""Cutting a stream into lines: it does not matter how the bytes come."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from api.bodies import LARGEST
from api.lines import Line, Splitter

LINES = st.lists(st.binary(max_size=12).map(lambda text: text.replace(b"\n", b"")), max_size=12)


def cut(chunks: list[bytes]) -> list[Line]:
    splitter = Splitter()
    found = [line for chunk in chunks for line in splitter.feed(chunk)]
    return found + splitter.end()


@given(LINES, st.lists(st.integers(0, 150), max_size=8))
def test_lines_are_the_same_however_they_are_cut_into_chunks(lines: list[bytes], cuts: list[int]) -> None:
    content = b"\n".join(lines)
    places = [0, *sorted(min(cut, len(content)) for cut in cuts), len(content)]
    chunks = [content[start:end] for start, end in pairwise(places)]
    expected = [Line(number, text.strip()) for number, text in enumerate(content.split(b"\n"), start=1) if text.strip()]
    assert cut(chunks) == expected


def test_a_line_that_is_too_long_is_not_kept_and_the_next_is_read() -> None:
    chunks = [b"x" * 40_000, b"x" * 40_000, b"x" * 40_000 + b"\nnext", b" one\n", b"x" * LARGEST]
    assert cut(chunks) == [Line(1, None), Line(2, b"next one"), Line(3, b"x" * LARGEST)]
