-- What stands in the way of running as these roles: a row for each thing. $1 is a JSON array of roles, $2 whether tokens are signed.
WITH login AS (SELECT oid, rolname FROM pg_catalog.pg_roles WHERE rolname = SESSION_USER),
wanted AS (
    SELECT DISTINCT name, r.oid
    FROM pg_catalog.json_array_elements_text($1::text::json) AS name LEFT JOIN pg_catalog.pg_roles r ON r.rolname = name
),
-- since PostgreSQL 16 a member may be one that cannot SET ROLE
how AS (
    SELECT version >= 160000 AS grants, CASE WHEN version >= 160000 THEN 'SET' ELSE 'MEMBER' END AS become
    FROM (SELECT pg_catalog.current_setting('server_version_num')::int) AS server (version)
),
owned AS (
    SELECT c.relowner, pg_catalog.min(pg_catalog.format('%I.%I', n.nspname, c.relname)) AS example
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    GROUP BY c.relowner
),
feared AS (
    SELECT oid, rolname, kind, coalesce(example, '') AS object
    FROM pg_catalog.pg_roles r LEFT JOIN owned ON relowner = r.oid, LATERAL (VALUES
        ('superuser', rolsuper), ('bypass', rolbypassrls AND NOT rolsuper),
        ('owner', example IS NOT NULL AND NOT rolsuper),
        ('server', rolname IN ('pg_execute_server_program', 'pg_write_server_files'))
    ) AS fear (kind, holds)
    WHERE holds
),
found AS (
    SELECT 1 AS nr, kind, rolname::text AS role, object FROM feared WHERE oid = (SELECT oid FROM login)
    UNION ALL
    SELECT 2, kind, name, object FROM feared JOIN wanted USING (oid) WHERE oid <> (SELECT oid FROM login)
    UNION ALL
    SELECT 3, 'missing', name, '' FROM wanted WHERE oid IS NULL
    UNION ALL
    SELECT 4, 'member', name, '' FROM wanted, login, how
    WHERE wanted.oid IS NOT NULL AND NOT pg_catalog.pg_has_role(login.oid, wanted.oid, become)
    UNION ALL
    SELECT 5, 'createrole', r.rolname::text, '' FROM pg_catalog.pg_roles r JOIN login USING (oid), how
    WHERE r.rolcreaterole AND NOT r.rolsuper AND NOT grants
    UNION ALL
    SELECT 6, 'reach ' || kind, f.rolname::text, object
    FROM feared f, login, how
    WHERE f.oid <> login.oid AND NOT EXISTS (SELECT FROM wanted WHERE wanted.oid = f.oid)
        AND NOT EXISTS (SELECT FROM feared self WHERE self.oid = login.oid AND self.kind = 'superuser')
        AND (pg_catalog.pg_has_role(login.oid, f.oid, become) OR pg_catalog.pg_has_role(login.oid, f.oid, 'USAGE')
            OR pg_catalog.pg_has_role(login.oid, f.oid, 'MEMBER WITH ADMIN OPTION')
            OR EXISTS (SELECT FROM wanted WHERE pg_catalog.pg_has_role(wanted.oid, f.oid, 'USAGE')))
    UNION ALL
    SELECT 7, 'extension', '', '' WHERE $2::text::bool AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'auth' AND p.proname = 'jwt_session_init'
    )
    UNION ALL
    SELECT 8, 'usage', '', '' FROM pg_catalog.pg_namespace n, login
    WHERE $2::text::bool AND n.nspname = 'auth' AND NOT pg_catalog.has_schema_privilege(login.oid, n.oid, 'USAGE')
)
SELECT kind, (SELECT rolname::text FROM login) AS login, role, object FROM found ORDER BY nr, role, kind, object
