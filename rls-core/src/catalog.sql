-- What the catalog says of everything that is not Postgres's own and not an extension's, as one document: direct catalogs, no views.
-- It is run with an empty search_path, so that every name is printed with its schema. What only some versions have is taken
-- from the row as JSON, so that the same query runs on each. What is null is left out of the answer.
WITH
version AS (SELECT current_setting('server_version_num')::int AS number),
spaces AS MATERIALIZED (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n
    WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
),
-- what extensions made, by catalog, and what a range brings along
extended AS MATERIALIZED (
    SELECT d.classid, d.objid, e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
    WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
    UNION ALL
    SELECT d.classid, d.objid, NULL FROM pg_catalog.pg_depend d
    WHERE d.deptype = 'i' AND d.classid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_cast'::pg_catalog.regclass)
),
relations AS MATERIALIZED (
    SELECT c.*, n.nspname FROM pg_catalog.pg_class c JOIN spaces n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
        -- the sequence of an identity is said with its column
        AND (c.relkind <> 'S' OR c.relacl IS NOT NULL OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend i
            WHERE i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.objid = c.oid AND i.deptype = 'i')
            OR EXISTS (SELECT FROM pg_catalog.pg_description z WHERE z.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND z.objoid = c.oid))
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
        'statistics', nullif(a.attstattarget, -1)::text,
        'options', a.attoptions,
        'foreign_options', a.attfdwoptions,
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee), x.privilege_type)
            FROM pg_catalog.aclexplode(a.attacl) x WHERE x.grantee <> c.relowner),
        'comment', z.description
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
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND z.objoid = a.attrelid AND z.objsubid = a.attnum
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
        'no_inherit', k.connoinherit AND k.contype IN ('c', 'n'),
        'enforced', CASE WHEN v.number >= 180000 THEN (pg_catalog.to_jsonb(k) ->> 'conenforced')::boolean ELSE true END,
        'period', CASE WHEN v.number >= 180000 THEN (pg_catalog.to_jsonb(k) ->> 'conperiod')::boolean ELSE false END,
        'match_full', k.confmatchtype = 'f',
        'set_columns', k.confdeltype IN ('n', 'd') AND pg_catalog.to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL,
        'parent', k.conparentid <> 0,
        'local', k.conislocal,
        'inherited', k.coninhcount > 0,
        'expression', CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END,
        'definition', pg_catalog.pg_get_constraintdef(k.oid),
        'comment', z.description
    ) ORDER BY k.conname) AS list
    FROM version v CROSS JOIN relations c JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND z.objoid = k.oid AND z.objsubid = 0
    -- 18 and later keep NOT NULL as constraints: one that is as Postgres makes it, or a parent's, says nothing beside its column
    WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') OR (k.contype = 'n' AND k.conislocal AND (NOT k.convalidated OR k.connoinherit OR z.description IS NOT NULL
        OR k.conname <> c.relname || '_' || (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]) || '_not_null'))
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
                'options', ict.attoptions,
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
        'nulls_not_distinct', CASE WHEN x.indisunique AND NOT x.indisprimary THEN coalesce((pg_catalog.to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) ELSE false END,
        'options', i.reloptions,
        'tablespace', (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = i.reltablespace),
        'clustered', x.indisclustered,
        'replica_identity', x.indisreplident,
        'parent', EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = x.indexrelid),
        'definition', pg_catalog.pg_get_indexdef(x.indexrelid),
        'comment', z.description
    ) ORDER BY i.relname) AS list
    FROM relations c
    JOIN pg_catalog.pg_index x ON x.indrelid = c.oid
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND z.objoid = x.indexrelid AND z.objsubid = 0
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
        'comment', z.description
    ) ORDER BY p.polname) AS list
    FROM pg_catalog.pg_policy p
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND z.objoid = p.oid AND z.objsubid = 0
    GROUP BY p.polrelid
),
triggers AS MATERIALIZED (
    SELECT t.tgrelid, json_agg(json_build_object('name', t.tgname, 'enabled', t.tgenabled, 'definition', pg_catalog.pg_get_triggerdef(t.oid),
        'comment', z.description) ORDER BY t.tgname) AS list
    FROM pg_catalog.pg_trigger t
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND z.objoid = t.oid AND z.objsubid = 0
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 GROUP BY t.tgrelid
),
rules AS MATERIALIZED (
    SELECT r.ev_class, json_agg(json_build_object('name', r.rulename, 'enabled', r.ev_enabled, 'definition', pg_catalog.pg_get_ruledef(r.oid),
        'comment', z.description)
        ORDER BY r.rulename) AS list
    FROM pg_catalog.pg_rewrite r
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND z.objoid = r.oid AND z.objsubid = 0
    WHERE r.rulename <> '_RETURN' GROUP BY r.ev_class
),
parents AS MATERIALIZED (
    SELECT h.inhrelid, json_agg(json_build_array(n.nspname, c.relname) ORDER BY h.inhseqno) AS list
    FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhparent JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    GROUP BY h.inhrelid
),
-- what few databases have; what is in no schema and has a number below 16384 came with the server
objects(class, oid, space, on_table, sql) AS (
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid, n.nspname, json_build_array(cn.nspname, c.relname), ARRAY[pg_catalog.pg_get_statisticsobjdef(s.oid)]
    FROM pg_catalog.pg_statistic_ext s JOIN spaces n ON n.oid = s.stxnamespace
    JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, c.oid, n.nspname, NULL, ARRAY['CREATE COLLATION ' || c.oid::pg_catalog.regcollation || ' (' || concat_ws(', ',
        'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' END,
        'LOCALE = ' || quote_literal(coalesce(j ->> 'colllocale', j ->> 'colliculocale', CASE WHEN c.collprovider = 'i' THEN j ->> 'collcollate' END)),
        CASE WHEN c.collprovider = 'c' THEN 'LC_COLLATE = ' || quote_literal(j ->> 'collcollate') || ', LC_CTYPE = ' || quote_literal(j ->> 'collctype') END,
        CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END, 'RULES = ' || quote_literal(j ->> 'collicurules')) || ')']
    FROM pg_catalog.pg_collation c JOIN spaces n ON n.oid = c.collnamespace CROSS JOIN LATERAL pg_catalog.to_jsonb(c) j
    UNION ALL
    SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, NULL, NULL, ARRAY['CREATE CAST (' || pg_catalog.format_type(c.castsource, NULL) || ' AS '
        || pg_catalog.format_type(c.casttarget, NULL) || ') '
        || CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::pg_catalog.regprocedure WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
        || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END]
    FROM pg_catalog.pg_cast c WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, n.nspname, NULL, ARRAY['CREATE OPERATOR ' || quote_ident(n.nspname) || '.' || o.oprname || ' (' || concat_ws(', ',
        'FUNCTION = ' || o.oprcode, 'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN pg_catalog.format_type(o.oprleft, NULL) END,
        'RIGHTARG = ' || CASE WHEN o.oprright <> 0 THEN pg_catalog.format_type(o.oprright, NULL) END,
        'COMMUTATOR = ' || (SELECT 'OPERATOR(' || quote_ident(on_.nspname) || '.' || p.oprname || ')' FROM pg_catalog.pg_operator p
            JOIN pg_catalog.pg_namespace on_ ON on_.oid = p.oprnamespace WHERE p.oid = o.oprcom),
        'NEGATOR = ' || (SELECT 'OPERATOR(' || quote_ident(on_.nspname) || '.' || p.oprname || ')' FROM pg_catalog.pg_operator p
            JOIN pg_catalog.pg_namespace on_ ON on_.oid = p.oprnamespace WHERE p.oid = o.oprnegate),
        'RESTRICT = ' || nullif(o.oprrest::text, '-'), 'JOIN = ' || nullif(o.oprjoin::text, '-'),
        CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')']
    FROM pg_catalog.pg_operator o JOIN spaces n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, n.nspname, NULL, NULL FROM pg_catalog.pg_opclass o JOIN spaces n ON n.oid = o.opcnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, o.oid, n.nspname, NULL, NULL FROM pg_catalog.pg_opfamily o JOIN spaces n ON n.oid = o.opfnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, c.oid, n.nspname, NULL, NULL FROM pg_catalog.pg_conversion c JOIN spaces n ON n.oid = c.connamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, c.oid, n.nspname, NULL, ARRAY['CREATE TEXT SEARCH CONFIGURATION ' || c.oid::pg_catalog.regconfig || ' (PARSER = '
        || quote_ident(pn.nspname) || '.' || quote_ident(p.prsname) || ')'] || ARRAY(
            SELECT 'ALTER TEXT SEARCH CONFIGURATION ' || c.oid::pg_catalog.regconfig || ' ADD MAPPING FOR ' || quote_ident(t.alias) || ' WITH '
                || string_agg(m.mapdict::pg_catalog.regdictionary::text, ', ' ORDER BY m.mapseqno)
            FROM pg_catalog.pg_ts_config_map m JOIN pg_catalog.ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
            WHERE m.mapcfg = c.oid GROUP BY t.tokid, t.alias ORDER BY t.tokid)
    FROM pg_catalog.pg_ts_config c JOIN spaces n ON n.oid = c.cfgnamespace
    JOIN pg_catalog.pg_ts_parser p ON p.oid = c.cfgparser JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, d.oid, n.nspname, NULL, ARRAY['CREATE TEXT SEARCH DICTIONARY ' || d.oid::pg_catalog.regdictionary || ' (TEMPLATE = '
        || quote_ident(tn.nspname) || '.' || quote_ident(t.tmplname) || coalesce(', ' || d.dictinitoption, '') || ')']
    FROM pg_catalog.pg_ts_dict d JOIN spaces n ON n.oid = d.dictnamespace
    JOIN pg_catalog.pg_ts_template t ON t.oid = d.dicttemplate JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, p.oid, n.nspname, NULL, NULL FROM pg_catalog.pg_ts_parser p JOIN spaces n ON n.oid = p.prsnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, t.oid, n.nspname, NULL, NULL FROM pg_catalog.pg_ts_template t JOIN spaces n ON n.oid = t.tmplnamespace
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, l.oid, NULL, NULL, NULL FROM pg_catalog.pg_language l WHERE l.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, a.oid, NULL, NULL, NULL FROM pg_catalog.pg_am a WHERE a.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, t.oid, NULL, NULL, NULL FROM pg_catalog.pg_transform t WHERE t.oid >= 16384
    UNION ALL
    -- an option may be a password, so what has some is only named
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, w.oid, NULL, NULL, CASE WHEN w.fdwoptions IS NULL THEN ARRAY[concat_ws(' ',
        'CREATE FOREIGN DATA WRAPPER', quote_ident(w.fdwname), 'HANDLER ' || nullif(w.fdwhandler::pg_catalog.regproc::text, '-'),
        'VALIDATOR ' || nullif(w.fdwvalidator::pg_catalog.regproc::text, '-'))] END
    FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid >= 16384
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid, NULL, NULL, CASE WHEN s.srvoptions IS NULL THEN ARRAY[concat_ws(' ',
        'CREATE SERVER', quote_ident(s.srvname), 'TYPE ' || quote_literal(s.srvtype), 'VERSION ' || quote_literal(s.srvversion),
        'FOREIGN DATA WRAPPER', quote_ident(w.fdwname))] END
    FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'pg_catalog.pg_user_mapping'::pg_catalog.regclass, u.umid, NULL, NULL, NULL FROM pg_catalog.pg_user_mappings u
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, e.oid, n.nspname, NULL, ARRAY['CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || e.evtevent
        || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t.tag), ', ' ORDER BY t.n) FROM unnest(e.evttags) WITH ORDINALITY t(tag, n)) || ')', '')
        || ' EXECUTE FUNCTION ' || quote_ident(n.nspname) || '.' || quote_ident(f.proname) || '()']
        || CASE e.evtenabled WHEN 'D' THEN ARRAY['ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' DISABLE']
            WHEN 'R' THEN ARRAY['ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' ENABLE REPLICA']
            WHEN 'A' THEN ARRAY['ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' ENABLE ALWAYS'] ELSE ARRAY[]::text[] END
    FROM pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_proc f ON f.oid = e.evtfoid JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
    UNION ALL
    SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, NULL, NULL, NULL
    FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
    UNION ALL
    -- one of columns is only named
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid, NULL, NULL, CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
            WHERE r.prpubid = p.oid AND pg_catalog.to_jsonb(r) ->> 'prattrs' IS NOT NULL) THEN ARRAY['CREATE PUBLICATION ' || quote_ident(p.pubname)
        || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || (SELECT string_agg(w.what, ', ' ORDER BY w.what) FROM (
            SELECT 'TABLE ONLY ' || r.prrelid::pg_catalog.regclass || coalesce((SELECT ' WHERE (' || (pg_catalog.to_jsonb(v) ->> 'rowfilter') || ')'
                FROM pg_catalog.pg_publication_tables v JOIN pg_catalog.pg_namespace vn ON vn.nspname = v.schemaname
                JOIN pg_catalog.pg_class vc ON vc.relnamespace = vn.oid AND vc.relname = v.tablename
                WHERE v.pubname = p.pubname AND vc.oid = r.prrelid), '') AS what
            FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid
            UNION ALL
            SELECT 'TABLES IN SCHEMA ' || (SELECT quote_ident(n.nspname) FROM pg_catalog.pg_depend t JOIN pg_catalog.pg_namespace n ON n.oid = t.refobjid
                WHERE t.classid = d.classid AND t.objid = d.objid AND t.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass)
            FROM pg_catalog.pg_depend d WHERE d.classid = pg_catalog.to_regclass('pg_catalog.pg_publication_namespace')
                AND d.refclassid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND d.refobjid = p.oid) w), '') END
        || ' WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
            CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END))
        || CASE WHEN p.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END || ')'] END
    FROM pg_catalog.pg_publication p
)
SELECT pg_catalog.json_strip_nulls(json_build_object(
'version', current_setting('server_version_num')::int,
'database', current_database(),
'owner', (SELECT pg_catalog.pg_get_userbyid(d.datdba) FROM pg_catalog.pg_database d WHERE d.datname = current_database()),
'extensions', (SELECT coalesce(json_agg(json_build_object('name', e.extname, 'schema', n.nspname, 'version', e.extversion) ORDER BY e.extname), '[]')
    FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'),
'schemas', (SELECT coalesce(json_agg(json_build_object(
        'name', n.nspname,
        'owner', pg_catalog.pg_get_userbyid(n.nspowner),
        'extension', (SELECT x.extname FROM extended x WHERE x.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND x.objid = n.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee), x.privilege_type)
            FROM pg_catalog.aclexplode(n.nspacl) x WHERE x.grantee <> n.nspowner),
        'comment', pg_catalog.obj_description(n.oid, 'pg_namespace')
    ) ORDER BY n.nspname), '[]') FROM spaces n),
'roles', (SELECT coalesce(json_agg(json_build_object(
        'name', r.rolname, 'superuser', r.rolsuper, 'inherit', r.rolinherit, 'createrole', r.rolcreaterole, 'createdb', r.rolcreatedb,
        'login', r.rolcanlogin, 'replication', r.rolreplication, 'bypassrls', r.rolbypassrls,
        'connections', nullif(r.rolconnlimit, -1), 'valid_until', r.rolvaliduntil,
        'settings', (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0),
        'settings_here', (SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
            WHERE s.setrole = r.oid AND d.datname = current_database()),
        'in', (SELECT json_agg(json_build_object('role', g.rolname, 'admin', m.admin_option,
                'inherit', coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean, r.rolinherit),
                'set', coalesce((pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)) ORDER BY g.rolname)
            FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid),
        'comment', pg_catalog.shobj_description(r.oid, 'pg_authid')
    ) ORDER BY r.rolname), '[]') FROM pg_catalog.pg_roles r WHERE r.rolname !~ '^pg_'),
'enums', (SELECT coalesce(json_agg(json_build_object(
        'schema', n.nspname, 'name', t.typname, 'owner', pg_catalog.pg_get_userbyid(t.typowner),
        'values', (SELECT coalesce(json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]') FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee))
            FROM pg_catalog.aclexplode(coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))) x WHERE x.grantee <> t.typowner),
        'comment', pg_catalog.obj_description(t.oid, 'pg_type')
    ) ORDER BY n.nspname, t.typname), '[]')
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid)),
'types', (SELECT coalesce(json_agg(json_build_object(
        'schema', n.nspname, 'name', t.typname, 'kind', t.typtype, 'owner', pg_catalog.pg_get_userbyid(t.typowner),
        'base', CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
        'not_null', t.typnotnull,
        'default', t.typdefault,
        'collation', CASE WHEN t.typtype = 'd' AND t.typcollation <> 0
            AND t.typcollation <> (SELECT b.typcollation FROM pg_catalog.pg_type b WHERE b.oid = t.typbasetype) THEN t.typcollation::pg_catalog.regcollation END,
        'checks', (SELECT json_agg(json_build_array(k.conname, pg_catalog.pg_get_constraintdef(k.oid), pg_catalog.obj_description(k.oid, 'pg_constraint'))
                ORDER BY k.conname)
            FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype IN ('c', 'n')),
        'attributes', (SELECT json_agg(json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::pg_catalog.regcollation END,
                pg_catalog.col_description(a.attrelid, a.attnum)) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
            WHERE a.attrelid = t.typrelid AND t.typrelid <> 0 AND a.attnum > 0 AND NOT a.attisdropped),
        'range', (SELECT concat_ws(', ', 'SUBTYPE = ' || pg_catalog.format_type(g.rngsubtype, NULL),
                'SUBTYPE_OPCLASS = ' || CASE WHEN NOT o.opcdefault THEN quote_ident(on_.nspname) || '.' || quote_ident(o.opcname) END,
                'COLLATION = ' || CASE WHEN g.rngcollation <> y.typcollation THEN g.rngcollation::pg_catalog.regcollation::text END,
                'CANONICAL = ' || nullif(g.rngcanonical::text, '-'), 'SUBTYPE_DIFF = ' || nullif(g.rngsubdiff::text, '-'),
                'MULTIRANGE_TYPE_NAME = ' || g.rngmultitypid::pg_catalog.regtype)
            FROM pg_catalog.pg_range g JOIN pg_catalog.pg_opclass o ON o.oid = g.rngsubopc JOIN pg_catalog.pg_namespace on_ ON on_.oid = o.opcnamespace
            JOIN pg_catalog.pg_type y ON y.oid = g.rngsubtype
            WHERE g.rngtypid = t.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee))
            FROM pg_catalog.aclexplode(coalesce(t.typacl, pg_catalog.acldefault('T', t.typowner))) x WHERE x.grantee <> t.typowner),
        'comment', pg_catalog.obj_description(t.oid, 'pg_type')
    ) ORDER BY n.nspname, t.typname), '[]')
    FROM pg_catalog.pg_type t JOIN spaces n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('d', 'r', 'p') OR (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)) OR (t.typtype = 'c' AND c.relkind = 'c'))
        AND NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND x.objid = t.oid)),
