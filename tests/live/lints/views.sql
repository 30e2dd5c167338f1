-- Views in all ways: as their owner, as their caller, one over another, of an owner that policies hold, out of reach.
-- provider: neon
-- finds: RLS003 table public.notes
-- finds: RLS053 view public.as_owner
-- finds: RLS053 view public.beneath
-- finds: RLS053 view public.beneath_owner
-- finds: RLS053 view public.not_as_caller
-- finds: RLS054 foreign table public.far_away
-- finds: RLS054 materialized view public.through_a_view
CREATE ROLE plain_owner;
CREATE TABLE notes (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE TABLE open (id bigint PRIMARY KEY);
CREATE INDEX ON notes (user_id);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO authenticated USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT ON notes TO authenticated;
CREATE VIEW as_owner AS SELECT * FROM notes;
CREATE VIEW as_caller WITH (security_invoker = true) AS SELECT * FROM notes;
CREATE VIEW not_as_caller WITH (security_invoker = false) AS SELECT * FROM notes;
CREATE VIEW beneath AS SELECT * FROM notes;
CREATE VIEW above WITH (security_invoker = true) AS SELECT * FROM beneath;
CREATE VIEW beneath_owner AS SELECT * FROM notes;
CREATE VIEW above_owner AS SELECT * FROM beneath_owner;
CREATE VIEW caller_above_owner AS SELECT * FROM as_caller;
CREATE VIEW unreached AS SELECT * FROM notes;
CREATE VIEW of_open AS SELECT * FROM open;
CREATE VIEW held AS SELECT * FROM notes;
ALTER VIEW held OWNER TO plain_owner;
GRANT SELECT ON notes TO plain_owner;
CREATE SCHEMA hidden;
CREATE VIEW hidden.notes AS SELECT * FROM public.notes;
CREATE MATERIALIZED VIEW through_a_view AS SELECT count(*) FROM beneath;
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing;
CREATE FOREIGN TABLE far_away (id bigint) SERVER elsewhere;
CREATE FOREIGN TABLE far_and_closed (id bigint) SERVER elsewhere;
GRANT SELECT ON as_owner, as_caller, not_as_caller, above, above_owner, caller_above_owner, of_open, held, hidden.notes, through_a_view, far_away TO authenticated;
