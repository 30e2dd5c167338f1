//! Does any text inside `#[rls(…)]` make the reader fail, or let something through that cannot be written?
//!
//! The input's paragraphs are the words of the struct and of its fields, in order; the same paragraphs are then the
//! words of an enum and of its variants. Only text that is balanced tokens is tried: nothing else can stand inside
//! an attribute.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use proc_macro2::TokenStream;
use quote::quote;
use rls_core::{
    document,
    ident::QName,
    lex,
    provider::Provider,
    schema::{Enum, Schema},
    sql,
    syntax::{self, Lowered},
};

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else { return Corpus::Reject };
    let words: Result<Vec<TokenStream>, _> = text.split("\n\n").map(str::parse).collect();
    let Ok(words) = words else { return Corpus::Reject };
    // a reader of attributes gets tokens: text that is none never comes so far
    item(table(&words));
    item(enumeration(&words));
    Corpus::Keep
});

fn attribute(words: &[TokenStream], i: usize) -> TokenStream {
    words.get(i).filter(|words| !words.is_empty()).map(|words| quote!(#[rls(#words)])).unwrap_or_default()
}

fn table(words: &[TokenStream]) -> TokenStream {
    let [whole, id, user_id, task, state, tags] = std::array::from_fn(|i| attribute(words, i));
    quote! {
        /// A table.
        #whole
        struct Todo {
            #id id: i64,
            #user_id user_id: String,
            #task task: Option<String>,
            #state state: Status,
            #tags tags: Vec<uuid::Uuid>,
            is_public: bool,
        }
    }
}

fn enumeration(words: &[TokenStream]) -> TokenStream {
    let [whole, draft, published] = std::array::from_fn(|i| attribute(words, i));
    quote! {
        #whole
        enum Status { #draft Draft, #published Published }
    }
}

fn item(tokens: TokenStream) {
    let Ok(input) = syn::parse2(tokens) else { return };
    let (lowered, errors) = syntax::read(&input);
    if !errors.is_empty() {
        return;
    }
    let lowered = lowered.expect("refused without a reason");
    let mut schema = Schema::new();
    match lowered {
        Lowered::Table { table, .. } => {
            schema.add_enum(Enum::new(QName::new("Status")).value("draft"));
            schema.tables.push(*table);
        }
        Lowered::Enum { definition, .. } => schema.enums.push(definition),
    }
    render(&schema);
}

/// What was let through can be written: as statements that stay whole, and as a document that says the same.
fn render(schema: &Schema) {
    let Ok(mut resolved) = schema.resolve(&Provider::Neon) else { return };
    // what is about the source, or about the way from what was, is in no document
    for table in &mut resolved.schema.tables {
        table.allows.clear();
        table.columns.iter_mut().for_each(|column| column.backfill = None);
    }
    for statement in sql::groups(&resolved).iter().flatten() {
        if let Err(fault) = lex::expression(statement) {
            panic!("{fault}:\n{statement}");
        }
    }
    assert!(!sql::ddl(&resolved).is_empty());
    let text = document::write(&resolved);
    match document::read(&text) {
        Ok(read) => assert_eq!(read, resolved, "the document says something else:\n{text}"),
        Err(error) => panic!("{error}:\n{text}"),
    }
}
