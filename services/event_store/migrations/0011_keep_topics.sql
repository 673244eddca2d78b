-- Topics keep their names, against the owner too: to rename one would be to say of all its events that
-- they were reported for another. Programs of before, which insert topics and no more, go on.

-- Whoever reports for a topic for the first time waits for a moment. They hold the log, which we do not
-- want.
CREATE TRIGGER no_update BEFORE UPDATE ON event_store.topic
  FOR EACH ROW EXECUTE FUNCTION event_store.forbid();
