//! Enums by every path, in every wrapping; and fields of every kind of attribute around ours.
#![deny(warnings)]

use pg_rls::Rls as Secured;

pub mod states {
    #[derive(Clone, Copy, PartialEq, Debug, super::Secured)]
    #[rls(rename_all = "SCREAMING_SNAKE_CASE", type_name = "work state")]
    #[non_exhaustive]
    #[repr(u8)]
    pub enum WorkState {
        /// With a number of its own.
        InProgress = 3,
        Done,
    }
}

use states::WorkState as Renamed;

type Alias = states::WorkState;

#[derive(Secured)]
pub struct Work {
    pub plain: states::WorkState,
    pub renamed: Renamed,
    pub alias: Alias,
    pub rooted: crate::states::WorkState,
    pub maybe: core::option::Option<self::states::WorkState>,
    pub many: std::vec::Vec<Renamed>,
    pub deep: Vec<Vec<Alias>>,
    #[cfg(any())]
    pub never: u64,
    #[deprecated]
    #[doc(hidden)]
    pub old: i64,
}

fn main() {
    let sql = pg_rls::schema![Work].sql();
    assert_eq!(sql.matches("CREATE TYPE").count(), 1, "{sql}");
    assert!(sql.contains("AS ENUM ('IN_PROGRESS', 'DONE')"), "{sql}");
    assert!(sql.contains("\"deep\" \"work state\"[] NOT NULL"), "{sql}");
    assert!(!sql.contains("never"), "{sql}");
}
