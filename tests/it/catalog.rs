//! Does the catalog of a real server say what the model says?
//!
//! Both become one JSON document of the same shape. Expressions are left out of it: Postgres rewrites them. They are
//! compared between two databases, and by what they do.

use postgres::Client;
use rls_core::{
    ident::QName,
    resolve::Resolved,
    schema::{
        Action, Column, Command, Constraint, Deferrable, ForeignKey, Function, Identity, Index, KeyItem,
        Nulls, Order, Role, Table, Type,
    },
};
use serde_json::{Value, json};

/// The catalog, whole.
pub(crate) fn read(client: &mut Client) -> Value {
    client.batch_execute("SET search_path = ''").unwrap();
    let text: String = client.query_one(include_str!("catalog.sql"), &[]).unwrap().get(0);
    client.batch_execute("RESET search_path").unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The catalog without the texts of its expressions.
pub(crate) fn plain(catalog: &Value) -> Value {
    let mut catalog = catalog.clone();
    for function in catalog["functions"].as_array_mut().unwrap() {
        function.as_object_mut().unwrap().remove("definition");
    }
    let tables = catalog["tables"].as_array_mut().unwrap();
    for table in tables {
        for (list, keys) in [
            ("columns", &["default", "sequence"][..]),
            ("constraints", &["definition"]),
            ("indexes", &["definition"]),
        ] {
            for one in table[list].as_array_mut().unwrap() {
                keys.iter().for_each(|key| {
                    one.as_object_mut().unwrap().remove(*key);
                });
            }
        }
        for policy in table["policies"].as_array_mut().unwrap() {
            for clause in ["using", "check"] {
                policy[clause] = json!(!policy[clause].is_null());
            }
        }
    }
    catalog
}

/// What the catalog must say, from the model alone.
pub(crate) fn expected(resolved: &Resolved) -> Value {
    let schema = &resolved.schema;
    let mut enums: Vec<Value> = schema
        .enums
        .iter()
        .map(|e| {
            let values: Vec<&String> = e.values.iter().map(|v| &v.name).collect();
            json!({ "name": full(&e.name), "values": values, "comment": e.comment })
        })
        .collect();
    let mut tables: Vec<Value> = schema.tables.iter().map(table).collect();
    let mut functions: Vec<Value> =
        schema.functions.iter().map(|function| lookup(resolved, function)).collect();
    for list in [&mut enums, &mut tables, &mut functions] {
        sort(list);
    }
    json!({ "enums": enums, "tables": tables, "functions": functions, "usage": usage(&schema.tables) })
}

/// Who may look into which schema: as `GRANT USAGE` comes along with a table's privileges.
fn usage(tables: &[Table]) -> Vec<Value> {
    let pairs = tables.iter().flat_map(|table| {
        let grants = table.grants.iter().map(|grant| role(&grant.role));
        grants.map(|role| (table.name.key().0.to_owned(), role))
    });
    let pairs: std::collections::BTreeSet<(String, String)> =
        pairs.filter(|(schema, _)| schema != "public").collect();
    pairs.into_iter().map(|(schema, role)| json!([schema, role, "USAGE"])).collect()
}

fn lookup(resolved: &Resolved, function: &Function) -> Value {
    let table = resolved.schema.find_table(&function.table).unwrap();
    let key = table.find_column(&function.key).unwrap();
    let mut execute: Vec<String> = function.roles.iter().map(role).collect();
    execute.sort();
    json!({
        "name": full(&function.name),
        "returns": format!("SETOF {}", type_name(&key.ty)),
        "arguments": 0,
        "volatile": "s",
        "parallel": "s",
        "definer": true,
        "bound": true,
        "execute": execute,
    })
}

fn sort(list: &mut [Value]) {
    // as Postgres sorts names in the C locale: by bytes
    list.sort_by(|a, b| a["name"].as_str().cmp(&b["name"].as_str()));
}

fn full(name: &QName) -> String {
    format!("{}.{}", name.schema.as_deref().unwrap_or("public"), name.name)
}

fn table(table: &Table) -> Value {
    let columns: Vec<Value> = table.columns.iter().map(column).collect();
    let mut constraints: Vec<Value> = table.constraints.iter().map(constraint).collect();
    let mut indexes: Vec<Value> = table.indexes.iter().map(index).collect();
    let mut policies: Vec<Value> = table
        .policies
        .iter()
        .map(|policy| {
            let mut roles: Vec<String> = policy.roles.iter().map(role).collect();
            roles.sort();
            json!({
                "name": policy.name(),
                "command": match policy.command {
                    Command::All => "*",
                    Command::Select => "r",
                    Command::Insert => "a",
                    Command::Update => "w",
                    Command::Delete => "d",
                },
                "permissive": policy.permissive,
                "roles": roles,
                "using": policy.using.is_some(),
                "check": policy.check.is_some(),
            })
        })
        .collect();
    for list in [&mut constraints, &mut indexes, &mut policies] {
        sort(list);
    }
    json!({
        "name": full(&table.name),
        "row_security": table.row_security,
        "force": table.force,
        "comment": table.comment,
        "columns": columns,
        "constraints": constraints,
        "indexes": indexes,
        "policies": policies,
        "grants": grants(table),
    })
}

fn grants(table: &Table) -> Vec<Value> {
    let mut merged: std::collections::BTreeMap<(String, String), Vec<String>> =
        std::collections::BTreeMap::new();
    for grant in &table.grants {
        let columns = merged.entry((regrole(&grant.role), grant.privilege.to_string())).or_default();
        columns.extend(grant.columns.clone());
        columns.sort();
        columns.dedup();
    }
    merged
        .into_iter()
        .map(|((role, privilege), columns)| {
            let columns = if columns.is_empty() { Value::Null } else { json!(columns) };
            json!([role, privilege, columns])
        })
        .collect()
}

fn role(role: &Role) -> String {
    match role {
        Role::Public => "PUBLIC".to_owned(),
        Role::Named(name) => name.clone(),
        Role::SignedIn => panic!("a resolved schema names its roles"),
    }
}

/// As `regrole` prints it: quoted where it must be.
fn regrole(grantee: &Role) -> String {
    let name = role(grantee);
    let bare =
        name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') || name == "PUBLIC";
    if bare { name } else { rls_core::ident::quote(&name) }
}

fn column(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": type_name(&column.ty),
        "not_null": !column.nullable,
        "identity": match column.identity {
            None => "",
            Some(Identity::ByDefault) => "d",
            Some(Identity::Always) => "a",
        },
        "generated": if column.generated.is_some() { "s" } else { "" },
        "has_default": column.default.is_some() || column.generated.is_some(),
        "collation": column.collate.as_ref().map(|c| &c.name),
        "comment": column.comment,
    })
}

