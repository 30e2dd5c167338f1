//! What is an index?

/// An index's direction for one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, std::default::Default)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "the SQL word says it")]
pub enum Order {
    #[default]
    Asc,
    Desc,
}

/// Where NULLs stand in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "the SQL word says it")]
pub enum Nulls {
    First,
    Last,
}

/// What a key of an index is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum KeyItem {
    /// A column.
    Column(String),
    /// An SQL expression.
    Sql(String),
}

/// One key of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Key {
    /// The column or expression.
    pub item: KeyItem,
    /// The operator class, if not the type's own.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub class: Option<String>,
    /// Its direction.
    #[cfg_attr(feature = "document", serde(default))]
    pub order: Order,
    /// Where its NULLs stand, if not at the direction's own end.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub nulls: Option<Nulls>,
}

impl Key {
    /// A column, ascending.
    pub fn column(name: impl Into<String>) -> Self {
        Key { item: KeyItem::Column(name.into()), class: None, order: Order::Asc, nulls: None }
    }

    /// An expression, ascending.
    pub fn sql(sql: impl Into<String>) -> Self {
        Key { item: KeyItem::Sql(sql.into()), class: None, order: Order::Asc, nulls: None }
    }

    /// Descending.
    pub fn desc(mut self) -> Self {
        self.order = Order::Desc;
        self
    }

    /// Where its NULLs stand.
    pub fn nulls(mut self, nulls: Nulls) -> Self {
        self.nulls = Some(nulls);
        self
    }

    /// The operator class.
    pub fn class(mut self, class: impl Into<String>) -> Self {
        self.class = Some(class.into());
        self
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its keys. Never empty.
    pub keys: Vec<Key>,
    /// Whether no two rows may agree in them.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "std::ops::Not::not", default))]
    pub unique: bool,
    /// The access method, if not btree.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub method: Option<String>,
    /// The rows that it holds, if not all: SQL.
    #[cfg_attr(
        feature = "document",
        serde(rename = "where", skip_serializing_if = "Option::is_none", default)
    )]
    pub predicate: Option<String>,
    /// Whether a migration makes it without locking the table. A new, empty table needs no such care.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "std::ops::Not::not", default))]
    pub concurrently: bool,
}

impl Index {
    /// An index over these keys.
    pub fn new(name: impl Into<String>, keys: impl Into<Vec<Key>>) -> Self {
        Index {
            name: name.into(),
            keys: keys.into(),
            unique: false,
            method: None,
            predicate: None,
            concurrently: false,
        }
    }

    /// No two rows may agree.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The access method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only these rows.
    pub fn only(mut self, sql: impl Into<String>) -> Self {
        self.predicate = Some(sql.into());
        self
    }

    /// Made without locking the table.
    pub fn concurrently(mut self) -> Self {
        self.concurrently = true;
        self
    }

    /// The column that it leads with, if it can serve an equality on it for every row.
    pub fn leads_with(&self) -> Option<&str> {
        let method = self.method.as_deref().unwrap_or("btree");
        match self.keys.first() {
            Some(Key { item: KeyItem::Column(column), class: None, .. })
                if self.predicate.is_none() && (method == "btree" || method == "hash") =>
            {
                Some(column)
            }
            _ => None,
        }
    }
}
