//! What hangs beside a table: its settings, triggers, rules, and comments on its parts?

use super::{
    super::{
        document::{Attribute, KeptIndex, Relation, RelationKind},
        other::{
            OtherKind,
            words::{at, comment, options},
        },
    },
    Import,
};
use crate::ident::{QName, quote};

impl Import<'_> {
    fn setting(&mut self, own: &QName, part: &str, why: &str, sql: Vec<String>) {
        if !sql.is_empty() {
            let name = if part.is_empty() { own.to_string() } else { format!("{own}.{part}") };
            self.other(OtherKind::Setting, name, why).hangs_on(Some(own.clone())).says(sql);
        }
    }

    /// How it is kept, and who owns it.
    pub(super) fn settings(&mut self, relation: &Relation, own: &QName) {
        let on = at(&relation.schema, &relation.name);
        let alter = |part: String| format!("ALTER TABLE {on} {part}");
        for column in &relation.columns {
            let kept = kept(column).into_iter().map(alter).collect();
            self.setting(own, &column.name, "the model does not say how a column is kept", kept);
            let counted = counted(relation, column);
            self.setting(own, &column.name, "the model's identity counts from 1 by 1", counted);
        }
        let sql = whole(relation).into_iter().map(alter).collect();
        self.setting(own, "", "the model does not say how a table is kept", sql);
        for index in &relation.indexes {
            let used = used(index).into_iter().map(alter).collect();
            self.setting(own, &index.name, "the model does not say what else an index is used for", used);
            // those of an index that is no constraint's are in its definition
            if index.constraint.is_some() {
                let sql = of_key(relation, index);
                self.setting(own, &index.name, "the model's keys have no options", sql);
            }
        }
        self.owned(&own.to_string(), Some(own.clone()), &format!("TABLE {on}"), &relation.owner);
    }

    /// Triggers, rules, and what is said of its parts.
    pub(super) fn hangs(&mut self, relation: &Relation, own: &QName) {
        let on = at(&relation.schema, &relation.name);
        for one in &relation.triggers {
            let mut sql = vec![one.definition.clone()];
            sql.extend(enabled(&on, "TRIGGER", &one.name, &one.enabled));
            let named = format!("TRIGGER {} ON {on}", quote(&one.name));
            sql.extend(one.comment.as_ref().map(|text| comment(&named, text)));
            self.other(OtherKind::Trigger, format!("{own}.{}", one.name), "the model has no triggers")
                .hangs_on(Some(own.clone()))
                .says(sql);
        }
        for one in &relation.rules {
            let mut sql = vec![one.definition.trim_end_matches(';').to_owned()];
            sql.extend(enabled(&on, "RULE", &one.name, &one.enabled));
            let named = format!("RULE {} ON {on}", quote(&one.name));
            sql.extend(one.comment.as_ref().map(|text| comment(&named, text)));
            self.other(OtherKind::Rule, format!("{own}.{}", one.name), "the model has no rules")
                .hangs_on(Some(own.clone()))
                .says(sql);
        }
        let table = || Some(own.clone());
        let part = |name: &str| format!("{own}.{name}");
        for one in &relation.policies {
            let named = format!("POLICY {} ON {on}", quote(&one.name));
            self.commented(&part(&one.name), table(), &named, one.comment.as_ref());
        }
        for one in &relation.constraints {
            let named = format!("CONSTRAINT {} ON {on}", quote(&one.name));
            self.commented(&part(&one.name), table(), &named, one.comment.as_ref());
        }
        for one in &relation.indexes {
            let named = format!("INDEX {}", at(&relation.schema, &one.name));
            self.commented(&part(&one.name), table(), &named, one.comment.as_ref());
        }
    }

    /// Comments on columns, of what is no table of the model's.
    pub(super) fn column_comments(&mut self, relation: &Relation, own: &QName) {
        let on = at(&relation.schema, &relation.name);
        for column in &relation.columns {
            let named = format!("COLUMN {on}.{}", quote(&column.name));
            self.commented(&format!("{own}.{}", column.name), None, &named, column.comment.as_ref());
        }
    }
}

/// How a column's values are kept.
fn kept(column: &Attribute) -> Vec<String> {
    let alter = |what: String| format!("ALTER COLUMN {} {what}", quote(&column.name));
    let mut parts = Vec::new();
    if let Some(letter) = &column.storage {
        let word = match letter.as_str() {
            "p" => "PLAIN",
            "e" => "EXTERNAL",
            "m" => "MAIN",
            _ => "EXTENDED",
        };
        parts.push(alter(format!("SET STORAGE {word}")));
    }
    if let Some(letter) = &column.compression {
        let word = if letter == "l" { "lz4" } else { "pglz" };
        parts.push(alter(format!("SET COMPRESSION {word}")));
    }
    parts.extend(column.statistics.as_ref().map(|most| alter(format!("SET STATISTICS {most}"))));
    if !column.options.is_empty() {
        parts.push(alter(format!("SET ({})", options(&column.options, ""))));
    }
    parts
}

