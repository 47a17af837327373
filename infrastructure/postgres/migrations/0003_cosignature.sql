-- What the witnesses said of the seals, and which keys have signed the log.

-- Verifier keys, as notes have them. Kept when a key is dropped: old checkpoints stay valid under it.
CREATE TABLE log_key (
    verifier text PRIMARY KEY,
    since    timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Of each seal and each witness's key the first cosignature and the last, with the times in them (POSIX seconds).
-- `last` is NULL while there has been only one, as of most seals.
CREATE TABLE cosignature (
    size     bigint NOT NULL REFERENCES seal,
    witness  text NOT NULL CHECK (octet_length(witness) BETWEEN 1 AND 1000),
    key_id   bytea NOT NULL CHECK (octet_length(key_id) = 4),
    first    text NOT NULL,
    first_at bigint NOT NULL CHECK (first_at >= 0),
    last     text,
    last_at  bigint CHECK (last_at > first_at),
    PRIMARY KEY (size, witness, key_id),
    CHECK ((last IS NULL) = (last_at IS NULL))
);
CREATE INDEX cosignature_newest ON cosignature (witness, key_id, size DESC);

CREATE TRIGGER log_key_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON log_key
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER cosignature_stays BEFORE DELETE OR TRUNCATE ON cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER cosignature_is_only_renewed BEFORE UPDATE ON cosignature FOR EACH ROW
    WHEN ((OLD.size, OLD.witness, OLD.key_id, OLD.first, OLD.first_at)
              IS DISTINCT FROM (NEW.size, NEW.witness, NEW.key_id, NEW.first, NEW.first_at)
          OR coalesce(NEW.last_at, NEW.first_at) <= coalesce(OLD.last_at, OLD.first_at))
    EXECUTE FUNCTION refuse_unsealing();
