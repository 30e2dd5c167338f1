//! Which words are there, and where may each stand?

use crate::suggest::nearest;

/// A place where words may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Site {
    Struct,
    Field,
    Enum,
    Variant,
    Crud,
    Policy,
    Index,
    /// The fields of `primary_key(…)` and `unique(…)`.
    Columns,
    Check,
    ForeignKey,
    References,
    Grant,
    Allow,
}

impl Site {
    /// As an error says it.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Site::Struct => "a struct",
            Site::Field => "a field",
            Site::Enum => "an enum",
            Site::Variant => "an enum's variant",
            Site::Crud => "`crud(…)`",
            Site::Policy => "`policy(…)`",
            Site::Index => "`index(…)`",
            Site::Columns => "a list of fields",
            Site::Check => "`check(…)`",
            Site::ForeignKey => "`foreign_key(…)`",
            Site::References => "`references(…)`",
            Site::Grant => "`grant(…)`",
            Site::Allow => "`allow(…)`",
        }
    }

    /// As an error says that something is there.
    pub(super) fn preposition(self) -> &'static str {
        match self {
            Site::Struct | Site::Field | Site::Enum | Site::Variant => "on",
            _ => "in",
        }
    }

    /// What stands there without a word.
    fn values(self) -> Option<&'static str> {
        match self {
            Site::Index | Site::ForeignKey => Some("its fields"),
            Site::Columns => Some("its fields"),
            Site::Check => Some("its condition"),
            Site::References => Some("what it refers to"),
            Site::Grant => Some("its privileges"),
            Site::Allow => Some("the lint's code"),
            _ => None,
        }
    }

    /// Whether a name of something may stand there, in a string.
    pub(super) fn takes_names(self) -> bool {
        matches!(self, Site::Index | Site::ForeignKey | Site::Columns | Site::Grant | Site::Allow)
    }
}

/// A word, where it may stand, and how it is written.
pub(super) struct Keyword {
    pub(super) word: &'static str,
    pub(super) site: Site,
    pub(super) usage: &'static str,
    /// Whether it may stand more than once.
    pub(super) repeats: bool,
}

const fn one(site: Site, word: &'static str, usage: &'static str) -> Keyword {
    Keyword { word, site, usage, repeats: false }
}

const fn many(site: Site, word: &'static str, usage: &'static str) -> Keyword {
    Keyword { word, site, usage, repeats: true }
}

/// Every word of the language.
pub(super) const KEYWORDS: &[Keyword] = &[
    one(Site::Struct, "table", "table = \"todos\""),
    one(Site::Struct, "schema", "schema = \"app\""),
    one(Site::Struct, "rename_all", "rename_all = \"camelCase\""),
    one(Site::Struct, "owner", "owner = \"user_id\""),
    one(Site::Struct, "role", "role = \"authenticated\""),
    one(Site::Struct, "read", "read = true"),
    one(Site::Struct, "modify", "modify = owner(\"user_id\")"),
    many(Site::Struct, "crud", "crud(role = \"authenticated\", read = true, modify = owner(\"user_id\"))"),
    many(Site::Struct, "policy", "policy(name = \"…\", for = \"select\", using = true)"),
    one(Site::Struct, "force", "force"),
    one(Site::Struct, "rls", "rls = false"),
    one(Site::Struct, "primary_key", "primary_key(\"a\", \"b\")"),
    many(Site::Struct, "unique", "unique(\"a\", \"b\")"),
    many(Site::Struct, "index", "index(\"a\", \"b desc\")"),
    many(Site::Struct, "check", "check(name = \"positive\", \"amount > 0\")"),
    many(Site::Struct, "foreign_key", "foreign_key(\"a\", \"b\", references = \"t(x, y)\")"),
    one(Site::Struct, "grants", "grants = \"none\""),
    many(Site::Struct, "grant", "grant(\"select\", \"insert(title, body)\", to = \"editor\")"),
    many(Site::Struct, "allow", "allow(RLS007, reason = \"…\")"),
    one(Site::Struct, "comment", "comment = \"…\""),
    one(Site::Struct, "renamed_from", "renamed_from = \"old_name\""),
    one(Site::Field, "primary_key", "primary_key"),
    one(Site::Field, "identity", "identity"),
    one(Site::Field, "unique", "unique"),
    one(Site::Field, "index", "index"),
    one(Site::Field, "default", "default = \"now()\""),
    many(Site::Field, "check", "check = \"amount > 0\""),
    one(Site::Field, "references", "references = \"users(id)\""),
    one(Site::Field, "generated", "generated = \"price * amount\""),
    one(Site::Field, "type", "type = \"varchar(120)\""),
    one(Site::Field, "column", "column = \"name\""),
    one(Site::Field, "collate", "collate = \"C\""),
    one(Site::Field, "comment", "comment = \"…\""),
    one(Site::Field, "renamed_from", "renamed_from = \"old_name\""),
    one(Site::Field, "backfill", "backfill = \"'unknown'\""),
    one(Site::Field, "owner", "owner"),
    one(Site::Field, "skip", "skip"),
    one(Site::Enum, "type_name", "type_name = \"order_status\""),
    one(Site::Enum, "schema", "schema = \"app\""),
    one(Site::Enum, "rename_all", "rename_all = \"kebab-case\""),
    one(Site::Enum, "comment", "comment = \"…\""),
    one(Site::Enum, "renamed_from", "renamed_from = \"old_name\""),
    one(Site::Variant, "rename", "rename = \"on hold\""),
    one(Site::Variant, "renamed_from", "renamed_from = \"old value\""),
    one(Site::Crud, "role", "role = \"authenticated\""),
    one(Site::Crud, "read", "read = true"),
    one(Site::Crud, "modify", "modify = owner(\"user_id\")"),
    one(Site::Crud, "insert", "insert = owner(\"user_id\")"),
    one(Site::Crud, "update", "update = owner(\"user_id\")"),
    one(Site::Crud, "delete", "delete = false"),
    one(Site::Policy, "name", "name = \"own rows\""),
    one(Site::Policy, "for", "for = \"select\""),
    one(Site::Policy, "to", "to = \"authenticated\""),
    one(Site::Policy, "using", "using = owner(\"user_id\")"),
    one(Site::Policy, "with_check", "with_check = owner(\"user_id\")"),
    one(Site::Policy, "restrictive", "restrictive"),
    one(Site::Index, "name", "name = \"todos_recent_idx\""),
    one(Site::Index, "using", "using = \"gin\""),
    one(Site::Index, "where", "where = \"deleted_at IS NULL\""),
    one(Site::Index, "unique", "unique"),
    one(Site::Index, "concurrently", "concurrently"),
    one(Site::Columns, "name", "name = \"members_email_unique\""),
    one(Site::Check, "name", "name = \"positive\""),
    one(Site::ForeignKey, "name", "name = \"orders_member_fkey\""),
    one(Site::ForeignKey, "references", "references = \"members(org_id, user_id)\""),
    one(Site::ForeignKey, "on_delete", "on_delete = \"cascade\""),
    one(Site::ForeignKey, "on_update", "on_update = \"cascade\""),
    one(Site::ForeignKey, "deferrable", "deferrable"),
    one(Site::References, "on_delete", "on_delete = \"cascade\""),
    one(Site::References, "on_update", "on_update = \"cascade\""),
    one(Site::References, "deferrable", "deferrable"),
    one(Site::Grant, "to", "to = \"editor\""),
    one(Site::Allow, "reason", "reason = \"…\""),
];

