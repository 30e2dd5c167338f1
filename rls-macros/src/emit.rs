//! How does a table become Rust that builds it?
//!
//! Calls of the core's own builders, and only those that say something: short to compile, and readable in
//! `cargo expand`.

mod constant;
mod expr;

pub(crate) use constant::constants;
use expr::expr;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use rls_core::{
    ident::QName,
    schema::{
        Action, Allow, Column, Command, Constraint, Default, Deferrable, Enum, ForeignKey, Grant, Identity,
        Index, Key, KeyItem, Nulls, Order, Policy, PolicyName, Privilege, Role, Table, Type,
    },
    syntax::{Lowered, NamedType},
};

pub(crate) fn emit(lowered: &Lowered) -> TokenStream {
    match lowered {
        Lowered::Table { ident, table, named, constants, .. } => {
            let qualified = table.name.quoted();
            let value = self::table(table, named);
            let enums = named.iter().map(|named| &named.path);
            // the author's types are looked up where none of our names hides theirs: an enum may be called Role
            let types = named.iter().map(|named| {
                let (name, path) = (type_name(named), &named.path);
                quote!(let #name = <#path as ::pg_rls::__private::PgEnum>::definition().name;)
            });
            let constants = self::constants(constants, named);
            quote! {
                #[automatically_derived]
                #[allow(dead_code)]
                impl #ident {
                    /// The table's qualified name, quoted for SQL.
                    pub const TABLE: &'static str = #qualified;
                    /// The table as a value.
                    pub fn table() -> ::pg_rls::__private::Table {
                        #constants
                        #(#types)*
                        {
                            use ::pg_rls::__private::*;
                            #value
                        }
                    }
                }
                #[automatically_derived]
                impl ::pg_rls::__private::Rls for #ident {
                    fn declare(schema: &mut ::pg_rls::__private::Schema) {
                        #(schema.add_enum(<#enums as ::pg_rls::__private::PgEnum>::definition());)*
                        schema.tables.push(Self::table());
                    }
                }
            }
        }
        Lowered::Enum { ident, definition } => {
            let value = enumeration(definition);
            let values = definition.values.iter().map(|value| &value.name);
            quote! {
                #[automatically_derived]
                impl ::pg_rls::__private::PgEnum for #ident {
                    const VALUES: &'static [&'static str] = &[#(#values),*];
                    fn definition() -> ::pg_rls::__private::Enum {
                        use ::pg_rls::__private::*;
                        #value
                    }
                }
                #[automatically_derived]
                impl ::pg_rls::__private::Rls for #ident {
                    fn declare(schema: &mut ::pg_rls::__private::Schema) {
                        schema.add_enum(<Self as ::pg_rls::__private::PgEnum>::definition());
                    }
                }
            }
        }
    }
}

