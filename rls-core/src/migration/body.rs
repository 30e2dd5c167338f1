//! How do statements and their notes stand in a file?

use super::layout::{Layout, Way};
use crate::{access::one_line, plan::Part, sql};

/// The statements of a part as a file of this layout has them.
pub(super) fn text(layout: &Layout, part: &Part, way: Way) -> String {
    let statements = statements(part, way);
    if layout.begins(part, way) { sql::transaction(&statements) } else { statements }
}

/// The statements of a part, each with its `;`, its note above it.
pub(super) fn statements(part: &Part, way: Way) -> String {
    let steps = match way {
        Way::Up => &part.up,
        Way::Down => &part.down,
    };
    if steps.is_empty() {
        // diesel refuses a file that holds comments only
        return format!("-- There is nothing to do.\n{};\n", sql::NOTHING);
    }
    let mut text = String::new();
    let mut was_short = true;
    for step in steps {
        let is_short = step.note.is_none() && !step.sql.contains('\n');
        let is_apart = !is_short || !was_short;
        if is_apart && !text.is_empty() {
            text.push('\n');
        }
        if let Some(note) = &step.note {
            text.push_str(&format!("-- {}\n", one_line(note)));
        }
        text.push_str(&step.sql);
        text.push_str(";\n");
        was_short = is_short;
    }
    text
}
