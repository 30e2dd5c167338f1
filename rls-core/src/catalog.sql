-- What the catalog says of everything that is not Postgres's own and not an extension's, as one document: direct catalogs, no views.
-- It is run with an empty search_path, so that every name is printed with its schema. What only some versions have is taken
-- from the row as JSON, so that the same query runs on each.
WITH
spaces AS MATERIALIZED (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
    WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
-- what extensions made, by catalog
extended AS MATERIALIZED (
    SELECT d.classid, d.objid, e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
),
relations AS MATERIALIZED (
    SELECT c.*, n.nspname FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
        AND NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid)
),
-- one row for each table, so that nothing is looked for twice
columns AS MATERIALIZED (
    SELECT a.attrelid, json_agg(json_build_object(
        'name', a.attname,
        'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
        'kind', t.typtype,
        'of', json_build_array(tn.nspname, t.typname),
        'element', CASE WHEN t.typcategory = 'A' AND e.oid IS NOT NULL THEN json_build_array(e.typtype, en.nspname, e.typname) END,
        'not_null', a.attnotnull,
        'identity', a.attidentity,
        'generated', a.attgenerated,
        'sequence', q.seq,
        'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
        'collation', CASE WHEN a.attcollation <> t.typcollation THEN json_build_array(cn.nspname, co.collname) END,
        'inherited', a.attinhcount > 0,
        'local', a.attislocal,
        'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
        'compression', nullif(a.attcompression, ''),
        'statistics', nullif(pg_catalog.to_jsonb(a) ->> 'attstattarget', '-1'),
        'options', a.attoptions,
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable)
                ORDER BY r.rolname, x.privilege_type)
            FROM pg_catalog.aclexplode(a.attacl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee WHERE x.grantee <> c.relowner),
        'comment', pg_catalog.col_description(a.attrelid, a.attnum)
    ) ORDER BY a.attnum) AS list
    FROM relations c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typlen = -1
    LEFT JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
    LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
    LEFT JOIN LATERAL (
        SELECT json_build_object('schema', qn.nspname, 'name', qc.relname, 'type', s.seqtypid::pg_catalog.regtype, 'start', s.seqstart,
                'increment', s.seqincrement, 'min', s.seqmin, 'max', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle) AS seq
        FROM pg_catalog.pg_depend o JOIN pg_catalog.pg_sequence s ON s.seqrelid = o.objid
        JOIN pg_catalog.pg_class qc ON qc.oid = s.seqrelid JOIN pg_catalog.pg_namespace qn ON qn.oid = qc.relnamespace
        WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refclassid = o.classid AND o.refobjid = a.attrelid
            AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i')
        LIMIT 1
    ) q ON true
    WHERE c.relkind <> 'S'
    GROUP BY a.attrelid
),
constraints AS MATERIALIZED (
    SELECT k.conrelid, json_agg(json_build_object(
        'name', k.conname,
        'kind', k.contype,
        'columns', (SELECT json_agg(a.attname ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(attnum, n)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.attnum),
        'to', (SELECT json_build_array(fn.nspname, f.relname) FROM pg_catalog.pg_class f
            JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = k.confrelid AND k.confrelid <> 0),
        'to_columns', (SELECT json_agg(a.attname ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o(attnum, n)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.attnum),
        'on_delete', nullif(k.confdeltype, ' '),
        'on_update', nullif(k.confupdtype, ' '),
        'deferrable', k.condeferrable,
        'deferred', k.condeferred,
        'validated', k.convalidated,
        'no_inherit', k.connoinherit,
        'local', k.conislocal,
        'inherited', k.coninhcount > 0,
        'expression', CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
        'definition', pg_catalog.pg_get_constraintdef(k.oid),
        'comment', pg_catalog.obj_description(k.oid, 'pg_constraint')
    ) ORDER BY k.conname) AS list
    FROM relations c JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
    WHERE k.contype IN ('p', 'u', 'c', 'f', 'x', 'n')
    GROUP BY k.conrelid
),
indexes AS MATERIALIZED (
    SELECT x.indrelid, json_agg(json_build_object(
        'name', i.relname,
        'constraint', k.conname,
        'unique', x.indisunique,
        'method', am.amname,
        'valid', x.indisvalid AND x.indisready,
        'keys', (SELECT json_agg(json_build_object(
                'column', a.attname,
                'sql', CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(x.indexrelid, p, true) END,
                'class', CASE WHEN oc.opcdefault THEN NULL ELSE json_build_array(ocn.nspname, oc.opcname) END,
                'collation', CASE WHEN x.indcollation[p - 1] <> 0 AND x.indcollation[p - 1] <> coalesce(a.attcollation, ict.attcollation)
                    THEN (SELECT json_build_array(cn.nspname, co.collname) FROM pg_catalog.pg_collation co
                        JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = x.indcollation[p - 1]) END,
                'desc', (x.indoption[p - 1] & 1) = 1,
                'nulls_first', (x.indoption[p - 1] & 2) = 2) ORDER BY p)
            FROM generate_series(1, x.indnkeyatts) p
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[p - 1] AND x.indkey[p - 1] > 0
            LEFT JOIN pg_catalog.pg_attribute ict ON ict.attrelid = x.indexrelid AND ict.attnum = p
            JOIN pg_catalog.pg_opclass oc ON oc.oid = x.indclass[p - 1]
            JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.opcnamespace),
        'include', (SELECT json_agg(a.attname ORDER BY p) FROM generate_series(x.indnkeyatts + 1, x.indnatts) p
            JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[p - 1]),
        'predicate', pg_catalog.pg_get_expr(x.indpred, x.indrelid),
        'nulls_not_distinct', coalesce((pg_catalog.to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false),
        'options', i.reloptions,
        'clustered', x.indisclustered,
        'replica_identity', x.indisreplident,
        'parent', EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = x.indexrelid),
        'definition', pg_catalog.pg_get_indexdef(x.indexrelid),
        'comment', pg_catalog.obj_description(x.indexrelid, 'pg_class')
    ) ORDER BY i.relname) AS list
    FROM relations c
    JOIN pg_catalog.pg_index x ON x.indrelid = c.oid
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_am am ON am.oid = i.relam
    LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
    GROUP BY x.indrelid
),
policies AS MATERIALIZED (
    SELECT p.polrelid, json_agg(json_build_object(
        'name', p.polname,
        'command', p.polcmd,
        'permissive', p.polpermissive,
        'roles', (SELECT json_agg(coalesce(r.rolname, '') ORDER BY r.rolname) FROM unnest(p.polroles) u(oid)
            LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.oid WHERE u.oid <> 0),
        'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
        'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
        'comment', pg_catalog.obj_description(p.oid, 'pg_policy')
    ) ORDER BY p.polname) AS list
    FROM pg_catalog.pg_policy p GROUP BY p.polrelid
),
triggers AS MATERIALIZED (
    SELECT t.tgrelid, json_agg(json_build_object('name', t.tgname, 'enabled', t.tgenabled, 'definition', pg_catalog.pg_get_triggerdef(t.oid),
        'comment', pg_catalog.obj_description(t.oid, 'pg_trigger')) ORDER BY t.tgname) AS list
    FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgparentid = 0 GROUP BY t.tgrelid
),
rules AS MATERIALIZED (
    SELECT r.ev_class, json_agg(json_build_object('name', r.rulename, 'enabled', r.ev_enabled, 'definition', pg_catalog.pg_get_ruledef(r.oid))
        ORDER BY r.rulename) AS list
    FROM pg_catalog.pg_rewrite r WHERE r.rulename <> '_RETURN' GROUP BY r.ev_class
),
parents AS MATERIALIZED (
    SELECT h.inhrelid, json_agg(json_build_array(n.nspname, c.relname) ORDER BY h.inhseqno) AS list
    FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhparent JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    GROUP BY h.inhrelid
)
SELECT json_build_object(
'version', current_setting('server_version_num')::int,
'database', current_database(),
'extensions', (SELECT coalesce(json_agg(json_build_object('name', e.extname, 'schema', n.nspname, 'version', e.extversion) ORDER BY e.extname), '[]')
    FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'),
'schemas', (SELECT coalesce(json_agg(json_build_object(
        'name', n.nspname,
        'owner', pg_catalog.pg_get_userbyid(n.nspowner),
        'extension', (SELECT x.extname FROM extended x WHERE x.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND x.objid = n.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable) ORDER BY r.rolname, x.privilege_type)
            FROM pg_catalog.aclexplode(n.nspacl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee WHERE x.grantee <> n.nspowner),
        'comment', pg_catalog.obj_description(n.oid, 'pg_namespace')
    ) ORDER BY n.nspname), '[]') FROM spaces n),
'roles', (SELECT coalesce(json_agg(json_build_object(
        'name', r.rolname, 'superuser', r.rolsuper, 'inherit', r.rolinherit, 'createrole', r.rolcreaterole, 'createdb', r.rolcreatedb,
        'login', r.rolcanlogin, 'replication', r.rolreplication, 'bypassrls', r.rolbypassrls,
        'settings', (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0),
        'in', (SELECT json_agg(json_build_object('role', g.rolname, 'admin', m.admin_option,
                'inherit', coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit),
                'set', coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)) ORDER BY g.rolname)
            FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid),
        'comment', pg_catalog.shobj_description(r.oid, 'pg_authid')
    ) ORDER BY r.rolname), '[]') FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'),
'enums', (SELECT coalesce(json_agg(json_build_object(
        'schema', n.nspname, 'name', t.typname, 'owner', pg_catalog.pg_get_userbyid(t.typowner),
        'values', (SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable) ORDER BY r.rolname)
            FROM pg_catalog.aclexplode(t.typacl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee WHERE x.grantee <> t.typowner),
        'comment', pg_catalog.obj_description(t.oid, 'pg_type')
    ) ORDER BY n.nspname, t.typname), '[]')
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid)),
'types', (SELECT coalesce(json_agg(json_build_object(
        'schema', n.nspname, 'name', t.typname, 'kind', t.typtype, 'owner', pg_catalog.pg_get_userbyid(t.typowner),
        'base', CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
        'not_null', t.typnotnull,
        'default', t.typdefault,
        'checks', (SELECT json_agg(json_build_array(k.conname, pg_catalog.pg_get_constraintdef(k.oid)) ORDER BY k.conname)
            FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'),
        'attributes', (SELECT json_agg(json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped),
        'subtype', (SELECT pg_catalog.format_type(g.rngsubtype, NULL) FROM pg_catalog.pg_range g WHERE g.rngtypid = t.oid),
        'comment', pg_catalog.obj_description(t.oid, 'pg_type')
    ) ORDER BY n.nspname, t.typname), '[]')
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('d', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))
        AND NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid)),
