//! What is there, and who may do what with it?
//!
//! The one place where it says whose a todo is. The table, its policies and its grants are made of this struct (`cargo rls
//! sql`), so no query has to say it again.

use chrono::{DateTime, Utc};
use pg_rls::Rls;

/// One thing to do.
#[derive(Rls, sqlx::FromRow)]
#[rls(owner = "user_id", role = "authenticated")]
pub(crate) struct Todo {
    #[rls(primary_key, identity)]
    pub(crate) id: i64,
    pub(crate) user_id: String,
    #[rls(check = "char_length(task) > 0")]
    pub(crate) task: String,
    #[rls(default = false)]
    pub(crate) is_complete: bool,
    #[rls(default = "now()")]
    pub(crate) inserted_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::Todo;

    /// On a throwaway server: as each role, with each command, on own, others' and nobody's rows.
    #[test]
    fn the_policies_do_what_they_say() {
        pg_rls::verify!(Todo);
    }
}