fn enumeration(definition: &Enum) -> TokenStream {
    let mut tokens = call("Enum", &qname(&definition.name));
    for value in &definition.values {
        let name = &value.name;
        tokens.extend(quote!(.value(#name)));
        tokens.extend(with("variant", value.variant.as_ref()));
        if let Some(old) = &value.renamed_from {
            tokens.extend(quote!(.value_renamed_from(#old)));
        }
    }
    tokens.extend(with("comment", definition.comment.as_ref()));
    tokens.extend(with("renamed_from", definition.renamed_from.as_ref().map(qname).as_ref()));
    tokens
}

fn table(table: &Table, named: &[NamedType]) -> TokenStream {
    let mut tokens = call("Table", &qname(&table.name));
    for (i, one) in table.columns.iter().enumerate() {
        let own = named.iter().find(|named| named.column == i);
        tokens.extend(with("column", Some(column(one, own))));
    }
    for one in &table.constraints {
        tokens.extend(with("constraint", Some(constraint(one))));
    }
    for one in &table.indexes {
        tokens.extend(with("index", Some(index(one))));
    }
    for one in &table.policies {
        tokens.extend(with("policy", Some(policy(one))));
    }
    for one in &table.grants {
        tokens.extend(with("grant", Some(grant(one))));
    }
    tokens.extend(flag("no_derived_grants", !table.derive_grants));
    tokens.extend(flag("force", table.force));
    tokens.extend(flag("no_row_security", !table.row_security));
    for Allow { code, reason } in &table.allows {
        tokens.extend(quote!(.allow(#code, #reason)));
    }
    tokens.extend(with("comment", table.comment.as_ref()));
    tokens.extend(with("renamed_from", table.renamed_from.as_ref().map(qname).as_ref()));
    tokens
}

/// The variable that holds the name of a type of the author's own.
fn type_name(named: &NamedType) -> Ident {
    Ident::new(&format!("type_of_column_{}", named.column), Span::mixed_site())
}

fn column(column: &Column, named: Option<&NamedType>) -> TokenStream {
    let (name, ty) = (&column.name, type_of(&column.ty, named));
    let mut tokens = quote!(Column::new(#name, #ty));
    tokens.extend(flag("nullable", column.nullable));
    match &column.default {
        None => {}
        Some(Default::Sql(sql)) => tokens.extend(with("default_sql", Some(sql))),
        Some(Default::CallerId) => tokens.extend(quote!(.default_caller_id())),
    }
    match column.identity {
        None => {}
        Some(Identity::ByDefault) => tokens.extend(quote!(.identity(Identity::ByDefault))),
        Some(Identity::Always) => tokens.extend(quote!(.identity(Identity::Always))),
    }
    tokens.extend(with("generated", column.generated.as_ref()));
    tokens.extend(with("collate", column.collate.as_ref().map(qname).as_ref()));
    tokens.extend(with("comment", column.comment.as_ref()));
    tokens.extend(with("renamed_from", column.renamed_from.as_ref()));
    tokens.extend(with("backfill", column.backfill.as_ref()));
    tokens
}

fn type_of(ty: &Type, named: Option<&NamedType>) -> TokenStream {
    let simple = match ty {
        Type::Boolean => "Boolean",
        Type::SmallInt => "SmallInt",
        Type::Integer => "Integer",
        Type::BigInt => "BigInt",
        Type::Real => "Real",
        Type::DoublePrecision => "DoublePrecision",
        Type::Numeric => "Numeric",
        Type::Text => "Text",
        Type::Uuid => "Uuid",
        Type::Jsonb => "Jsonb",
        Type::Bytea => "Bytea",
        Type::TimestampTz => "TimestampTz",
        Type::Timestamp => "Timestamp",
        Type::Date => "Date",
        Type::Time => "Time",
        Type::Inet => "Inet",
        Type::Cidr => "Cidr",
        Type::Array(element) => {
            let element = type_of(element, named);
            return quote!(Type::array(#element));
        }
        Type::Enum(name) => {
            return match named {
                Some(named) => {
                    let name = type_name(named);
                    quote!(Type::Enum(#name))
                }
                None => {
                    let name = qname(name);
                    quote!(Type::Enum(#name))
                }
            };
        }
        // without a prelude there is no `into`
        Type::Other(sql) => {
            return quote!(Type::Other(<::std::string::String as ::std::convert::From<&str>>::from(#sql)));
        }
    };
    variant("Type", simple)
}

fn constraint(constraint: &Constraint) -> TokenStream {
    let name = constraint.name();
    match constraint {
        Constraint::PrimaryKey { columns, .. } => quote!(Constraint::primary_key(#name, [#(#columns),*])),
        Constraint::Unique { columns, .. } => quote!(Constraint::unique(#name, [#(#columns),*])),
        Constraint::Check { column: Some(column), sql, .. } => {
            quote!(Constraint::check(#name, Some(#column), #sql))
        }
        Constraint::Check { column: None, sql, .. } => quote!(Constraint::check(#name, None, #sql)),
        Constraint::ForeignKey { key, .. } => {
            let key = foreign_key(key);
            quote!(Constraint::foreign_key(#name, #key))
        }
    }
}

fn foreign_key(key: &ForeignKey) -> TokenStream {
    let (columns, table) = (strings(&key.columns), qname(&key.table));
    let references = strings(&key.references);
    let mut tokens = quote!(ForeignKey::new(#columns, #table, #references));
    for (name, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        let action = match action {
            Action::NoAction => continue,
            Action::Restrict => "Restrict",
            Action::Cascade => "Cascade",
            Action::SetNull => "SetNull",
            Action::SetDefault => "SetDefault",
        };
        tokens.extend(with(name, Some(variant("Action", action))));
    }
    match key.deferrable {
        None => {}
        Some(Deferrable::Immediate) => tokens.extend(quote!(.deferrable(Deferrable::Immediate))),
        Some(Deferrable::Deferred) => tokens.extend(quote!(.deferrable(Deferrable::Deferred))),
    }
    tokens
}

fn index(index: &Index) -> TokenStream {
    let (name, keys) = (&index.name, index.keys.iter().map(key));
    let mut tokens = quote!(Index::new(#name, [#(#keys),*]));
    tokens.extend(flag("unique", index.unique));
    tokens.extend(with("method", index.method.as_ref()));
    tokens.extend(with("only", index.predicate.as_ref()));
    tokens.extend(flag("concurrently", index.concurrently));
    tokens
}

fn key(key: &Key) -> TokenStream {
    let mut tokens = match &key.item {
        KeyItem::Column(name) => quote!(Key::column(#name)),
        KeyItem::Sql(sql) => quote!(Key::sql(#sql)),
    };
    tokens.extend(with("class", key.class.as_ref()));
    tokens.extend(flag("desc", key.order == Order::Desc));
    match key.nulls {
        None => {}
        Some(Nulls::First) => tokens.extend(quote!(.nulls(Nulls::First))),
        Some(Nulls::Last) => tokens.extend(quote!(.nulls(Nulls::Last))),
    }
    tokens
}

fn policy(policy: &Policy) -> TokenStream {
    let command = variant(
        "Command",
        match policy.command {
            Command::All => "All",
            Command::Select => "Select",
            Command::Insert => "Insert",
            Command::Update => "Update",
            Command::Delete => "Delete",
        },
    );
    let roles = policy.roles.iter().map(role);
    let mut tokens = match &policy.name {
        PolicyName::Given(name) => quote!(Policy::new(#name, #command, [#(#roles),*])),
        PolicyName::Crud => quote!(Policy::crud(#command, [#(#roles),*])),
    };
    tokens.extend(flag("restrictive", !policy.permissive));
    tokens.extend(with("using", policy.using.as_ref().map(expr).as_ref()));
    tokens.extend(with("check", policy.check.as_ref().map(expr).as_ref()));
    tokens
}

fn grant(grant: &Grant) -> TokenStream {
    let privilege = variant(
        "Privilege",
        match grant.privilege {
            Privilege::Select => "Select",
            Privilege::Insert => "Insert",
            Privilege::Update => "Update",
            Privilege::Delete => "Delete",
        },
    );
    let role = role(&grant.role);
    let mut tokens = quote!(Grant::new(#privilege, #role));
    for column in &grant.columns {
        tokens.extend(with("column", Some(column)));
    }
    tokens
}

fn role(role: &Role) -> TokenStream {
    match role {
        Role::SignedIn => quote!(Role::SignedIn),
        Role::Public => quote!(Role::Public),
        Role::Named(name) => quote!(Role::named(#name)),
    }
}

fn qname(name: &QName) -> TokenStream {
    let own = &name.name;
    match &name.schema {
        Some(schema) => quote!(QName::qualified(#schema, #own)),
        None => quote!(QName::new(#own)),
    }
}

/// `["a", "b"]`; an empty list says what it is a list of.
fn strings(list: &[String]) -> TokenStream {
    if list.is_empty() { quote!([""; 0]) } else { quote!([#(#list),*]) }
}

fn variant(of: &str, name: &str) -> TokenStream {
    let (of, name) = (ident(of), ident(name));
    quote!(#of::#name)
}

fn call(of: &str, argument: &TokenStream) -> TokenStream {
    let of = ident(of);
    quote!(#of::new(#argument))
}

/// `.name(value)`, if there is one.
fn with(name: &str, value: Option<impl ToTokens>) -> TokenStream {
    let name = ident(name);
    value.map(|value| quote!(.#name(#value))).unwrap_or_default()
}

/// `.name()`, if so.
fn flag(name: &str, set: bool) -> TokenStream {
    let name = ident(name);
    if set { quote!(.#name()) } else { TokenStream::new() }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
