-- Each form as Postgres prints it back: brackets, casts of constants, the names of columns in sub-selects, ANY for IN.
-- provider: supabase
-- finds: RLS003 table public.t
-- finds: RLS007 policy "gives away" on public.t
-- finds: RLS030 policy "bare in AND" on public.t
-- finds: RLS030 policy "bare in NOT" on public.t
-- finds: RLS030 policy "bare role" on public.t
-- finds: RLS030 policy "case" on public.t
-- finds: RLS032 policy "column cast" on public.t
-- finds: RLS032 policy "metadata" on public.t
-- finds: RLS033 policy "claim raises" on public.t
-- finds: RLS034 policy "coalesced" on public.t
-- finds: RLS034 policy "distinct" on public.t
-- finds: RLS034 policy "null tolerant" on public.t
-- finds: RLS035 policy "all but me" on public.t
-- finds: RLS036 policy "folded" on public.t
-- finds: RLS036 policy "like" on public.t
-- finds: RLS039 policy "metadata of users" on public.t
-- finds: RLS040 policy "mail" on public.t
CREATE TABLE t (id bigint PRIMARY KEY, user_id uuid NOT NULL, owner_text text NOT NULL, mail text NOT NULL, kind text NOT NULL, org uuid NOT NULL, is_public boolean NOT NULL, maybe uuid);
CREATE INDEX ON t (user_id);
CREATE INDEX ON t (owner_text);
CREATE INDEX ON t (mail);
CREATE INDEX ON t (org);
CREATE INDEX ON t (maybe);
CREATE INDEX ON t (id) WHERE is_public;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON t TO authenticated;
CREATE POLICY base ON t FOR SELECT TO authenticated USING ((SELECT auth.uid()) = user_id);
CREATE POLICY "in a list" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (kind IN ('a', 'b') AND kind <> ALL (ARRAY['c', 'd']));
CREATE POLICY "bare in AND" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (kind = 'a'::text AND auth.uid() = user_id);
CREATE POLICY "bare in NOT" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (NOT (user_id = auth.uid() AND kind = 'x'));
CREATE POLICY "bare role" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
CREATE POLICY "case" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (CASE WHEN kind = 'a' THEN user_id = auth.uid() ELSE false END);
CREATE POLICY "column cast" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (user_id::text = (SELECT auth.uid()::text));
CREATE POLICY "claim once" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (org = ((SELECT auth.jwt()) ->> 'org')::uuid);
CREATE POLICY "claim inside" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (org = (SELECT (auth.jwt() ->> 'org')::uuid));
CREATE POLICY "claim raises" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (is_public OR org = ((SELECT auth.jwt()) ->> 'org')::uuid);
CREATE POLICY "like" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (mail LIKE ((SELECT auth.jwt()) ->> 'email'));
CREATE POLICY "folded" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (lower(mail) = lower((SELECT auth.email())));
CREATE POLICY "null tolerant" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (maybe = (SELECT auth.uid()) OR maybe IS NULL);
CREATE POLICY "coalesced" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (user_id = coalesce((SELECT auth.uid()), user_id));
CREATE POLICY "distinct" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (maybe IS NOT DISTINCT FROM (SELECT auth.uid()));
CREATE POLICY "all but me" ON t FOR DELETE TO authenticated USING (user_id <> (SELECT auth.uid()));
CREATE POLICY "metadata" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING ((SELECT auth.jwt()) #>> '{app_metadata,org}' = org::text);
CREATE POLICY "metadata of users" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (((SELECT auth.jwt()) -> 'user_metadata' ->> 'kind') = kind);
CREATE POLICY "mail" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING ((SELECT auth.email()) = 'ada@example.org');
CREATE POLICY "array of claims" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (kind = ANY (ARRAY(SELECT jsonb_array_elements_text((SELECT auth.jwt()) -> 'kinds'))));
CREATE POLICY "array in a claim" ON t AS RESTRICTIVE FOR SELECT TO authenticated USING (kind = ANY ((SELECT string_to_array(auth.jwt() ->> 'kinds', ','))::text[]));
CREATE POLICY "gives away" ON t FOR UPDATE TO authenticated USING ((SELECT auth.uid()) = user_id) WITH CHECK (kind = 'a');