'relations', (SELECT coalesce(json_agg(json_build_object(
        'schema', c.nspname, 'name', c.relname, 'kind', c.relkind, 'owner', pg_catalog.pg_get_userbyid(c.relowner),
        'row_security', c.relrowsecurity,
        'force', c.relforcerowsecurity,
        'unlogged', c.relpersistence = 'u',
        'options', c.reloptions,
        'of_type', CASE WHEN c.reloftype <> 0 THEN c.reloftype::pg_catalog.regtype END,
        'replica_identity', nullif(c.relreplident, 'd'),
        'tablespace', (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace),
        'method', (SELECT nullif(am.amname, 'heap') FROM pg_catalog.pg_am am WHERE am.oid = c.relam AND c.relkind IN ('r', 'p', 'm')),
        'partition_key', CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
        'partition_bound', pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        'parents', h.list,
        'server', (SELECT s.srvname FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid),
        'definition', CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END,
        'reads', CASE WHEN c.relkind IN ('v', 'm') THEN (SELECT json_agg(DISTINCT pg_catalog.jsonb_build_array(rn.nspname, rc.relname))
            FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
            JOIN pg_catalog.pg_class rc ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND rc.oid = d.refobjid AND rc.oid <> c.oid
            JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
            WHERE w.ev_class = c.oid) END,
        'sequence', (SELECT json_build_object('type', s.seqtypid::pg_catalog.regtype, 'start', s.seqstart, 'increment', s.seqincrement,
                'min', s.seqmin, 'max', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle,
                'owned', (SELECT json_build_array(o.deptype, rn.nspname, rc.relname, ra.attname) FROM pg_catalog.pg_depend o
                    JOIN pg_catalog.pg_class rc ON rc.oid = o.refobjid JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
                    JOIN pg_catalog.pg_attribute ra ON ra.attrelid = rc.oid AND ra.attnum = o.refobjsubid
                    WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND o.refclassid = o.classid AND o.deptype IN ('a', 'i')))
            FROM pg_catalog.pg_sequence s WHERE s.seqrelid = c.oid),
        'columns', a.list,
        'constraints', k.list,
        'indexes', x.list,
        'policies', p.list,
        'triggers', t.list,
        'rules', r.list,
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable) ORDER BY r.rolname, x.privilege_type)
            FROM pg_catalog.aclexplode(c.relacl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee WHERE x.grantee <> c.relowner),
        'comment', pg_catalog.obj_description(c.oid, 'pg_class')
    ) ORDER BY c.nspname, c.relname), '[]')
    FROM relations c
    LEFT JOIN columns a ON a.attrelid = c.oid
    LEFT JOIN constraints k ON k.conrelid = c.oid
    LEFT JOIN indexes x ON x.indrelid = c.oid
    LEFT JOIN policies p ON p.polrelid = c.oid
    LEFT JOIN triggers t ON t.tgrelid = c.oid
    LEFT JOIN rules r ON r.ev_class = c.oid
    LEFT JOIN parents h ON h.inhrelid = c.oid),
