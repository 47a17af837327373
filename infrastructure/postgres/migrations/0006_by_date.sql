-- Decisions in the order in which they were stated to count: for replay step by step, and for the trail between two dates.
CREATE INDEX decision_by_date ON decision (effective_on, position);

-- Irregular decisions are few and are asked for together. A record is canonical JSON, so these bytes can only stand where a key does:
-- in a text the quotes would be escaped.
CREATE INDEX decision_irregular ON decision (position) WHERE position('\x226972726567756c6172223a7b'::bytea IN data) > 0;
