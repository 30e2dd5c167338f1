CREATE TABLE events (
    user_id text NOT NULL,
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON events (user_id);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events FOR SELECT TO authenticated
    USING ((SELECT auth.user_id()) = user_id);
GRANT SELECT ON events, events_2026 TO authenticated;
