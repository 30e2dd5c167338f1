//! What is wrong, where, and what to write instead?
//!
//! A [`Diagnostic`] is a value: rustc shows it with spans, the command line with a picture of the source, a
//! program as text. [`Errors`] gathers them, so that an author sees every fault at once; each phase ends with
//! [`Errors::gate`], so that the next may assume that all is well.

use std::fmt;

use crate::ident::QName;

/// The code of a kind of fault, such as `RLS101`; `cargo rls explain RLS101` prints its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        impl Code {
            $($(#[$doc])* pub const $name: Code = Code($code);)*
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];
        }
    };
}

codes! {
    /// A word that the language does not have.
    UNKNOWN_WORD = "RLS101";
    /// A word written twice.
    DOUBLED_WORD = "RLS102";
    /// A value of the wrong kind, or none where one is needed.
    WRONG_VALUE = "RLS103";
    /// A word of another place: a field's on a struct, an index's in a policy.
    MISPLACED_WORD = "RLS104";
    /// A field that the struct does not have.
    UNKNOWN_FIELD = "RLS105";
    /// A Rust type that stands for no Postgres type.
    UNKNOWN_TYPE = "RLS106";
    /// An unsigned integer; Postgres has none.
    UNSIGNED = "RLS107";
    /// Two primary keys.
    TWO_PRIMARY_KEYS = "RLS108";
    /// Identity where Postgres has none.
    IDENTITY = "RLS109";
    /// A clause that the policy's command does not take.
    CLAUSE_OF_ANOTHER_COMMAND = "RLS110";
    /// A policy that says nothing about rows.
    MISSING_EXPRESSION = "RLS111";
    /// A name that Postgres would cut.
    LONG_NAME = "RLS112";
    /// Two things with one name.
    SAME_NAME = "RLS113";
    /// SQL text that would end early or never.
    UNBALANCED_SQL = "RLS114";
    /// A shape of item that is no table and no enum.
    SHAPE = "RLS115";
    /// A word that another one needs.
    MISSING_WORD = "RLS116";
    /// Words that contradict each other.
    CONTRADICTION = "RLS117";
    /// A name that Postgres cannot have.
    BAD_NAME = "RLS118";
    /// A predicate that cannot be read.
    PREDICATE = "RLS119";
    /// An owner column whose type cannot hold the caller's id.
    OWNER_TYPE = "RLS120";
    /// Rust that cannot be read.
    RUST_SYNTAX = "RLS121";
    /// A role that nobody declared.
    UNKNOWN_ROLE = "RLS122";
    /// An enum without a value, or two equal values.
    ENUM_VALUES = "RLS123";
    /// A reference to something that is not there.
    UNKNOWN_REFERENCE = "RLS124";
    /// Two values of types that are never equal.
    TYPES_DIFFER = "RLS125";
    /// A constant that the other side's type does not have.
    BAD_CONSTANT = "RLS126";
    /// A test for NULL, written as a comparison, or of what only a caller without a session lacks.
    NULL_TEST = "RLS127";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A part of the schema that has a place in somebody's source. The schema itself knows of no source: a door that does
/// finds the place of a spot, or of the item that it is in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// A table or an enum.
    Item(QName),
    /// A column of a table.
    Column(QName, String),
    /// The policy of this number among those of a table, from 0: the word that makes it.
    Policy(QName, usize),
    /// A string of SQL in a predicate of a table.
    Sql(QName, String),
    /// A name, in a predicate of a table, of something in another one: a table, a column, a value of an enum.
    Name(QName, String),
}

impl Spot {
    /// The table or enum that it is in.
    pub fn item(&self) -> &QName {
        match self {
            Spot::Item(item)
            | Spot::Column(item, _)
            | Spot::Policy(item, _)
            | Spot::Sql(item, _)
            | Spot::Name(item, _) => item,
        }
    }
}

/// Where a fault is.
#[derive(Clone, Debug, Default)]
pub enum Place {
    /// Nowhere in particular: a fault of a schema as a whole.
    #[default]
    Nowhere,
    /// At this part of the schema; a door that knows its source puts the place there.
    Spot(Spot),
    /// From the first token to the last, in code that a compiler or the scanner is reading.
    #[cfg(feature = "syntax")]
    Tokens(proc_macro2::Span, proc_macro2::Span),
    /// A range of bytes of a file.
    Source {
        /// The file's path, as it was given.
        file: String,
        /// The bytes.
        range: std::ops::Range<usize>,
    },
}

/// One fault.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Where.
    pub place: Place,
}

impl Diagnostic {
    /// A fault without a place and without advice.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { code, message: message.into(), help: None, place: Place::Nowhere }
    }

    /// The fault of a name that Postgres would cut.
    #[cfg(any(feature = "resolve", feature = "syntax"))]
    pub(crate) fn long_name(name: &str, what: &str, bytes: usize) -> Self {
        let most = crate::ident::MAX_BYTES;
        Diagnostic::new(
            Code::LONG_NAME,
            format!("the {what}'s name `{name}` has {bytes} bytes, and Postgres keeps {most} of them"),
        )
        .help(format!("take a name of at most {most} bytes (a letter with an accent takes two or more)"))
    }

    /// Says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where.
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        self.place = place.into();
        self
    }
}

impl fmt::Display for Diagnostic {
    /// The fault as lines of text, without its place: what `compile_error!` shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// Every fault that was found, in the order in which they were found.
#[derive(Clone, Debug, Default)]
pub struct Errors(Vec<Diagnostic>);

impl Errors {
    /// None yet.
    pub fn new() -> Self {
        Errors::default()
    }

    /// One more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// All of another's.
    pub fn extend(&mut self, other: Errors) {
        self.0.extend(other.0);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Each of them, to change.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.0.iter_mut()
    }

    /// The end of a phase: the value if nothing was found, everything that was found otherwise.
    ///
    /// # Errors
    /// All that was gathered.
    pub fn gate<T>(self, value: T) -> Result<T, Errors> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Diagnostic> for Errors {
    fn from(diagnostic: Diagnostic) -> Self {
        Errors(vec![diagnostic])
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}
