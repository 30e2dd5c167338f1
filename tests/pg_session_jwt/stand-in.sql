-- Stands in for the extension pg_session_jwt 0.5 in tests, where it is not installed: the same functions, verifying the same
-- tokens, in SQL alone. It is run as a superuser, after the bootstrap of the provider `neon`, whose functions it replaces.
-- For tests only: it is slow (a signature takes some 20 ms), and nobody has looked for side channels in it. tests/sessions was
-- run with the extension 0.5.0 in its place once, on PostgreSQL 15: with the same outcome, but for what differs by the list below.
--
-- As the extension does: a connection has the key that it was opened with, as the startup option pg_session_jwt.jwk; SQL can
-- set that name to something else and changes nothing by it. auth.jwt_session_init(token) sets pg_session_jwt.jwt for the session, so
-- that a rollback takes it back, and refuses what is not signed by the key, has expired, or has a jti that is not above
-- the last one, which no rollback takes back. Whoever sets pg_session_jwt.jwt by hand is held to the same. Without a key there
-- is request.jwt.claims. The SQLSTATEs are the extension's, the words are not.
--
-- What differs:
-- * Without the extension's library pg_session_jwt.jwk is a name that anybody can set, so what counts is the value that RESET
--   would give, which is the startup option's; auth.init() keeps it in a table that callers cannot read.
--   The extension's own refuses SET, and DISCARD ALL and RESET leave it.
-- * A token that is set by hand is verified each time that it is asked for, and does not raise the last jti.
-- * A token whose transaction was rolled back is spent; the extension takes it once more where it is the last one.
-- * A transaction in which auth.init() was called first and that is rolled back forgets the last jti; so call it on its own.
-- * In a transaction that only reads nothing is written down: a token is verified each time, and does not raise the last jti.
-- * The functions are PARALLEL UNSAFE, the extension's PARALLEL SAFE.
-- * The token's R may be of small order, which the extension refuses; keys of small order are refused by both.
-- * An empty pg_session_jwt.jwt is no token; the extension takes it for a bad one. RESET ALL leaves an empty one here, NULL there.
-- * Claims are read by jsonb: numbers beyond a double's range, and \u0000, end differently.
BEGIN;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL client_min_messages = warning;

CREATE TABLE IF NOT EXISTS auth.stand_in (
    pid int PRIMARY KEY,
    started timestamptz NOT NULL,
    jwk text NOT NULL,
    token text,
    claims jsonb
);
REVOKE ALL ON auth.stand_in FROM PUBLIC;

-- Bytes, the lowest first, as a number.
CREATE OR REPLACE FUNCTION auth.stand_in_number(bytes bytea) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
    n numeric := 0;
BEGIN
    FOR i IN REVERSE length(bytes) - 1..0 LOOP
        n := n * 256 + get_byte(bytes, i);
    END LOOP;
    RETURN n;
END $body$;

CREATE OR REPLACE FUNCTION auth.stand_in_power(base numeric, exponent numeric, p numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
    b numeric := base;
    e numeric := exponent;
    r numeric := 1;
BEGIN
    WHILE e > 0 LOOP
        IF e % 2 = 1 THEN
            r := r * b % p;
        END IF;
        b := b * b % p;
        e := div(e, 2);
    END LOOP;
    RETURN r;
END $body$;

-- The sum of two points of the curve in extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).
CREATE OR REPLACE FUNCTION auth.stand_in_sum(f numeric[], g numeric[], p numeric, d2 numeric) RETURNS numeric[]
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
    a numeric := (f[2] - f[1]) * (g[2] - g[1]) % p;
    b numeric := (f[2] + f[1]) * (g[2] + g[1]) % p;
    c numeric := f[4] * d2 % p * g[4] % p;
    d numeric := 2 * f[3] * g[3] % p;
BEGIN
    RETURN ARRAY[(b - a) * (d - c) % p, (d + c) * (b + a) % p, (d - c) * (d + c) % p, (b - a) * (b + a) % p];
END $body$;

