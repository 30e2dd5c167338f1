-- What one statement does, undone: as the role, in a block of its own. The answer is JSON: who ran it, whether row security
-- looks at them, the error, what was read, or the places of the rows that are there after a change (an updated row is another
-- one).
CREATE OR REPLACE FUNCTION pg_temp.rls_try(role text, is_query boolean, target text, statement text)
RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    who text;
    special boolean;
    code text;
    said text;
    seen text[];
    remain text[];
BEGIN
    BEGIN
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
            EXECUTE 'SELECT pg_catalog.array_agg(ctid) FROM ' || target INTO remain;
        END IF;
        RAISE EXCEPTION USING ERRCODE = 'RLS00', MESSAGE = pg_catalog.json_build_object('who', who,
            'special', special, 'code', code, 'said', said, 'seen', seen, 'remain', remain);
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE = 'RLS00' THEN
            RETURN SQLERRM;
        END IF;
        RETURN pg_catalog.json_build_object('broken', SQLSTATE || ': ' || SQLERRM);
    END;
END $body$;

-- What an INSERT that gives its row back as an array of texts puts in, in a block of its own; undone unless it is to be kept. The
-- answer is JSON: the row, or the error, with the constraint and the table that it names.
CREATE OR REPLACE FUNCTION pg_temp.rls_put(keep boolean, statement text)
RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
    made text[];
    code text;
    said text;
    of_constraint text;
    of_table text;
BEGIN
    BEGIN
        EXECUTE statement INTO made;
        IF NOT keep THEN
            RAISE EXCEPTION USING ERRCODE = 'RLS00';
        END IF;
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE <> 'RLS00' THEN
            GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, said = MESSAGE_TEXT,
                of_constraint = CONSTRAINT_NAME, of_table = TABLE_NAME;
        END IF;
    END;
    RETURN pg_catalog.json_build_object('made', made, 'code', code, 'said', said,
        'constraint', nullif(of_constraint, ''), 'table', nullif(of_table, ''));
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
