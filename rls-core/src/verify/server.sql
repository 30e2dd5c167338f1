-- What one statement does, undone: as the role, in a block of its own. The answer is JSON: who ran it, whether row security
-- looks at them, the error, what was read, which of the rows that were there are there no more (an updated row is another
-- one), and how many are new.
CREATE OR REPLACE FUNCTION pg_temp.rls_try(role text, is_query boolean, target text, places tid[], before text, statement text)
RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    who text;
    special boolean;
    code text;
    said text;
    seen text[];
    gone bigint[];
    made bigint;
BEGIN
    BEGIN
        IF before IS NOT NULL THEN
            EXECUTE before;
        END IF;
        EXECUTE pg_catalog.format('SET LOCAL ROLE %I', role);
        SELECT rolname, rolsuper OR rolbypassrls INTO who, special
        FROM pg_catalog.pg_roles WHERE rolname = current_user;
        BEGIN
            IF is_query THEN
                EXECUTE statement INTO seen;
            ELSE
                EXECUTE statement;
            END IF;
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
        END;
        SET LOCAL ROLE NONE;
        IF code IS NULL AND NOT is_query THEN
            EXECUTE pg_catalog.format(
                'SELECT ARRAY(SELECT n FROM pg_catalog.unnest($1) WITH ORDINALITY AS one (place, n)
                    WHERE NOT EXISTS (SELECT FROM %1$s AS t WHERE t.ctid = place)),
                    (SELECT pg_catalog.count(*) FROM %1$s AS t WHERE t.ctid <> ALL ($1))', target)
            INTO gone, made USING places;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'RLS00', MESSAGE = pg_catalog.json_build_object('who', who,
            'special', special, 'code', code, 'said', said, 'seen', seen, 'gone', gone, 'made', made);
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE = 'RLS00' THEN
            RETURN SQLERRM;
        END IF;
        RETURN pg_catalog.json_build_object('broken', SQLSTATE || ': ' || SQLERRM);
    END;
END $body$;

-- What an expression gives, as the role; as we are where there is none. The answer begins with t, f, n for NULL, or e and
-- the error's code and message.
CREATE OR REPLACE FUNCTION pg_temp.rls_ask(role text, statement text)
RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    given boolean;
BEGIN
    BEGIN
        IF role IS NOT NULL THEN
            EXECUTE pg_catalog.format('SET LOCAL ROLE %I', role);
        END IF;
        EXECUTE statement INTO given;
        RAISE EXCEPTION USING ERRCODE = 'RLS00',
            MESSAGE = CASE WHEN given IS NULL THEN 'n' WHEN given THEN 't' ELSE 'f' END;
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE = 'RLS00' THEN
            RETURN SQLERRM;
        END IF;
        RETURN 'e' || SQLSTATE || SQLERRM;
    END;
END $body$;
