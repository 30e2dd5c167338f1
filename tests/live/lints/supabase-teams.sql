-- Teams, as they are most often written first: the members' table looks itself up.
-- provider: supabase
-- finds: RLS013 column public.documents.team_id
-- finds: RLS013 column public.members.user_id
-- finds: RLS014 policy "members see their team" on public.members
-- finds: RLS020 column public.documents.team_id
-- finds: RLS030 policy "team of mine" on public.teams
-- finds: RLS037 policy "documents of my teams" on public.documents
-- finds: RLS037 policy "members see their team" on public.members
-- finds: RLS037 policy "team of mine" on public.teams
-- finds: RLS043 policy "any member" on public.documents
CREATE TABLE teams (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE members (team_id bigint NOT NULL REFERENCES teams, user_id uuid NOT NULL, role text NOT NULL, PRIMARY KEY (team_id, user_id));
CREATE TABLE documents (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES teams, body text);
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY "members see their team" ON members FOR SELECT TO authenticated
    USING (team_id IN (SELECT m.team_id FROM members m WHERE m.user_id = (SELECT auth.uid())));
CREATE POLICY "team of mine" ON teams FOR SELECT TO authenticated
    USING (EXISTS (SELECT 1 FROM members WHERE members.team_id = teams.id AND members.user_id = auth.uid()));
CREATE POLICY "documents of my teams" ON documents FOR ALL TO authenticated
    USING (team_id IN (SELECT team_id FROM members WHERE user_id = (SELECT auth.uid())));
CREATE POLICY "any member" ON documents AS RESTRICTIVE FOR DELETE TO authenticated
    USING (EXISTS (SELECT 1 FROM members WHERE team_id = team_id AND user_id = (SELECT auth.uid()) AND role = 'owner'));
GRANT SELECT ON teams, members TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON documents TO authenticated;
