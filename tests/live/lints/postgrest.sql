-- PostgREST by its tutorial and some years after it: claims in a setting, roles to switch to, a function to sign in.
-- provider: postgrest
-- finds: RLS003 table api.todos
-- finds: RLS013 column api.todos.owner_id
-- finds: RLS030 policy "by_sub" on api.todos
-- finds: RLS036 policy "by_mail" on api.todos
-- finds: RLS051 function api.login(mail text, pass text)
-- finds: RLS056 table api.todos
-- finds: RLS062 sequence api.chats_id_seq
-- finds: RLS065 table api.todos
CREATE ROLE web_anon NOLOGIN;
CREATE ROLE todo_user NOLOGIN;
CREATE SCHEMA api;
GRANT USAGE ON SCHEMA api TO web_anon, todo_user;
CREATE TABLE api.todos (id serial PRIMARY KEY, done boolean NOT NULL DEFAULT false, task text NOT NULL, owner_id text NOT NULL, mail text NOT NULL);
CREATE TABLE api.chats (id serial PRIMARY KEY, from_user name NOT NULL DEFAULT current_user, body text);
ALTER TABLE api.todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE api.chats ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_sub ON api.todos TO todo_user
    USING (owner_id = current_setting('request.jwt.claims', true)::json ->> 'sub');
CREATE POLICY by_mail ON api.todos FOR SELECT TO todo_user
    USING (mail ILIKE (SELECT current_setting('request.jwt.claims', true)::json ->> 'email'));
CREATE POLICY by_role ON api.chats TO todo_user USING (from_user = current_user) WITH CHECK (from_user = current_user);
GRANT SELECT ON api.todos TO web_anon;
GRANT ALL ON api.todos TO todo_user;
GRANT USAGE, SELECT ON SEQUENCE api.todos_id_seq TO todo_user;
GRANT SELECT, INSERT ON api.chats TO todo_user;
CREATE FUNCTION api.login(mail text, pass text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN RETURN 'token'; END $$;
REVOKE EXECUTE ON FUNCTION api.login(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api.login(text, text) TO web_anon;