/// As `format_type` prints it under an empty search_path.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Boolean => "boolean".to_owned(),
        Type::SmallInt => "smallint".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::BigInt => "bigint".to_owned(),
        Type::Real => "real".to_owned(),
        Type::DoublePrecision => "double precision".to_owned(),
        Type::Numeric => "numeric".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Uuid => "uuid".to_owned(),
        Type::Jsonb => "jsonb".to_owned(),
        Type::Bytea => "bytea".to_owned(),
        Type::TimestampTz => "timestamp with time zone".to_owned(),
        Type::Timestamp => "timestamp without time zone".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Time => "time without time zone".to_owned(),
        Type::Inet => "inet".to_owned(),
        Type::Cidr => "cidr".to_owned(),
        Type::Array(element) => format!("{}[]", type_name(element)),
        Type::Enum(name) => {
            let part = |part: &str| {
                let bare = part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                if bare { part.to_owned() } else { rls_core::ident::quote(part) }
            };
            format!("{}.{}", part(name.schema.as_deref().unwrap_or("public")), part(&name.name))
        }
        Type::Other(sql) => match sql.as_str() {
            "varchar(120)" => "character varying(120)".to_owned(),
            "numeric(12, 2)" => "numeric(12,2)".to_owned(),
            "timestamptz(3)" => "timestamp(3) with time zone".to_owned(),
            "int4[]" => "integer[]".to_owned(),
            other => other.to_owned(),
        },
    }
}

fn constraint(constraint: &Constraint) -> Value {
    let key = |kind: &str, columns: &[String]| {
        json!({
            "name": constraint.name(), "kind": kind, "columns": columns, "to": null, "to_columns": null,
            "on_delete": " ", "on_update": " ", "deferrable": false, "deferred": false, "validated": true,
        })
    };
    match constraint {
        Constraint::PrimaryKey { columns, .. } => key("p", columns),
        Constraint::Unique { columns, .. } => key("u", columns),
        Constraint::Check { .. } => {
            let mut check = key("c", &[]);
            check["columns"] = Value::Null;
            check
        }
        Constraint::ForeignKey { key: foreign, .. } => foreign_key(constraint.name(), foreign),
    }
}

fn foreign_key(name: &str, key: &ForeignKey) -> Value {
    let action = |action| match action {
        Action::NoAction => "a",
        Action::Restrict => "r",
        Action::Cascade => "c",
        Action::SetNull => "n",
        Action::SetDefault => "d",
    };
    json!({
        "name": name, "kind": "f", "columns": key.columns, "to": full(&key.table), "to_columns": key.references,
        "on_delete": action(key.on_delete), "on_update": action(key.on_update),
        "deferrable": key.deferrable.is_some(), "deferred": key.deferrable == Some(Deferrable::Deferred), "validated": true,
    })
}

fn index(index: &Index) -> Value {
    let keys: Vec<Value> = index
        .keys
        .iter()
        .map(|key| {
            let desc = key.order == Order::Desc;
            let nulls_first = key.nulls.map_or(desc, |nulls| nulls == Nulls::First);
            let column = match &key.item {
                KeyItem::Column(column) => json!(column),
                KeyItem::Sql(_) => Value::Null,
            };
            json!({ "column": column, "desc": desc, "nulls_first": nulls_first })
        })
        .collect();
    json!({
        "name": index.name, "unique": index.unique, "method": index.method.as_deref().unwrap_or("btree"),
        "keys": keys, "partial": index.predicate.is_some(), "valid": true,
    })
}
