//! Plain Postgres, with settings or functions of one's own.

use super::{Spec, role};
use crate::schema::CallerId;

pub(super) const SPEC: Spec = Spec {
    name: "custom",
    signed_in: "authenticated",
    roles: &[role("authenticated"), role("anonymous")],
    id: ["", ""],
    once: ["", ""],
    claims: "",
    bootstrap: include_str!("custom.sql"),
    setup: None,
    schemas: &[],
};

/// The SQL of the `[custom]` table of rls.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Custom {
    /// The caller's id.
    pub user_id: String,
    /// The caller's claims, as jsonb.
    pub claims: String,
}

impl Default for Custom {
    fn default() -> Self {
        Custom {
            user_id: "current_setting('app.user_id', true)".to_owned(),
            claims: "nullif(current_setting('app.claims', true), '')::jsonb".to_owned(),
        }
    }
}

impl Custom {
    /// A setting is `''`, not NULL, after a transaction that set it: nobody's id, and no uuid.
    fn text(&self) -> String {
        format!("nullif(({})::text, '')", self.user_id)
    }

    pub(super) fn caller_id(&self, ty: CallerId) -> String {
        match ty {
            CallerId::Text => self.text(),
            CallerId::Uuid => format!("{}::uuid", self.text()),
        }
    }

    pub(super) fn caller_id_once(&self, ty: CallerId) -> String {
        let once = format!("(SELECT {})", self.text());
        match ty {
            CallerId::Text => once,
            CallerId::Uuid => format!("{once}::uuid"),
        }
    }
}
