-- The index of step 7 takes the place of the one before. Programs of before go on.

-- Waits for whoever has looked at content keys, and holds nothing meanwhile that they wait for.
DROP INDEX event_store.event_revision_by_content;
ALTER INDEX event_store.event_revision_by_content_hash RENAME TO event_revision_by_content;
COMMENT ON INDEX event_store.event_revision_by_content IS 'Serves AppendEvents: which event has a content key.';
