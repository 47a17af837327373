-- Of each object that is kept, the groups in which it is at any time: contracts, say, of a borough and area. What was kept before says
-- of nothing in which: so all of it is read, until it is built anew.
DO $$
DECLARE objects text;
BEGIN
    FOR objects IN SELECT format('kept_%s_%s_object', kind, generation) FROM kept LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN groups text[] COLLATE "C" NOT NULL DEFAULT ''{*}''', objects);
    END LOOP;
END $$;
