-- Functions in all ways: pinned or not, whose rights, who may call them, and which of them policies use.
-- provider: neon
-- finds: RLS051 function public.unpinned()
-- finds: RLS052 function public.do_it()
-- finds: RLS052 function public.pinned_for_all()
-- finds: RLS061 table public.held
-- finds: RLS066 function public.with_path()
CREATE ROLE f_owner;
CREATE SCHEMA private;
CREATE TABLE members (team_id bigint NOT NULL, user_id text NOT NULL, PRIMARY KEY (user_id, team_id));
CREATE INDEX ON members (team_id);
CREATE TABLE docs (id bigint PRIMARY KEY, team_id bigint NOT NULL);
CREATE INDEX ON docs (team_id);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION private.my_teams() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
    BEGIN ATOMIC SELECT team_id FROM public.members WHERE user_id = auth.user_id(); END;
CREATE FUNCTION unpinned() RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER AS $$ SELECT team_id FROM members $$;
CREATE FUNCTION pinned_for_all() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT count(*) FROM public.members $$;
CREATE FUNCTION as_caller() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM members $$;
CREATE FUNCTION trigger_one() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$ BEGIN RETURN new; END $$;
CREATE PROCEDURE do_it() LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ DELETE FROM public.docs $$;
CREATE FUNCTION private.for_all_but_hidden() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT 1::bigint $$;
CREATE FUNCTION with_path() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ BEGIN RETURN auth.user_id(); END $$;
REVOKE EXECUTE ON FUNCTION private.my_teams(), unpinned() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private.my_teams(), unpinned() TO authenticated;
CREATE POLICY mine ON members FOR SELECT TO authenticated USING (user_id = (SELECT with_path()));
CREATE POLICY read ON docs FOR SELECT TO authenticated USING (team_id = ANY (ARRAY(SELECT private.my_teams())));
CREATE POLICY change ON docs FOR UPDATE TO authenticated USING (team_id IN (SELECT unpinned()));
GRANT SELECT ON members TO authenticated;
GRANT SELECT, UPDATE ON docs TO authenticated;
CREATE TABLE held (id bigint PRIMARY KEY, team_id bigint NOT NULL);
CREATE INDEX ON held (team_id);
ALTER TABLE held ENABLE ROW LEVEL SECURITY;
ALTER TABLE held FORCE ROW LEVEL SECURITY;
GRANT CREATE ON SCHEMA private TO f_owner;
CREATE FUNCTION private.held_teams() RETURNS SETOF bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    RETURN QUERY SELECT team_id FROM public.held;
END $$;
REVOKE EXECUTE ON FUNCTION private.held_teams() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION private.held_teams() TO authenticated;
CREATE POLICY held ON held FOR SELECT TO authenticated USING (team_id = ANY (ARRAY(SELECT private.held_teams())));
GRANT SELECT ON held TO authenticated;
ALTER TABLE held OWNER TO f_owner;
ALTER FUNCTION private.held_teams() OWNER TO f_owner;