'functions', (SELECT coalesce(json_agg(json_build_object(
        'schema', n.nspname, 'name', f.proname, 'owner', pg_catalog.pg_get_userbyid(f.proowner),
        'kind', f.prokind,
        'arguments', pg_catalog.pg_get_function_identity_arguments(f.oid),
        'argument_count', f.pronargs,
        'returns', pg_catalog.pg_get_function_result(f.oid),
        'set', f.proretset,
        'language', l.lanname,
        'volatility', f.provolatile,
        'parallel', f.proparallel,
        'definer', f.prosecdef,
        'leakproof', f.proleakproof,
        'bound', f.prosqlbody IS NOT NULL,
        'settings', f.proconfig,
        'definition', CASE WHEN f.prokind IN ('f', 'p', 'w') THEN pg_catalog.pg_get_functiondef(f.oid) END,
        'source', f.prosrc,
        'in_policy', EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = f.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable) ORDER BY r.rolname)
            FROM pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
            WHERE x.grantee <> f.proowner),
        'comment', pg_catalog.obj_description(f.oid, 'pg_proc')
    ) ORDER BY n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid)), '[]')
    FROM pg_catalog.pg_proc f JOIN spaces n ON n.oid = f.pronamespace JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    WHERE NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.objid = f.oid)),
'default_privileges', (SELECT coalesce(json_agg(json_build_object(
        'role', pg_catalog.pg_get_userbyid(d.defaclrole), 'schema', n.nspname, 'kind', d.defaclobjtype,
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN r.rolname END, x.privilege_type, x.is_grantable) ORDER BY r.rolname, x.privilege_type)
            FROM pg_catalog.aclexplode(d.defaclacl) x LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee WHERE x.grantee <> d.defaclrole)
    ) ORDER BY pg_catalog.pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype), '[]')
    FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace)
)::text
