-- Stands in for Neon on a plain PostgreSQL, 14 to 18: the roles "anonymous" and "authenticated", and the functions
-- of pg_session_jwt 0.5 that read the caller's claims. Run it once in each database; running it again changes nothing.
--
-- What it is not: it verifies no token. The claims are the setting request.jwt.claims, which pg_session_jwt without
-- a key reads too, and any caller who can run SQL can set it. So it is for development, tests, and servers that set it
-- themselves and pass no SQL of a caller on.
--
-- It gives what pg_session_jwt gives without a key: no session for a setting that is absent, empty, no JSON, nested more
-- than 127 deep; no subject where "sub" is no string (with a key the extension raises 42804 there). Two differences, both
-- stricter: claims that are no JSON object are no session, as no token can hold them; nor are claims with \u0000.
-- One is not: a number too great for a double, which no token that was read can hold, is taken as jsonb takes it.
--
-- Where the extension is installed its own functions stay, and this file adds only roles and grants.
-- Afterwards, for the role that logs in: GRANT authenticated TO your_login; and anonymous, where whoever has no token is served

DO $bootstrap$
DECLARE
    taken text;
BEGIN
    IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_session_jwt') THEN
        RAISE INFO 'pg_session_jwt is installed: its functions stay';
        RETURN;
    END IF;
    IF to_regnamespace('auth') IS NULL THEN
        CREATE SCHEMA auth;
    END IF;
    SELECT string_agg(format('auth.%I()', proname), ', ' ORDER BY proname) INTO taken
    FROM pg_proc
    WHERE pronamespace = to_regnamespace('auth') AND pronargs = 0
        AND proname IN ('session', 'jwt', 'user_id', 'uid', 'organization', 'organization_id')
        AND coalesce(obj_description(oid, 'pg_proc'), '') NOT LIKE 'pg-rls stand-in for Neon:%';
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'duplicate_function',
            MESSAGE = format('%s already exists and is not from this file', taken),
            HINT = 'A database has one provider. Use another database, or drop these functions first.';
    END IF;

    -- How the functions below are written. STABLE and PARALLEL SAFE as the extension's. PARALLEL SAFE forbids an EXCEPTION
    -- block: it starts a subtransaction, an error under a parallel plan before PostgreSQL 17. So text is tested before it
    -- is cast. What is in plpgsql names nothing in auth and what is in SQL has its names bound here: a caller's search_path
    -- changes nothing, and a policy works for a role without USAGE on auth, as it does with the extension.

    -- Are these claims, that is a JSON object that jsonb takes, nested at most 127 deep? (Asking the parser costs more
    -- than the SET clause; testing without one, before PostgreSQL 16, much more.)
    CREATE OR REPLACE FUNCTION auth.pg_rls_is_claims(given text) RETURNS boolean
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $body$
    DECLARE
        t text := given;
        folded text;
    BEGIN
        IF left(ltrim(t, E' \t\n\r'), 1) <> '{' THEN
            RETURN false;
        END IF;
        -- PostgreSQL 16 can ask the parser, which text with few brackets cannot lead too deep.
        IF current_setting('server_version_num')::int >= 160000
            AND octet_length(t) - octet_length(replace(replace(t, '{', ''), '[', '')) < 128 THEN
            RETURN pg_input_is_valid(t, 'pg_catalog.jsonb');
        END IF;
        -- Without the parser: strings become \u0001, scalars \u0002, then the innermost arrays and objects \u0002, until
        -- one value is left. jsonb refuses raw control characters, so none can be in the way.
        IF t ~ '[\u0001-\u0008\u000b\u000c\u000e-\u001f]' THEN
            RETURN false;
        END IF;
        IF strpos(t, '\') > 0 THEN
            -- every escape that is allowed: not \u0000, and surrogates only in pairs
            IF getdatabaseencoding() = 'UTF8' THEN
                t := regexp_replace(t, '\\(?:["\\/bfnrt]|u(?:[1-9a-cA-CefEF][0-9a-fA-F]{3}'
                    '|0(?:[1-9a-fA-F][0-9a-fA-F]{2}|0(?:[1-9a-fA-F][0-9a-fA-F]|0[1-9a-fA-F]))'
                    '|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}))', 'x', 'g');
            ELSE
                -- which characters another encoding has is not known here: none beyond ASCII
                t := regexp_replace(t, '\\(?:["\\/bfnrt]|u00(?:[1-7][0-9a-fA-F]|0[1-9a-fA-F]))', 'x', 'g');
            END IF;
        END IF;
        t := regexp_replace(t, '"[^"\\\u0001-\u001f]*"', E'\u0001', 'g');
        -- numbers beyond numeric's range: 131072 digits before the point, 16383 after it
        IF (octet_length(t) > 15000 OR t ~ '[eE][-+]?0*[1-9][0-9]{3}') AND EXISTS (
            SELECT
            FROM regexp_matches(t, '([0-9]+)(?:\.([0-9]+))?(?:[eE]([-+]?[0-9]+))?', 'g') AS found (part),
                LATERAL (SELECT part[1] || coalesce(part[2], '') AS digits, coalesce(length(part[2]), 0) AS scale,
                    CASE WHEN length(ltrim(part[3], '+-0')) > 10 THEN 9999999999
                        ELSE coalesce(part[3]::numeric::bigint, 0) END AS exponent) AS number
            WHERE abs(exponent) >= 1073741823
                OR scale - exponent > 16383
                OR digits ~ '[1-9]' AND length(ltrim(digits, '0')) - scale + exponent > 131072
        ) THEN
            RETURN false;
        END IF;
        t := regexp_replace(t, '-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null', E'\u0002', 'g');
        t := regexp_replace(t, '[ \t\n\r]+', '', 'g');
        FOR depth IN 1..127 LOOP
            folded := regexp_replace(t, '\[(?:[\u0001\u0002](?:,[\u0001\u0002])*)?\]'
                '|\{(?:\u0001:[\u0001\u0002](?:,\u0001:[\u0001\u0002])*)?\}', E'\u0002', 'g');
            EXIT WHEN folded = t;
            t := folded;
        END LOOP;
        RETURN t = E'\u0002';
    END $body$;
    COMMENT ON FUNCTION auth.pg_rls_is_claims(text) IS
        'pg-rls stand-in for Neon: whether a text is a JSON object that jsonb takes, at most 127 deep; raises no error';

    -- A uuid in one of the forms that the extension reads, else NULL: 32 digits; with hyphens; that in braces; that
    -- after "urn:uuid:". (Its own parser, not PostgreSQL's, which reads more.)
    CREATE OR REPLACE FUNCTION auth.pg_rls_uuid(given text) RETURNS uuid
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
    DECLARE
        id pg_catalog.text := given;
    BEGIN
        IF id OPERATOR(pg_catalog.~~) '{%-%}' THEN
            id := pg_catalog.substr(id, 2, pg_catalog.length(id) OPERATOR(pg_catalog.-) 2);
        ELSIF id OPERATOR(pg_catalog.~~) 'urn:uuid:%-%' THEN
            id := pg_catalog.substr(id, 10);
        END IF;
        IF id OPERATOR(pg_catalog.~) '^[-0-9a-fA-F]*$'
            AND pg_catalog.length(pg_catalog.replace(id, '-', '')) OPERATOR(pg_catalog.=) 32
            AND (pg_catalog.length(id) OPERATOR(pg_catalog.=) 32
                OR id OPERATOR(pg_catalog.~~) '________-____-____-____-____________') THEN
            RETURN id::pg_catalog.uuid;
        END IF;
        RETURN NULL;
    END $body$;
    COMMENT ON FUNCTION auth.pg_rls_uuid(text) IS
        'pg-rls stand-in for Neon: a text as uuid, NULL if it is none; raises no error';

    -- The token's payload; the JSON null, not NULL, without a session.
    CREATE OR REPLACE FUNCTION auth.session() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN auth.pg_rls_is_claims(current_setting('request.jwt.claims', true))
        THEN current_setting('request.jwt.claims', true)::jsonb ELSE 'null'::jsonb END;
    COMMENT ON FUNCTION auth.session() IS
        'pg-rls stand-in for Neon: the claims in request.jwt.claims, JSON null without a session; not verified, any caller who can run SQL can set them';

    -- Another name for session().
    CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN auth.session();
    COMMENT ON FUNCTION auth.jwt() IS
        'pg-rls stand-in for Neon: the same as auth.session(); not verified, any caller who can run SQL can set the claims';

    -- The subject; NULL without a session, and for a subject that is no string. (The path reads the claims once.)
    CREATE OR REPLACE FUNCTION auth.user_id() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN auth.pg_rls_is_claims(current_setting('request.jwt.claims', true))
        THEN jsonb_path_query_first(current_setting('request.jwt.claims', true)::jsonb,
            'strict $.sub ? (@.type() == "string")', silent => true) #>> '{}' END;
    COMMENT ON FUNCTION auth.user_id() IS
        'pg-rls stand-in for Neon: the subject in request.jwt.claims, NULL without one; not verified, any caller who can run SQL can set it';

    -- The subject where it is a uuid, else NULL.
    CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN auth.pg_rls_uuid(auth.user_id());
    COMMENT ON FUNCTION auth.uid() IS
        'pg-rls stand-in for Neon: the subject in request.jwt.claims as uuid, NULL if it is none; not verified, any caller who can run SQL can set it';

    -- Neon Auth's organization, the claim "o"; NULL where it is no object.
    CREATE OR REPLACE FUNCTION auth.organization() RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN auth.pg_rls_is_claims(current_setting('request.jwt.claims', true))
        THEN jsonb_path_query_first(current_setting('request.jwt.claims', true)::jsonb,
            'strict $.o ? (@.type() == "object")', silent => true) END;
    COMMENT ON FUNCTION auth.organization() IS
        'pg-rls stand-in for Neon: the claim "o" in request.jwt.claims, NULL if it is no object; not verified, any caller who can run SQL can set it';

    -- Its id where that is a uuid, else NULL.
    CREATE OR REPLACE FUNCTION auth.organization_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN auth.pg_rls_uuid(jsonb_path_query_first(auth.organization(),
        'strict $.id ? (@.type() == "string")', silent => true) #>> '{}');
    COMMENT ON FUNCTION auth.organization_id() IS
        'pg-rls stand-in for Neon: the id of the claim "o" in request.jwt.claims as uuid, NULL if it is none; not verified, any caller who can run SQL can set it';
END $bootstrap$;
