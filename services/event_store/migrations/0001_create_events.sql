-- The log of events: positions without gaps, revisions, and the keys that recognise duplicates.

-- A log is the unit of order: its row is locked by whoever appends, until the commit. So positions
-- are given in the order of the commits, without gaps, and who sees a position sees all before it.
CREATE TABLE event_store.log (
  log_id      int         PRIMARY KEY,
  epoch       int         NOT NULL DEFAULT 1 CHECK (epoch >= 1),
  head        bigint      NOT NULL DEFAULT 0 CHECK (head >= 0),
  recorded_at timestamptz,
  CHECK ((head = 0) = (recorded_at IS NULL))
) WITH (fillfactor = 10);
COMMENT ON TABLE event_store.log IS 'The end of each log. One row is updated by every batch.';
COMMENT ON COLUMN event_store.log.epoch IS 'Raised by the operator when the store is restored from a backup: positions after the backup then mean other events.';
COMMENT ON COLUMN event_store.log.head IS 'The last position; positions are 1 to head.';
COMMENT ON COLUMN event_store.log.recorded_at IS 'When the last position was recorded.';
INSERT INTO event_store.log (log_id) VALUES (1);

CREATE TABLE event_store.topic (
  topic_id int  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  log_id   int  NOT NULL REFERENCES event_store.log,
  name     text NOT NULL UNIQUE CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$')
);
COMMENT ON TABLE event_store.topic IS 'The topics that events were reported for, as they first came.';

-- Without foreign keys: a row is written once, by the statement that locks the log.
CREATE TABLE event_store.event (
  log_id             int         NOT NULL,
  position           bigint      NOT NULL CHECK (position >= 1),
  topic_id           int         NOT NULL,
  event_id           uuid        NOT NULL,
  revision           int         NOT NULL CHECK (revision >= 1),
  op                 smallint    NOT NULL CHECK (op IN (1, 2, 3)),
  occurred_first     date,
  occurred_last      date        CHECK (occurred_last >= occurred_first),
  occurred_precision smallint    CHECK (occurred_precision IN (1, 2, 3)),
  reported_at        timestamptz,
  listed_on          date        NOT NULL,
  recorded_at        timestamptz NOT NULL,
  language           text        NOT NULL CHECK (language <> ''),
  category           text        NOT NULL,
  title              text        NOT NULL CHECK (title <> ''),
  body               text        NOT NULL,
  payload            bytea       NOT NULL,
  schema_version     smallint    NOT NULL DEFAULT 1,
  content_hash       bytea       NOT NULL CHECK (octet_length(content_hash) = 32),
  near_duplicate_of  uuid,
  size_bytes         int         NOT NULL CHECK (size_bytes > 0),
  PRIMARY KEY (log_id, position),
  CHECK ((occurred_first IS NULL) = (occurred_last IS NULL)),
  CHECK ((occurred_first IS NULL) = (occurred_precision IS NULL)),
  CHECK (occurred_first IS NOT NULL OR reported_at IS NOT NULL)
);
ALTER TABLE event_store.event ALTER COLUMN body SET COMPRESSION lz4;
ALTER TABLE event_store.event ALTER COLUMN payload SET COMPRESSION lz4;
COMMENT ON TABLE event_store.event IS 'Every revision of every event. Rows are inserted, never changed or deleted.';
COMMENT ON COLUMN event_store.event.op IS '1 reported, 2 corrected, 3 retracted.';
COMMENT ON COLUMN event_store.event.occurred_first IS 'The first day that the occurred date may mean; empty without one.';
COMMENT ON COLUMN event_store.event.occurred_last IS 'The last such day, inclusive.';
COMMENT ON COLUMN event_store.event.occurred_precision IS 'How exactly the occurred date is known: 1 year, 2 month, 3 day.';
COMMENT ON COLUMN event_store.event.reported_at IS 'When the source published the report, cut off to the microsecond; the payload has it exactly.';
COMMENT ON COLUMN event_store.event.listed_on IS 'The day that a list by date knows the event by.';
COMMENT ON COLUMN event_store.event.recorded_at IS 'When the revision was stored; never decreases along the log.';
COMMENT ON COLUMN event_store.event.payload IS 'The rest of the event: a sennight.event.v1.Event without the fields that have columns.';
COMMENT ON COLUMN event_store.event.schema_version IS 'Of the payload.';
COMMENT ON COLUMN event_store.event.content_hash IS 'SHA-256 of what the event says.';
COMMENT ON COLUMN event_store.event.near_duplicate_of IS 'An earlier event of the topic with the same text from another source.';
COMMENT ON COLUMN event_store.event.size_bytes IS 'Of the event as a message, so that answers can be bounded before they are read.';

