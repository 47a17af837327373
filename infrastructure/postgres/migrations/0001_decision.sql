-- The record. Positions are 1, 2, 3 … without gaps; the store assigns them under its lock, so there is no sequence to skip one.
CREATE TABLE decision (
    position     bigint PRIMARY KEY CHECK (position > 0),
    type         text NOT NULL,
    data         bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 65535),
    tags         text[] NOT NULL,
    effective_on date,
    actor        text,
    recorded_at  timestamptz NOT NULL
);

-- Queries by type alone, each type in order of position.
CREATE INDEX decision_by_type ON decision (type, position);

-- One row for each tag of a decision, in the order in which an object's decisions are read. It repeats the type so that an
-- item of a boundary is answered from here without a look at the record.
CREATE TABLE tag (
    tag      text NOT NULL,
    position bigint NOT NULL,
    type     text NOT NULL,
    PRIMARY KEY (tag, position)
);

-- Rows are only ever added, so a table grows at its end and statistics age slowly: look at them after every 20,000 rows and
-- one in fifty instead of one in ten, because a plan made with the statistics of an empty table is the one that hurts.
ALTER TABLE decision SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 20000);
ALTER TABLE tag SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 20000);

-- What is recorded stays. A statement trigger costs an append nothing. Whoever owns the tables can take it away again:
-- that is what the sealed tree is for.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record of decisions is never changed: % on % was refused.', TG_OP, TG_TABLE_NAME
        USING HINT = 'Record a new decision that rectifies the old one.', ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tag_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON tag
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
