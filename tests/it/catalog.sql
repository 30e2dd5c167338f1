-- What the catalog says of everything that a schema may hold, as one document: direct catalogs, no search_path.
SELECT json_build_object(
'enums', (SELECT coalesce(json_agg(json_build_object(
        'name', format('%s.%s', n.nspname, t.typname),
        'values', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
        'comment', pg_catalog.obj_description(t.oid, 'pg_type')
    ) ORDER BY n.nspname, t.typname), '[]')
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e'),
'usage', (SELECT coalesce(json_agg(json_build_array(n.nspname, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE r.rolname END, a.privilege_type)
        ORDER BY n.nspname, r.rolname), '[]')
    FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
    WHERE a.grantee <> n.nspowner AND n.nspname NOT IN ('public', 'information_schema', 'auth') AND n.nspname !~ '^pg_'),
'functions', (SELECT coalesce(json_agg(json_build_object(
        'name', format('%s.%s', n.nspname, p.proname),
        'returns', pg_catalog.pg_get_function_result(p.oid),
        'arguments', p.pronargs,
        'volatile', p.provolatile,
        'parallel', p.proparallel,
        'definer', p.prosecdef,
        'bound', p.prosqlbody IS NOT NULL,
        'execute', (SELECT json_agg(CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE (SELECT rolname FROM pg_catalog.pg_roles r WHERE r.oid = a.grantee) END
            ORDER BY (SELECT rolname FROM pg_catalog.pg_roles r WHERE r.oid = a.grantee))
            FROM pg_catalog.aclexplode(p.proacl) a WHERE a.grantee <> p.proowner),
        'definition', pg_catalog.pg_get_functiondef(p.oid)
    ) ORDER BY n.nspname, p.proname), '[]')
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'auth') AND n.nspname !~ '^pg_'),
'tables', (SELECT coalesce(json_agg(json_build_object(
        'name', format('%s.%s', n.nspname, c.relname),
        'row_security', c.relrowsecurity,
        'force', c.relforcerowsecurity,
        'comment', pg_catalog.obj_description(c.oid, 'pg_class'),
        'columns', (SELECT coalesce(json_agg(json_build_object(
                'name', a.attname,
                'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
                'not_null', a.attnotnull,
                'identity', a.attidentity,
                'generated', a.attgenerated,
                'sequence', (SELECT json_build_array(q.seqtypid::pg_catalog.regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle)
                    FROM pg_catalog.pg_depend o JOIN pg_catalog.pg_sequence q ON q.seqrelid = o.objid
                    WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refclassid = o.classid
                        AND o.refobjid = c.oid AND o.refobjsubid = a.attnum),
                'has_default', a.atthasdef,
                'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                'collation', (SELECT co.collname FROM pg_catalog.pg_collation co
                    WHERE co.oid = a.attcollation AND a.attcollation <> t.typcollation),
                'comment', pg_catalog.col_description(c.oid, a.attnum)
            ) ORDER BY a.attnum), '[]')
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        'constraints', (SELECT coalesce(json_agg(json_build_object(
                'name', k.conname,
                'kind', k.contype,
                'columns', CASE WHEN k.contype <> 'c' THEN (SELECT json_agg(a.attname ORDER BY o.n)
                    FROM unnest(k.conkey) WITH ORDINALITY o(attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.attnum) END,
                'to', (SELECT format('%s.%s', fn.nspname, f.relname) FROM pg_catalog.pg_class f
                    JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = k.confrelid),
                'to_columns', (SELECT json_agg(a.attname ORDER BY o.n)
                    FROM unnest(k.confkey) WITH ORDINALITY o(attnum, n)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.attnum),
                'on_delete', k.confdeltype, 'on_update', k.confupdtype,
                'deferrable', k.condeferrable, 'deferred', k.condeferred, 'validated', k.convalidated,
                'definition', pg_catalog.pg_get_constraintdef(k.oid)
            ) ORDER BY k.conname), '[]')
            FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'f')),
        'indexes', (SELECT coalesce(json_agg(json_build_object(
                'name', i.relname,
                'unique', x.indisunique,
                'method', am.amname,
                'valid', x.indisvalid AND x.indisready,
                'keys', (SELECT json_agg(json_build_object(
                        'column', (SELECT a.attname FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attnum = x.indkey[p - 1] AND x.indkey[p - 1] > 0),
                        'desc', (x.indoption[p - 1] & 1) = 1,
                        'nulls_first', (x.indoption[p - 1] & 2) = 2) ORDER BY p)
                    FROM generate_series(1, x.indnkeyatts) p),
                'partial', x.indpred IS NOT NULL,
                'definition', pg_catalog.pg_get_indexdef(x.indexrelid)
            ) ORDER BY i.relname), '[]')
            FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
            JOIN pg_catalog.pg_am am ON am.oid = i.relam
            WHERE x.indrelid = c.oid
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))),
        'policies', (SELECT coalesce(json_agg(json_build_object(
                'name', p.polname,
                'command', p.polcmd,
                'permissive', p.polpermissive,
                'roles', (SELECT json_agg(CASE WHEN r.oid = 0 THEN 'PUBLIC' ELSE (SELECT rolname FROM pg_catalog.pg_roles WHERE pg_roles.oid = r.oid) END
                    ORDER BY (SELECT rolname FROM pg_catalog.pg_roles WHERE pg_roles.oid = r.oid)) FROM unnest(p.polroles) r(oid)),
                'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
            ) ORDER BY p.polname), '[]')
            FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid),
        'grants', (SELECT coalesce(json_agg(json_build_array(g.role, g.privilege_type, g.columns) ORDER BY g.role, g.privilege_type), '[]')
            FROM (SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::pg_catalog.regrole::text END AS role, a.privilege_type, NULL::text[] AS columns
                FROM pg_catalog.aclexplode(c.relacl) a WHERE a.grantee <> c.relowner
                UNION ALL
                SELECT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::pg_catalog.regrole::text END, a.privilege_type, array_agg(att.attname::text ORDER BY att.attname)
                FROM pg_catalog.pg_attribute att CROSS JOIN LATERAL pg_catalog.aclexplode(att.attacl) a
                WHERE att.attrelid = c.oid AND NOT att.attisdropped GROUP BY 1, 2) g)
    ) ORDER BY n.nspname, c.relname), '[]')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_')
)::text
