//! What stands in which part, on text.

use crate::{
    ident::QName,
    plan::{Options, Plan, Purpose, plan},
    provider::Provider,
    schema::{Column, Enum, ForeignKey, Index, Key, Schema, Table, Type},
};

fn notes() -> Table {
    let table = Table::new(QName::new("notes")).column(Column::new("id", Type::BigInt)).primary_key(["id"]);
    table.column(Column::new("title", Type::Text).nullable()).column(Column::new("rank", Type::Integer))
}

fn planned(old: Vec<Table>, new: Vec<Table>, options: &Options) -> Plan {
    let resolve = |tables: Vec<Table>| {
        let schema = tables.into_iter().fold(Schema::new(), Schema::table);
        schema.resolve(&Provider::Neon).unwrap()
    };
    plan(&resolve(old), &resolve(new), options)
}

/// The statements of each part, there or back, without the timeout.
fn said(plan: &Plan, there: bool) -> Vec<(Purpose, Vec<&str>)> {
    let parts = plan.parts.iter().map(|part| {
        let steps = if there { &part.up } else { &part.down };
        let sql = steps.iter().map(|step| step.sql.as_str()).filter(|sql| !sql.starts_with("SET LOCAL"));
        (part.purpose, sql.collect())
    });
    parts.collect()
}

fn options(online: bool) -> Options {
    Options { online, ..Options::default() }
}

#[test]
fn an_index_is_built_while_others_write() {
    let indexed = notes().index(Index::new("notes_rank_idx", [Key::column("rank")]));
    let found = planned(vec![notes()], vec![indexed.clone()], &options(true));
    let built = "CREATE INDEX CONCURRENTLY \"notes_rank_idx\" ON \"notes\" (\"rank\")";
    assert_eq!(said(&found, true), [(Purpose::Index, vec![built])]);
    assert_eq!(said(&found, false), [(Purpose::Index, vec!["DROP INDEX CONCURRENTLY \"notes_rank_idx\""])]);
    let locked = planned(vec![notes()], vec![indexed.clone()], &options(false));
    assert_eq!(
        said(&locked, true),
        [(Purpose::Main, vec!["CREATE INDEX \"notes_rank_idx\" ON \"notes\" (\"rank\")"])]
    );
    assert!(locked.hazards()[0].to_string().starts_with("LOCKS: nobody writes to notes"));
    // a new table holds nobody up
    assert_eq!(planned(Vec::new(), vec![indexed], &options(true)).parts.len(), 1);
}

#[test]
fn a_key_takes_over_its_index_and_what_refers_to_it_waits() {
    let refers = ForeignKey::new(["rank"], QName::new("notes"), ["rank"]);
    let new = notes().unique(["rank"]).foreign_key(refers);
    let found = planned(vec![notes()], vec![new], &options(true));
    assert_eq!(
        said(&found, true),
        [
            (
                Purpose::Index,
                vec!["CREATE UNIQUE INDEX CONCURRENTLY \"notes_rank_key\" ON \"notes\" (\"rank\")"]
            ),
            (
                Purpose::Keys,
                vec![
                    "ALTER TABLE \"notes\" ADD CONSTRAINT \"notes_rank_key\" UNIQUE USING INDEX \"notes_rank_key\"",
                    "ALTER TABLE \"notes\" ADD CONSTRAINT \"notes_rank_fkey\" FOREIGN KEY (\"rank\") REFERENCES \"notes\" (\"rank\") NOT VALID",
                ]
            ),
            (Purpose::Validate, vec!["ALTER TABLE \"notes\" VALIDATE CONSTRAINT \"notes_rank_fkey\""]),
        ]
    );
}

#[test]
fn not_null_asks_beforehand() {
    let mut new = notes();
    new.columns[1].nullable = false;
    new.columns[1].backfill = Some("'none'".to_owned());
    let found = planned(vec![notes()], vec![new.clone()], &options(true));
    let fill = "UPDATE \"notes\" SET \"title\" = ('none')\n    WHERE \"title\" IS NULL";
    assert_eq!(
        said(&found, true),
        [
            (
                Purpose::Main,
                vec![
                    "LOCK TABLE \"notes\" IN SHARE ROW EXCLUSIVE MODE",
                    fill,
                    "ALTER TABLE \"notes\" ADD CONSTRAINT \"notes_title_not_null\" CHECK (\"title\" IS NOT NULL) NOT VALID",
                ]
            ),
            (
                Purpose::Validate,
                vec![
                    "ALTER TABLE \"notes\" VALIDATE CONSTRAINT \"notes_title_not_null\"",
                    "ALTER TABLE \"notes\" ALTER COLUMN \"title\" SET NOT NULL",
                    "ALTER TABLE \"notes\" DROP CONSTRAINT \"notes_title_not_null\"",
                ]
            ),
        ]
    );
    // under FORCE the owner would miss rows
    let forced = planned(vec![notes().force()], vec![new.force()], &options(false));
    assert_eq!(
        said(&forced, true)[0].1,
        [
            "ALTER TABLE \"notes\" NO FORCE ROW LEVEL SECURITY",
            fill,
            "ALTER TABLE \"notes\" FORCE ROW LEVEL SECURITY",
            "ALTER TABLE \"notes\" ALTER COLUMN \"title\" SET NOT NULL",
        ]
    );
}

#[test]
fn a_value_that_is_used_comes_first() {
    let with = |values: &[&str], default: &str| {
        let one = values.iter().fold(Enum::new(QName::new("mood")), |one, value| one.value(*value));
        let column = Column::new("mood", Type::Enum(QName::new("mood"))).default_sql(default);
        let mut schema = Schema::new().table(notes().column(column));
        schema.add_enum(one);
        schema.resolve(&Provider::Neon).unwrap()
    };
    let old = with(&["calm"], "'calm'");
    let used = plan(&old, &with(&["calm", "it's \\ odd"], r"E'it\'s \\ odd'"), &options(true));
    let purposes: Vec<Purpose> = used.parts.iter().map(|part| part.purpose).collect();
    assert_eq!(purposes, [Purpose::Values, Purpose::Main]);
    let unused = plan(&old, &with(&["calm", "glad"], "'calm'"), &options(true));
    assert_eq!(said(&unused, true), [(Purpose::Main, vec!["ALTER TYPE \"mood\" ADD VALUE 'glad'"])]);
}

#[test]
fn a_column_comes_back_with_something_in_it() {
    let mut less = notes();
    less.columns.remove(2);
    let found = planned(vec![notes().unique(["rank"])], vec![less], &options(true));
    assert_eq!(said(&found, true)[0].1, ["ALTER TABLE \"notes\" DROP COLUMN \"rank\""]);
    assert_eq!(
        said(&found, false)[0].1,
        [
            "ALTER TABLE \"notes\" ADD COLUMN \"rank\" integer GENERATED BY DEFAULT AS IDENTITY",
            "ALTER TABLE \"notes\" ALTER COLUMN \"rank\" DROP IDENTITY",
            "ALTER TABLE \"notes\" ADD CONSTRAINT \"notes_rank_key\" UNIQUE (\"rank\")",
        ]
    );
    let says: Vec<String> = found.hazards().iter().map(ToString::to_string).collect();
    assert_eq!(says[0], "DELETES_DATA: drops column notes.rank: what is in it is gone");
}
