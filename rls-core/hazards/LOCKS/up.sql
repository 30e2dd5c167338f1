-- From accepted.json to models.
--
-- Hazards:
--   LOCKS: nobody reads or writes notes while all its rows are written anew with another type of notes.length; to avoid that add a new column, fill it bit by bit, and drop the old one later

BEGIN;

SET LOCAL lock_timeout = '5s';
ALTER TABLE "notes" ALTER COLUMN "length" TYPE bigint;

COMMIT;
