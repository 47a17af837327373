-- The words of decisions, to be searched. They are taken from the record after it was recorded, because to index them while it is
-- being recorded would take most of an append's time; they can be made anew at any time.

-- What people wrote: facts and authority, and neither hashes nor ids of the ledger's own. It gives the same for the same bytes for
-- ever: the record is UTF-8 whatever the database is.
CREATE FUNCTION words_in(record bytea) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_to_tsvector('pg_catalog.english', jsonb_build_array(r -> 'data', r -> 'authority', r -> 'irregular'), '["string", "numeric"]')
      FROM (SELECT convert_from(record, 'UTF8')::jsonb AS r) AS read
$$;

CREATE TABLE words (
    position bigint PRIMARY KEY,
    words    tsvector NOT NULL
);
CREATE INDEX words_found ON words USING gin (words);
ALTER TABLE words SET (autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 20000);
