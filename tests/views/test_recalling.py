"""Decisions recalled for folding are those that reading a record with all its checks gives."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from application.keeping.recalling import NOBODY, recall
from application.ports import Stored
from application.record import read_record
from bench.programme import generate
from domain.registry import BY_TYPE
from tests.replay.programmes import programme


def test_every_decision_is_recalled_as_it_reads() -> None:
    told = [stored for seed in range(30) for stored in programme(Random(seed)).store.stream(None)]
    generated = [Stored(each.position, each.type, each.data, tuple(each.tags)) for each in generate(5_000)]
    met = set()
    for stored in (*told, *generated):
        read = read_record(stored)
        assert recall(stored) == replace(read, actor=NOBODY, irregular=None)
        assert recall(stored).decision.facts() == read.decision.facts()
        met.add(stored.type)
    assert set(BY_TYPE) - met == set()
