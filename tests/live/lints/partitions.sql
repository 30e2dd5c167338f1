-- Partitions and children: granted with all tables, held by policies of their own, or reached by their table only.
-- provider: neon
-- finds: RLS001 table public.open_child
-- finds: RLS030 policy "own" on public.logs_own
-- finds: RLS055 table public.child
-- finds: RLS055 table public.logs_deepest
-- finds: RLS055 table public.logs_open
CREATE TABLE logs (user_id text NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX ON logs (user_id);
CREATE TABLE logs_open PARTITION OF logs FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE logs_own PARTITION OF logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE logs_closed PARTITION OF logs FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
CREATE TABLE logs_deep PARTITION OF logs FOR VALUES FROM ('2028-01-01') TO ('2029-01-01') PARTITION BY RANGE (at);
CREATE TABLE logs_deepest PARTITION OF logs_deep FOR VALUES FROM ('2028-01-01') TO ('2028-02-01');
CREATE TABLE base (id bigint PRIMARY KEY, user_id text NOT NULL);
CREATE INDEX ON base (user_id);
CREATE TABLE child (more text) INHERITS (base);
CREATE TABLE open_base (id bigint PRIMARY KEY);
CREATE TABLE open_child () INHERITS (open_base);
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE logs_own ENABLE ROW LEVEL SECURITY;
ALTER TABLE base ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON logs FOR SELECT TO authenticated USING ((SELECT auth.user_id()) = user_id);
CREATE POLICY own ON logs_own FOR SELECT TO authenticated USING (auth.user_id() = user_id);
CREATE POLICY own ON base FOR SELECT TO authenticated USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT ON logs, logs_open, logs_own, logs_deepest, base, child, open_child TO authenticated;
