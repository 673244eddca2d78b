-- What an append looks up gets narrow, insert-only tables; near duplicates are found in memory.

ALTER TABLE event_store.event
  ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 1024),
  ADD COLUMN sketch bytea CHECK (octet_length(sketch) = 72);
COMMENT ON COLUMN event_store.event.op IS '1 reported, 2 revised, 3 retracted.';
COMMENT ON COLUMN event_store.event.reason IS 'Why the revision was stored, as whoever revised or retracted the event said.';
COMMENT ON COLUMN event_store.event.sketch IS 'What the text has in common with others (64 bytes), and the key of its source (8); empty before migration 3.';
COMMENT ON COLUMN event_store.event.near_duplicate_of IS 'An earlier event of the topic with nearly the same text from another source.';

CREATE TABLE event_store.event_revision (
  event_id uuid   NOT NULL,
  revision int    NOT NULL CHECK (revision >= 1),
  position bigint NOT NULL CHECK (position >= 1),
  PRIMARY KEY (event_id, revision)
);
COMMENT ON TABLE event_store.event_revision IS 'Where the revisions of an event are. As of position p the greatest stands that is not after p. Can be made again from event.';
INSERT INTO event_store.event_revision (event_id, revision, position)
  SELECT event_id, revision, position FROM event_store.event ORDER BY event_id, revision;
DROP INDEX event_store.event_by_id;
DROP TABLE event_store.event_state;

CREATE TABLE event_store.content_key (
  key      uuid PRIMARY KEY,
  event_id uuid NOT NULL
);
COMMENT ON TABLE event_store.content_key IS 'Which event has, in one of its revisions, a topic, canonical first URL and content (the first 16 bytes of the SHA-256 of the three).';
INSERT INTO event_store.content_key (key, event_id)
  SELECT encode(substring(key FROM 1 FOR 16), 'hex')::uuid, event_id
  FROM event_store.dedup_key ORDER BY key;
DROP TABLE event_store.dedup_key;
DROP TABLE event_store.text_origin;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.event_revision
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.event_revision
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.content_key
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.content_key
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
