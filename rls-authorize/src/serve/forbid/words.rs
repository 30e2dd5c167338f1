//! Which words are they?

/// What statements begin with, and why they are not run; none: they are.
pub(super) const STATEMENTS: &[(&[&str], Option<&str>)] = &[
    (&["select", "insert", "update", "delete", "merge", "with", "values", "table"], None),
    (&["explain", "show", "call", "declare", "fetch", "move", "close", "notify", "lock"], None),
    (&["truncate", "grant", "revoke", "analyze", "analyse", "refresh", "reindex", "cluster"], None),
    (
        &["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"],
        Some("each request is one transaction, which the endpoint begins and ends"),
    ),
    (
        &["prepare", "execute", "deallocate"],
        Some("connections are shared, so that nothing of one request is there for another"),
    ),
    (&["discard", "listen", "unlisten", "load"], Some("connections are shared by all callers")),
    (&["copy"], Some("it answers with rows")),
    (
        &["do"],
        Some("what is in its text could become another caller; make it a function of the database's owner"),
    ),
    (&["vacuum", "checkpoint", "import", "reassign", "security"], Some("it is the database's owner's work")),
];

/// What may be made: what holds rows or values, and nothing that runs text or is for all of the cluster.
pub(super) const CREATE: &[&str] = &[
    "table",
    "view",
    "materialized",
    "index",
    "sequence",
    "type",
    "domain",
    "schema",
    "statistics",
    "policy",
];

/// What may not be changed either.
pub(super) const NOT_CREATED: &[&str] = &[
    "role",
    "user",
    "group",
    "system",
    "database",
    "function",
    "procedure",
    "routine",
    "aggregate",
    "operator",
    "cast",
    "language",
    "extension",
    "event",
    "server",
    "foreign",
    "tablespace",
    "subscription",
    "publication",
    "owned",
    "default",
    "large",
];

/// Settings that a caller may set for a transaction: how values are written, how long things may take, how a plan is made (`enable_…`, too).
pub(super) const SETTINGS: &[&str] = &[
    "bytea_output",
    "constraints",
    "cursor_tuple_fraction",
    "datestyle",
    "extra_float_digits",
    "intervalstyle",
    "jit",
    "lc_monetary",
    "lc_numeric",
    "lc_time",
    "lock_timeout",
    "max_parallel_workers_per_gather",
    "plan_cache_mode",
    "random_page_cost",
    "schema",
    "search_path",
    "statement_timeout",
    "time",
    "timezone",
    "transaction",
    "xmlbinary",
    "xmloption",
];

/// Functions that set something, or run SQL that is given as text; with a star, all that begin so.
pub(super) const FUNCTIONS: &[&str] = &[
    "set_config",
    "jwt_session_init",
    // core
    "cursor_to_xml",
    "cursor_to_xmlschema",
    "query_to_xml*",
    "ts_rewrite",
    "ts_stat",
    "pg_terminate_backend",
    "pg_cancel_backend",
    "setseed",
    // contrib and what is usual beside it
    "connectby",
    "crosstab*",
    "dblink*",
    "xpath_table",
    "execute_sql",
];
