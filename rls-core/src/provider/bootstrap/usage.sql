-- USAGE for the application's roles, and nothing more. EXECUTE on functions stays with PUBLIC, as the provider leaves it:
-- policies and defaults call them as the caller, whatever role that is, and without USAGE nobody can call them by name.
-- Before PostgreSQL 15 everyone may create in public: that is taken away.
DO $bootstrap$
DECLARE
    schema record;
    role record;
BEGIN
    FOR schema IN
        SELECT oid, nspname, nspacl, pg_has_role(nspowner, 'USAGE') AS ours
        FROM pg_namespace WHERE nspname IN ({schemas})
    LOOP
        FOR role IN SELECT oid, rolname FROM pg_roles WHERE rolname IN ({names}) ORDER BY rolname LOOP
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
