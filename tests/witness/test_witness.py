"""A witness cosigns what only grows, never goes back, and keeps what contradicts it."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.proof.add_checkpoint import MAX_BYTES, AddCheckpointInvalid, parse_add_checkpoint
from application.proof.checkpoint import Checkpoint, parse_checkpoint
from application.proof.keys import LOG, WITNESS, new_key, parse_signing_key
from application.proof.note import parse_note, sign_note
from application.proof.opening import open_note
from application.witnessing import Held, Verdict, Witness, WitnessUnavailable
from infrastructure.witness.checkpoints import SqliteCheckpoints
from tests.store.appending import at_once
from tests.witness.conftest import ORIGIN, Asking, Tree

VECTORS = json.loads((Path(__file__).parents[1] / "proof" / "vectors" / "witness-add-checkpoint.json").read_text())
SHOWN = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


def hold(asking: Asking, note: str) -> Held:
    checkpoint = parse_checkpoint(parse_note(note.encode()).text)
    held = Held(checkpoint.origin, checkpoint.size, checkpoint.root, note, 1)
    assert asking.checkpoints.advance(None, held)
    return held


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["desc"])
def test_requests_of_others_are_answered_as_they_say(case: dict[str, Any], made: Callable[..., Asking]) -> None:
    asking = made(parse_signing_key(VECTORS["log_private_test_key"]))
    assert [str(key) for key in asking.witness._logs["monkeys"]] == VECTORS["witness_trusts"]
    before = hold(asking, case["witness_holds"]) if case["witness_holds"] else None
    answer = asking.post(case["request_body"].encode())
    assert answer.status_code == case["expect_status"]
    if answer.status_code == 200:
        asking.time_of(answer, case["request_body"].partition("\n\n")[2])
        return
    assert asking.checkpoints.held("monkeys") == before
    assert len(asking.checkpoints.evidence()) == (answer.status_code in (409, 422))
    if "expect_body" in case:
        assert (answer.text, answer.headers["Content-Type"]) == (case["expect_body"], case["expect_content_type"])


def test_the_newest_cosigned_checkpoint_is_shown_with_the_logs_signature_and_ours(asking: Asking, tree: Tree) -> None:
    assert asking.get(SHOWN).status_code == 404
    assert asking.get(f"/{'0' * 64}/checkpoint").status_code == 404
    for old, new in ((0, 0), (0, 3), (3, 8)):
        assert asking.post(tree.request(old, new)).status_code == 200
        opened = open_note(asking.get(SHOWN).content, [tree.key.verifier, asking.witness.keys[0].verifier])
        assert parse_checkpoint(opened.note.text) == Checkpoint(ORIGIN, new, tree.root(new))
        assert len(opened.verified) == len(opened.note.signatures) == 2


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [(5, 5, 422), (5, 9, 422), (3, 9, 409), (9, 5, 400), (0, 9, 409)],
)
def test_another_history_under_the_same_key_is_refused_and_kept(
    asking: Asking, tree: Tree, fork: Tree, old: int, new: int, status: int
) -> None:
    asking.post(tree.request(0, 5))
    before = asking.checkpoints.held(ORIGIN)
    body = f"old {old}\n".encode() + fork.request(min(old, new), new).partition(b"\n")[2]
    assert asking.post(body).status_code == status
    assert asking.post(body).status_code == status
    assert asking.checkpoints.held(ORIGIN) == before
    assert [kept[2] for kept in asking.checkpoints.evidence()] == ([body] if status != 400 else [])


def test_size_0_has_only_the_empty_root(asking: Asking, tree: Tree) -> None:
    note = sign_note(str(Checkpoint(ORIGIN, 0, tree.root(1))), tree.key)
    assert asking.post(f"old 0\n\n{note}".encode()).status_code == 422


def test_a_repeat_is_cosigned_with_a_new_time_and_times_never_go_back(asking: Asking, tree: Tree) -> None:
    times: list[int] = []
    for now in (100.0, 200.9, 50.0, 200.0, 300.0):
        asking.now[0] = now
        times.append(asking.time_of(asking.post(tree.request(4 if times else 0, 4)), tree.note(4)))
    assert times == [100, 200, 200, 200, 300]
    asking.now[0] = 10
    assert asking.time_of(asking.post(tree.request(4, 6)), tree.note(6)) == 300


def test_a_body_that_is_too_long_is_refused_before_it_is_read_whole(asking: Asking, tree: Tree) -> None:
    assert asking.post(b"old 0\n" + b"A" * MAX_BYTES).status_code == 400
    assert asking.post(b"").status_code == 400


def test_signatures_and_extensions_of_others_do_no_harm(asking: Asking, tree: Tree) -> None:
    text = f"{Checkpoint(ORIGIN, 2, tree.root(2))}an extension\n"
    note = sign_note(text, new_key("stranger.example", LOG), tree.key)
    answer = asking.post(f"old 0\n\n{note}".encode())
    asking.time_of(answer, str(note))
    shown = parse_note(asking.get(SHOWN).content)
    assert (shown.text, [signature.name for signature in shown.signatures]) == (text, [ORIGIN, "witness.example"])


def test_while_its_key_is_changed_a_witness_cosigns_with_both_and_goes_on_from_what_it_held(
    made: Callable[..., Asking], tree: Tree
) -> None:
    old = made(tree.key)
    assert old.post(tree.request(0, 5)).status_code == 200
    keys = [old.witness.keys[0], new_key("witness.example", WITNESS)]
    both = Asking(Witness(keys, [tree.key.verifier], old.checkpoints, lambda: 1.9e9), old.checkpoints, old.now)
    answer = both.post(tree.request(5, 7))
    note = parse_note(f"{tree.note(7)}{answer.text}".encode())
    assert len(open_note(str(note).encode(), [key.verifier for key in keys]).verified) == 2
    new = Asking(Witness(keys[1:], [tree.key.verifier], old.checkpoints, lambda: 1.9e9), old.checkpoints, old.now)
    assert new.post(tree.request(7, 9)).status_code == 200
    assert new.post(tree.request(5, 9)).text == "9\n"


def test_of_simultaneous_requests_one_wins_and_the_state_never_goes_back(made: Callable[..., Asking], tree: Tree) -> None:
    """Several processes on one file: each has a store of its own."""
    first = made(tree.key)
    assert first.post(tree.request(0, 5)).status_code == 200
    others = [made(tree.key).witness for _ in range(6)]
    sizes = [6, 7, 8, 9, 10, 11]
    answers = at_once(
        [
            lambda witness=witness, size=size: witness.add_checkpoint(tree.request(5, size))  # type: ignore[misc]  # bound early
            for witness, size in zip(others, sizes, strict=True)
        ]
    )
    (won,) = [size for size, answer in zip(sizes, answers, strict=True) if answer.verdict is Verdict.COSIGNED]
    assert {answer.said for answer in answers if answer.verdict is not Verdict.COSIGNED} == {f"{won}\n"}
    held = first.checkpoints.held(ORIGIN)
    assert held is not None
    assert (held.size, held.root) == (won, tree.root(won))


def test_the_file_itself_refuses_to_go_back(asking: Asking, tree: Tree) -> None:
    asking.post(tree.request(0, 5))
    held = asking.checkpoints.held(ORIGIN)
    assert held is not None
    for size, root, at in (
        (4, tree.root(4), held.cosigned_at),
        (5, tree.root(4), held.cosigned_at),
        (5, held.root, held.cosigned_at - 1),
    ):
        with pytest.raises(WitnessUnavailable, match="never goes back"):
            asking.checkpoints.advance(held, Held(ORIGIN, size, root, held.note, at))


def test_a_store_that_cannot_keep_it_lets_nothing_be_said(asking: Asking, tree: Tree) -> None:
    asking.checkpoints.close()
    assert asking.post(tree.request(0, 5)).status_code == 503


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.booleans(), st.integers(-50, 50)), max_size=12))
def test_whatever_is_asked_what_was_cosigned_is_one_history(
    tmp_path_factory: pytest.TempPathFactory, tree: Tree, asks: list[tuple[int, int, bool, int]]
) -> None:
    """Honest and forged requests in any order, and a clock that jumps: one tree is cosigned, and sizes and times only grow."""
    checkpoints = SqliteCheckpoints(tmp_path_factory.mktemp("witness") / "witness.sqlite")
    forged, now, cosigned = Tree(tree.key, "forged"), 1000, []
    witness = Witness([new_key("witness.example", WITNESS)], [tree.key.verifier], checkpoints, lambda: now)
    for old, new, honest, step in asks:
        now += step
        if old <= new and witness.add_checkpoint((tree if honest else forged).request(old, new)).verdict is Verdict.COSIGNED:
            held = checkpoints.held(ORIGIN)
            assert held is not None
            cosigned.append(held)
    checkpoints.close()
    assert [held.size for held in cosigned] == sorted(held.size for held in cosigned)
    assert [held.cosigned_at for held in cosigned] == sorted(held.cosigned_at for held in cosigned)
    grown = [held for held in cosigned if held.size]
    assert any(all(held.root == history.root(held.size) for held in grown) for history in (tree, forged))


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_requests_are_read_as_they_are_written(old: int, path: list[bytes]) -> None:
    from application.proof.add_checkpoint import add_checkpoint

    note = str(sign_note("origin\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", new_key("origin", LOG)))
    written = add_checkpoint(old, path, note)
    read = parse_add_checkpoint(written.encode())
    assert (read.old, read.path(), str(read.note)) == (old, path, note)


@given(st.binary(max_size=200))
def test_noise_is_no_request(noise: bytes) -> None:
    with pytest.raises(AddCheckpointInvalid):
        parse_add_checkpoint(noise)


def test_no_more_evidence_is_kept_than_fits(asking: Asking, tree: Tree, fork: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infrastructure.witness.checkpoints.MOST_EVIDENCE", 3)
    asking.post(tree.request(0, 2))
    for size in range(3, 9):
        assert asking.post(fork.request(2, size)).status_code == 422
        assert asking.post(fork.request(1, size)).status_code == 409
    kept = [verdict for _, verdict, _, _ in asking.checkpoints.evidence()]
    assert sorted(kept) == ["conflict"] * 3 + ["contradicted"] * 3
