-- Search. What these tables hold is made of the events by the program, in the transaction that
-- stores them, and can be made again.

-- Writers lock the log first, and so do we.
SELECT FROM event_store.log WHERE log_id = 1 FOR UPDATE;

CREATE TABLE event_store.title_terms (
  log_id    int    NOT NULL,
  position  bigint NOT NULL,
  topic_id  int    NOT NULL,
  listed_on date   NOT NULL,
  terms     int[]  NOT NULL,
  PRIMARY KEY (log_id, position)
);
COMMENT ON TABLE event_store.title_terms IS 'Of each revision, what its title is found by: hashes of topic and neighbouring Han characters or beginnings of words.';

-- Serves SearchEvents. The list of what is not yet sorted in is read with every search, and sorted
-- in while the log is locked: so it is kept short.
CREATE INDEX title_terms_by_term ON event_store.title_terms
  USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 1024);

CREATE TABLE event_store.folded_text (
  topic_id  int    NOT NULL,
  listed_on date   NOT NULL,
  position  bigint NOT NULL,
  title     text   NOT NULL,
  body      text   NOT NULL,
  PRIMARY KEY (topic_id, listed_on, position)
);
ALTER TABLE event_store.folded_text ALTER COLUMN body SET COMPRESSION lz4;
COMMENT ON TABLE event_store.folded_text IS 'Title and body in folded form, of those revisions only whose letters and digits are folded to others than ASCII in lower case.';

-- Serves SearchEvents: a topic's events by day, the newest first.
CREATE INDEX event_by_listed_day ON event_store.event (topic_id, listed_on, position);

CREATE TABLE event_store.search_backfill (
  log_id  int    PRIMARY KEY,
  done_to bigint NOT NULL DEFAULT 0,
  until   bigint NOT NULL CHECK (done_to <= until)
);
COMMENT ON TABLE event_store.search_backfill IS 'Up to which position the events of before this step have been made searchable, and up to which they must be.';
INSERT INTO event_store.search_backfill (log_id, until)
  SELECT log_id, head FROM event_store.log;
