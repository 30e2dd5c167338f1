-- Privileges: of all kinds, on columns, of PUBLIC, in a schema that nobody may look into, and without their policies.
-- provider: neon
-- finds: RLS001 table public.everyone_s
-- finds: RLS003 policy "own" on public.no_grant
-- finds: RLS003 table public.no_policy
-- finds: RLS003 table public.only_restrictive
-- finds: RLS004 policy "own" on public.only_restrictive
-- finds: RLS056 table public.too_much
-- finds: RLS059 default privileges of postgres
-- finds: RLS059 default privileges of postgres in hidden
-- finds: RLS062 sequence public.by_column_id_seq
CREATE ROLE p_reporter;
CREATE SCHEMA hidden;
CREATE TABLE hidden.secrets (id bigint PRIMARY KEY);
CREATE TABLE everyone_s (id bigint PRIMARY KEY);
CREATE TABLE by_column (id bigserial PRIMARY KEY, user_id text NOT NULL, body text);
CREATE TABLE too_much (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE TABLE no_policy (id bigint PRIMARY KEY);
CREATE TABLE no_grant (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE TABLE only_restrictive (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE INDEX ON by_column (user_id);
CREATE INDEX ON too_much (user_id);
CREATE INDEX ON no_grant (user_id);
ALTER TABLE by_column ENABLE ROW LEVEL SECURITY;
ALTER TABLE too_much ENABLE ROW LEVEL SECURITY;
ALTER TABLE no_policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE no_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE only_restrictive ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON by_column TO authenticated USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON too_much TO authenticated USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON no_grant FOR SELECT TO authenticated USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON only_restrictive AS RESTRICTIVE TO authenticated USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT ON hidden.secrets TO authenticated;
GRANT SELECT ON everyone_s TO PUBLIC;
GRANT SELECT (id, body), INSERT (user_id, body), UPDATE (body), DELETE ON by_column TO authenticated;
GRANT ALL ON too_much TO authenticated;
GRANT TRUNCATE ON too_much TO p_reporter;
GRANT SELECT ON no_policy TO authenticated;
GRANT SELECT ON only_restrictive TO authenticated;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA hidden GRANT SELECT ON TABLES TO anonymous;
