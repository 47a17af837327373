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
