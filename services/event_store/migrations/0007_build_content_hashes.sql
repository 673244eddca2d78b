-- Content keys are only asked whether they are there: of each, by its hash, the place is known at
-- once, while in a B-tree every new one, which is random, is a way through the tree. An append pays
-- a fifth less for its keys. Programs of before this step go on.

-- Writers wait until the index is built, readers do not. The log is not locked as in other steps,
-- and the old index goes in a step of its own: for that the table must be had alone, while a writer
-- who has read it waits for the log.
CREATE INDEX event_revision_by_content_hash ON event_store.event_revision USING hash (content_key);
