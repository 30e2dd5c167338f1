//! Which functions of a live database are lookups of ours, and what do they look up?
//!
//! One is known by what it is: without arguments, SECURITY DEFINER, and its body one SELECT that a policy could have asked itself. The
//! body is read as the sub-select of an IN would be.

use crate::{
    catalog::{Catalog, Imported, KeptFunction},
    expr::Expr,
    ident::{QName, quote},
    schema::{Column, Function, Role, Table, Type},
    understand::Reader,
};

/// Those that the schema does not have yet.
pub(super) fn read(live: &Catalog, imported: &Imported) -> Vec<Function> {
    let schema = &imported.resolved.schema;
    let reader = Reader::new(schema, &imported.resolved.provider);
    let known = |one: &KeptFunction| {
        schema
            .functions
            .iter()
            .any(|function| function.name.key() == (one.schema.as_str(), one.name.as_str()))
    };
    let ours = |one: &&KeptFunction| {
        one.kind == "f" && one.set && one.definer && one.bound && one.argument_count == 0 && !known(one)
    };
    live.functions.iter().filter(ours).filter_map(|one| function(one, &reader)).collect()
}

fn function(one: &KeptFunction, reader: &Reader<'_>) -> Option<Function> {
    let (_, body) = one.definition.as_ref()?.split_once("BEGIN ATOMIC")?;
    let select = body.trim_end().strip_suffix("END")?.trim().strip_suffix(';')?;
    // a table of no database, which nothing in the body can name
    let asks = "rls pulled";
    let table = Table::new(QName::new(asks)).column(Column::new(asks, Type::Other("anything".to_owned())));
    let said = reader.lift(&Expr::sql(format!("{} IN ({select})", quote(asks))), &table);
    let Expr::Among(among) = said else { return None };
    let mut roles: Vec<Role> = one
        .grants
        .iter()
        .filter(|acl| acl.1 == "EXECUTE")
        .map(|acl| acl.0.clone().map_or(Role::Public, Role::Named))
        .collect();
    roles.sort();
    Some(Function {
        name: QName::qualified(&one.schema, &one.name),
        table: among.table,
        key: among.key,
        when: among.when,
        roles,
    })
}
