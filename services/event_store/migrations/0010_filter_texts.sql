-- Of a few texts at a time, what tells a search of texts that a word stands in none of them, so that
-- it need not look through them. Made by the service a little after the events are stored, also of
-- those of before this step. Programs of before go on.

CREATE TABLE event_store.text_filter (
  topic_id      int      NOT NULL,
  listed_on     date     NOT NULL,
  last_position bigint   NOT NULL,
  positions     bigint[] NOT NULL,
  filter        bytea    CHECK (octet_length(filter) > 0),
  PRIMARY KEY (topic_id, listed_on, last_position)
);
-- A row is read with each search of its day: as it lies, in one piece. The planner needs nothing
-- of what texts say.
ALTER TABLE event_store.text_filter
  ALTER COLUMN positions SET STORAGE PLAIN,
  ALTER COLUMN filter SET STORAGE PLAIN, ALTER COLUMN filter SET STATISTICS 0;
COMMENT ON TABLE event_store.text_filter IS 'Of some revisions of a topic that are listed on one day, what tells that a word stands in none of them. Can be made again.';
COMMENT ON COLUMN event_store.text_filter.filter IS 'A Bloom filter of the pairs of Han characters and the beginnings of words in titles and bodies; empty if they must be looked at.';

ALTER TABLE event_store.search_backfill
  ADD COLUMN filtered_to bigint NOT NULL DEFAULT 0 CHECK (filtered_to >= 0);
COMMENT ON COLUMN event_store.search_backfill.filtered_to IS 'Up to which position texts are in text_filter.';
