-- What an append looks up gets narrow, insert-only tables; near duplicates are found in memory.

-- Writers lock the log first, and so do we: whoever writes has ended, or waits for us.
SELECT FROM event_store.log WHERE log_id = 1 FOR UPDATE;

ALTER TABLE event_store.event
  ADD COLUMN reason text NOT NULL DEFAULT '' CHECK (octet_length(reason) <= 1024),
  ADD COLUMN sketch bytea CHECK (octet_length(sketch) = 72);
COMMENT ON COLUMN event_store.event.op IS '1 reported, 2 revised, 3 retracted.';
COMMENT ON COLUMN event_store.event.reason IS 'Why the revision was stored, as whoever revised or retracted the event said.';
COMMENT ON COLUMN event_store.event.sketch IS 'What the text has in common with others (64 bytes), and the key of its source (8); empty before migration 3.';
COMMENT ON COLUMN event_store.event.near_duplicate_of IS 'An earlier event of the topic with nearly the same text from another source.';

CREATE TABLE event_store.event_revision (
  event_id    uuid   NOT NULL,
  revision    int    NOT NULL CHECK (revision >= 1),
  position    bigint NOT NULL CHECK (position >= 1),
  content_key uuid,
  PRIMARY KEY (event_id, revision)
);
COMMENT ON TABLE event_store.event_revision IS 'Where the revisions of an event are. As of position p the greatest stands that is not after p.';
COMMENT ON COLUMN event_store.event_revision.content_key IS 'What makes another report a duplicate: the first 16 bytes of the SHA-256 of topic, canonical first URL and content; empty without a URL.';
INSERT INTO event_store.event_revision (event_id, revision, position, content_key)
  SELECT e.event_id, e.revision, e.position, encode(substring(k.key FROM 1 FOR 16), 'hex')::uuid
  FROM event_store.event e LEFT JOIN event_store.dedup_key k
    ON k.event_id = e.event_id AND e.revision = 1
  ORDER BY e.event_id, e.revision;
CREATE INDEX event_revision_by_content ON event_store.event_revision (content_key);
DROP INDEX event_store.event_by_id;
DROP TABLE event_store.event_state;
DROP TABLE event_store.dedup_key;
DROP TABLE event_store.text_origin;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.event_revision
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.event_revision
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
