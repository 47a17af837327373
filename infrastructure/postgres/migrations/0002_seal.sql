-- The transparency log over the record: whose log it is, the tree's tiles, and every signed checkpoint.

-- One row from the first seal on. The origin is the log's identity for ever.
CREATE TABLE log (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    origin   text NOT NULL CHECK (octet_length(origin) BETWEEN 1 AND 255)
);

-- Tile `number` of `level`: up to 256 hashes of 32 bytes, the widest that was sealed. Narrower ones are its beginning.
-- Hashes do not compress: EXTERNAL spares the attempt.
CREATE TABLE tile (
    level  int NOT NULL CHECK (level BETWEEN 0 AND 63),
    number bigint NOT NULL CHECK (number >= 0),
    hashes bytea NOT NULL CHECK (octet_length(hashes) BETWEEN 32 AND 8192 AND octet_length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
);
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Every size that was signed, once. `note`: the signed checkpoint.
CREATE TABLE seal (
    size      bigint PRIMARY KEY CHECK (size >= 0),
    root      bytea NOT NULL CHECK (octet_length(root) = 32),
    note      text NOT NULL,
    sealed_at timestamptz NOT NULL
);

-- What was sealed stays. A tile may grow, and a note may be signed by a further key: that is all.
CREATE FUNCTION refuse_unsealing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was sealed is never changed: % on % was refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER tile_stays BEFORE DELETE OR TRUNCATE ON tile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile FOR EACH ROW
    WHEN ((OLD.level, OLD.number) IS DISTINCT FROM (NEW.level, NEW.number)
          OR substr(NEW.hashes, 1, octet_length(OLD.hashes)) IS DISTINCT FROM OLD.hashes)
    EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER seal_stays BEFORE DELETE OR TRUNCATE ON seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unsealing();
CREATE TRIGGER seal_is_only_signed_further BEFORE UPDATE ON seal FOR EACH ROW
    WHEN ((OLD.size, OLD.root, OLD.sealed_at) IS DISTINCT FROM (NEW.size, NEW.root, NEW.sealed_at)
          OR left(NEW.note, length(OLD.note)) IS DISTINCT FROM OLD.note)
    EXECUTE FUNCTION refuse_unsealing();
