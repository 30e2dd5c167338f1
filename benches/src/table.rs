//! How is a table of figures printed?

/// Rows of cells, the first of which is the heading: the first column to the left, the others to the right.
pub fn print(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|i| {
            rows.iter()
                .filter_map(|row| row.get(i))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(i, (cell, &width))| {
                    if i == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        println!("  {}", cells.join("   ").trim_end());
    }
}

/// A ratio to two places, or to none where it is large; with thousands set apart.
pub fn ratio(value: f64) -> String {
    if value < 100.0 { format!("{value:.2}") } else { thousands(value) }
}

/// A whole number with its thousands set apart.
pub fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!(
            [1.074, 99.994, 15_565.4, 1_000_000.0].map(ratio),
            ["1.07", "99.99", "15,565", "1,000,000"]
        );
    }
}
