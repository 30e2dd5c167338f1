-- What matching by text gets wrong, in both directions.
-- provider: supabase
-- finds: RLS009 policy "cast in the sub-select" on public.notes
-- finds: RLS030 policy "passes by text" on public.notes
-- finds: RLS030 policy "unknown function" on public.notes
-- finds: RLS030 policy "claim" on public.notes
-- finds: RLS030 policy "setting" on public.notes
-- finds: RLS031 policy "inside" on public.notes
CREATE TABLE notes (id bigint PRIMARY KEY, user_id uuid NOT NULL, author uuid NOT NULL, org text NOT NULL);
CREATE INDEX ON notes (user_id);
CREATE INDEX ON notes (author);
CREATE INDEX ON notes (org);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION auth.user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC SELECT auth.uid(); END;
-- splinter finds the text it wants once, and takes the other call for it: no finding
CREATE POLICY "passes by text" ON notes FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id OR author = auth.uid());
-- splinter: a false alarm, since what follows SELECT is not the call
CREATE POLICY "cast in the sub-select" ON notes FOR INSERT TO authenticated WITH CHECK ((SELECT (auth.jwt() ->> 'org')::text) = org);
-- splinter does not know the function: no finding
CREATE POLICY "unknown function" ON notes FOR UPDATE TO authenticated USING (auth.user_id() = user_id);
CREATE POLICY "claim" ON notes FOR DELETE TO authenticated USING (auth.jwt() ->> 'org' = org);
CREATE POLICY "setting" ON notes AS RESTRICTIVE FOR DELETE TO authenticated USING (org = current_setting('app.org', true));
CREATE POLICY "setting once" ON notes AS RESTRICTIVE FOR DELETE TO authenticated USING (org = (SELECT current_setting('app.org', true)));
-- splinter finds it, since brackets stand between SELECT and the call; what it says of it is another thing
CREATE POLICY "inside" ON notes AS RESTRICTIVE FOR SELECT TO authenticated USING ((SELECT auth.uid() = user_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO authenticated;