'relations', (SELECT coalesce(json_agg(json_build_object(
        'schema', c.nspname, 'name', c.relname, 'kind', c.relkind, 'owner', pg_catalog.pg_get_userbyid(c.relowner),
        'row_security', c.relrowsecurity,
        'force', c.relforcerowsecurity,
        'unlogged', c.relpersistence = 'u',
        'options', c.reloptions,
        'toast_options', (SELECT o.reloptions FROM pg_catalog.pg_class o WHERE o.oid = c.reltoastrelid AND c.reltoastrelid <> 0),
        'of_type', CASE WHEN c.reloftype <> 0 THEN c.reloftype::pg_catalog.regtype END,
        'replica_identity', nullif(c.relreplident, 'd'),
        'tablespace', (SELECT s.spcname FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace),
        'method', (SELECT nullif(am.amname, 'heap') FROM pg_catalog.pg_am am WHERE am.oid = c.relam AND c.relkind IN ('r', 'p', 'm')),
        'partition_key', CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
        'partition_bound', pg_catalog.pg_get_expr(c.relpartbound, c.oid),
        'parents', h.list,
        'server', (SELECT s.srvname FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid),
        'server_options', (SELECT f.ftoptions FROM pg_catalog.pg_foreign_table f WHERE f.ftrelid = c.oid),
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
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee), x.privilege_type)
            FROM pg_catalog.aclexplode(c.relacl) x WHERE x.grantee <> c.relowner),
        'comment', z.description
    ) ORDER BY c.nspname, c.relname), '[]')
    FROM relations c
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND z.objoid = c.oid AND z.objsubid = 0
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
        'definition', CASE WHEN f.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(f.oid) ELSE (SELECT
            'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(f.proname)
            || '(' || coalesce(nullif(pg_catalog.pg_get_function_arguments(f.oid), ''), '*') || ') (' || concat_ws(', ',
                'SFUNC = ' || g.aggtransfn, 'STYPE = ' || pg_catalog.format_type(g.aggtranstype, NULL), 'SSPACE = ' || nullif(g.aggtransspace, 0),
                'FINALFUNC = ' || nullif(g.aggfinalfn::text, '-'), CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                'FINALFUNC_MODIFY = ' || CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END,
                'COMBINEFUNC = ' || nullif(g.aggcombinefn::text, '-'), 'SERIALFUNC = ' || nullif(g.aggserialfn::text, '-'),
                'DESERIALFUNC = ' || nullif(g.aggdeserialfn::text, '-'), 'INITCOND = ' || quote_literal(g.agginitval),
                'MSFUNC = ' || nullif(g.aggmtransfn::text, '-'), 'MINVFUNC = ' || nullif(g.aggminvtransfn::text, '-'),
                'MSTYPE = ' || CASE WHEN g.aggmtranstype <> 0 THEN pg_catalog.format_type(g.aggmtranstype, NULL) END,
                'MSSPACE = ' || nullif(g.aggmtransspace, 0), 'MFINALFUNC = ' || nullif(g.aggmfinalfn::text, '-'),
                CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                'MFINALFUNC_MODIFY = ' || CASE WHEN g.aggmfinalfn <> 0 THEN CASE g.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
                'MINITCOND = ' || quote_literal(g.aggminitval),
                'SORTOP = ' || (SELECT 'OPERATOR(' || quote_ident(on_.nspname) || '.' || o.oprname || ')' FROM pg_catalog.pg_operator o
                    JOIN pg_catalog.pg_namespace on_ ON on_.oid = o.oprnamespace WHERE o.oid = g.aggsortop),
                'PARALLEL = ' || CASE f.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END,
                CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END) || ')'
            FROM pg_catalog.pg_aggregate g WHERE g.aggfnoid = f.oid) END,
        'source', f.prosrc,
        'in_policy', EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = f.oid),
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee))
            FROM pg_catalog.aclexplode(coalesce(f.proacl, pg_catalog.acldefault('f', f.proowner))) x
            WHERE x.grantee <> f.proowner),
        'comment', z.description
    ) ORDER BY n.nspname, f.proname, pg_catalog.pg_get_function_identity_arguments(f.oid)), '[]')
    FROM pg_catalog.pg_proc f JOIN spaces n ON n.oid = f.pronamespace JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND z.objoid = f.oid AND z.objsubid = 0
    WHERE NOT EXISTS (SELECT FROM extended x WHERE x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND x.objid = f.oid)),