-- Whether this is the signature of the message by the key: Ed25519, RFC 8032, 5.1.7.
CREATE OR REPLACE FUNCTION auth.stand_in_verifies(key bytea, message bytea, signature bytea) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
    p CONSTANT numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
    l CONSTANT numeric := 7237005577332262213973186563042994240857116359379907606001950938285454250989;
    d CONSTANT numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
    base CONSTANT numeric[] := ARRAY[
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960, 1,
        46827403850823179245072216630277197565144205554125654976674165829533817101731];
    high CONSTANT numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819968;
    s numeric := auth.stand_in_number(substr(signature, 33));
    h numeric := auth.stand_in_number(sha512(substr(signature, 1, 32) || key || message)) % l;
    y numeric := auth.stand_in_number(key);
    odd numeric := div(y, high);
    u numeric;
    v numeric;
    x numeric;
    minus numeric[];
    joint numeric[];
    r numeric[] := ARRAY[0, 1, 1, 0];
    a numeric;
    b numeric;
    c numeric;
    e numeric;
    f numeric;
    g numeric;
    hs boolean[] := '{}';
BEGIN
    IF length(key) <> 32 OR length(signature) <> 64 OR s >= l THEN
        RETURN false;
    END IF;
    -- the key is a point: its y, and which of two x
    y := y % high;
    u := (y * y - 1 + p) % p;
    v := (d * (y * y % p) + 1) % p;
    x := u * v % p * v % p * v % p;
    x := x * auth.stand_in_power(x * v % p * v % p * v % p * v % p, div(p - 5, 8), p) % p;
    IF (v * x % p * x - u) % p <> 0 THEN
        x := x * auth.stand_in_power(2, div(p - 1, 4), p) % p;
    END IF;
    IF y >= p OR (v * x % p * x - u) % p <> 0 OR (x = 0 AND odd = 1) THEN
        RETURN false;
    END IF;
    IF x % 2 <> odd THEN
        x := p - x;
    END IF;
    minus := ARRAY[p - x, y, 1, (p - x) * y % p];
    joint := minus;
    FOR i IN 1..3 LOOP
        joint := auth.stand_in_sum(joint, joint, p, 2 * d % p);
    END LOOP;
    IF joint[1] = 0 THEN
        RETURN false; -- of small order: whatever is signed by it
    END IF;
    -- R = s · base − h · key
    joint := auth.stand_in_sum(base, minus, p, 2 * d % p);
    FOR i IN 0..255 LOOP
        hs[i] := h % 2 = 1;
        h := div(h, 2);
    END LOOP;
    FOR i IN REVERSE 255..0 LOOP
        a := r[1] * r[1] % p;
        b := r[2] * r[2] % p;
        c := a + b;
        e := c - (r[1] + r[2]) ^ 2 % p;
        g := a - b;
        f := (2 * r[3] * r[3] + g) % p;
        r := ARRAY[e * f % p, g * c % p, f * g % p, e * c % p];
        IF get_bit(substr(signature, 33), i) = 1 THEN
            r := auth.stand_in_sum(r, CASE WHEN hs[i] THEN joint ELSE base END, p, 2 * d % p);
        ELSIF hs[i] THEN
            r := auth.stand_in_sum(r, minus, p, 2 * d % p);
        END IF;
    END LOOP;
    v := auth.stand_in_power((r[3] + p) % p, p - 2, p);
    x := (r[1] * v % p + p) % p;
    y := (r[2] * v % p + p) % p;
    RETURN auth.stand_in_number(substr(signature, 1, 32)) = y + x % 2 * high;
END $body$;

-- What base64url says; NULL where it says nothing.
CREATE OR REPLACE FUNCTION auth.stand_in_bytes(given text) RETURNS bytea
LANGUAGE sql IMMUTABLE STRICT
RETURN CASE WHEN given ~ '^[-_0-9A-Za-z]*$' AND length(given) % 4 <> 1
    THEN decode(translate(given, '-_', '+/') || repeat('=', (4 - length(given) % 4) % 4), 'base64') END;

