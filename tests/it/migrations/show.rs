//! How is a plan shown to who reviews it?

use std::fmt::Write as _;

use rls_core::{
    access::lines,
    plan::{Plan, Step},
};

/// The statements one way, without the lock timeouts.
pub(crate) fn statements(plan: &Plan, up: bool) -> Vec<&str> {
    let parts = plan.parts.iter();
    let steps: Box<dyn Iterator<Item = &Step>> = if up {
        Box::new(parts.flat_map(|part| &part.up))
    } else {
        Box::new(parts.rev().flat_map(|part| &part.down))
    };
    steps.map(|step| step.sql.as_str()).filter(|sql| !sql.starts_with("SET LOCAL lock_timeout")).collect()
}

/// There and back.
pub(crate) fn reviewed(whole: &Plan) -> String {
    let parts = whole.parts.len();
    let mut text = String::new();
    for line in lines(&whole.access) {
        writeln!(text, "-- {line}").unwrap();
    }
    for (at, part) in whole.parts.iter().enumerate() {
        writeln!(text, "\n-- up {} of {parts}: {:?}", at + 1, part.purpose).unwrap();
        steps(&mut text, &part.up);
    }
    for (at, part) in whole.parts.iter().enumerate().rev() {
        writeln!(text, "\n-- down {} of {parts}: {:?}", at + 1, part.purpose).unwrap();
        steps(&mut text, &part.down);
    }
    text
}

fn steps(text: &mut String, steps: &[Step]) {
    for step in steps {
        for hazard in &step.hazards {
            writeln!(text, "-- {hazard}").unwrap();
        }
        if let Some(note) = &step.note {
            writeln!(text, "-- {note}").unwrap();
        }
        writeln!(text, "{};", step.sql).unwrap();
    }
}