-- Serves GetEvent and BatchGetEvents: the revision that stood at a position.
CREATE INDEX event_by_id ON event_store.event (event_id, position);
-- Serves ListEvents: a topic's events by position, bounded by day.
CREATE INDEX event_by_topic ON event_store.event (topic_id, position) INCLUDE (listed_on);
-- Serves StreamWindow: the events that occurred in a window. Only days tell.
CREATE INDEX event_by_occurred_day ON event_store.event (topic_id, occurred_last)
  WHERE occurred_precision = 3;
-- Serves StreamWindow: the events that were reported in a window.
CREATE INDEX event_by_reported ON event_store.event (topic_id, reported_at);

CREATE TABLE event_store.event_state (
  event_id     uuid    PRIMARY KEY,
  topic_id     int     NOT NULL,
  revision     int     NOT NULL CHECK (revision >= 1),
  position     bigint  NOT NULL,
  retracted    boolean NOT NULL DEFAULT false,
  content_hash bytea   NOT NULL CHECK (octet_length(content_hash) = 32)
) WITH (fillfactor = 80);
COMMENT ON TABLE event_store.event_state IS 'The current revision of each event: what an append must know. Can be made again from event.';

CREATE TABLE event_store.supersession (
  log_id       int    NOT NULL,
  old_position bigint NOT NULL,
  new_position bigint NOT NULL CHECK (new_position > old_position),
  PRIMARY KEY (log_id, old_position)
);
COMMENT ON TABLE event_store.supersession IS 'Which revision replaced which. As of position p a revision stands if it is not after p and no position up to p supersedes it.';

CREATE TABLE event_store.dedup_key (
  key      bytea PRIMARY KEY CHECK (octet_length(key) = 32),
  event_id uuid  NOT NULL
);
COMMENT ON TABLE event_store.dedup_key IS 'Which event has a topic, canonical first URL and content (the SHA-256 of the three).';

CREATE TABLE event_store.text_origin (
  text_key   bytea    NOT NULL CHECK (octet_length(text_key) = 32),
  rank       smallint NOT NULL CHECK (rank IN (1, 2)),
  source_key bytea    NOT NULL CHECK (octet_length(source_key) = 32),
  event_id   uuid     NOT NULL,
  PRIMARY KEY (text_key, rank)
);
COMMENT ON TABLE event_store.text_origin IS 'Where a text (of a topic, normalised) first came from, and where from another source: for near duplicates.';

CREATE FUNCTION event_store.forbid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'feature_not_supported';
END $$;
COMMENT ON FUNCTION event_store.forbid IS 'Stops whatever would change what was recorded, also by mistake of the owner.';

CREATE FUNCTION event_store.forbid_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.log_id <> OLD.log_id OR NEW.head < OLD.head OR NEW.epoch < OLD.epoch THEN
    RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'feature_not_supported';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER only_forward BEFORE UPDATE ON event_store.log
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid_going_back();
CREATE TRIGGER no_delete BEFORE DELETE ON event_store.log
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.log
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.event
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.event
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.supersession
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.supersession
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.dedup_key
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.dedup_key
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.text_origin
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.text_origin
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_delete BEFORE DELETE ON event_store.topic
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.topic
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
