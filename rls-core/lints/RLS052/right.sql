CREATE ROLE admin BYPASSRLS;
CREATE TABLE todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL
);
CREATE INDEX ON todos (user_id);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos TO authenticated
    USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO authenticated;
CREATE FUNCTION delete_todos(whose text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path = ''
    AS $$ DELETE FROM public.todos WHERE user_id = whose $$;
REVOKE EXECUTE ON FUNCTION delete_todos(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_todos(text) TO admin;
