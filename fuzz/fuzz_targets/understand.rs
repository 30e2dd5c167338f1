//! Does any text end in an answer, with ranges that lie in it and between characters?
//!
//! What is read is also held to itself: the text with the brackets that the reader sees in it is read, the same way, and
//! a mend can be put in. Lints are asked too, since they cut pieces out of the text.

#![no_main]

use std::{ops::Range, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use rls_core::{
    expr::Expr,
    ident::QName,
    lint::lint,
    provider::{Custom, Provider},
    schema::{Column, Command, Policy, Role, Schema, Table, Type},
    understand::{Reader, Understood, bracketed},
};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let posts = Table::new(QName::new("posts"))
        .column(Column::new("id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("owner", Type::Uuid).nullable())
        .column(Column::new("team_id", Type::BigInt).nullable())
        .column(Column::new("archived", Type::Boolean).nullable())
        .column(Column::new("at", Type::TimestampTz))
        .primary_key(["id"]);
    let members = Table::new(QName::new("members"))
        .column(Column::new("team_id", Type::BigInt))
        .column(Column::new("user_id", Type::Text))
        .column(Column::new("role", Type::Text).nullable());
    Schema::new().table(posts).table(members)
});

fuzz_target!(|text: &str| {
    let providers =
        [Provider::Neon, Provider::Supabase, Provider::Postgrest, Provider::Custom(Custom::default())];
    let provider = &providers[text.len() % 4];
    let reader = Reader::new(&SCHEMA, provider);
    let posts = &SCHEMA.tables[0];
    let known = reader.understand(text, posts);
    ranges(&known, text);
    ranges(&reader.understand_exists(text, posts), text);
    match bracketed(text) {
        Ok(with) => {
            assert_eq!(known.unreadable, None);
            // more brackets may be too many, and are nothing else
            if let Ok(again) = bracketed(&with) {
                let holds = reader.understand(&with, posts).holds;
                assert_eq!(known.holds.atoms().len(), holds.atoms().len(), "{text}\n{with}\n{again}");
            }
        }
        Err(_) => assert!(known.unreadable.is_some()),
    }
    for sign in &known.signs {
        if let Some((range, sql)) = &sign.fix {
            let mut mended = text.to_owned();
            mended.replace_range(range.clone(), sql);
            assert!(reader.understand(&mended, posts).unreadable.is_none(), "{text}\n{mended}");
        }
    }
    let policy = Policy::new("p", Command::Select, [Role::named("authenticated")]).using(Expr::sql(text));
    let mut schema = SCHEMA.clone();
    schema.tables[0].policies.push(policy);
    if let Ok(resolved) = schema.resolve(provider) {
        lint(&resolved);
    }
});

fn ranges(known: &Understood, text: &str) {
    let inside = |range: &Range<usize>| assert!(text.get(range.clone()).is_some(), "{range:?} of {text}");
    known.unreadable.iter().for_each(|fault| inside(&fault.range));
    known.columns.iter().for_each(|column| inside(&column.range));
    known.tables.iter().for_each(|table| inside(&table.range));
    known.calls.iter().for_each(|call| inside(&call.range));
    known.signs.iter().for_each(|sign| inside(&sign.range));
    known.signs.iter().filter_map(|sign| sign.fix.as_ref()).for_each(|(range, _)| inside(range));
}
