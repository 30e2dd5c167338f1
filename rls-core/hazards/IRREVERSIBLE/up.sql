-- From accepted.json to models.
--
-- Hazards:
--   DELETES_DATA: drops column notes.length: it is computed from now on
--   IRREVERSIBLE: the way back does not bring back what was in notes.length
--   LOCKS: nobody reads or writes notes while all its rows are written with notes.length

BEGIN;

SET LOCAL lock_timeout = '5s';
ALTER TABLE "notes" DROP COLUMN "length";
ALTER TABLE "notes" ADD COLUMN "length" integer NOT NULL GENERATED ALWAYS AS (char_length(text)) STORED;

COMMIT;
