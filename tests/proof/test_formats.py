"""Notes, keys, checkpoints, cosignatures, proofs and policies: other people's read as they say, ours written as theirs."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.proof.checkpoint import CheckpointInvalid, parse_checkpoint
from application.proof.cosignature import cosign, cosigned_at, is_cosigned
from application.proof.keys import (
    LOG,
    WITNESS,
    KeyInvalid,
    VerifierKey,
    new_key,
    parse_signing_key,
    parse_verifier_key,
)
from application.proof.note import NoteInvalid, Signature, parse_note, sign_note
from application.proof.opening import open_note
from application.proof.policy import PolicyInvalid, parse_policy
from application.proof.tlog_proof import TlogProofInvalid, parse_tlog_proof
from application.proof.tree import root_hash

VECTORS = Path(__file__).parent / "vectors"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


NOTES = read("signed-note.json")
SYNTAX = read("checkpoint-and-proof-syntax.json")
COSIGNATURES = read("cosignature.json")
POLICY = read("policy.json")


@pytest.mark.parametrize("case", NOTES["vkeys"] + COSIGNATURES["vkeys"], ids=lambda case: case["vkey"])
def test_verifier_keys_of_others_are_taken_or_refused(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert str(parse_verifier_key(case["vkey"])) == case["vkey"]
    else:
        with pytest.raises(KeyInvalid):
            parse_verifier_key(case["vkey"])


GOOD = next(case["vkey"] for case in NOTES["vkeys"] if case["valid"])


@given(st.integers(0, len(GOOD) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_a_verifier_key_with_one_character_changed_is_refused(at: int, character: str) -> None:
    changed = GOOD[:at] + character + GOOD[at + 1 :]
    if changed != GOOD:
        with pytest.raises(KeyInvalid):
            parse_verifier_key(changed)


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_a_truncated_verifier_key_is_refused(length: int) -> None:
    with pytest.raises(KeyInvalid):
        parse_verifier_key(GOOD[:length])


@pytest.mark.parametrize("case", NOTES["sign"])
def test_we_sign_byte_for_byte_as_others_do(case: dict[str, Any]) -> None:
    key = parse_signing_key(case["skey_published_test_key"])
    assert str(sign_note(b64decode(case["text_b64"]).decode(), key)).encode() == b64decode(case["note_b64"])
    assert key.written() == case["skey_published_test_key"]


@pytest.mark.parametrize("case", NOTES["open"], ids=lambda case: str(case.get("desc", case.get("why", ""))))
def test_notes_of_others_open_as_they_say(case: dict[str, Any]) -> None:
    data = b64decode(case["note_b64"])
    keys = [parse_verifier_key(key) for key in case["trusted_vkeys"]]
    if case.get("error"):
        with pytest.raises(NoteInvalid):
            open_note(data, keys)
        return
    opened = open_note(data, keys)
    assert [signature.name for signature, _ in opened.verified] == case["verified"]
    assert [signature.name for signature in opened.unverified] == case["unverified"]


def test_a_real_checkpoint_of_a_public_log_opens_with_its_witnesses_times() -> None:
    case = read("rekor-v2-staging-cosigned.json")
    data = (VECTORS / case["checkpoint_file"]).read_bytes()
    log = VerifierKey(case["log"]["origin"], LOG, bytes.fromhex(case["log"]["ed25519_public_key_hex"]))
    assert log.id.hex() == case["log"]["key_id_in_note_hex"]
    witnesses = [parse_verifier_key(each["vkey"]) for each in case["witnesses"]]
    opened = open_note(data, [log, *witnesses])
    times = {key.name: cosigned_at(signature) for signature, key in opened.verified if key.type == WITNESS}
    assert times == {key.name: each["timestamp"] for key, each in zip(witnesses, case["witnesses"], strict=True)}
    assert set(case["unknown_witness_must_be_ignored"]) <= {signature.name for signature in opened.unverified}
    assert parse_checkpoint(opened.note.text).origin == case["log"]["origin"]
    assert str(parse_note(data)).encode() == data


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_any_flipped_bit_of_the_text_or_of_a_time_is_found(at: int, bit: int) -> None:
    key, witness = new_key("log.example/v1", LOG), new_key("witness.example", WITNESS)
    text = "log.example/v1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    signature = cosign(text, witness, 1_727_964_367)
    changed = bytearray(text.encode())
    changed[at % len(changed)] ^= 1 << bit
    assert is_cosigned(text, signature, witness.verifier)
    assert not witness.verifier.is_signed(b"cosignature/v1\ntime 1727964367\n" + changed, signature.blob[8:])
    assert not key.verifier.is_signed(bytes(changed), sign_note(text, key).signatures[0].blob)
    blob = bytearray(signature.blob)
    blob[at % 8] ^= 1 << bit
    assert not is_cosigned(text, Signature(signature.name, signature.key_id, bytes(blob)), witness.verifier)


@pytest.mark.parametrize("case", COSIGNATURES["timestamps"])
def test_the_time_of_a_cosignature_is_read_out_or_refused(case: dict[str, Any]) -> None:
    blob = b64decode(case["signature_b64"])
    signature = Signature("witness", blob[:4], blob[4:])
    if "error" in case:
        with pytest.raises(NoteInvalid):
            cosigned_at(signature)
    else:
        assert cosigned_at(signature) == case["posix_time"]


@pytest.mark.parametrize("case", SYNTAX["checkpoint_bodies"], ids=lambda case: case["desc"])
def test_checkpoints_of_others_are_taken_or_refused_and_written_alike(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert str(parse_checkpoint(case["text"])) == case["text"]
    else:
        with pytest.raises(CheckpointInvalid):
            parse_checkpoint(case["text"])


@pytest.mark.parametrize("case", SYNTAX["tlog_proofs_syntax_only"], ids=lambda case: case["desc"])
def test_offline_proofs_of_others_are_taken_or_refused_and_written_alike(case: dict[str, Any]) -> None:
    if case["valid"]:
        assert str(parse_tlog_proof(case["text"])) == case["text"]
    else:
        with pytest.raises(TlogProofInvalid):
            parse_tlog_proof(case["text"])


@pytest.mark.parametrize("case", POLICY["quorum_cases"], ids=lambda case: "+".join(case["cosigned_by"]) or "nobody")
def test_a_quorum_is_met_as_others_count_it(case: dict[str, Any]) -> None:
    assert parse_policy(POLICY["policy"]).is_met(set(case["cosigned_by"])) is case["sufficient"]


KEYS = [str(new_key(f"w{number}.example", WITNESS).verifier) for number in range(3)]
INVALID = [
    *((case["policy"], case["why"]) for case in POLICY["invalid"]),
    (f"witness a {KEYS[0]}\ngroup g 1 a a\nquorum g\n", "a member counts twice"),
    (f"witness a {KEYS[0]}\ngroup g any a\ngroup h any a\nquorum h\n", "a member counts in two groups"),
    (f"group g any a\nwitness a {KEYS[0]}\nquorum g\n", "a name is used before it is defined"),
    (f"witness a {KEYS[0]}\nwitness b {KEYS[0]}\nquorum a\n", "a key is there twice"),
    (f"witness a {KEYS[0]}\nwitness a {KEYS[1]}\nquorum a\n", "a name is defined twice"),
    (f"witness none {KEYS[0]}\nquorum none\n", "none is reserved"),
    (f"witness a {KEYS[0]}\ngroup g 0 a\nquorum g\n", "k is at least 1"),
    ("quorum none\nquorum none\n", "exactly one quorum"),
    ("quorum none\x0b\n", "a control character"),
    ("quorum\n", "a field is missing"),
    ("", "nothing at all"),
]


@pytest.mark.parametrize(("text", "why"), INVALID, ids=[why for _, why in INVALID])
def test_a_policy_that_says_too_little_or_two_things_is_refused(text: str, why: str) -> None:
    with pytest.raises(PolicyInvalid):
        parse_policy(text)


def test_any_two_of_three_boroughs() -> None:
    lines = [f"witness {name} {key}" for name, key in zip(("westminster", "lbhf", "rbkc"), KEYS, strict=True)]
    policy = parse_policy("\n".join([*lines, "group boroughs 2 westminster lbhf rbkc", "quorum boroughs", ""]))
    assert not policy.is_met({"lbhf"})
    assert policy.is_met({"lbhf", "rbkc"})
    assert policy.named([parse_verifier_key(KEYS[2])]) == {"rbkc"}


def test_checkpoints_of_another_log_open_and_name_the_root_of_its_entries() -> None:
    from application.proof.tiles import read_bundle

    log = VECTORS / "tessera-testdata-log"
    key = parse_verifier_key("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
    entries = read_bundle((log / "tile" / "entries" / "000.p" / "15").read_bytes())
    for size in range(16):
        opened = open_note((log / f"checkpoint.{size}").read_bytes(), [key])
        checkpoint = parse_checkpoint(opened.note.text)
        assert (checkpoint.size, checkpoint.root) == (size, root_hash(entries[:size]))


def test_a_signing_key_is_never_shown() -> None:
    key = new_key("log.example", LOG)
    assert b64encode(key.seed).decode()[:20] not in repr(key)
    with pytest.raises(KeyInvalid) as refused:
        parse_signing_key(key.written()[:-6])
    assert key.written()[-20:-6] not in str(refused.value)
