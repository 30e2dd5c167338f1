use pg_rls::Rls;

#[derive(Rls)]
#[rls(owner = "user_id")]
pub struct Ticket {
    #[rls(primary_key, identity)]
    pub id: i64,
    pub user_id: String,
    #[rls(default = "'in-progress'")]
    pub state: inner::TicketState,
    pub history: Vec<inner::TicketState>,
    pub maybe: Option<Priority>,
}

pub mod inner {
    use pg_rls::Rls;

    /// Where a ticket is.
    #[derive(Rls)]
    #[rls(rename_all = "kebab-case", schema = "app")]
    pub enum TicketState {
        Open,
        InProgress,
        #[rls(rename = "won't fix", renamed_from = "wontfix")]
        WontFix,
    }
}

#[derive(Rls)]
#[rls(type_name = "ticket_priority", comment = "How urgent.", renamed_from = "priority")]
pub enum Priority {
    Low,
    High,
}
