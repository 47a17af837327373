-- What is kept of objects to answer sooner: versions of their states, which can be made anew from the record at any time.

-- Each kind of object has its versions in tables of its own, named for the kind and a generation: kept_contract_3. Of one kind one
-- generation serves, at most; another may be in the building beside it, and one that retired goes when nobody reads from it. `definition` says what is kept, and how: where it is not
-- what the program has, a new generation is built. `position`: up to which decision it has come, in the same transaction as its rows.
CREATE TABLE kept (
    kind       text NOT NULL,
    generation int NOT NULL CHECK (generation > 0),
    definition text NOT NULL,
    state      text NOT NULL CHECK (state IN ('building', 'built', 'serving', 'retired')),
    position   bigint NOT NULL CHECK (position >= 0),
    begun_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, generation)
) WITH (fillfactor = 50); -- few rows, changed with every batch
CREATE UNIQUE INDEX kept_serving ON kept (kind) WHERE state = 'serving';
CREATE UNIQUE INDEX kept_in_the_building ON kept (kind) WHERE state IN ('building', 'built');

-- The parts of a generation in the building that are still to be folded: a row goes in the transaction that brings its versions.
-- `ids`: of the objects; null: all of the kind. `decisions`: about how many make them what they are.
CREATE TABLE kept_part (
    kind       text NOT NULL,
    generation int NOT NULL,
    number     int NOT NULL,
    ids        text[],
    decisions  bigint NOT NULL,
    PRIMARY KEY (kind, generation, number),
    FOREIGN KEY (kind, generation) REFERENCES kept ON DELETE CASCADE
);
