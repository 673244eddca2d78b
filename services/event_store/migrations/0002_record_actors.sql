-- Who stored a revision. Rows that are there keep the default: nobody knows any more.
ALTER TABLE event_store.event
  ADD COLUMN recorded_by text NOT NULL DEFAULT '' CHECK (length(recorded_by) <= 256);
COMMENT ON COLUMN event_store.event.recorded_by IS 'Who stored the revision, as the service knew them.';
