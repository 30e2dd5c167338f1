//! How are tokens read as an expression?
//!
//! By the binding of Rust's operators. A chain of `&&` or `||` is one node however long it is, so that only brackets
//! and signs nest.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenTree};
use syn::Lit;

use super::{Argument, Kind, Node, TAKES};
use crate::diagnostic::{Code, Diagnostic, Errors, Place};

/// The operators of Rust, the longest first.
const OPERATORS: &[&str] = &[
    "<<=", ">>=", "...", "..=", "==", "!=", "<=", ">=", "&&", "||", "->", "=>", "::", "..", "<<", ">>", "+=",
    "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/", "%", "^",
    ".", ",", "?", ";", ":", "@", "#", "$", "~", "'",
];

pub(super) struct Reader<'t, 'e> {
    trees: &'t [TokenTree],
    at: usize,
    /// What to underline where the end comes too early.
    around: Place,
    errors: &'e mut Errors,
}

impl<'t, 'e> Reader<'t, 'e> {
    pub(super) fn new(trees: &'t [TokenTree], around: Place, errors: &'e mut Errors) -> Self {
        Reader { trees, at: 0, around, errors }
    }

    pub(super) fn whole(mut self) -> Option<Node> {
        let node = self.assignment()?;
        match self.tree() {
            None => Some(node),
            Some(tree) => {
                let here = Place::from(tree.span());
                self.fault("an operator is missing before this", "join predicates by `&&` or `||`", here);
                None
            }
        }
    }

    fn fault(&mut self, message: impl Into<String>, help: impl Into<String>, place: Place) {
        self.errors.push(Diagnostic::new(Code::PREDICATE, message).help(help).at(place));
    }

