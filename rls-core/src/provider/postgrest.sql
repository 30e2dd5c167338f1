-- Stands in for the roles that PostgREST has one create, on a plain PostgreSQL, 14 to 18: "anon" (its `db-anon-role`) and
-- "authenticated" (a token's claim "role"). Run it once in each database; running it again changes nothing.
--
-- There are no functions: PostgREST puts the claims of a token that it has verified into the setting
-- request.jwt.claims, and the generated SQL reads that:
--     (SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')
-- nullif, because a setting that was once set is '' and not NULL after its transaction. Claims that are no JSON
-- raise 22P02, which denies as well.
--
-- What it is not: it verifies no token. Any caller who can run SQL can set request.jwt.claims, so without PostgREST
-- in front it is for development, tests, and servers that set it themselves and pass no SQL of a caller on.
--
-- Afterwards, for the role that PostgREST logs in as: GRANT anon, authenticated TO authenticator;
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog, pg_temp;

-- Roles that exist are left as they are, whatever their attributes. They belong to the whole cluster, so a bootstrap of
-- another database may be creating them at this moment; in this database the lock lets one run after the other.
DO $bootstrap$
DECLARE
    role text;
BEGIN
    PERFORM pg_advisory_xact_lock(7236833110001);
    FOREACH role IN ARRAY ARRAY['anon', 'authenticated'] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = role AND (rolsuper OR rolbypassrls)) THEN
                RAISE WARNING 'role "%" is a superuser or has BYPASSRLS: no policy holds for it', role;
            END IF;
            CONTINUE;
        END IF;
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL; -- a bootstrap of another database was faster
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                    MESSAGE = format('role "%s" does not exist, and "%s" may not create it', role, current_user),
                    HINT = format('As a superuser: CREATE ROLE %I NOLOGIN; then run this again.', role);
        END;
    END LOOP;
END $bootstrap$;

-- USAGE for the application's roles, and nothing more.
-- Before PostgreSQL 15 everyone may create in public: that is taken away.
DO $bootstrap$
DECLARE
    schema record;
    role record;
BEGIN
    FOR schema IN
        SELECT oid, nspname, nspacl, pg_has_role(nspowner, 'USAGE') AS ours
        FROM pg_namespace WHERE nspname = 'public'
    LOOP
        FOR role IN SELECT oid, rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') ORDER BY rolname LOOP
            IF NOT has_schema_privilege(role.oid, schema.oid, 'USAGE') OR schema.ours AND NOT EXISTS (
                SELECT FROM aclexplode(schema.nspacl) WHERE grantee = role.oid AND privilege_type = 'USAGE'
            ) THEN
                EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema.nspname, role.rolname);
            END IF;
        END LOOP;
        IF has_schema_privilege('public', schema.oid, 'CREATE') THEN
            IF schema.ours THEN
                REVOKE CREATE ON SCHEMA public FROM PUBLIC;
            ELSE
                RAISE WARNING 'everyone may create objects in schema public, and "%" does not own it', current_user
                    USING HINT = 'As its owner: REVOKE CREATE ON SCHEMA public FROM PUBLIC;';
            END IF;
        END IF;
    END LOOP;
END $bootstrap$;
COMMIT;
