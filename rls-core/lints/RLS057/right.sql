CREATE TABLE todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id text NOT NULL
);
CREATE INDEX ON todos (user_id);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos TO authenticated
    USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO authenticated;
CREATE POLICY verified ON todos AS RESTRICTIVE TO authenticated
    USING ((SELECT auth.session()) ->> 'verified' = 'true');