/// How an identity counts, where that is not as a new one does, and what its sequence is called.
fn counted(relation: &Relation, column: &Attribute) -> Vec<String> {
    let Some(sequence) = column.sequence.as_ref().filter(|_| !column.identity.is_empty()) else {
        return Vec::new();
    };
    let on = at(&relation.schema, &relation.name);
    let most = match sequence.ty.as_str() {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        _ => i64::MAX,
    };
    let mut words = Vec::new();
    let mut say = |is: i64, usual: i64, word: &str| {
        if is != usual {
            words.push(format!("SET {word} {is}"));
        }
    };
    say(sequence.increment, 1, "INCREMENT BY");
    say(sequence.min, 1, "MINVALUE");
    say(sequence.max, most, "MAXVALUE");
    say(sequence.start, 1, "START WITH");
    say(sequence.cache, 1, "CACHE");
    if sequence.cycle {
        words.push("SET CYCLE".to_owned());
    }
    // it stands at 1, which may be less than the least now
    if sequence.start != 1 || sequence.min != 1 {
        words.push("RESTART".to_owned());
    }
    let mut sql = Vec::new();
    if !words.is_empty() {
        sql.push(format!("ALTER TABLE {on} ALTER COLUMN {} {}", quote(&column.name), words.join(" ")));
    }
    let usual = crate::ident::derived(&relation.name, &column.name, "seq");
    if (sequence.schema.as_str(), &sequence.name) != (relation.schema.as_str(), &usual) {
        let was = at(&relation.schema, &usual);
        if sequence.name != usual {
            sql.push(format!("ALTER SEQUENCE {was} RENAME TO {}", quote(&sequence.name)));
        }
    }
    sql
}

/// How a table is kept.
fn whole(relation: &Relation) -> Vec<String> {
    let mut parts = Vec::new();
    let mut all: Vec<String> = Vec::new();
    if !relation.options.is_empty() {
        all.push(options(&relation.options, ""));
    }
    if !relation.toast_options.is_empty() {
        all.push(options(&relation.toast_options, "toast."));
    }
    if !all.is_empty() {
        parts.push(format!("SET ({})", all.join(", ")));
    }
    if relation.unlogged {
        parts.push("SET UNLOGGED".to_owned());
    }
    parts.extend(relation.tablespace.as_ref().map(|name| format!("SET TABLESPACE {}", quote(name))));
    if relation.kind == RelationKind::Table {
        parts.extend(relation.method.as_ref().map(|name| format!("SET ACCESS METHOD {}", quote(name))));
    }
    match relation.replica_identity.as_deref().filter(|_| relation.is_table()) {
        Some("f") => parts.push("REPLICA IDENTITY FULL".to_owned()),
        Some("n") => parts.push("REPLICA IDENTITY NOTHING".to_owned()),
        _ => {}
    }
    parts
}

/// What an index is for, besides finding rows.
fn used(index: &KeptIndex) -> Vec<String> {
    let mut parts = Vec::new();
    if index.clustered {
        parts.push(format!("CLUSTER ON {}", quote(&index.name)));
    }
    if index.replica_identity {
        parts.push(format!("REPLICA IDENTITY USING INDEX {}", quote(&index.name)));
    }
    parts
}

fn of_key(relation: &Relation, index: &KeptIndex) -> Vec<String> {
    let own = at(&relation.schema, &index.name);
    let mut sql = Vec::new();
    if !index.options.is_empty() {
        sql.push(format!("ALTER INDEX {own} SET ({})", options(&index.options, "")));
    }
    sql.extend(
        index.tablespace.as_ref().map(|name| format!("ALTER INDEX {own} SET TABLESPACE {}", quote(name))),
    );
    sql
}

/// A trigger or a rule that does not fire as others do.
fn enabled(on: &str, what: &str, name: &str, letter: &str) -> Option<String> {
    let word = match letter {
        "D" => "DISABLE",
        "R" => "ENABLE REPLICA",
        "A" => "ENABLE ALWAYS",
        _ => return None,
    };
    Some(format!("ALTER TABLE {on} {word} {what} {}", quote(name)))
}
