//! How is an operand read: a constant, a name, a call, brackets?

use super::{Parsed, Parser, T, words};
use crate::understand::tree::{Call, Kind, Name, Node, Select};

/// What stands in brackets.
pub(super) enum Parens {
    Select(Box<Select>),
    List(Vec<Node>),
}

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Node> {
        let start = self.here();
        let node = self.operand()?;
        self.postfix(node, start)
    }

    /// Takes the fields and subscripts behind an operand, which bind tighter than any operator.
    fn postfix(&mut self, mut node: Node, start: usize) -> Parsed<Node> {
        loop {
            let kind = if self.is_symbol("[") {
                self.at += 1;
                let mut parts = Vec::new();
                while !self.take_symbol("]") {
                    if !self.take_symbol(":") {
                        parts.push(self.expr(0)?);
                    }
                }
                Kind::Index(Box::new(node), parts)
            } else if self.is_symbol(".") {
                self.at += 1;
                if !self.take_symbol("*") {
                    self.label()?;
                }
                Kind::Field(Box::new(node))
            } else {
                return Ok(node);
            };
            node = Node::new(kind, start..self.last());
            if node.depth > super::DEPTH {
                return self.fault("this is nested too deep to be read");
            }
        }
    }

    fn operand(&mut self) -> Parsed<Node> {
        let start = self.here();
        let Some(token) = self.peek() else { return self.fault("an expression is expected here") };
        let kind = match token.kind.clone() {
            T::Number(number) => {
                self.at += 1;
                Kind::Number(number)
            }
            T::Text(text) => {
                self.at += 1;
                Kind::Text(text)
            }
            T::Quoted(_) => self.named()?,
            T::Word(word) => self.word(&word)?,
            T::Symbol(symbol) if symbol == "(" => {
                return Ok(match self.parenthesised()? {
                    Parens::Select(select) => Node::new(Kind::Scalar(select), start..self.last()),
                    Parens::List(mut list) => match (list.pop(), list.is_empty()) {
                        (Some(node), true) => node,
                        (Some(last), false) => {
                            list.push(last);
                            Node::new(Kind::Row(list), start..self.last())
                        }
                        (None, _) => return self.fault("an expression is expected here"),
                    },
                });
            }
            T::Symbol(_) => return self.fault("an expression is expected here"),
        };
        Ok(Node::new(kind, start..self.last()))
    }

    /// `( … )`: a SELECT, also in more brackets than one, or expressions with commas.
    pub(super) fn parenthesised(&mut self) -> Parsed<Parens> {
        self.nested(|parser| {
            let start = parser.here();
            parser.expect_symbol("(")?;
            if parser.begins_select() {
                let select = parser.select()?;
                parser.expect_symbol(")")?;
                return Ok(Parens::Select(Box::new(select)));
            }
            let mut list = Vec::new();
            if parser.take_symbol(")") {
                return Ok(Parens::List(list));
            }
            if parser.is_symbol("(") {
                // a SELECT in brackets may be all, one side of a UNION, or an operand
                let inner = parser.here();
                let node = match parser.parenthesised()? {
                    Parens::Select(select) => {
                        if parser.is_symbol(")") || parser.continues_select() {
                            let select = parser.select_from(*select, start + 1)?;
                            parser.expect_symbol(")")?;
                            return Ok(Parens::Select(Box::new(select)));
                        }
                        Node::new(Kind::Scalar(select), inner..parser.last())
                    }
                    Parens::List(mut list) if list.len() == 1 => list.remove(0),
                    Parens::List(list) => Node::new(Kind::Row(list), inner..parser.last()),
                };
                let node = parser.postfix(node, inner)?;
                list.push(parser.climb(node, inner, 0, false)?);
            } else {
                list.push(parser.expr(0)?);
            }
            while parser.take_symbol(",") {
                list.push(parser.expr(0)?);
            }
            parser.expect_symbol(")")?;
            Ok(Parens::List(list))
        })
    }

    fn word(&mut self, word: &str) -> Parsed<Kind> {
        let next = self.symbol_at(1);
        let call = next == Some("(");
        match word {
            "null" | "true" | "false" => {
                self.at += 1;
                Ok(match word {
                    "null" => Kind::Null,
                    word => Kind::Bool(word == "true"),
                })
            }
            "case" => self.case(),
            "cast" => {
                self.at += 1;
                self.expect_symbol("(")?;
                let inner = Box::new(self.expr(0)?);
                self.expect_word("as")?;
                let ty = self.type_name()?;
                self.expect_symbol(")")?;
                Ok(Kind::Cast(inner, ty))
            }
            "coalesce" | "greatest" | "least" | "nullif" if call => {
                self.at += 1;
                let Parens::List(args) = self.parenthesised()? else {
                    return self.fault("an expression is expected here");
                };
                Ok(Kind::Special(word.to_owned(), args))
            }
            "current_date" | "current_user" | "current_role" | "session_user" | "system_user" | "user"
            | "current_catalog" => {
                self.at += 1;
                Ok(Kind::Special(word.to_owned(), Vec::new()))
            }
            "current_schema" if !call => {
                self.at += 1;
                Ok(Kind::Special(word.to_owned(), Vec::new()))
            }
            "current_timestamp" | "current_time" | "localtime" | "localtimestamp" => {
                self.at += 1;
                let args = if call {
                    match self.parenthesised()? {
                        Parens::List(args) => args,
                        Parens::Select(_) => return self.fault("a precision is expected here"),
                    }
                } else {
                    Vec::new()
                };
                Ok(Kind::Special(word.to_owned(), args))
            }
            "exists" if call => {
                self.at += 1;
                match self.parenthesised()? {
                    Parens::Select(select) => Ok(Kind::Exists(select)),
                    Parens::List(_) => self.fault("EXISTS takes a SELECT"),
                }
            }
            "array" => self.array(),
            "row" if call => {
                self.at += 1;
                match self.parenthesised()? {
                    Parens::List(list) => Ok(Kind::Row(list)),
                    Parens::Select(_) => self.fault("an expression is expected here"),
                }
            }
            "extract" | "position" | "substring" | "overlay" | "trim" if call => self.worded(word),
            "grouping" | "treat" | "normalize" | "xmlelement" | "xmlforest" | "xmlparse" | "xmlpi"
            | "xmlroot" | "xmlserialize" | "xmlexists" | "xmlconcat" | "json" | "json_object"
            | "json_array" | "json_scalar" | "json_serialize" | "json_query" | "json_value"
            | "json_exists" | "json_objectagg" | "json_arrayagg" | "merge_action"
                if call =>
            {
                self.fault("this construct is not read")
            }
            word if words::begins_type(word) => {
                let at = self.at;
                if let Ok(ty) = self.type_name()
                    && let Some(T::Text(text)) = self.peek().map(|token| token.kind.clone())
                {
                    self.at += 1;
                    let mut ty = ty;
                    // interval '1' day
                    while ty.name == "interval"
                        && ["year", "month", "day", "hour", "minute", "second", "to"]
                            .iter()
                            .any(|w| self.is_word(w))
                    {
                        self.at += 1;
                        ty.modified = true;
                    }
                    return Ok(Kind::Typed(ty, text));
                }
                self.at = at;
                self.named()
            }
            _ => self.named(),
        }
    }

    /// A name: a column's, a function's with its arguments, or a type's with a string.
    fn named(&mut self) -> Parsed<Kind> {
        let quoted = matches!(self.peek().map(|token| &token.kind), Some(T::Quoted(_)));
        let first = self.word_at(0).unwrap_or_default().to_owned();
        if !quoted && !words::is_function(&first) {
            return self.fault("an expression is expected here");
        }
        let name = self.any_name()?;
        if self.is_symbol("(") {
            return self.call(name);
        }
        if let Some(T::Text(_)) = self.peek().map(|token| &token.kind) {
            return self.fault("a constant of this type is not read: write it with `::`");
        }
        if !quoted && !words::is_column(&first) {
            return self.fault("an expression is expected here");
        }
        Ok(Kind::Column(name))
    }

    fn call(&mut self, name: Name) -> Parsed<Kind> {
        self.nested(|parser| {
            parser.expect_symbol("(")?;
            let mut call = Call { name, args: Vec::new(), plain: true };
            if parser.take_symbol("*") {
                call.plain = false;
                parser.expect_symbol(")")?;
            } else if !parser.take_symbol(")") {
                if parser.take_word("distinct") || parser.take_word("all") {
                    call.plain = false;
                }
                loop {
                    if parser.take_word("variadic") {
                        call.plain = false;
                    }
                    if matches!(parser.symbol_at(1), Some("=>" | ":=")) {
                        call.plain = false;
                        parser.at += 2;
                    }
                    call.args.push(parser.expr(0)?);
                    if !parser.take_symbol(",") {
                        break;
                    }
                }
                if parser.is_word("order") {
                    call.plain = false;
                    let order = parser.order_by()?;
                    call.args.extend(order);
                }
                parser.expect_symbol(")")?;
            }
            if parser.is_word("filter") && parser.symbol_at(1) == Some("(") {
                call.plain = false;
                parser.at += 2;
                parser.expect_word("where")?;
                call.args.push(parser.expr(0)?);
                parser.expect_symbol(")")?;
            }
            if parser.is_word("over") || parser.is_word("within") {
                return parser.fault("this construct is not read");
            }
            Ok(Kind::Call(call))
        })
    }

    /// Arguments with words between them: `extract(year FROM at)`, `trim(both ' ' from name)`.
    fn worded(&mut self, word: &str) -> Parsed<Kind> {
        self.at += 2;
        let mut args = Vec::new();
        if word == "extract" {
            self.at += usize::from(self.word_at(1) == Some("from") || self.peek().is_some());
            self.expect_word("from")?;
        } else if word == "trim" {
            let _ = ["both", "leading", "trailing"].iter().any(|side| self.take_word(side));
            self.take_word("from");
        }
        let bound = word == "position";
        loop {
            args.push(if bound { self.bound()? } else { self.expr(0)? });
            let more = self.take_symbol(",")
                || ["from", "for", "placing", "in"].iter().any(|between| self.take_word(between));
            if !more {
                break;
            }
        }
        self.expect_symbol(")")?;
        Ok(Kind::Special(word.to_owned(), args))
    }

    fn case(&mut self) -> Parsed<Kind> {
        self.at += 1;
        let mut parts = Vec::new();
        if !self.is_word("when") {
            parts.push(self.expr(0)?);
        }
        while self.take_word("when") {
            parts.push(self.expr(0)?);
            self.expect_word("then")?;
            parts.push(self.expr(0)?);
        }
        if self.take_word("else") {
            parts.push(self.expr(0)?);
        }
        self.expect_word("end")?;
        Ok(Kind::Case(parts))
    }

    fn array(&mut self) -> Parsed<Kind> {
        self.at += 1;
        if self.is_symbol("(") {
            return match self.parenthesised()? {
                Parens::Select(select) => Ok(Kind::ArraySelect(select)),
                Parens::List(_) => self.fault("ARRAY takes a SELECT, or values in `[…]`"),
            };
        }
        self.elements()
    }

    fn elements(&mut self) -> Parsed<Kind> {
        self.nested(|parser| {
            parser.expect_symbol("[")?;
            let mut parts = Vec::new();
            if parser.take_symbol("]") {
                return Ok(Kind::Array(parts));
            }
            loop {
                if parser.is_symbol("[") {
                    let start = parser.here();
                    let kind = parser.elements()?;
                    parts.push(Node::new(kind, start..parser.last()));
                } else {
                    parts.push(parser.expr(0)?);
                }
                if !parser.take_symbol(",") {
                    break;
                }
            }
            parser.expect_symbol("]")?;
            Ok(Kind::Array(parts))
        })
    }

    /// A name of one part or several. Behind a dot, every word is one.
    pub(super) fn any_name(&mut self) -> Parsed<Name> {
        let mut name = vec![self.label()?];
        while self.is_symbol(".") {
            if self.symbol_at(1) == Some("*") {
                break;
            }
            self.at += 1;
            name.push(self.label()?);
        }
        Ok(name)
    }

    /// One part of a name, whatever word it is.
    pub(super) fn label(&mut self) -> Parsed<String> {
        match self.peek().map(|token| token.kind.clone()) {
            Some(T::Word(name) | T::Quoted(name)) => {
                self.at += 1;
                Ok(name)
            }
            _ => self.fault("a name is expected here"),
        }
    }
}
