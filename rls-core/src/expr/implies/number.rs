//! Which of two numbers in decimal digits is the greater?

use std::{cmp::Ordering, fmt};

/// A number as digits, without what does not count: `-0` and `007.50` are `0` and `7.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Number {
    /// None where it is not decimal digits with perhaps a `-` and a `.`.
    pub(super) fn read(text: &str) -> Option<Number> {
        let text: String = text.trim().chars().filter(|c| *c != '_').collect();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text.as_str()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) =
            (whole.trim_start_matches('0').to_owned(), fraction.trim_end_matches('0').to_owned());
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Number { negative: negative && !zero, whole, fraction })
    }

    /// How many digits it takes to write it without an exponent.
    pub(super) fn digits(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{}", self.fraction)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let size = |number: &Number| (number.whole.len(), number.whole.clone(), number.fraction.clone());
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (negative, _) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn numbers_are_in_order() {
        let texts = ["-20", "-3.5", "-3.05", "-3", "-0.1", "0", "0.09", "0.1", "0.10001", "2", "10", "10.5"];
        let numbers: Vec<Number> = texts.iter().map(|text| Number::read(text).unwrap()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    }

    #[test]
    fn what_is_written_otherwise_is_the_same() {
        for (a, b) in [("-0", "0"), ("007.50", "7.5"), ("1.0", "1"), ("1_000", "1000"), (".5", "0.5")] {
            assert_eq!(Number::read(a), Number::read(b), "{a} {b}");
        }
        for text in ["", "-", ".", "1e3", "NaN", "0x1f", "1.2.3", "--1"] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }
}
