use pg_rls::Rls;

pub mod billing {
    use pg_rls::Rls;

    #[derive(Rls)]
    pub struct Invoice {
        #[rls(primary_key)]
        pub id: i64,
        #[cfg(test)]
        #[rls(skip)]
        pub only_in_tests: std::marker::PhantomData<()>,
        pub state: super::billing_state::State,
    }
}

pub mod billing_state {
    #[derive(pg_rls::Rls)]
    pub enum State {
        Due,
        Paid,
    }
}

#[derive(Rls, Clone, Debug)]
#[cfg_attr(all(), rls(owner = "user_id"))]
pub struct Receipt {
    pub user_id: String,
}
