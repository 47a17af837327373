"""What may be done to an export, each tampering with the class that a verifier should name and the positions where it lies."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from application.proof.checkpoint import Checkpoint
from application.proof.note import Note, Signature, parse_note
from application.proof.tree import root_hash
from application.record import canonical
from application.verifying.finding import Wrong
from tests.verify.exports import LOG_KEY, ORIGIN, OTHER_KEY, PROGRAMMES, Made, checkpoint_of, made, records, seal, signed_by


@dataclass(frozen=True)
class Tampered:
    """An export that somebody tampered with. `first`, `last`: where; None where it is about no record."""

    export: Made
    wrong: Wrong
    first: int | None = None
    last: int | None = None


Tampering = Callable[[Random], Tampered]


def some(random: Random, **options: Any) -> Made:
    """An untampered export: part of a random programme."""
    lines = records(random.randrange(PROGRAMMES))
    return made(lines[: random.randint(20, len(lines))], random, **options)


def _edited(record: bytes, **fields: Any) -> bytes:
    return canonical({**json.loads(record), **fields})


# The record itself, under signatures that stay


def one_altered_byte(random: Random) -> Tampered:
    export = some(random)
    at = random.randrange(len(export.records))
    line = bytearray(export.records[at])
    where = random.randrange(len(line))
    line[where] = random.choice([byte for byte in range(256) if byte != line[where]])
    lines = [*export.records[:at], bytes(line), *export.records[at + 1 :]]
    pieces = b"\n".join(lines).split(b"\n")  # the byte may be a line feed now
    return Tampered(export.holding(pieces), Wrong.ALTERED, at + 1, at + len(pieces) - len(lines) + 1)


def a_changed_fact(random: Random) -> Tampered:
    """A whole field, written as it should be."""
    export = some(random)
    at = random.randrange(len(export.records))
    document = json.loads(export.records[at])
    authority = {**document["authority"], "reasons": random.choice(("Nobody asked", "It was cheaper", "No reasons"))}
    lines = [*export.records[:at], canonical({**document, "authority": authority}), *export.records[at + 1 :]]
    return Tampered(export.holding(lines), Wrong.ALTERED, at + 1, at + 1)


def a_deleted_record(random: Random) -> Tampered:
    export = some(random)
    at = random.randrange(len(export.records) - 2)
    return Tampered(export.holding([*export.records[:at], *export.records[at + 1 :]]), Wrong.MISSING, at + 1, at + 1)


def an_inserted_record(random: Random) -> Tampered:
    """A copy of another record, or one with an id of its own."""
    export = some(random)
    at = random.randrange(len(export.records))
    new = random.choice(export.records)
    if random.random() < 0.5:
        new = _edited(new, id=f"00000000-0000-7000-9999-{random.randrange(10**12):012d}")
    return Tampered(export.holding([*export.records[:at], new, *export.records[at:]]), Wrong.ADDED, at + 1, at + 1)


def two_records_the_other_way_round(random: Random) -> Tampered:
    export = some(random)
    low, high = sorted(random.sample(range(len(export.records)), 2))
    if random.random() < 0.5:
        low = high - 1
    lines = list(export.records)
    lines[low], lines[high] = lines[high], lines[low]
    return Tampered(export.holding(lines), Wrong.REORDERED, low + 1, high + 1)


def a_record_elsewhere(random: Random) -> Tampered:
    export = some(random)
    lines = list(export.records)
    low, high = sorted(random.sample(range(len(lines)), 2))
    from_, to = random.choice(((low, high), (high, low)))
    lines.insert(to, lines.pop(from_))
    return Tampered(export.holding(lines), Wrong.REORDERED, low + 1, high + 1)


def a_cut_tail(random: Random) -> Tampered:
    export = some(random)
    size = random.randrange(len(export.records))
    return Tampered(export.holding(export.records[:size]), Wrong.CUT, size + 1, len(export.records))


def a_cut_tail_with_its_seals(random: Random) -> Tampered:
    """Found by whoever kept a newer checkpoint."""
    export = some(random)
    size = random.randrange(1, len(export.records))
    kept = [each for each in export.seals if each["size"] <= size]
    last = seal(export.records[:size], [LOG_KEY], [each["witness"] for each in export.seals[-1]["cosignatures"]])
    seals = (*(each for each in kept if each["size"] < size), last)
    cut = replace(export, records=export.records[:size], seals=seals, checkpoint=checkpoint_of(last), trusted=export.checkpoint)
    return Tampered(cut, Wrong.CUT, size + 1, len(export.records))


# Two histories


def a_fork(random: Random) -> Tampered:
    """The log signed both: one for the auditor's checkpoint, the other in the export."""
    seed = random.randrange(PROGRAMMES)
    fork = random.randrange(10, 30)
    one, other = records(seed), records(seed, fork)
    size = random.randint(fork + 1, min(len(one), len(other)))
    brought = made(one[:size], random)
    export = made(other[: random.randint(size, len(other))], random)
    return Tampered(replace(export, trusted=brought.checkpoint), Wrong.FORK, fork + 1, size)


