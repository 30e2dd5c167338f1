-- From accepted.json to models.
--
-- Access:
--   widens: authenticated may SELECT notes more than before: rows where `is_shared`, or own rows (`author_id`) (before: own rows (`author_id`)) (WIDENS_ACCESS)

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER POLICY "crud-authenticated-policy-select" ON "notes"
    USING ("is_shared" OR ("author_id" = (SELECT auth.user_id())));

COMMIT;
