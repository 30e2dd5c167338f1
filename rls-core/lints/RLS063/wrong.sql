CREATE SCHEMA neon_auth;
CREATE TABLE neon_auth.users_sync (id text PRIMARY KEY, name text, email text);
CREATE VIEW people AS SELECT id, name, email FROM neon_auth.users_sync;
GRANT SELECT ON people TO authenticated;