# Signatures


def _resigned(random: Random, change: Callable[[Note], str]) -> Made:
    """An export of which one checkpoint is changed: the one inside, or the one that the auditor brings."""
    export = some(random)
    changed = change(parse_note(export.checkpoint.encode()))
    return replace(export, checkpoint=changed) if random.random() < 0.5 else replace(export, trusted=changed)


def a_forged_signature(random: Random) -> Tampered:
    def forge(note: Note) -> str:
        at = random.randrange(len(note.signatures))
        false = note.signatures[at]
        blob = bytearray(false.blob)
        blob[random.randrange(8, len(blob))] ^= random.randint(1, 255)
        signatures = [*note.signatures[:at], Signature(false.name, false.key_id, bytes(blob)), *note.signatures[at + 1 :]]
        return str(Note(note.text, tuple(signatures)))

    return Tampered(_resigned(random, forge), Wrong.SIGNATURE_FALSE)


def a_root_that_was_not_signed(random: Random) -> Tampered:
    """The whole record rewritten, with every root made anew, by somebody who does not have the key."""
    export = some(random)
    at = random.randrange(len(export.records))
    lines = list(export.records)
    lines[at] = _edited(lines[at], id=f"00000000-0000-7000-9999-{random.randrange(10**12):012d}")
    old = parse_note(export.checkpoint.encode())
    text = str(Checkpoint(ORIGIN, len(lines), root_hash(lines)))
    return Tampered(replace(export, records=tuple(lines), checkpoint=str(Note(text, old.signatures))), Wrong.SIGNATURE_FALSE)


def a_missing_signature(random: Random) -> Tampered:
    def leave_out(note: Note) -> str:
        return str(Note(note.text, tuple(each for each in note.signatures if each.name != ORIGIN)))

    return Tampered(_resigned(random, leave_out), Wrong.SIGNATURE_MISSING)


def a_missing_witness(random: Random) -> Tampered:
    def leave_out(note: Note) -> str:
        witnesses = [each for each in note.signatures if each.name != ORIGIN]
        kept = random.sample(witnesses, random.randrange(2))
        return str(Note(note.text, tuple(each for each in note.signatures if each.name == ORIGIN or each in kept)))

    return Tampered(_resigned(random, leave_out), Wrong.QUORUM_MISSED)


def a_wrong_key(random: Random) -> Tampered:
    return Tampered(_resigned(random, lambda note: signed_by(note.text, OTHER_KEY)), Wrong.KEY_UNKNOWN)


def a_forged_seal(random: Random) -> Tampered:
    export = some(random)
    at = random.randrange(len(export.seals))
    note = parse_note(str(export.seals[at]["note"]).encode())
    text = str(Checkpoint(ORIGIN, export.seals[at]["size"] + 1, root_hash([b"another"])))
    false = {**export.seals[at], "size": export.seals[at]["size"] + 1, "note": str(Note(text, note.signatures))}
    return Tampered(replace(export, seals=(*export.seals[:at], false, *export.seals[at + 1 :])), Wrong.SIGNATURE_FALSE)


