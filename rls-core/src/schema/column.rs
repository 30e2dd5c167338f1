//! What is a column: its type, whether it may be NULL, and what fills it?

use crate::ident::QName;

/// A column's type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[allow(missing_docs, reason = "each is the Postgres type of its name")]
pub enum Type {
    Boolean,
    SmallInt,
    Integer,
    BigInt,
    Real,
    DoublePrecision,
    Numeric,
    Text,
    Uuid,
    Jsonb,
    Bytea,
    TimestampTz,
    Timestamp,
    Date,
    Time,
    Inet,
    Cidr,
    /// An array of an element type.
    Array(Box<Type>),
    /// An enum of ours.
    Enum(QName),
    /// A type that was written as SQL, checked to be the name of one: `varchar(120)`, `citext`.
    Other(String),
}

impl Type {
    /// An array of these.
    pub fn array(element: Type) -> Self {
        Type::Array(Box::new(element))
    }

    /// How the caller's id is spelt for a column of this type; none if the type cannot hold it.
    pub fn caller_id(&self) -> Option<CallerId> {
        match self {
            Type::Text => Some(CallerId::Text),
            Type::Uuid => Some(CallerId::Uuid),
            Type::Other(sql) => {
                let name = sql.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
                match name.as_str() {
                    "text" | "varchar" | "character varying" => Some(CallerId::Text),
                    "uuid" => Some(CallerId::Uuid),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether it is a text of some kind, which takes a text as it is.
    pub fn is_text(&self) -> bool {
        self.caller_id() == Some(CallerId::Text)
    }

    /// The type without a length or a precision, a cast to which cuts nothing off and rounds nothing: `numeric` for
    /// `numeric(12, 2)`.
    pub fn without_length(&self) -> Type {
        match self {
            Type::Array(element) => Type::array(element.without_length()),
            Type::Other(sql) => {
                let mut bare = String::with_capacity(sql.len());
                let mut depth = 0_usize;
                for c in sql.chars() {
                    match c {
                        '(' => depth += 1,
                        ')' => depth = depth.saturating_sub(1),
                        c if depth == 0 => bare.push(c),
                        _ => {}
                    }
                }
                let words: Vec<&str> = bare.split_whitespace().collect();
                let bare = words.join(" ").replace(" [", "[");
                let (name, array) = bare.split_at(bare.find('[').unwrap_or(bare.len()));
                // these mean one character, one bit, where no length is given
                let unlimited = match name.to_ascii_lowercase().as_str() {
                    "char" | "character" | "nchar" | "national char" | "national character" => "bpchar",
                    "bit" => "varbit",
                    _ => name,
                };
                Type::Other(format!("{unlimited}{array}"))
            }
            other => other.clone(),
        }
    }

    /// Whether a column of this type may be an identity column.
    pub fn may_be_identity(&self) -> bool {
        match self {
            Type::SmallInt | Type::Integer | Type::BigInt => true,
            Type::Other(sql) => matches!(
                sql.to_ascii_lowercase().as_str(),
                "smallint" | "integer" | "int" | "bigint" | "int2" | "int4" | "int8"
            ),
            _ => false,
        }
    }
}

/// The type in which the caller's id is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallerId {
    /// As text.
    Text,
    /// As a uuid.
    Uuid,
}

/// What fills a column that an INSERT leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Default {
    /// SQL; a Rust literal comes here as the SQL of its value.
    Sql(String),
    /// The caller's id, as the provider spells it in the column's type.
    CallerId,
}

/// `GENERATED … AS IDENTITY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "document",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Identity {
    /// `BY DEFAULT`: an INSERT may give its own value.
    ByDefault,
    /// `ALWAYS`: it may not.
    Always,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "document", derive(serde::Serialize, serde::Deserialize))]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[cfg_attr(feature = "document", serde(rename = "type"))]
    pub ty: Type,
    /// Whether it may be NULL.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "std::ops::Not::not", default))]
    pub nullable: bool,
    /// What fills it.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub default: Option<Default>,
    /// Whether a sequence fills it.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub identity: Option<Identity>,
    /// `GENERATED ALWAYS AS (…) STORED`: the expression.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub generated: Option<String>,
    /// `COLLATE`: the collation's name.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub collate: Option<QName>,
    /// `COMMENT ON COLUMN`.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub comment: Option<String>,
    /// What it was called before.
    #[cfg_attr(feature = "document", serde(skip_serializing_if = "Option::is_none", default))]
    pub renamed_from: Option<String>,
    /// What rows that are there get when a migration adds the column, makes it NOT NULL or changes its type: SQL.
    #[cfg_attr(feature = "document", serde(skip))]
    pub backfill: Option<String>,
}

impl Column {
    /// A NOT NULL column.
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        Column {
            name: name.into(),
            ty,
            nullable: false,
            default: None,
            identity: None,
            generated: None,
            collate: None,
            comment: None,
            renamed_from: None,
            backfill: None,
        }
    }

    /// It may be NULL.
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// What fills it.
    pub fn default_sql(mut self, sql: impl Into<String>) -> Self {
        self.default = Some(Default::Sql(sql.into()));
        self
    }

    /// The caller's id fills it.
    pub fn default_caller_id(mut self) -> Self {
        self.default = Some(Default::CallerId);
        self
    }

    /// A sequence fills it.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// It is computed from the other columns, and stored.
    pub fn generated(mut self, sql: impl Into<String>) -> Self {
        self.generated = Some(sql.into());
        self
    }

    /// The order of its texts.
    pub fn collate(mut self, collation: QName) -> Self {
        self.collate = Some(collation);
        self
    }

    /// `COMMENT ON COLUMN`.
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// What it was called before.
    pub fn renamed_from(mut self, old: impl Into<String>) -> Self {
        self.renamed_from = Some(old.into());
        self
    }

    /// What rows that are there get, where a migration needs something for them.
    pub fn backfill(mut self, sql: impl Into<String>) -> Self {
        self.backfill = Some(sql.into());
        self
    }
}
