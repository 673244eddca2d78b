-- Titles are sorted into the index of terms a little after they are stored, by the service, so that
-- no append waits for it; a search looks through the titles that are not sorted in yet. Programs of
-- before this step go on writing terms themselves, and find what they and the service have sorted in.

-- Writers lock the log first, and so do we: the whole table at once, for it is altered below.
LOCK TABLE event_store.log IN ACCESS EXCLUSIVE MODE;

ALTER TABLE event_store.search_backfill DROP CONSTRAINT search_backfill_check;
COMMENT ON TABLE event_store.search_backfill IS 'Up to which position titles are in title_terms (done_to), and up to which events are also without their folded text until then: those of before step 4 (until).';

-- Where those are done, all that came since has its terms.
UPDATE event_store.search_backfill b SET done_to = l.head
  FROM event_store.log l WHERE l.log_id = b.log_id AND b.done_to >= b.until;

-- What page tokens are sealed with: 244 bits that nobody outside knows.
ALTER TABLE event_store.log ADD COLUMN token_key bytea NOT NULL
  DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
  CHECK (octet_length(token_key) >= 16);

-- An event whose day is known is listed on it, so windows find it by event_by_listed_day too. Each
-- index costs a tenth of all appends.
DROP INDEX event_store.event_by_occurred_day;