-- The public key of this connection: what auth.init() kept, else what it was opened with; NULL for one without.
CREATE OR REPLACE FUNCTION auth.stand_in_key() RETURNS text
LANGUAGE plpgsql STABLE AS $body$
DECLARE
    found text;
BEGIN
    SELECT jwk INTO found FROM auth.stand_in
    WHERE pid = pg_backend_pid() AND started = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()));
    IF found IS NULL AND current_setting('pg_session_jwt.jwk', true) IS NOT NULL THEN
        found := nullif(set_config('pg_session_jwt.jwk', NULL, true), '');
    END IF;
    RETURN found;
END $body$;

-- The bytes of a key.
CREATE OR REPLACE FUNCTION auth.stand_in_public(jwk text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE
    key jsonb;
    x bytea;
BEGIN
    IF jwk IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = '02000', MESSAGE = 'stand-in: this connection was opened without pg_session_jwt.jwk';
    END IF;
    BEGIN
        key := jwk::jsonb;
    EXCEPTION WHEN data_exception THEN
        key := NULL;
    END;
    x := auth.stand_in_bytes(key ->> 'x');
    IF key ->> 'kty' IS DISTINCT FROM 'OKP' OR key ->> 'crv' IS DISTINCT FROM 'Ed25519' OR length(x) IS DISTINCT FROM 32 THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: pg_session_jwt.jwk is no key of Ed25519';
    END IF;
    RETURN x;
END $body$;

-- The number of the last token on this connection.
CREATE OR REPLACE FUNCTION auth.stand_in_last() RETURNS bigint
LANGUAGE plpgsql STABLE AS $body$
DECLARE
    last bigint := 0;
BEGIN
    IF EXISTS (
        SELECT FROM auth.stand_in
        WHERE pid = pg_backend_pid() AND started = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()))
    ) THEN
        EXECUTE format('SELECT last_value FROM auth.%I', 'stand_in_' || pg_backend_pid()) INTO last;
    END IF;
    RETURN last;
END $body$;

-- The claims of a token that holds on this connection now.
CREATE OR REPLACE FUNCTION auth.stand_in_claims(token text) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $body$
DECLARE
    key bytea := auth.stand_in_public(auth.stand_in_key());
    parts text[] := string_to_array(token, '.');
    signature bytea;
    claims jsonb;
    value jsonb;
    now CONSTANT numeric := extract(epoch FROM transaction_timestamp());
BEGIN
    IF coalesce(cardinality(parts), 0) <> 3 THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: a token has three parts';
    END IF;
    signature := auth.stand_in_bytes(parts[3]);
    IF length(signature) IS DISTINCT FROM 64 THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: the signature is not 64 bytes in base64url';
    END IF;
    IF NOT auth.stand_in_verifies(key, convert_to(parts[1] || '.' || parts[2], 'UTF8'), signature) THEN
        RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = 'stand-in: the token is not signed by this connection''s key';
    END IF;
    BEGIN
        claims := convert_from(auth.stand_in_bytes(parts[2]), 'UTF8')::jsonb;
    EXCEPTION WHEN data_exception THEN
        claims := NULL;
    END;
    IF jsonb_typeof(claims) IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: the payload is no JSON object';
    END IF;
    IF jsonb_typeof(claims -> 'jti') IS DISTINCT FROM 'number' OR claims ->> 'jti' !~ '^-?[0-9]{1,18}$' THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: jti is no whole number';
    END IF;
    IF (claims ->> 'jti')::bigint <= auth.stand_in_last() THEN
        RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = 'stand-in: jti is not above that of the last token';
    END IF;
    FOREACH value IN ARRAY ARRAY[claims -> 'nbf', claims -> 'exp'] LOOP
        IF value IS NOT NULL AND (jsonb_typeof(value) <> 'number' OR value #>> '{}' !~ '^-?[0-9]{1,18}$') THEN
            RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: nbf and exp are whole numbers';
        END IF;
    END LOOP;
    IF (claims ->> 'nbf')::numeric > now + 60 THEN
        RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = 'stand-in: the token does not hold yet';
    ELSIF (claims ->> 'exp')::numeric + 60 < now THEN
        RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = 'stand-in: the token has expired';
    END IF;
    RETURN claims;
END $body$;

CREATE OR REPLACE FUNCTION auth.init() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    jwk text := auth.stand_in_key();
    began timestamptz := (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()));
    counter text := 'stand_in_' || pg_backend_pid();
