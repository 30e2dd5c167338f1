CREATE ROLE teams_owner;
GRANT USAGE ON SCHEMA auth TO teams_owner;
CREATE TABLE members (
    team_id bigint,
    user_id text,
    PRIMARY KEY (user_id, team_id)
);
CREATE SCHEMA private;
CREATE FUNCTION private.my_teams() RETURNS SETOF bigint
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    BEGIN ATOMIC
        SELECT team_id FROM public.members WHERE user_id = auth.user_id();
    END;
REVOKE EXECUTE ON FUNCTION private.my_teams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private.my_teams() TO authenticated;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON members FOR SELECT TO authenticated
    USING (team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE INDEX ON members (team_id);
GRANT SELECT ON members TO authenticated;
ALTER TABLE members OWNER TO teams_owner;
ALTER FUNCTION private.my_teams() OWNER TO teams_owner;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
