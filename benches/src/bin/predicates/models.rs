//! Which tables do the patterns stand on, and with how many rows?
//!
//! One role for each pattern, so that all of them are policies of the same tables.

use pg_rls::{Provider, Rls};
use postgres::{Client, Error};

/// A note, of somebody and of an organisation.
#[derive(Rls)]
#[rls(crud(role = "by_owner", read = user_id == user_id()))]
#[rls(crud(role = "by_flag", read = is_public || user_id == user_id()))]
#[rls(crud(role = "by_tenant", read = tenant("org_id"), modify = tenant("org_id")))]
#[rls(crud(role = "by_member", read = member("org_id", of = "memberships", key = "org_id", user = "user_id"),
    insert = member("org_id", of = "memberships", key = "org_id", user = "user_id")))]
#[rls(crud(role = "by_helper", read = member("org_id", of = "memberships", key = "org_id", user = "user_id"),
    insert = member("org_id", of = "memberships", key = "org_id", user = "user_id")))]
#[rls(crud(role = "by_admin", read = member("org_id", of = "memberships", key = "org_id", user = "user_id",
    when = role == "admin")))]
#[rls(crud(role = "by_parent", read = user_id == user_id()))]
#[rls(crud(role = "by_guard", read = user_id == user_id()))]
#[rls(policy(name = "second factor", to = "by_guard", restrictive, using = claim("aal") == "aal2"))]
#[rls(crud(role = "by_token", read = claim("role") == "admin"))]
#[allow(dead_code, reason = "its table is what is measured")]
struct Note {
    #[rls(primary_key, identity)]
    id: i64,
    user_id: String,
    #[rls(index)]
    org_id: i64,
    #[rls(default = false, index)]
    is_public: bool,
    #[rls(default = "now()")]
    inserted_at: chrono::DateTime<chrono::Utc>,
}

/// Who is in which organisation. To `by_helper` it is shut.
#[derive(Rls)]
#[rls(primary_key("user_id", "org_id"))]
#[rls(crud(role = ["by_member", "by_admin"], read = user_id == user_id()))]
#[allow(dead_code, reason = "its table is what is measured")]
struct Membership {
    user_id: String,
    org_id: i64,
    role: String,
}

/// What hangs on a note.
#[derive(Rls)]
#[rls(crud(role = "by_parent", read = parent("note_id", of = "notes(id)", user_id == user_id()),
    insert = parent("note_id", of = "notes(id)", user_id == user_id())))]
#[allow(dead_code, reason = "its table is what is measured")]
struct Comment {
    #[rls(primary_key, identity)]
    id: i64,
    #[rls(index)]
    note_id: i64,
    text: String,
}

/// The roles of the models.
const ROLES: [&str; 9] = [
    "by_owner",
    "by_flag",
    "by_tenant",
    "by_member",
    "by_helper",
    "by_admin",
    "by_parent",
    "by_guard",
    "by_token",
];

/// What others write in the place of ours: a role, its table and its predicate.
pub(crate) const OTHERS: [(&str, &str, &str); 13] = [
    ("owner_call", "notes", "user_id = auth.user_id()"),
    ("owner_drizzle", "notes", "(SELECT auth.user_id() = user_id)"),
    ("flag_call", "notes", "is_public OR user_id = auth.user_id()"),
    ("tenant_call", "notes", "org_id = (auth.session() ->> 'org_id')::bigint"),
    ("tenant_text", "notes", "org_id::text = (SELECT auth.session() ->> 'org_id')"),
    (
        "member_in",
        "notes",
        "org_id IN (SELECT m.org_id FROM memberships m WHERE m.user_id = (SELECT auth.user_id()))",
    ),
    (
        "member_exists",
        "notes",
        "EXISTS (SELECT FROM memberships m WHERE m.org_id = notes.org_id AND m.user_id = (SELECT auth.user_id()))",
    ),
    ("member_function", "notes", "is_member(org_id)"),
    (
        "admin_exists",
        "notes",
        "EXISTS (SELECT FROM memberships m WHERE m.org_id = notes.org_id AND m.user_id = (SELECT auth.user_id()) \
         AND m.role = 'admin')",
    ),
    (
        "parent_in",
        "comments",
        "note_id IN (SELECT n.id FROM notes n WHERE n.user_id = (SELECT auth.user_id()))",
    ),
    (
        "parent_exists",
        "comments",
        "EXISTS (SELECT FROM notes n WHERE n.id = comments.note_id AND n.user_id = (SELECT auth.user_id()))",
    ),
    ("guard_call", "notes", "user_id = (SELECT auth.user_id()) AND (auth.session() ->> 'aal') = 'aal2'"),
    ("token_call", "notes", "(auth.session() ->> 'role') = 'admin'"),
];

/// Organisations for so many rows: a thousand notes each.
fn organisations(rows: u32) -> u32 {
    (rows / 1000).max(10)
}

/// The organisations that a caller is in: five, spread over all.
pub(crate) fn is_in(rows: u32, owner: u32) -> u32 {
    owner % organisations(rows)
}

/// The tables with our policies and the others', and their rows.
pub(crate) fn set_up(admin: &mut Client, rows: u32, owners: u32) -> Result<(), Error> {
    admin.batch_execute(&Provider::Neon.bootstrap())?;
    for role in ROLES.iter().copied().chain(OTHERS.iter().map(|(role, ..)| *role)) {
        admin.batch_execute(&format!("CREATE ROLE {role}"))?;
    }
    admin.batch_execute(&pg_rls::schema![Note, Membership, Comment].sql())?;
    admin.batch_execute(
        "CREATE FUNCTION is_member(given bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
            RETURN EXISTS (SELECT FROM memberships m WHERE m.org_id = given AND m.user_id = auth.user_id());
        GRANT EXECUTE ON FUNCTION is_member TO PUBLIC;
        CREATE POLICY read_own ON memberships FOR SELECT TO member_in, member_exists, admin_exists
            USING (user_id = (SELECT auth.user_id()));
        CREATE POLICY read_own ON notes FOR SELECT TO parent_in, parent_exists
            USING (user_id = (SELECT auth.user_id()))",
    )?;
    for (role, table, predicate) in OTHERS {
        admin.batch_execute(&format!(
            "GRANT SELECT ON notes, memberships, comments TO {role}; GRANT INSERT ON {table} TO {role};
            CREATE POLICY {role}_read ON {table} FOR SELECT TO {role} USING ({predicate});
            CREATE POLICY {role}_insert ON {table} FOR INSERT TO {role} WITH CHECK ({predicate})"
        ))?;
    }
    let organisations = organisations(rows);
    admin.batch_execute(&format!(
        "INSERT INTO notes (user_id, org_id, is_public, inserted_at)
            SELECT 'user_' || (n % {owners}), n % {organisations}, n % 1000 = 7, now() - n * interval '1 second'
            FROM generate_series(1, {rows}) AS n;
        INSERT INTO comments (note_id, text) SELECT n, 'comment ' || n FROM generate_series(1, {rows}) AS n;
        INSERT INTO memberships (user_id, org_id, role)
            SELECT 'user_' || u, (u + k * ({organisations} / 5)) % {organisations},
                CASE WHEN k = 0 THEN 'admin' ELSE 'member' END
            FROM generate_series(0, {owners} - 1) AS u, generate_series(0, 4) AS k"
    ))?;
    admin.batch_execute("VACUUM (FREEZE, ANALYZE) notes; ")?;
    admin.batch_execute("VACUUM (FREEZE, ANALYZE) comments")?;
    admin.batch_execute("VACUUM (FREEZE, ANALYZE) memberships")
}