/// A function of predicates, and how it is written.
pub(super) struct Function {
    pub(super) word: &'static str,
    pub(super) usage: &'static str,
}

const fn called(word: &'static str, usage: &'static str) -> Function {
    Function { word, usage }
}

/// Every function of predicates.
pub(super) const FUNCTIONS: &[Function] = &[
    called("owner", "owner(\"user_id\")"),
    called("user_id", "user_id()"),
    called("claim", "claim(\"org_id\")"),
    called("tenant", "tenant(\"org_id\")"),
    called("member", "member(\"team_id\", of = \"memberships\", key = \"team_id\", user = \"user_id\")"),
    called("parent", "parent(\"note_id\", of = \"notes(id)\", owner(\"user_id\"))"),
    called("exists", "exists(\"SELECT FROM notes WHERE notes.id = note_id\")"),
    called("sql", "sql(\"lower(title) = 'home'\")"),
    called("now", "now()"),
    called("interval", "now() - interval(\"24 hours\")"),
];

/// The function of this name.
pub(super) fn function(word: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.word == word)
}

/// The word at this place.
pub(super) fn find(site: Site, word: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.site == site && keyword.word == word)
}

/// A place that has the word, when this one has not.
pub(super) fn elsewhere(word: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.word == word)
}

/// The word of this place that was meant; `default_value` and serde's and sqlx's own words lead to ours too.
pub(super) fn meant(site: Site, word: &str) -> Option<&'static Keyword> {
    let words = KEYWORDS.iter().filter(|keyword| keyword.site == site).map(|keyword| keyword.word);
    let other_names: &[(&str, &str)] = &[
        ("table_name", "table"),
        ("name", if site == Site::Field { "column" } else { "table" }),
        ("rename", if site == Site::Field { "column" } else { "table" }),
        ("pk", "primary_key"),
        ("primary", "primary_key"),
        ("key", "primary_key"),
        ("autoincrement", "identity"),
        ("auto_increment", "identity"),
        ("foreign", "references"),
        ("fk", "references"),
        ("sql_type", "type"),
        ("roles", if site == Site::Policy { "to" } else { "role" }),
        ("write", "modify"),
        ("select", "read"),
        ("command", "for"),
        ("check", "with_check"),
        ("withCheck", "with_check"),
        ("ignore", "skip"),
        ("doc", "comment"),
        ("on", "references"),
    ];
    other_names
        .iter()
        .find(|(other, ours)| *other == word && find(site, ours).is_some())
        .map(|(_, ours)| *ours)
        .or_else(|| nearest(word, words))
        .and_then(|word| find(site, word))
}

/// The words of a place, for people.
pub(super) fn list(site: Site) -> String {
    let words = KEYWORDS.iter().filter(|k| k.site == site).map(|k| k.word);
    site.values().into_iter().chain(words).collect::<Vec<_>>().join(", ")
}
