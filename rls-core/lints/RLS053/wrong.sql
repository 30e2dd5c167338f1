CREATE TABLE todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL
);
CREATE INDEX ON todos (user_id);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos TO authenticated
    USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO authenticated;
CREATE VIEW recent_todos AS SELECT * FROM todos ORDER BY id DESC LIMIT 10;
GRANT SELECT ON recent_todos TO authenticated;
