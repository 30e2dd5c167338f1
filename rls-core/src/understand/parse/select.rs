//! How is a SELECT read?

use super::{Parsed, Parser, T, primary::Parens, words};
use crate::understand::tree::{From, Kind, Node, Select};

impl Parser<'_> {
    pub(super) fn begins_select(&self) -> bool {
        ["select", "with", "values", "table"].iter().any(|word| self.is_word(word))
    }

    /// Whether what follows a SELECT in brackets belongs to it.
    pub(super) fn continues_select(&self) -> bool {
        ["union", "intersect", "except", "order", "limit", "offset", "fetch", "for"]
            .iter()
            .any(|word| self.is_word(word))
    }

    pub(super) fn select(&mut self) -> Parsed<Select> {
        self.nested(|parser| {
            let start = parser.here();
            let mut ctes = Vec::new();
            if parser.take_word("with") {
                parser.take_word("recursive");
                loop {
                    let name = parser.label()?;
                    if parser.is_symbol("(") {
                        parser.names()?;
                    }
                    parser.expect_word("as")?;
                    parser.take_word("not");
                    parser.take_word("materialized");
                    let Parens::Select(select) = parser.parenthesised()? else {
                        return parser.fault("a SELECT is expected here");
                    };
                    ctes.push((name, *select));
                    if !parser.take_symbol(",") {
                        break;
                    }
                }
            }
            let mut select = parser.select_clause()?;
            select.plain &= ctes.is_empty();
            select.ctes.extend(ctes);
            parser.select_from(select, start)
        })
    }

    /// What may follow the first clause: other sides, order, limits.
    pub(super) fn select_from(&mut self, mut select: Select, start: usize) -> Parsed<Select> {
        while ["union", "intersect", "except"].iter().any(|word| self.is_word(word)) {
            self.at += 1;
            let _ = self.take_word("all") || self.take_word("distinct");
            let other = self.select_clause()?;
            select.others.push(other);
            select.plain = false;
        }
        if self.is_word("order") {
            select.rest.extend(self.order_by()?);
            select.plain = false;
        }
        loop {
            if self.take_word("limit") {
                let limit = if self.take_word("all") { None } else { Some(self.expr(0)?) };
                let one = matches!(&limit, Some(Node { kind: Kind::Number(n), .. }) if n == "1");
                select.limit_one = select.plain && one;
                select.rest.extend(limit);
            } else if self.take_word("offset") {
                select.rest.push(self.expr(0)?);
                let _ = self.take_word("row") || self.take_word("rows");
                select.limit_one = false;
            } else {
                break;
            }
            select.plain = false;
        }
        if self.is_word("fetch") || self.is_word("for") {
            return self.fault("this construct is not read");
        }
        select.range = start..self.last();
        select.settle_depth();
        Ok(select)
    }

    fn select_clause(&mut self) -> Parsed<Select> {
        if self.is_symbol("(") {
            return match self.parenthesised()? {
                Parens::Select(select) => Ok(*select),
                Parens::List(_) => self.fault("a SELECT is expected here"),
            };
        }
        let start = self.here();
        let mut select = Select {
            range: start..start,
            plain: true,
            limit_one: false,
            ctes: Vec::new(),
            targets: Vec::new(),
            from: Vec::new(),
            filter: None,
            rest: Vec::new(),
            others: Vec::new(),
            depth: 0,
        };
        if self.take_word("values") {
            select.plain = false;
            loop {
                match self.parenthesised()? {
                    Parens::List(list) => select.rest.extend(list),
                    Parens::Select(inner) => select.others.push(*inner),
                }
                if !self.take_symbol(",") {
                    break;
                }
            }
        } else if self.take_word("table") {
            select.targets.push(None);
            select.from.push(self.table()?);
        } else {
            self.expect_word("select")?;
            if self.take_word("distinct") {
                select.plain = false;
                if self.take_word("on") {
                    match self.parenthesised()? {
                        Parens::List(list) => select.rest.extend(list),
                        Parens::Select(inner) => select.others.push(*inner),
                    }
                }
            } else {
                self.take_word("all");
            }
            self.targets(&mut select)?;
            if self.take_word("from") {
                self.tables(&mut select)?;
            }
            if self.take_word("where") {
                select.filter = Some(self.expr(0)?);
            }
            if self.is_word("group") {
                self.at += 1;
                self.expect_word("by")?;
                select.plain = false;
                select.rest.extend(self.list()?);
            }
            if self.take_word("having") {
                select.plain = false;
                select.rest.push(self.expr(0)?);
            }
            if self.is_word("window") {
                return self.fault("this construct is not read");
            }
        }
        select.range.end = self.last();
        select.settle_depth();
        Ok(select)
    }

    fn targets(&mut self, select: &mut Select) -> Parsed<()> {
        let ends = |parser: &Self| {
            parser.peek().is_none()
                || parser.is_symbol(")")
                || [
                    "from",
                    "where",
                    "group",
                    "having",
                    "union",
                    "intersect",
                    "except",
                    "order",
                    "limit",
                    "offset",
                ]
                .iter()
                .any(|word| parser.is_word(word))
        };
        if ends(self) {
            return Ok(());
        }
        loop {
            if self.take_symbol("*") {
                select.targets.push(None);
            } else {
                select.targets.push(Some(self.expr(0)?));
                if self.take_word("as") {
                    self.label()?;
                } else {
                    self.alias();
                }
            }
            if !self.take_symbol(",") {
                return Ok(());
            }
        }
    }

    /// Several tables, joined or not: for what is read it is the same.
    fn tables(&mut self, select: &mut Select) -> Parsed<()> {
        loop {
            self.joined_tables(select)?;
            if !self.take_symbol(",") {
                return Ok(());
            }
            select.plain = false;
        }
    }

    fn joined_tables(&mut self, select: &mut Select) -> Parsed<()> {
        self.one_table(select)?;
        loop {
            let mut conditional = true;
            if self.take_word("natural") {
                conditional = false;
            }
            if self.take_word("cross") {
                conditional = false;
            } else if !self.take_word("inner")
                && ["left", "right", "full"].iter().any(|side| self.take_word(side))
            {
                self.take_word("outer");
            }
            if !self.take_word("join") {
                return if conditional { Ok(()) } else { self.fault("JOIN is expected here") };
            }
            select.plain = false;
            self.one_table(select)?;
            if !conditional {
                continue;
            }
            if self.take_word("using") {
                self.names()?;
            } else {
                self.expect_word("on")?;
                select.rest.push(self.expr(0)?);
            }
        }
    }

    fn one_table(&mut self, select: &mut Select) -> Parsed<()> {
        self.nested(|parser| {
            let lateral = parser.take_word("lateral");
            select.plain &= !lateral;
            if parser.is_symbol("(") {
                if parser.select_in_brackets() {
                    let Parens::Select(inner) = parser.parenthesised()? else {
                        return parser.fault("a SELECT is expected here");
                    };
                    let (alias, _) = parser.table_alias()?;
                    select.plain = false;
                    select.from.push(From::Select { select: *inner, alias });
                    return Ok(());
                }
                parser.at += 1;
                parser.joined_tables(select)?;
                select.plain = false;
                return parser.expect_symbol(")");
            }
            let start = parser.here();
            let at = parser.at;
            let only = parser.take_word("only");
            let name = parser.any_name()?;
            if parser.is_symbol("(") {
                parser.at = at;
                let call = parser.primary()?;
                let (alias, _) = parser.table_alias()?;
                select.plain = false;
                select.from.push(From::Call { call, alias });
                return Ok(());
            }
            if only {
                select.plain = false;
            }
            let range = start..parser.last();
            let (alias, renamed) = parser.table_alias()?;
            select.from.push(From::Table { name, alias, renamed, range });
            Ok(())
        })
    }

    fn table(&mut self) -> Parsed<From> {
        let start = self.here();
        let name = self.any_name()?;
        Ok(From::Table { name, alias: None, renamed: false, range: start..self.last() })
    }

    /// Whether the brackets here hold a SELECT, perhaps in more brackets.
    fn select_in_brackets(&self) -> bool {
        let mut i = self.at;
        while matches!(&self.tokens.get(i).map(|token| &token.kind), Some(T::Symbol(symbol)) if symbol == "(")
        {
            i += 1;
        }
        matches!(
            &self.tokens.get(i).map(|token| &token.kind),
            Some(T::Word(word)) if matches!(word.as_str(), "select" | "with" | "values")
        )
    }

    /// `AS name (columns)`, and whether the columns have new names.
    fn table_alias(&mut self) -> Parsed<(Option<String>, bool)> {
        let alias = if self.take_word("as") { Some(self.label()?) } else { self.alias() };
        let renamed = alias.is_some() && self.is_symbol("(");
        if renamed {
            self.names()?;
        }
        Ok((alias, renamed))
    }

    /// A name that follows without AS.
    fn alias(&mut self) -> Option<String> {
        match self.peek().map(|token| token.kind.clone()) {
            Some(T::Quoted(name)) => {
                self.at += 1;
                Some(name)
            }
            Some(T::Word(name)) if words::is_column(&name) => {
                self.at += 1;
                Some(name)
            }
            _ => None,
        }
    }

    fn names(&mut self) -> Parsed<()> {
        self.expect_symbol("(")?;
        loop {
            self.label()?;
            if !self.take_symbol(",") {
                return self.expect_symbol(")");
            }
        }
    }

    fn list(&mut self) -> Parsed<Vec<Node>> {
        let mut list = vec![self.expr(0)?];
        while self.take_symbol(",") {
            list.push(self.expr(0)?);
        }
        Ok(list)
    }

    pub(super) fn order_by(&mut self) -> Parsed<Vec<Node>> {
        self.expect_word("order")?;
        self.expect_word("by")?;
        let mut list = Vec::new();
        loop {
            list.push(self.expr(0)?);
            let _ = self.take_word("asc") || self.take_word("desc");
            if self.take_word("nulls") {
                let _ = self.take_word("first") || self.take_word("last");
            }
            if !self.take_symbol(",") {
                return Ok(list);
            }
        }
    }
}