BEGIN
    PERFORM auth.stand_in_public(jwk);
    IF EXISTS (SELECT FROM auth.stand_in WHERE pid = pg_backend_pid() AND started = began) THEN
        RETURN;
    END IF;
    -- a sequence, because it is what no rollback takes back
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS auth.%I MINVALUE 0', counter);
    PERFORM setval(format('auth.%I', counter)::regclass, 0);
    INSERT INTO auth.stand_in VALUES (pg_backend_pid(), began, jwk)
    ON CONFLICT (pid) DO UPDATE SET started = began, jwk = excluded.jwk, token = NULL, claims = NULL;
END $body$;

CREATE OR REPLACE FUNCTION auth.jwt_session_init(jwt text) RETURNS void
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    verified jsonb;
BEGIN
    PERFORM set_config('pg_session_jwt.jwt', jwt, false);
    PERFORM auth.init();
    IF EXISTS (
        SELECT FROM auth.stand_in
        WHERE pid = pg_backend_pid() AND token = jwt AND (claims ->> 'jti')::bigint = auth.stand_in_last()
    ) THEN
        RETURN;
    END IF;
    verified := auth.stand_in_claims(jwt);
    IF current_setting('transaction_read_only') = 'on' THEN
        RETURN;
    END IF;
    PERFORM setval(format('auth.%I', 'stand_in_' || pg_backend_pid())::regclass, (verified ->> 'jti')::bigint);
    UPDATE auth.stand_in SET token = jwt, claims = verified WHERE pid = pg_backend_pid();
END $body$;

-- The claims of this moment; JSON null without any.
CREATE OR REPLACE FUNCTION auth.session() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    jwt text := nullif(current_setting('pg_session_jwt.jwt', true), '');
    claims jsonb;
BEGIN
    IF auth.stand_in_key() IS NULL THEN
        RETURN CASE WHEN auth.pg_rls_is_claims(current_setting('request.jwt.claims', true))
            THEN current_setting('request.jwt.claims', true)::jsonb ELSE 'null' END;
    ELSIF jwt IS NULL THEN
        RETURN 'null';
    END IF;
    SELECT s.claims INTO claims FROM auth.stand_in s
    WHERE pid = pg_backend_pid() AND token = jwt AND (s.claims ->> 'jti')::bigint = auth.stand_in_last()
        AND started = (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()));
    RETURN coalesce(claims, auth.stand_in_claims(jwt));
END $body$;

CREATE OR REPLACE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE RETURN auth.session();

CREATE OR REPLACE FUNCTION auth.user_id() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    subject jsonb := auth.session() -> 'sub';
BEGIN
    IF jsonb_typeof(subject) <> 'string' AND auth.stand_in_key() IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '42804', MESSAGE = 'stand-in: the subject is no string';
    END IF;
    RETURN CASE jsonb_typeof(subject) WHEN 'string' THEN subject #>> '{}' END;
END $body$;

CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE RETURN auth.pg_rls_uuid(auth.user_id());

CREATE OR REPLACE FUNCTION auth.organization() RETURNS jsonb LANGUAGE sql STABLE
RETURN jsonb_path_query_first(auth.session(), 'strict $.o ? (@.type() == "object")', silent => true);

CREATE OR REPLACE FUNCTION auth.organization_id() RETURNS uuid LANGUAGE sql STABLE
RETURN auth.pg_rls_uuid(jsonb_path_query_first(auth.organization(), 'strict $.id ? (@.type() == "string")', silent => true) #>> '{}');

-- what is only called from the functions above is nobody's to call
DO $$
DECLARE
    function regprocedure;
BEGIN
    FOR function IN SELECT oid FROM pg_proc WHERE pronamespace = 'auth'::regnamespace AND proname LIKE 'stand\_in\_%' LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', function);
    END LOOP;
END $$;
COMMIT;
