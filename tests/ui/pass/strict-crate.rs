//! A crate that forbids all it can: what the derive writes is silent under it.
#![deny(warnings, missing_docs, dead_code, unused, unreachable_pub, unused_qualifications, unsafe_code)]
#![deny(missing_debug_implementations, missing_copy_implementations, single_use_lifetimes, trivial_casts)]
#![deny(unused_results, unused_lifetimes, unused_import_braces, variant_size_differences, let_underscore_drop)]
#![deny(absolute_paths_not_starting_with_crate, explicit_outlives_requirements, non_ascii_idents)]
#![deny(nonstandard_style, future_incompatible, rust_2018_idioms, rust_2021_compatibility, keyword_idents)]
#![deny(elided_lifetimes_in_paths, meta_variable_misuse, redundant_lifetimes, unit_bindings)]

/// A state.
#[derive(Clone, Copy, Debug, pg_rls::Rls)]
pub enum State {
    /// Open.
    Open,
    /// Done.
    Done,
}

/// A thing to do.
#[derive(Debug, pg_rls::Rls)]
#[rls(owner = "user_id", policy(name = "floor", using = "true" && owner("user_id"), restrictive))]
pub struct Todo {
    /// The key.
    #[rls(primary_key, identity)]
    pub id: i64,
    /// Whose it is.
    pub user_id: String,
    /// What to do.
    #[rls(type = "varchar(40)")]
    pub task: String,
    /// How far it is.
    pub state: State,
}

/// A table that nothing else of the crate uses.
#[derive(Debug, pg_rls::Rls)]
struct Private {
    /// The key.
    id: i64,
}

fn main() {
    let todo = Todo { id: 1, user_id: String::new(), task: String::new(), state: State::Open };
    let private = Private { id: todo.id };
    assert_eq!(private.id, todo.id);
    assert_ne!(format!("{:?}", State::Done), format!("{:?}", todo.state));
}
