//! What is an expression of SQL made of?
//!
//! A tree of what a predicate can hold, with the bytes of each part. Brackets leave no trace in it but where a part
//! begins and ends. AND and OR hold all their parts at one level, and how deep a tree may be is bounded, so that
//! reading one by recursion is safe.

use std::ops::Range;

/// A part of the text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Its bytes, without brackets around it.
    pub(super) range: Range<usize>,
    /// The longest way to a leaf.
    pub(super) depth: usize,
}

/// A name of one part or several: `a`, `t.a`, `s.t.a`. As Postgres has it, folded or out of its quotes.
pub(super) type Name = Vec<String>;

/// What a part is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Column(Name),
    Null,
    Bool(bool),
    Number(String),
    /// A string, and its value where that is known.
    Text(Option<String>),
    /// `date '…'`, `interval '…'`.
    Typed(TypeName, Option<String>),
    Call(Call),
    /// What looks like a function or a name and is grammar: `coalesce(…)`, `current_user`, `extract(year FROM …)`.
    Special(String, Vec<Node>),
    Cast(Box<Node>, TypeName),
    Unary(String, Box<Node>),
    Binary(String, Box<Node>, Box<Node>),
    Not(Box<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// `IS [NOT] …`
    Is {
        inner: Box<Node>,
        test: Test,
        not: bool,
    },
    /// `IS [NOT] DISTINCT FROM`
    Distinct {
        left: Box<Node>,
        right: Box<Node>,
        not: bool,
    },
    Between {
        value: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
        not: bool,
        symmetric: bool,
    },
    In {
        value: Box<Node>,
        list: Vec<Node>,
        not: bool,
    },
    InSelect {
        value: Box<Node>,
        select: Box<Select>,
        not: bool,
    },
    /// LIKE, ILIKE or SIMILAR TO, or not.
    Like {
        value: Box<Node>,
        pattern: Box<Node>,
        escape: Option<Box<Node>>,
    },
    /// `value op ANY (array)`, or `ALL`.
    Quantified {
        op: String,
        any: bool,
        value: Box<Node>,
        array: Box<Node>,
    },
    /// `value op ANY (SELECT …)`, or `ALL`.
    QuantifiedSelect {
        op: String,
        any: bool,
        value: Box<Node>,
        select: Box<Select>,
    },
    Exists(Box<Select>),
    /// `(SELECT …)` where a value is expected.
    Scalar(Box<Select>),
    ArraySelect(Box<Select>),
    Array(Vec<Node>),
    Row(Vec<Node>),
    /// The operand, the branches and the ELSE, in their order.
    Case(Vec<Node>),
    /// `(a).field`, `(a).*`
    Field(Box<Node>),
    /// `a[1]`, `a[1:2]`
    Index(Box<Node>, Vec<Node>),
    Collate(Box<Node>),
    AtTimeZone(Box<Node>, Box<Node>),
}

/// What IS asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Null,
    True,
    False,
    /// UNKNOWN, DOCUMENT, JSON, NORMALIZED.
    Other,
}

/// A call.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) name: Name,
    pub(super) args: Vec<Node>,
    /// Whether there is nothing in it but arguments: no DISTINCT, ORDER BY, FILTER, OVER, VARIADIC, names or `*`.
    pub(super) plain: bool,
}

/// The name of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    /// As it is told apart: in small letters, without its modifiers, by the name that Postgres prints.
    pub(super) name: String,
    /// Its schema.
    pub(super) schema: Option<String>,
    /// Whether it has modifiers: `varchar(3)`.
    pub(super) modified: bool,
    /// Whether it is an array.
    pub(super) array: bool,
}

/// A SELECT, with all that it reads.
#[derive(Clone, Debug)]
pub(super) struct Select {
    pub(super) range: Range<usize>,
    /// Whether it is nothing but a list, FROM and WHERE.
    pub(super) plain: bool,
    /// Whether it is LIMIT 1 besides, which EXISTS does not care about.
    pub(super) limit_one: bool,
    pub(super) ctes: Vec<(String, Select)>,
    /// `None` is a star.
    pub(super) targets: Vec<Option<Node>>,
    pub(super) from: Vec<From>,
    /// WHERE
    pub(super) filter: Option<Node>,
    /// GROUP BY, HAVING, ORDER BY, LIMIT, VALUES, the conditions of joins.
    pub(super) rest: Vec<Node>,
    /// The other sides of UNION and its like.
    pub(super) others: Vec<Select>,
    pub(super) depth: usize,
}

/// What a SELECT reads from.
#[derive(Clone, Debug)]
pub(super) enum From {
    Table { name: Name, alias: Option<String>, renamed: bool, range: Range<usize> },
    Select { select: Select, alias: Option<String> },
    Call { call: Node, alias: Option<String> },
}

impl Node {
    pub(super) fn new(kind: Kind, range: Range<usize>) -> Self {
        let mut node = Node { kind, range, depth: 0 };
        let mut deepest = 0;
        node.for_each(&mut |part| deepest = deepest.max(part.depth));
        node.for_each_select(&mut |select| deepest = deepest.max(select.depth));
        node.depth = deepest + 1;
        node
    }

