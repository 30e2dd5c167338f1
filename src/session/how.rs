//! What kind of transaction is begun?

/// How far transactions are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// Each statement sees what was committed before the first.
    RepeatableRead,
    /// As if one ran after the other.
    Serializable,
}

/// Without a word, what the database does by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct How {
    pub(super) isolation: Option<Isolation>,
    pub(super) read_only: bool,
    pub(super) deferrable: bool,
}

impl How {
    /// The statement that begins it.
    pub(super) fn begin(self) -> String {
        let isolation = self.isolation.map(|isolation| match isolation {
            Isolation::ReadCommitted => "ISOLATION LEVEL READ COMMITTED",
            Isolation::RepeatableRead => "ISOLATION LEVEL REPEATABLE READ",
            Isolation::Serializable => "ISOLATION LEVEL SERIALIZABLE",
        });
        let modes =
            [isolation, self.read_only.then_some("READ ONLY"), self.deferrable.then_some("DEFERRABLE")];
        modes.into_iter().flatten().fold("BEGIN".to_owned(), |sql, mode| format!("{sql} {mode}"))
    }
}
