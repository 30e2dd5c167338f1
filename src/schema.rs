//! Which tables belong together, and for which provider?

#[cfg(feature = "sql")]
use rls_core::{diagnostic::Errors, resolve::Resolved};
use rls_core::{
    provider::Provider,
    schema::{RoleDef, Schema as Core, Table},
};

/// Tables and enums that belong together, and the provider whose callers they are for: Neon, if nothing else is
/// said. Made by [`schema!`](crate::schema!).
#[derive(Clone, Debug, Default)]
pub struct Schema {
    core: Core,
    #[cfg_attr(not(feature = "sql"), allow(dead_code, reason = "what is printed is for a provider"))]
    provider: Provider,
}

impl Schema {
    #[doc(hidden)]
    pub fn of(items: &[fn(&mut Core)]) -> Self {
        let mut core = Core::new();
        items.iter().for_each(|declare| declare(&mut core));
        Schema { core, provider: Provider::default() }
    }

    /// For the callers of this provider.
    pub fn provider(mut self, provider: Provider) -> Self {
        self.provider = provider;
        self
    }

    /// With a role of its own, a member of the others: what `[roles.editor]` is in rls.toml.
    ///
    /// ```
    /// let schema = pg_rls::schema![].role("editor", ["authenticated"]);
    /// # assert!(schema.sql().contains(r#"GRANT "authenticated" TO "editor""#));
    /// ```
    pub fn role(
        mut self,
        name: impl Into<String>,
        in_roles: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        let in_roles = in_roles.into_iter().map(Into::into).collect();
        self.core.roles.insert(name.into(), RoleDef { login: false, in_roles });
        self
    }

    /// The tables, as declared.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.core.tables.iter()
    }
}

#[cfg(feature = "sql")]
impl Schema {
    /// The schema with nothing left open.
    ///
    /// # Errors
    /// What only the whole can show: two tables with one name, a reference to a column that is not there.
    pub fn resolve(&self) -> Result<Resolved, Errors> {
        self.core.resolve(&self.provider)
    }

    /// The whole DDL.
    ///
    /// ```
    /// # use pg_rls::Rls;
    /// # #[derive(Rls)] #[rls(owner = "user_id")] struct Todo { user_id: String }
    /// // a snapshot test is one line: insta::assert_snapshot!(pg_rls::schema![Todo].sql());
    /// assert!(pg_rls::schema![Todo].sql().contains("CREATE POLICY"));
    /// ```
    ///
    /// # Panics
    /// When the tables cannot be one schema, with all the reasons; [`try_sql`](Schema::try_sql) gives them back.
    #[allow(clippy::panic, reason = "documented: the one-line form for tests; try_sql is the other")]
    pub fn sql(&self) -> String {
        match self.try_sql() {
            Ok(sql) => sql,
            Err(errors) => panic!("these tables are no schema:\n{errors}"),
        }
    }

    /// The whole DDL.
    ///
    /// # Errors
    /// As [`resolve`](Schema::resolve).
    pub fn try_sql(&self) -> Result<String, Errors> {
        self.resolve().map(|resolved| rls_core::sql::ddl(&resolved))
    }

    /// The schema as its JSON document.
    ///
    /// # Errors
    /// As [`resolve`](Schema::resolve).
    pub fn document(&self) -> Result<String, Errors> {
        self.resolve().map(|resolved| rls_core::document::write(&resolved))
    }
}

/// Stands in for `sql` where it was left out, to say how to get it.
#[cfg(not(feature = "sql"))]
mod without_sql {
    /// Implemented by nothing.
    #[diagnostic::on_unimplemented(
        message = "`Schema::sql` and `Schema::document` need the feature `sql` of pg-rls",
        label = "this needs the feature `sql`",
        note = "for tests: cargo add --dev pg-rls --features sql",
        note = "otherwise: cargo add pg-rls --features sql"
    )]
    pub trait FeatureSql {}

    impl super::Schema {
        /// Needs the feature `sql`.
        pub fn sql(&self) -> String
        where
            for<'a> &'a Self: FeatureSql,
        {
            String::new()
        }
    }
}
