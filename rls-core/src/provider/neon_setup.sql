-- What Neon's guide has one run on a Neon database before the first table, without its grants on tables: those are
-- generated with each table, for the roles and commands of its policies and no more.
-- On Neon the roles "authenticated" and "anonymous" exist already. On a plain PostgreSQL run `cargo rls bootstrap` instead.
BEGIN;

-- auth.user_id(), auth.session() and the rest, reading the token that Neon has verified. The schema auth belongs to the
-- extension. Policies and defaults use its functions without USAGE on it; only SQL that names them at run time needs
-- that, and it is the extension's owner who can grant it.
CREATE EXTENSION IF NOT EXISTS pg_session_jwt;

-- Both roles may name what is in public. This opens no table.
GRANT USAGE ON SCHEMA public TO authenticated, anonymous;

-- Left out on purpose: GRANT … ON ALL TABLES and ALTER DEFAULT PRIVILEGES … GRANT … ON TABLES. They would open each table,
-- the coming ones too, before it has a policy.
COMMIT;
