-- What drizzle-kit makes of crudPolicy and authUid: the whole comparison stands in the sub-select.
-- provider: neon
-- finds: RLS003 table public.todos
-- finds: RLS003 table public.users
-- finds: RLS003 table public.users
-- finds: RLS006 policy "crud-anonymous-policy-insert" on public.users
-- finds: RLS013 column public.todos.user_id
-- finds: RLS020 column public.todos.user_id
-- finds: RLS030 policy "read own" on public.users
-- finds: RLS031 policy "crud-authenticated-policy-delete" on public.todos
-- finds: RLS031 policy "crud-authenticated-policy-insert" on public.todos
-- finds: RLS031 policy "crud-authenticated-policy-select" on public.todos
-- finds: RLS031 policy "crud-authenticated-policy-update" on public.todos
-- finds: RLS059 default privileges of postgres in public
CREATE TABLE users (user_id text PRIMARY KEY DEFAULT auth.user_id(), email text NOT NULL UNIQUE);
CREATE TABLE todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text DEFAULT auth.user_id() NOT NULL REFERENCES users(user_id),
    task text NOT NULL
);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY "crud-authenticated-policy-select" ON todos AS PERMISSIVE FOR SELECT TO authenticated USING ((SELECT auth.user_id() = todos.user_id));
CREATE POLICY "crud-authenticated-policy-insert" ON todos AS PERMISSIVE FOR INSERT TO authenticated WITH CHECK ((SELECT auth.user_id() = todos.user_id));
CREATE POLICY "crud-authenticated-policy-update" ON todos AS PERMISSIVE FOR UPDATE TO authenticated
    USING ((SELECT auth.user_id() = todos.user_id)) WITH CHECK ((SELECT auth.user_id() = todos.user_id));
CREATE POLICY "crud-authenticated-policy-delete" ON todos AS PERMISSIVE FOR DELETE TO authenticated USING ((SELECT auth.user_id() = todos.user_id));
CREATE POLICY "crud-anonymous-policy-select" ON users AS PERMISSIVE FOR SELECT TO anonymous USING (true);
CREATE POLICY "crud-anonymous-policy-insert" ON users AS PERMISSIVE FOR INSERT TO anonymous WITH CHECK (true);
CREATE POLICY "read own" ON users FOR SELECT TO authenticated USING (user_id = auth.user_id());
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO anonymous;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO authenticated;
