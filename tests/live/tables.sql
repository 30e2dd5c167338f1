-- Tables of kinds that the model does not know, and settings of those that it does.

CREATE TABLE events (
    tenant_id uuid NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    kind text COLLATE "C" DEFAULT 'plain' CHECK (kind <> ''),
    note text,
    CONSTRAINT events_key PRIMARY KEY (tenant_id, at)
) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_2025 PARTITION OF events (CONSTRAINT only_here CHECK (note <> 'x')) FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
    PARTITION BY RANGE (at);
CREATE TABLE events_2025_odd PARTITION OF events_2025 FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');
CREATE TABLE events_2025_rest PARTITION OF events_2025 DEFAULT;
ALTER TABLE events_2024 ALTER COLUMN note SET DEFAULT 'old';
CREATE INDEX events_kind ON events (kind);
CREATE INDEX only_2024 ON events_2024 (note) WHERE note IS NOT NULL;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events FOR SELECT TO authenticated USING (tenant_id = auth.uid());
ALTER TABLE events_2024 ENABLE ROW LEVEL SECURITY;
CREATE POLICY "none at all" ON events_2024 AS RESTRICTIVE TO PUBLIC USING (false);
GRANT SELECT ON events TO authenticated;
GRANT SELECT, UPDATE (note) ON events_2024 TO authenticated;
COMMENT ON TABLE events_2024 IS 'closed';
COMMENT ON COLUMN events_2024.note IS 'a note, with '' and \ in it';

CREATE TABLE animals (id integer PRIMARY KEY, name text NOT NULL DEFAULT 'none', CONSTRAINT named CHECK (name <> ''));
CREATE TABLE dogs (breed text, name text NOT NULL DEFAULT 'rex') INHERITS (animals);
ALTER TABLE dogs ALTER COLUMN id SET DEFAULT 7;
ALTER TABLE dogs ADD CONSTRAINT old_enough CHECK (id > 0) NO INHERIT;
CREATE TABLE pets (id integer, name text, owner text);
CREATE TABLE cats (lives integer) INHERITS (animals, pets);
ALTER TABLE dogs ENABLE ROW LEVEL SECURITY;

CREATE TYPE person AS (first text, last text COLLATE "C", born date);
CREATE TABLE people OF person (last WITH OPTIONS NOT NULL, first WITH OPTIONS DEFAULT 'Jo', PRIMARY KEY (last));
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY born ON people USING (born < CURRENT_DATE);

CREATE UNLOGGED TABLE cache (key text PRIMARY KEY, value jsonb) WITH (fillfactor = 70, autovacuum_enabled = off, toast.autovacuum_enabled = off);
ALTER TABLE cache ALTER COLUMN value SET STORAGE EXTERNAL, ALTER COLUMN value SET COMPRESSION pglz,
    ALTER COLUMN key SET STATISTICS 500, ALTER COLUMN key SET (n_distinct = -0.5);
ALTER TABLE cache REPLICA IDENTITY FULL;
CREATE TABLE followed (a integer NOT NULL, b integer NOT NULL);
CREATE UNIQUE INDEX followed_ab ON followed (a, b);
ALTER TABLE followed REPLICA IDENTITY USING INDEX followed_ab;
CLUSTER followed USING followed_ab;
CREATE STATISTICS followed_stats (dependencies, ndistinct) ON a, b FROM followed;
COMMENT ON STATISTICS followed_stats IS 'what goes together';

CREATE FOREIGN DATA WRAPPER nowhere;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nowhere;
CREATE FOREIGN TABLE far (id integer NOT NULL, name text OPTIONS (column_name 'n')) SERVER elsewhere OPTIONS (table_name 'far away');
GRANT SELECT ON far TO authenticated;
CREATE SERVER secret FOREIGN DATA WRAPPER nowhere OPTIONS (password 'hunter2');
CREATE USER MAPPING FOR CURRENT_USER SERVER elsewhere OPTIONS (password 'hunter2');

CREATE TABLE nothing ();