    fn tree(&self) -> Option<&'t TokenTree> {
        self.trees.get(self.at)
    }

    fn operator_at(&self, at: usize) -> Option<&'static str> {
        let mut text = String::new();
        for tree in self.trees.get(at..)?.iter().take(3) {
            let TokenTree::Punct(punct) = tree else { break };
            text.push(punct.as_char());
            if punct.spacing() == proc_macro2::Spacing::Alone {
                break;
            }
        }
        OPERATORS.iter().copied().find(|operator| text.starts_with(operator))
    }

    fn operator(&self) -> Option<&'static str> {
        self.operator_at(self.at)
    }

    /// The span of the token before this one.
    fn last(&self) -> Span {
        self.trees.get(self.at.wrapping_sub(1)).map_or_else(Span::call_site, TokenTree::span)
    }

    /// Steps over an operator and reads what stands after it.
    fn after(&mut self, operator: &'static str, next: fn(&mut Self) -> Option<Node>) -> Option<Node> {
        let first = self.tree()?.span();
        self.at += operator.len();
        let here = Place::Tokens(first, self.last());
        if self.tree().is_none() {
            self.fault(
                format!("nothing stands after `{operator}`"),
                "write its other side, or leave it out",
                here,
            );
            return None;
        }
        next(self)
    }

    fn join(left: Node, operator: &'static str, right: Node) -> Node {
        let (first, last) = (left.first, right.last);
        Node { kind: Kind::Binary(Box::new(left), operator, Box::new(right)), first, last }
    }

    fn assignment(&mut self) -> Option<Node> {
        let left = self.or()?;
        match self.operator() {
            Some(operator @ ("=" | ".." | "..=")) => {
                let right = self.after(operator, Self::or)?;
                Some(Self::join(left, operator, right))
            }
            _ => Some(left),
        }
    }

    fn chain(
        &mut self,
        operator: &'static str,
        part: fn(&mut Self) -> Option<Node>,
        kind: fn(Vec<Node>) -> Kind,
    ) -> Option<Node> {
        let one = part(self)?;
        if self.operator() != Some(operator) {
            return Some(one);
        }
        let first = one.first;
        let mut parts = vec![one];
        while self.operator() == Some(operator) {
            parts.push(self.after(operator, part)?);
        }
        Some(Node { kind: kind(parts), first, last: self.last() })
    }

    fn or(&mut self) -> Option<Node> {
        self.chain("||", Self::and, Kind::Or)
    }

    fn and(&mut self) -> Option<Node> {
        self.chain("&&", Self::comparison, Kind::And)
    }

    fn comparison(&mut self) -> Option<Node> {
        const COMPARISONS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];
        let mut left = self.sum()?;
        let mut compared = false;
        while let Some(operator) = self.operator().filter(|operator| COMPARISONS.contains(operator)) {
            if compared {
                let here = self.tree().map_or(Place::Nowhere, |tree| tree.span().into());
                self.fault("comparisons do not follow each other", "join two of them by `&&`", here);
                return None;
            }
            compared = true;
            let right = self.after(operator, Self::sum)?;
            left = Self::join(left, operator, right);
        }
        Some(left)
    }

    /// What binds more tightly than a comparison: only `now() - interval("…")` means anything.
    fn sum(&mut self) -> Option<Node> {
        const TIGHT: [&str; 10] = ["+", "-", "*", "/", "%", "^", "&", "|", "<<", ">>"];
        let mut left = self.sign()?;
        loop {
            if matches!(self.tree(), Some(TokenTree::Ident(ident)) if ident == "as") {
                let first = left.first;
                let help = "compare what is there: what the caller has is cast to the column's type; for more, sql(\"…\")";
                return Some(self.wrong(first, "a predicate casts nothing", help));
            }
            let Some(operator) = self.operator().filter(|operator| TIGHT.contains(operator)) else {
                return Some(left);
            };
            let right = self.after(operator, Self::sign)?;
            left = Self::join(left, operator, right);
        }
    }

    fn sign(&mut self) -> Option<Node> {
        let Some(first) = self.tree().map(TokenTree::span) else {
            let around = self.around.clone();
            self.fault("something is missing here", "write a predicate, such as owner(\"user_id\")", around);
            return None;
        };
        match self.operator() {
            Some("!") => {
                let inner = self.after("!", Self::sign)?;
                let last = inner.last;
                Some(Node { kind: Kind::Not(Box::new(inner)), first, last })
            }
            Some("-") => {
                let inner = self.after("-", Self::sign)?;
                let last = inner.last;
                Some(Node { kind: Kind::Minus(Box::new(inner)), first, last })
            }
            Some(sign @ ("&" | "&&" | "*")) => {
                let inner = self.after(sign, Self::sign)?;
                let (message, help) = match sign {
                    "&&" => ("nothing stands before `&&`", "write its other side, or leave it out"),
                    "&" => (
                        "a predicate takes no reference",
                        "leave the `&` out: a field is compared by its value",
                    ),
                    _ => (
                        "a predicate follows no reference",
                        "leave the `*` out: a field is compared by its value",
                    ),
                };
                let kind = Kind::Wrong(message.to_owned(), help.to_owned());
                Some(Node { kind, first, last: inner.last })
            }
            _ => self.with_methods(),
        }
    }

    /// The rest of the tokens as something that is no part of a predicate.
    fn wrong(&mut self, first: Span, message: &str, help: &str) -> Node {
        self.at = self.trees.len();
        Node { kind: Kind::Wrong(message.to_owned(), help.to_owned()), first, last: self.last() }
    }

    fn with_methods(&mut self) -> Option<Node> {
        let mut node = self.atom()?;
        loop {
            match self.operator() {
                Some(".") => {}
                Some("?") => {
                    let first = node.first;
                    return Some(self.wrong(first, "`?` has no meaning in a predicate", TAKES));
                }
                _ => return Some(node),
            }
            let first = node.first;
            let next = (self.trees.get(self.at + 1), self.trees.get(self.at + 2));
            let (Some(TokenTree::Ident(method)), Some(TokenTree::Group(group))) = next else {
                if let (Kind::Path(path), Some(TokenTree::Ident(field))) = (&node.kind, next.0)
                    && path.len() == 1
                    && path[0] == "self"
                {
                    let help = format!("write `{field}`, without `self.`");
                    return Some(self.wrong(
                        first,
                        "a predicate is over the fields, and has no `self`",
                        &help,
                    ));
                }
                return Some(self.wrong(
                    first,
                    "a column has no fields of its own",
                    "write is_some(), is_none() or is_in([…]) after the dot; for more, sql(\"…\")",
                ));
            };
            if group.delimiter() != Delimiter::Parenthesis {
                return Some(self.wrong(first, "this is no predicate", TAKES));
            }
            let arguments = self.arguments(group)?;
            self.at += 3;
            let kind = Kind::Method(Box::new(node), method.clone(), arguments);
            node = Node { kind, first, last: group.span() };
        }
    }

    fn arguments(&mut self, group: &Group) -> Option<Vec<Argument>> {
        let trees = group.stream().into_iter().collect::<Vec<_>>();
        let mut arguments = Vec::new();
        for part in parts(&trees) {
            let name = match part {
                [TokenTree::Ident(name), TokenTree::Punct(equals), next, ..]
                    if equals.as_char() == '='
                        && !matches!(next, TokenTree::Punct(next) if next.as_char() == '=') =>
                {
                    Some(name.clone())
                }
                _ => None,
            };
            let trees = if name.is_some() { &part[2..] } else { part };
            let around = group.span().into();
            let value = Reader { trees, at: 0, around, errors: self.errors }.whole()?;
            arguments.push(Argument { name, value });
        }
        Some(arguments)
    }

    fn atom(&mut self) -> Option<Node> {
        let tree = self.tree()?;
        let first = tree.span();
        match tree {
            TokenTree::Literal(literal) => {
                self.at += 1;
                Some(Node { kind: Kind::Literal(Lit::new(literal.clone())), first, last: first })
            }
            TokenTree::Ident(ident) => self.named(ident),
            TokenTree::Group(group) => match group.delimiter() {
                Delimiter::Parenthesis | Delimiter::None => {
                    self.at += 1;
                    let trees = group.stream().into_iter().collect::<Vec<_>>();
                    if parts(&trees).count() > 1 {
                        self.at -= 1;
                        return Some(self.wrong(first, "this is no predicate", TAKES));
                    }
                    let inner =
                        Reader { trees: &trees, at: 0, around: first.into(), errors: self.errors }.whole()?;
                    Some(Node { kind: inner.kind, first, last: first })
                }
                Delimiter::Bracket => {
                    let arguments = self.arguments(group)?;
                    self.at += 1;
                    let list = arguments.into_iter().map(|argument| argument.value).collect();
                    Some(Node { kind: Kind::Array(list), first, last: first })
                }
                Delimiter::Brace => Some(self.wrong(first, "this is no predicate", TAKES)),
            },
            TokenTree::Punct(_) => Some(self.wrong(first, "this is no predicate", TAKES)),
        }
    }

    /// What begins with a name: a path, a call, a macro.
    fn named(&mut self, ident: &Ident) -> Option<Node> {
        let first = ident.span();
        let name = ident.to_string();
        if name == "true" || name == "false" {
            self.at += 1;
            let literal = Lit::Bool(syn::LitBool::new(name == "true", first));
            return Some(Node { kind: Kind::Literal(literal), first, last: first });
        }
        let mut path = vec![ident.clone()];
        self.at += 1;
        while self.operator() == Some("::") {
            let Some(TokenTree::Ident(next)) = self.trees.get(self.at + 2) else {
                return Some(self.wrong(first, "this is no predicate", TAKES));
            };
            path.push(next.clone());
            self.at += 3;
        }
        let last = self.last();
        match (self.tree(), path.as_slice()) {
            (Some(TokenTree::Group(group)), [function]) if group.delimiter() == Delimiter::Parenthesis => {
                let arguments = self.arguments(group)?;
                self.at += 1;
                Some(Node { kind: Kind::Call(function.clone(), arguments), first, last: group.span() })
            }
            (Some(TokenTree::Group(group)), _) if group.delimiter() != Delimiter::None => {
                Some(self.wrong(first, "this is no predicate", TAKES))
            }
            (Some(TokenTree::Punct(_)), [function])
                if self.operator() == Some("!")
                    && matches!(self.trees.get(self.at + 1), Some(TokenTree::Group(_))) =>
            {
                let help = if function == "matches" {
                    "write status == Status::Published, or status.is_in([Status::Draft, Status::Published])"
                } else {
                    TAKES
                };
                let message = format!("a predicate calls no macro, and `{function}!` is one");
                self.at += 2;
                let kind = Kind::Wrong(message, help.to_owned());
                Some(Node { kind, first, last: self.last() })
            }
            (Some(TokenTree::Ident(_) | TokenTree::Literal(_) | TokenTree::Group(_)), [word])
                if word == "not" =>
            {
                Some(self.wrong(first, "`not` is SQL's word", "write `!` before it"))
            }
            (Some(TokenTree::Ident(next)), [_])
                if ["and", "or", "is", "in", "like", "ilike", "between"].iter().any(|word| next == word) =>
            {
                let help = match next.to_string().as_str() {
                    "and" => "write `&&`",
                    "or" => "write `||`",
                    "is" => "write .is_none() or .is_some()",
                    "in" => "write .is_in([…])",
                    "between" => "write x >= … && x <= …",
                    _ => "write the whole as SQL: sql(\"…\")",
                };
                Some(self.wrong(first, &format!("`{next}` is SQL's word"), help))
            }
            _ => Some(Node { kind: Kind::Path(path), first, last }),
        }
    }
}

/// Cut at the commas; one at the end counts for nothing.
fn parts(trees: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    let mut parts: Vec<&[TokenTree]> =
        trees.split(|tree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',')).collect();
    if parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    parts.into_iter()
}
