"""Extract: the records on one object, so that whoever holds it can prove that none was left out. Source: "Complete extracts".

Each record names, for each of its tags but `command:`, the position of the one before it with that tag (0: none). So a walk from
the newest position back to 0 meets every record on an object; and which position is the newest is signed, in the catalogue.

The file is a ZIP of these members, all UTF-8; hashes in standard base64; JSON in its canonical form (RFC 8785):

- `records.ndjson`: the records with the tag under the checkpoint, in order of position, a line each: the record's own bytes, or a
  withheld line (`application.export.withheld`), which still names its `objects` and so keeps the chain.
- `proofs.ndjson`: for each of those lines, in their order, `{"hashes":[…],"leaf_hash":"…","position":17}`: that the record is in
  the checkpoint's tree. `hashes`: the inclusion path, the leaf's side first; the leaf's index is position - 1.
- `catalogue`: a signed note. Its text is four lines: `<origin>/catalogue`, the number of tags, the root over the catalogue's lines,
  the size of the checkpoint that it is of. The signature is by the log's own key, under the log's name: no other key needs to
  be trusted, and since a checkpoint's first line is the name of its key, this can never pass for one.
- `catalogue-proof.json`: `{"hashes":[…],"leaf_hash":"…","leaf_index":3,"line":"contract:c-1 4711","tree_size":612}`: that the line
  of this tag is in the catalogue. A leaf is a line without its line feed, prefixed as in RFC 6962; lines stand in byte order.
- `checkpoint`: the published checkpoint, with the cosignatures that it has. Its size is the catalogue's fourth line.
- `policy`: whose signatures the ledger says are to be trusted. Bring your own.
- `manifest.json` and `README.txt`: the SHA-256 of each member before it, and how to check all this.

The whole catalogue is the line `tag SP newest position LF` of every tag but `command:` ones, in byte order, over the records up to
that size: who holds the whole ledger can make it again, and a false one is signed evidence.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from application.catalogue import Catalogue, Line, catalogue_text, line_of
from application.export.archive import Hashed, Member
from application.export.pages import PAGE, Page, Told
from application.ports import Store, Stored
from application.proof.note import Note
from application.proof.tiles import WIDTH, span_from
from application.proof.tree import Hash, inclusion_proof, leaf_hash
from application.record import canonical
from application.sealing import Seal, SealBroken, StoredTiles
from application.transparency import TransparencyLog, encoded
from domain.boundary import Item

T = TypeVar("T")

Sign = Callable[[str], Note]
"""Signs a text with the log's keys. Raises CannotSign."""
README = """\
The records on {tag} in the ledger {origin}, as of {size} decisions: {count} of them, and none left out.

records.ndjson         one decision a line, as it is stored
proofs.ndjson          for each line, that it is in the tree which the checkpoint signs
checkpoint, policy     the signed tree, and whose signatures this ledger says are to be trusted
catalogue              signed: the root over a list of which record is the newest on each object
catalogue-proof.json   the line of {tag} in that list, and that it is in it
manifest.json          the length and SHA-256 of each file above

To verify it, with no database and no network: concordat verify THIS-FILE.zip --checkpoint CHECKPOINT --policy POLICY

Each record names the position of the one before it on each object. Begin at the position that the catalogue names and walk back
to 0: a record that is missing is named by the one after it.
"""


class CannotSign(Exception):
    """This process has not got the log's key, which a catalogue is signed with."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """Makes extracts."""

    store: Store
    log: TransparencyLog
    catalogue: Catalogue
    sign: Sign

    def extract(self, tag: str, seal: Seal, origin: str, withheld: Collection[int], told: Told) -> Iterator[Member]:
        """The members of an extract on one object. What can be refused is refused at once, before a byte is given.

        Raises NoSuchObject, CannotSign, Unavailable; SealBroken, also later on, when the store is not what was sealed.
        """
        line = line_of(tag, self.catalogue.newest(seal.size))
        note = self.sign(catalogue_text(origin, line.size, line.root, seal.size))
        return self._members(tag, seal, origin, line, str(note), _Proven(self.log, seal.size, withheld, told))

    def _members(self, tag: str, seal: Seal, origin: str, line: Line, note: str, proven: _Proven) -> Iterator[Member]:
        hashed = Hashed()
        records = self.store.stream(frozenset({Item.of(tags=[tag])}), until=seal.size)
        yield hashed.member("records.ndjson", proven.records(records))
        yield hashed.member("proofs.ndjson", proven.lines())
        yield hashed.member("catalogue", iter([note.encode()]))
        yield hashed.member("catalogue-proof.json", iter([canonical(line.document()) + b"\n"]))
        yield hashed.member("checkpoint", iter([self.log.checkpoint(seal).encode()]))
        yield hashed.member("policy", iter([self.log.policy().encode()]))
        count = len(proven.positions)
        yield hashed.manifest(origin=origin, object=tag, records=count, tree_size=seal.size, withheld=proven.hidden)
        yield Member("README.txt", iter([README.format(tag=tag, origin=origin, size=seal.size, count=count).encode()]))


class _Proven:
    """The records of an extract and, after them, their proofs."""

    def __init__(self, log: TransparencyLog, size: int, withheld: Collection[int], told: Told) -> None:
        self.positions = array("Q")
        self.hidden: list[int] = []
        self._log = log
        self._size = size
        self._withheld = withheld
        self._told = told

    def records(self, records: Iterable[Stored]) -> Iterator[bytes]:
        """Their lines; each record is compared with what was sealed. Raises SealBroken."""
        for batch in _batches(records):
            tiles = StoredTiles(self._size, self._log.sealed.tiles)
            positions = [stored.position for stored in batch]
            for stored in batch:
                if leaf_hash(stored.data) != _leaf(tiles, stored.position):
                    raise SealBroken(f"The record at position {stored.position} is not the one that was sealed.")
            self.positions.extend(positions)
            hidden = [position for position in positions if position in self._withheld]
            self.hidden += hidden
            yield Page(positions, [stored.data for stored in batch], hidden).ndjson()
            self._told(positions[-1])

    def lines(self) -> Iterator[bytes]:
        """A proof for each record."""
        for batch in _batches(self.positions):
            tiles = StoredTiles(self._size, self._log.sealed.tiles)
            yield b"".join(self._line(tiles, position) for position in batch)

    def _line(self, tiles: StoredTiles, position: int) -> bytes:
        path = inclusion_proof(position - 1, self._size, span_from(tiles))
        document = {
            "hashes": [encoded(each) for each in path],
            "leaf_hash": encoded(_leaf(tiles, position)),
            "position": position,
        }
        return canonical(document) + b"\n"


def _leaf(tiles: StoredTiles, position: int) -> Hash:
    return tiles(0, (position - 1) // WIDTH)[(position - 1) % WIDTH]


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    """So many at a time that the tiles read for a batch can be forgotten after it."""
    left = iter(things)
    while batch := list(islice(left, PAGE)):
        yield batch