# What the log itself signed, and is wrong all the same


def _signed_anew(random: Random, lines: Sequence[bytes]) -> Made:
    return made(lines, random)


def a_record_made_before_the_one_above(random: Random) -> Tampered:
    lines = list(some(random).records)
    at = random.randrange(1, len(lines))
    earlier = json.loads(lines[at - 1])["recorded_at"].replace("2026", "2025")
    lines[at] = _edited(lines[at], recorded_at=earlier)
    return Tampered(_signed_anew(random, lines), Wrong.TIME_FALLS, at + 1, at + 1)


def a_record_made_after_the_witnesses_saw_it(random: Random) -> Tampered:
    export = some(random)
    at = random.randrange(len(export.records))
    lines = [*export.records[:at]]
    lines += [_edited(each, recorded_at=json.loads(each)["recorded_at"].replace("2026", "2027")) for each in export.records[at:]]
    signed = made(lines, random)
    old = {sealed["size"]: seal(export.records[: sealed["size"]], [LOG_KEY], []) for sealed in signed.seals}
    seals = tuple(_cosigned_when(sealed, old[sealed["size"]], export) for sealed in signed.seals)
    return Tampered(replace(signed, seals=seals, checkpoint=checkpoint_of(seals[-1])), Wrong.TIME_OUTSIDE, at + 1, len(lines))


def _cosigned_when(sealed: dict[str, Any], old: dict[str, Any], export: Made) -> dict[str, Any]:
    from datetime import datetime

    from tests.verify.exports import WITNESSES, cosigned

    at = int(datetime.fromisoformat(old["sealed_at"]).timestamp())
    return {**sealed, "cosignatures": cosigned(parse_note(sealed["note"].encode()), list(WITNESSES), at)}


def a_false_link(random: Random) -> Tampered:
    lines = list(some(random).records)
    at = random.randrange(len(lines))
    objects = json.loads(lines[at])["objects"]
    link = random.choice([each for each in objects if "previous" in each])
    link["previous"] = random.choice([each for each in range(len(lines)) if each != link["previous"]])
    lines[at] = _edited(lines[at], objects=objects)
    return Tampered(_signed_anew(random, lines), Wrong.CHAIN, at + 1, at + 1)


def one_id_twice(random: Random) -> Tampered:
    lines = list(some(random).records)
    first, later = sorted(random.sample(range(len(lines)), 2))
    lines[later] = _edited(lines[later], id=json.loads(lines[first])["id"])
    return Tampered(_signed_anew(random, lines), Wrong.ID_REPEATED, first + 1, later + 1)


def a_record_of_another_form(random: Random) -> Tampered:
    lines = list(some(random).records)
    at = random.randrange(len(lines))
    document = json.loads(lines[at])
    lines[at] = random.choice(
        (
            json.dumps(document).encode(),
            lines[at].replace(b'"schema":1', b'"schema":1,"schema":1'),
            canonical({**document, "type": "ContractForgotten"}),
            canonical({**document, "schema": 7}),
            canonical({**document, "weather": "fine"}),
            canonical({**document, "objects": document["objects"][::-1]}),
            canonical({**document, "data": {**document["data"], "weather": "fine"}}),
            canonical({name: value for name, value in document.items() if name != "authority"}),
        )
    )
    return Tampered(_signed_anew(random, lines), Wrong.FORM, at + 1, at + 1)


TAMPERINGS: tuple[Tampering, ...] = (
    one_altered_byte,
    a_changed_fact,
    a_deleted_record,
    an_inserted_record,
    two_records_the_other_way_round,
    a_record_elsewhere,
    a_cut_tail,
    a_cut_tail_with_its_seals,
    a_fork,
    a_forged_signature,
    a_root_that_was_not_signed,
    a_missing_signature,
    a_missing_witness,
    a_wrong_key,
    a_forged_seal,
    a_record_made_before_the_one_above,
    a_record_made_after_the_witnesses_saw_it,
    a_false_link,
    one_id_twice,
    a_record_of_another_form,
)
