-- That a log only grows is asked of every batch. As a condition of the trigger the question costs
-- nothing; as a function in PL/pgSQL it cost more than the update. Programs of before go on.

-- Writers lock the log first, and so do we: the whole table at once, for its trigger is made anew.
LOCK TABLE event_store.log IN ACCESS EXCLUSIVE MODE;
DROP TRIGGER only_forward ON event_store.log;
CREATE TRIGGER only_forward BEFORE UPDATE ON event_store.log
  FOR EACH ROW
  WHEN (NEW.log_id <> OLD.log_id OR NEW.head < OLD.head OR NEW.epoch < OLD.epoch)
  EXECUTE FUNCTION event_store.forbid_going_back();