    /// The parts right below it, without those of sub-selects.
    pub(super) fn for_each<'n>(&'n self, look: &mut dyn FnMut(&'n Node)) {
        match &self.kind {
            Kind::Call(Call { args, .. }) => args.iter().for_each(look),
            Kind::Special(_, parts)
            | Kind::And(parts)
            | Kind::Or(parts)
            | Kind::Array(parts)
            | Kind::Row(parts)
            | Kind::Case(parts) => parts.iter().for_each(look),
            Kind::Cast(inner, _)
            | Kind::Unary(_, inner)
            | Kind::Not(inner)
            | Kind::Is { inner, .. }
            | Kind::Field(inner)
            | Kind::Collate(inner)
            | Kind::InSelect { value: inner, .. }
            | Kind::QuantifiedSelect { value: inner, .. } => look(inner),
            Kind::Binary(_, left, right)
            | Kind::Distinct { left, right, .. }
            | Kind::AtTimeZone(left, right)
            | Kind::Quantified { value: left, array: right, .. } => {
                look(left);
                look(right);
            }
            Kind::Between { value, low, high, .. } => {
                look(value);
                look(low);
                look(high);
            }
            Kind::In { value, list, .. } => {
                look(value);
                list.iter().for_each(look);
            }
            Kind::Like { value, pattern, escape, .. } => {
                look(value);
                look(pattern);
                escape.iter().for_each(|escape| look(escape));
            }
            Kind::Index(inner, parts) => {
                look(inner);
                parts.iter().for_each(look);
            }
            Kind::Column(_)
            | Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Typed(..)
            | Kind::Exists(_)
            | Kind::Scalar(_)
            | Kind::ArraySelect(_) => {}
        }
    }

    /// The sub-select right below it.
    pub(super) fn for_each_select<'n>(&'n self, look: &mut dyn FnMut(&'n Select)) {
        match &self.kind {
            Kind::InSelect { select, .. }
            | Kind::QuantifiedSelect { select, .. }
            | Kind::Exists(select)
            | Kind::Scalar(select)
            | Kind::ArraySelect(select) => look(select),
            _ => {}
        }
    }

    /// What stands in `(SELECT …)` with nothing but a value in it, at any depth: it means what the value means.
    pub(super) fn bare(&self) -> &Node {
        let mut node = self;
        while let Kind::Scalar(select) = &node.kind
            && let Some(inner) = select.value()
        {
            node = inner;
        }
        node
    }
}

impl Node {
    /// The same, and without the cast with which Postgres prints a string.
    pub(super) fn constant(&self) -> &Node {
        match &self.bare().kind {
            Kind::Cast(inner, ty) if ty.is_text() && matches!(inner.kind, Kind::Text(_)) => inner,
            _ => self.bare(),
        }
    }
}

impl TypeName {
    /// Whether it is `text`.
    pub(super) fn is_text(&self) -> bool {
        self.name == "text" && self.schema.is_none() && !self.array
    }
}

impl Select {
    /// Its only value, where it reads from nothing.
    pub(super) fn value(&self) -> Option<&Node> {
        match self.targets.as_slice() {
            [Some(value)] if self.plain && self.from.is_empty() && self.filter.is_none() => Some(value),
            _ => None,
        }
    }

    /// Its own expressions, without those of the selects in it.
    pub(super) fn for_each<'n>(&'n self, look: &mut dyn FnMut(&'n Node)) {
        self.targets.iter().flatten().for_each(&mut *look);
        for from in &self.from {
            if let From::Call { call, .. } = from {
                look(call);
            }
        }
        self.filter.iter().for_each(&mut *look);
        self.rest.iter().for_each(look);
    }

    /// The selects in it, without those of its expressions.
    pub(super) fn for_each_select<'n>(&'n self, look: &mut dyn FnMut(&'n Select)) {
        self.ctes.iter().for_each(|(_, select)| look(select));
        for from in &self.from {
            if let From::Select { select, .. } = from {
                look(select);
            }
        }
        self.others.iter().for_each(look);
    }

    pub(super) fn settle_depth(&mut self) {
        let mut deepest = 0;
        self.for_each(&mut |node| deepest = deepest.max(node.depth));
        self.for_each_select(&mut |select| deepest = deepest.max(select.depth));
        self.depth = deepest + 1;
    }
}

/// Whether two parts say the same, whatever their places and whether in a sub-select of their own. What is not of
/// those kinds that name a caller is never the same.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    let all = |a: &[Node], b: &[Node]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (&a.constant().kind, &b.constant().kind) {
        (Kind::Column(a), Kind::Column(b)) => a == b,
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Number(a), Kind::Number(b)) => a == b,
        (Kind::Text(Some(a)), Kind::Text(Some(b))) => a == b,
        (Kind::Typed(ty, Some(a)), Kind::Typed(other, Some(b))) => ty == other && a == b,
        (Kind::Call(a), Kind::Call(b)) => a.name == b.name && a.plain && b.plain && all(&a.args, &b.args),
        (Kind::Special(f, a), Kind::Special(g, b)) => f == g && all(a, b),
        (Kind::Cast(a, ty), Kind::Cast(b, other)) => ty == other && same(a, b),
        (Kind::Binary(f, a, more), Kind::Binary(g, b, other)) => f == g && same(a, b) && same(more, other),
        (Kind::Index(a, parts), Kind::Index(b, others)) => same(a, b) && all(parts, others),
        _ => false,
    }
}
