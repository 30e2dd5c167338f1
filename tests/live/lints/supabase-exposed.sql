-- What a project leaves open without a policy being wrong: tables without row security, views, accounts, functions.
-- provider: supabase
-- finds: RLS001 table public.settings
-- finds: RLS003 table public.audit
-- finds: RLS003 table public.audit
-- finds: RLS050 table public.forgotten
-- finds: RLS051 function public.wipe()
-- finds: RLS052 function public.wipe()
-- finds: RLS053 view public.audit_view
-- finds: RLS054 materialized view public.all_audit
-- finds: RLS063 view public.emails
CREATE TABLE auth.users (id uuid PRIMARY KEY, email text);
CREATE TABLE settings (id bigint PRIMARY KEY, value text);
CREATE TABLE audit (id bigint PRIMARY KEY, what text);
CREATE TABLE closed (id bigint PRIMARY KEY, what text);
CREATE TABLE forgotten (id bigint PRIMARY KEY, user_id uuid NOT NULL);
CREATE INDEX ON forgotten (user_id);
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE closed ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON forgotten TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE VIEW emails AS SELECT id, email FROM auth.users;
CREATE VIEW emails_as_caller WITH (security_invoker = on) AS SELECT id, email FROM auth.users;
CREATE MATERIALIZED VIEW all_audit AS SELECT * FROM audit;
CREATE MATERIALIZED VIEW all_settings AS SELECT * FROM settings;
CREATE VIEW audit_view AS SELECT * FROM audit;
CREATE VIEW audit_invoker WITH (security_invoker) AS SELECT * FROM audit;
CREATE VIEW nobody_s AS SELECT * FROM audit;
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$ DELETE FROM public.audit $$;
CREATE FUNCTION plain() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON settings, audit, forgotten TO anon, authenticated;
GRANT SELECT ON emails, emails_as_caller, all_audit, all_settings, audit_view, audit_invoker TO anon, authenticated;
