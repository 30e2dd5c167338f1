-- Nothing is wrong with this one: what a finding on it would be is a false alarm.
-- provider: supabase
CREATE SCHEMA private;
CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE members (user_id uuid NOT NULL, team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE, is_owner boolean NOT NULL DEFAULT false, PRIMARY KEY (user_id, team_id));
CREATE INDEX ON members (team_id);
CREATE TABLE projects (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE, title text NOT NULL, published boolean NOT NULL DEFAULT false);
CREATE INDEX ON projects (team_id);
CREATE INDEX ON projects (id) WHERE published;
CREATE TABLE events (user_id uuid NOT NULL, at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE INDEX ON events (user_id);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE jobs (id bigserial PRIMARY KEY, payload jsonb);
CREATE FUNCTION private.my_teams() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    BEGIN ATOMIC SELECT team_id FROM public.members WHERE user_id = auth.uid(); END;
CREATE FUNCTION private.touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$ BEGIN RETURN new; END $$;
REVOKE EXECUTE ON FUNCTION private.my_teams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private.my_teams() TO authenticated;
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON teams FOR SELECT TO authenticated USING (id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY of_my_teams ON members FOR SELECT TO authenticated USING (team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY of_my_teams ON projects FOR SELECT TO authenticated USING (published OR team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY published ON projects FOR SELECT TO anon USING (published);
CREATE POLICY change ON projects FOR UPDATE TO authenticated USING (team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY "add" ON projects FOR INSERT TO authenticated WITH CHECK (team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY own ON events FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE POLICY verified ON events AS RESTRICTIVE USING ((SELECT auth.jwt()) ->> 'aal' = 'aal2');
CREATE VIEW my_projects WITH (security_invoker = true) AS SELECT id, title FROM projects;
CREATE VIEW of_teams AS SELECT count(*) FROM teams;
GRANT SELECT ON teams, members, events TO authenticated;
GRANT SELECT ON projects TO anon;
GRANT SELECT, INSERT (team_id, title, published), UPDATE (title, published) ON projects TO authenticated;
GRANT SELECT ON my_projects TO authenticated;
GRANT ALL ON ALL TABLES IN SCHEMA public TO service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO service_role;
