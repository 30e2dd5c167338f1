-- From accepted.json to models.
--
-- Access:
--   narrows: authenticated may SELECT notes less than before: own rows (`author_id`) (before: rows where `is_shared`, or own rows (`author_id`)) (NARROWS_ACCESS)

BEGIN;

SET LOCAL lock_timeout = '5s';

ALTER POLICY "crud-authenticated-policy-select" ON "notes"
    USING ("author_id" = (SELECT auth.user_id()));

COMMIT;
