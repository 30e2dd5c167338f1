-- Who owns what, and who may become whom.
-- provider: neon
-- finds: RLS017 policy "idle" on public.kept
-- finds: RLS058 table public.mine
-- finds: RLS060 role o_deep
-- finds: RLS060 role o_member
-- finds: RLS060 role o_noinherit
CREATE ROLE o_app;
CREATE ROLE o_forced;
CREATE ROLE o_keeper;
CREATE ROLE o_super BYPASSRLS;
CREATE ROLE o_member IN ROLE o_keeper;
CREATE ROLE o_deep IN ROLE o_member;
CREATE ROLE o_noinherit NOINHERIT IN ROLE o_super;
CREATE ROLE o_login LOGIN NOINHERIT IN ROLE o_deep, o_super;
CREATE TABLE mine (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE TABLE forced (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE TABLE kept (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE INDEX ON mine (user_id);
CREATE INDEX ON forced (user_id);
CREATE INDEX ON kept (user_id);
ALTER TABLE mine ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE forced FORCE ROW LEVEL SECURITY;
ALTER TABLE kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE mine OWNER TO o_app;
ALTER TABLE forced OWNER TO o_forced;
ALTER TABLE kept OWNER TO o_keeper;
CREATE POLICY own ON mine FOR SELECT TO o_app USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON forced FOR SELECT TO o_forced USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON kept FOR SELECT TO o_member, o_deep, o_noinherit USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY idle ON kept FOR SELECT TO o_super USING (true);
GRANT SELECT ON kept TO o_member, o_deep, o_noinherit, o_super;
