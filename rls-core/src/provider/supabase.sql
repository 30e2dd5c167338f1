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
