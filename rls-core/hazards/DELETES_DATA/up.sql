-- From accepted.json to models.
--
-- Hazards:
--   DELETES_DATA: drops column notes.subtitle: what is in it is gone
--   IRREVERSIBLE: the way back makes column notes.subtitle anew, without what was in it

BEGIN;

SET LOCAL lock_timeout = '5s';
ALTER TABLE "notes" DROP COLUMN "subtitle";

COMMIT;
