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
    FOR role, attributes IN VALUES {roles} LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            IF attributes NOT LIKE '% BYPASSRLS'
                AND EXISTS (SELECT FROM pg_roles WHERE rolname = role AND (rolsuper OR rolbypassrls)) THEN
                RAISE WARNING 'role "%" is a superuser or has BYPASSRLS: no policy holds for it', role;
            END IF;
            CONTINUE;
        END IF;
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
