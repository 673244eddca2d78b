-- Erasure on legal demand: what an event said goes, in all its revisions; that it was there, when,
-- and by whom it was recorded and erased, stays. Programs of before this step can go on while it is
-- applied; the first event is to be erased when none of them runs any more.

-- Writers lock the log first, and so do we; readers look at revisions before events.
SELECT FROM event_store.log WHERE log_id = 1 FOR UPDATE;
LOCK TABLE event_store.event_revision, event_store.event IN ACCESS EXCLUSIVE MODE;

CREATE TABLE event_store.erasure (
  event_id  uuid        PRIMARY KEY,
  topic_id  int         NOT NULL,
  position  bigint      NOT NULL CHECK (position >= 1),
  revisions int         NOT NULL CHECK (revisions >= 1),
  erased_at timestamptz NOT NULL,
  erased_by text        NOT NULL CHECK (erased_by <> '' AND length(erased_by) <= 256),
  reason    text        NOT NULL CHECK (reason <> '' AND octet_length(reason) <= 1024)
);
COMMENT ON TABLE event_store.erasure IS 'Which events were erased on legal demand: who did it, when and why. Inserted by the owner of the schema only.';
COMMENT ON COLUMN event_store.erasure.position IS 'Of the revision that says so to those who follow the log.';
COMMENT ON COLUMN event_store.erasure.revisions IS 'How many revisions were erased.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.erasure
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON event_store.erasure
  FOR EACH STATEMENT EXECUTE FUNCTION event_store.forbid();
-- Serves windows: what was made of a topic's events before is of no use after an erasure.
CREATE INDEX erasure_by_topic ON event_store.erasure (topic_id, position);

-- The rows that are there keep to more than these say, so nobody waits until they are looked at.
ALTER TABLE event_store.event
  DROP CONSTRAINT event_op_check, DROP CONSTRAINT event_title_check, DROP CONSTRAINT event_check3,
  ADD CONSTRAINT event_op_check CHECK (op IN (1, 2, 3, 4)) NOT VALID,
  ADD CONSTRAINT event_title_check CHECK ((title = '') = (op = 4)) NOT VALID,
  ADD CONSTRAINT event_dated_check
    CHECK (op = 4 OR occurred_first IS NOT NULL OR reported_at IS NOT NULL) NOT VALID;
COMMENT ON TABLE event_store.event IS 'Every revision of every event. Rows are inserted, and never changed or deleted but by an erasure.';
COMMENT ON COLUMN event_store.event.op IS '1 reported, 2 revised, 3 retracted, 4 erased: it says nothing any more.';

-- NEW is changed rather than OLD: rows of before step 2 lack columns, and PostgreSQL 15 crashes when
-- OLD is passed on as a whole then.
CREATE FUNCTION event_store.forbid_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op <> 'UPDATE' OR OLD.op = 4 OR NEW.op <> 4
     OR (NEW.log_id, NEW.position, NEW.topic_id, NEW.event_id, NEW.revision, NEW.recorded_at,
         NEW.recorded_by, NEW.schema_version)
       IS DISTINCT FROM (OLD.log_id, OLD.position, OLD.topic_id, OLD.event_id, OLD.revision,
         OLD.recorded_at, OLD.recorded_by, OLD.schema_version)
     OR NOT EXISTS (SELECT FROM event_store.erasure WHERE event_id = OLD.event_id) THEN
    RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'feature_not_supported';
  END IF;
  NEW.occurred_first := NULL;
  NEW.occurred_last := NULL;
  NEW.occurred_precision := NULL;
  NEW.reported_at := NULL;
  NEW.listed_on := (NEW.recorded_at AT TIME ZONE 'UTC')::date;
  NEW.language := 'und';
  NEW.category := '';
  NEW.title := '';
  NEW.body := '';
  NEW.payload := '';
  NEW.content_hash := decode(repeat('00', 32), 'hex');
  NEW.near_duplicate_of := NULL;
  NEW.size_bytes := 256;
  NEW.reason := '';
  NEW.sketch := NULL;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION event_store.forbid_but_erasure IS 'Makes a tombstone of a row of event when its erasure has been recorded, and lets through no other change. A column that is added later must be emptied here as well.';
DROP TRIGGER append_only ON event_store.event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.event
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid_but_erasure();

CREATE FUNCTION event_store.forbid_but_losing_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op <> 'UPDATE' OR NEW.content_key IS NOT NULL
     OR (NEW.event_id, NEW.revision, NEW.position)
       IS DISTINCT FROM (OLD.event_id, OLD.revision, OLD.position)
     OR NOT EXISTS (SELECT FROM event_store.erasure WHERE event_id = OLD.event_id) THEN
    RAISE EXCEPTION '% is append-only', tg_table_name USING ERRCODE = 'feature_not_supported';
  END IF;
  RETURN NEW;
END $$;
COMMENT ON FUNCTION event_store.forbid_but_losing_key IS 'Lets a row of event_revision lose its key when the erasure of its event has been recorded, and nothing else.';
DROP TRIGGER append_only ON event_store.event_revision;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_store.event_revision
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid_but_losing_key();

-- What the planner samples of a column, ANALYZE keeps when the table has become empty, and only a
-- superuser can remove it. No query needs it of texts, so it is sampled no more; to set a column's
-- type removes what there was.
ALTER TABLE event_store.event
  ALTER COLUMN title TYPE text, ALTER COLUMN title SET STATISTICS 0,
  ALTER COLUMN body TYPE text, ALTER COLUMN body SET STATISTICS 0,
  ALTER COLUMN body SET COMPRESSION lz4,
  ALTER COLUMN payload TYPE bytea, ALTER COLUMN payload SET STATISTICS 0,
  ALTER COLUMN payload SET COMPRESSION lz4,
  ALTER COLUMN reason TYPE text, ALTER COLUMN reason SET STATISTICS 0,
  ALTER COLUMN content_hash TYPE bytea, ALTER COLUMN content_hash SET STATISTICS 0,
  ALTER COLUMN sketch TYPE bytea, ALTER COLUMN sketch SET STATISTICS 0;
ALTER TABLE event_store.folded_text
  ALTER COLUMN title TYPE text, ALTER COLUMN title SET STATISTICS 0,
  ALTER COLUMN body TYPE text, ALTER COLUMN body SET STATISTICS 0,
  ALTER COLUMN body SET COMPRESSION lz4;
