-- Stands in for Supabase on a plain PostgreSQL, 14 to 18: the roles "anon", "authenticated" and "service_role", and
-- auth.uid(), auth.role(), auth.email() and auth.jwt(). Run it once in each database; running it again changes nothing.
--
-- What it is not: it verifies no token. The claims are the settings request.jwt.claims and request.jwt.claim.*, which
-- Supabase sets for a token that it has verified, and any caller who can run SQL can set them. So it is for development,
-- tests, and servers that set them themselves and pass no SQL of a caller on. There is no auth.users, no storage and no
-- realtime, and no default privileges: a real Supabase lets the three roles at every new table in public, and only the
-- policies are between. Here only the grants that are made hold.
--
-- Afterwards, for the role that logs in: GRANT anon, authenticated, service_role TO authenticator;
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog, pg_temp;

-- Roles that exist are left as they are, whatever their attributes. They belong to the whole cluster, so a bootstrap of
-- another database may be creating them at this moment; in this database the lock lets one run after the other.
DO $bootstrap$
DECLARE
    role text;
    attributes text;
BEGIN
    PERFORM pg_advisory_xact_lock(7236833110001);
    FOREACH role IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            IF role <> 'service_role'
                AND EXISTS (SELECT FROM pg_roles WHERE rolname = role AND (rolsuper OR rolbypassrls)) THEN
                RAISE WARNING 'role "%" is a superuser or has BYPASSRLS: no policy holds for it', role;
            END IF;
            CONTINUE;
        END IF;
        attributes := CASE role WHEN 'service_role' THEN 'NOLOGIN NOINHERIT BYPASSRLS' ELSE 'NOLOGIN NOINHERIT' END;
        BEGIN
            EXECUTE format('CREATE ROLE %I %s', role, attributes);
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL; -- a bootstrap of another database was faster
            WHEN insufficient_privilege THEN
                -- BYPASSRLS can be given by a superuser, since PostgreSQL 16 also by a role that has it
                RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
                    MESSAGE = format('role "%s" does not exist, and "%s" may not create it', role, current_user),
                    HINT = format('As a superuser: CREATE ROLE %I %s; then run this again.', role, attributes);
        END;
    END LOOP;
END $bootstrap$;

DO $bootstrap$
DECLARE
    taken text;
BEGIN
    IF to_regnamespace('auth') IS NULL THEN
        CREATE SCHEMA auth;
    END IF;
    SELECT string_agg(format('auth.%I()', proname), ', ' ORDER BY proname) INTO taken
    FROM pg_proc
    WHERE pronamespace = to_regnamespace('auth') AND pronargs = 0
        AND proname IN ('uid', 'role', 'email', 'jwt')
        AND coalesce(obj_description(oid, 'pg_proc'), '') NOT LIKE 'pg-rls stand-in for Supabase:%';
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_function',
            MESSAGE = format('%s already exists and is not from this file', taken),
            HINT = 'A real Supabase needs no bootstrap, and a database has one provider: use another database, or drop these functions first.';
    END IF;

    -- How the functions below are written. Like Supabase's own they are plain SQL, STABLE, and raise what it raises:
    -- 22P02 for claims that are no JSON and for a subject that is no uuid. Unlike its own they are PARALLEL SAFE (its
    -- functions have no such mark, so that a policy with them forbids parallel plans), and their names are bound when
    -- they are created: a caller's search_path changes nothing, and no SET clause costs anything.
    -- PostgREST once had a setting for each claim, request.jwt.claim.sub; where one is set it comes first.

    -- The subject; NULL without a session.
    CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        nullif(current_setting('request.jwt.claim.sub', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
    )::uuid;
    COMMENT ON FUNCTION auth.uid() IS
        'pg-rls stand-in for Supabase: the subject as uuid, NULL without a session; not verified, any caller who can run SQL can set it';

    -- The token's role; NULL without a session.
    CREATE OR REPLACE FUNCTION auth.role() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        nullif(current_setting('request.jwt.claim.role', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
    );
    COMMENT ON FUNCTION auth.role() IS
        'pg-rls stand-in for Supabase: the claim "role", NULL without a session; not verified, any caller who can run SQL can set it';

    -- The caller's mail address; NULL without one.
    CREATE OR REPLACE FUNCTION auth.email() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        nullif(current_setting('request.jwt.claim.email', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
    );
    COMMENT ON FUNCTION auth.email() IS
        'pg-rls stand-in for Supabase: the claim "email", NULL without one; not verified, any caller who can run SQL can set it';

    -- The token's payload; NULL without a session.
    CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(
        nullif(current_setting('request.jwt.claim', true), ''),
        nullif(current_setting('request.jwt.claims', true), '')
    )::jsonb;
    COMMENT ON FUNCTION auth.jwt() IS
        'pg-rls stand-in for Supabase: the claims, NULL without a session; not verified, any caller who can run SQL can set it';
END $bootstrap$;

-- USAGE for the application's roles, and nothing more. EXECUTE stays with PUBLIC, as Supabase leaves it: policies and
-- defaults call these functions as the caller, whatever role that is, and without USAGE nobody can call them by name.
-- Before PostgreSQL 15 everyone may create in public: that is taken away.
DO $bootstrap$
DECLARE
    schema record;
    role record;
BEGIN
    FOR schema IN
        SELECT oid, nspname, nspacl, pg_has_role(nspowner, 'USAGE') AS ours
        FROM pg_namespace WHERE nspname IN ('auth', 'public')
    LOOP
        FOR role IN SELECT oid, rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated', 'service_role') ORDER BY rolname LOOP
            IF NOT has_schema_privilege(role.oid, schema.oid, 'USAGE') OR schema.ours AND NOT EXISTS (
                SELECT FROM aclexplode(schema.nspacl) WHERE grantee = role.oid AND privilege_type = 'USAGE'
            ) THEN
                EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', schema.nspname, role.rolname);
            END IF;
        END LOOP;
        IF schema.nspname = 'public' AND has_schema_privilege('public', schema.oid, 'CREATE') THEN
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
