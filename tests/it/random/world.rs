//! Which tables and rows are predicates tried on?
//!
//! A main table, whose rows are asked for; two more that say of what callers are members; and one that is a parent. All
//! take their columns' names from one pool, so that the same name means something else in each.

use std::collections::BTreeMap;

use pg_rls::Provider;
use rls_core::{
    expr::{
        Expr,
        eval::{self, Datum, Fault, Row, Rows, Truth},
    },
    ident::{QName, literal, quote, quote_all},
    schema::{Column, Schema, Table, Type},
};

use super::{Caller, Rng, answer, cast, claims, kinds};

/// The column that numbers the rows of each table.
pub(crate) const NUMBER: &str = "no";

/// Names that need their quotes, and those of the tables themselves.
const NAMES: [&str; 14] = [
    "a b",
    "user",
    "x\"y",
    "select",
    "Größe",
    "things",
    "it's",
    "back\\slash",
    "members",
    "id",
    "user_id",
    "par ents",
    "$1",
    "n23456789012345678901234567890123456789012345678901234567890_63",
];

/// Tables, their rows, and those who ask.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) schema: Schema,
    /// The table whose rows are asked for.
    pub(crate) main: QName,
    pub(crate) rows: BTreeMap<QName, Rows>,
    /// The same as texts, in the order of the columns.
    texts: BTreeMap<QName, Vec<Vec<Option<String>>>>,
    pub(crate) callers: Vec<Caller>,
}

impl World {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        let mains = [QName::new("things"), QName::qualified("app x", "things"), QName::new("or\"der")];
        let parents = [QName::new("par ents"), QName::qualified("other", "things"), QName::new("select")];
        let main = rng.pick(&mains).clone();
        let names = [
            (main.clone(), 12),
            (QName::new("members"), 6),
            (QName::qualified("app x", "staff"), 4),
            (rng.pick(&parents).clone(), 5),
        ];
        let mut world = World {
            schema: Schema::new(),
            main,
            rows: BTreeMap::new(),
            texts: BTreeMap::new(),
            callers: Caller::all(rng),
        };
        world.schema.add_enum(kinds::state());
        // the same for all tables, so that they can be joined
        let shared =
            [rng.pick(&[Type::Text, Type::Uuid]).clone(), rng.pick(&[Type::Integer, Type::Uuid]).clone()];
        for (name, rows) in names {
            let table = table(rng, &name, &shared);
            world.fill(rng, &table, rows);
            world.schema.tables.push(table);
        }
        world
    }

    /// The tables of a schema, without rows: enough for predicates over them.
    pub(crate) fn bare(schema: Schema) -> Self {
        let main = schema.tables[0].name.clone();
        World { schema, main, rows: BTreeMap::new(), texts: BTreeMap::new(), callers: Vec::new() }
    }

    fn fill(&mut self, rng: &mut Rng, table: &Table, count: usize) {
        let mut rows = Rows::default();
        let mut texts = Vec::new();
        for column in &table.columns {
            rows.kinds.insert(column.name.clone(), kinds::kind(&column.ty));
        }
        for number in 0..count {
            let mut row = Row::new();
            let mut line = Vec::new();
            for column in &table.columns {
                let kind = kinds::kind(&column.ty);
                let values = kinds::values(&kind);
                let text = match column.name.as_str() {
                    NUMBER => Some(number.to_string()),
                    _ if column.nullable && rng.chance(30) => None,
                    _ if values.is_empty() => Some(kinds::filler(&column.ty).to_owned()),
                    _ => Some(rng.pick(&values).clone()),
                };
                let datum = text.as_ref().map_or(Datum::Null, |text| kind.read(text).unwrap());
                row.insert(column.name.clone(), datum);
                line.push(text);
            }
            rows.rows.push(row);
            texts.push(line);
        }
        self.rows.insert(table.name.clone(), rows);
        self.texts.insert(table.name.clone(), texts);
    }

    pub(crate) fn table(&self, name: &QName) -> &Table {
        self.schema.find_table(name).unwrap()
    }

    /// SQL that puts the rows into the tables.
    pub(crate) fn inserts(&self) -> String {
        let mut sql = String::new();
        for table in &self.schema.tables {
            let value = |(text, column): (&Option<String>, &Column)| match text {
                None => "NULL".to_owned(),
                Some(text) => format!("{}::{}", literal(text), cast(&column.ty)),
            };
            let lines: Vec<String> = self.texts[&table.name]
                .iter()
                .map(|line| line.iter().zip(&table.columns).map(value).collect::<Vec<_>>().join(", "))
                .collect();
            let columns = quote_all(table.columns.iter().map(|column| &column.name));
            let into = table.name.quoted();
            sql += &format!("INSERT INTO {into} ({columns}) VALUES\n  ({});\n", lines.join("),\n  ("));
        }
        sql
    }

    /// What the interpreter says of a row of the main table.
    pub(crate) fn truth(
        &self,
        provider: &Provider,
        caller: &Caller,
        now: i64,
        expr: &Expr,
        row: &Row,
    ) -> Result<Truth, Fault> {
        caller.with(provider, |caller| {
            eval::World { tables: &self.rows, caller, now, sql: &answer }.truth(expr, &self.main, row)
        })
    }

    /// What a row of the main table holds, in the order of the columns.
    pub(crate) fn texts(&self, number: usize) -> &[Option<String>] {
        &self.texts[&self.main][number]
    }

    /// A row as it would be written, for a message.
    pub(crate) fn line(&self, number: usize) -> String {
        let cells = self.texts(number).iter().zip(&self.table(&self.main).columns);
        let cells: Vec<String> = cells
            .map(|(text, column)| format!("{} = {}", quote(&column.name), text.as_deref().unwrap_or("NULL")))
            .collect();
        cells.join(", ")
    }
}

/// Its number, what it has in common with the others, an owner, and some more.
fn table(rng: &mut Rng, name: &QName, shared: &[Type]) -> Table {
    let mut types = shared.to_vec();
    types.push(rng.pick(&[Type::Text, Type::Uuid]).clone());
    types.extend([Type::Boolean, Type::TimestampTz]);
    let all = kinds::types();
    types.extend((0..2 + rng.below(4)).map(|_| rng.pick(&all).clone()));
    let mut names: Vec<&str> = NAMES.to_vec();
    let mut table = Table::new(name.clone()).column(Column::new(NUMBER, Type::Integer)).primary_key([NUMBER]);
    for ty in types {
        let column = Column::new(names.remove(rng.below(names.len())), ty);
        table = table.column(if rng.chance(50) { column.nullable() } else { column });
    }
    table
}

#[test]
fn worlds_hold_what_they_should() {
    let worlds: Vec<World> = (0..50).map(|seed| World::new(&mut Rng::new(seed))).collect();
    let kinds: std::collections::BTreeSet<String> = worlds
        .iter()
        .flat_map(|world| &world.table(&world.main).columns)
        .map(|column| format!("{:?} {}", kinds::kind(&column.ty), column.nullable))
        .collect();
    assert!(kinds.len() > 20, "{kinds:?}");
    assert!(claims::paths().len() > 10 && worlds.iter().all(|world| world.callers.len() == 6));
}