'default_privileges', (SELECT coalesce(json_agg(json_build_object(
        'role', pg_catalog.pg_get_userbyid(d.defaclrole), 'schema', n.nspname, 'kind', d.defaclobjtype,
        'grants', (SELECT json_agg(json_build_array(CASE WHEN x.grantee <> 0 THEN pg_catalog.pg_get_userbyid(x.grantee) END, x.privilege_type, x.is_grantable) ORDER BY pg_catalog.pg_get_userbyid(x.grantee), x.privilege_type)
            FROM pg_catalog.aclexplode(d.defaclacl) x WHERE x.grantee <> d.defaclrole)
    ) ORDER BY pg_catalog.pg_get_userbyid(d.defaclrole), n.nspname, d.defaclobjtype), '[]')
    FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace),
'objects', (SELECT coalesce(json_agg(json_build_object(
        'kind', i.type, 'schema', o.space, 'name', i.identity, 'table', o.on_table, 'sql', o.sql, 'comment', z.description
    ) ORDER BY i.type, i.identity), '[]')
    FROM objects o CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
    LEFT JOIN pg_catalog.pg_description z ON z.classoid = o.class AND z.objoid = o.oid AND z.objsubid = 0
    WHERE NOT EXISTS (SELECT FROM extended x WHERE x.classid = o.class AND x.objid = o.oid))
))::text
