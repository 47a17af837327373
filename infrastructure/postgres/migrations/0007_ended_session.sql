-- Sessions of the pages that were ended before their tokens were. `token`: its SHA-256. `until`: when it ends by itself; after that
-- the row says nothing any more, and goes with the next session that is ended.
CREATE TABLE ended_session (
    token bytea PRIMARY KEY CHECK (octet_length(token) = 32),
    until timestamptz NOT NULL
);
