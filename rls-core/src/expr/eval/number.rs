//! How do two numbers compare, to the last digit?

use std::cmp::Ordering;

/// A decimal number of any length, in one form: no zeros in front, none behind the point's last digit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    /// From `-12.50`, `.5`, `5.`, `1e3`; none if that is no number, or has an exponent beyond a thousand.
    ///
    /// ```
    /// use rls_core::expr::eval::Decimal;
    /// assert_eq!(Decimal::read("1.50"), Decimal::read("0015e-1"));
    /// assert!(Decimal::read("-0.1") < Decimal::read("0"));
    /// assert_eq!(Decimal::read("1.2.3"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (digits, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let empty = whole.is_empty() && fraction.is_empty();
        if empty || !only_digits(whole) || !only_digits(fraction) || exponent.abs() > 1000 {
            return None;
        }
        let (whole, fraction) = moved(whole, fraction, exponent);
        let whole = whole.trim_start_matches('0').to_owned();
        let fraction = fraction.trim_end_matches('0').to_owned();
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Decimal { negative: negative && !zero, whole, fraction })
    }

    /// The nearest number of a floating type.
    pub(super) fn to_float(&self) -> f64 {
        let sign = if self.negative { "-" } else { "" };
        // digits with a point are always a float
        format!("{sign}0{}.{}0", self.whole, self.fraction).parse().unwrap_or(f64::NAN)
    }

    fn magnitude(&self) -> (usize, &str, &str) {
        (self.whole.len(), &self.whole, &self.fraction)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude().cmp(&other.magnitude()),
            (true, true) => other.magnitude().cmp(&self.magnitude()),
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

/// The digits, with the point so many places to the right.
fn moved(whole: &str, fraction: &str, places: i32) -> (String, String) {
    let by = places.unsigned_abs() as usize;
    let zeros = "0".repeat(by);
    if places >= 0 {
        let padded = format!("{fraction}{zeros}");
        let (left, right) = padded.split_at(by);
        (format!("{whole}{left}"), right.to_owned())
    } else {
        let padded = format!("{zeros}{whole}");
        let (left, right) = padded.split_at(padded.len() - by);
        (left.to_owned(), format!("{right}{fraction}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compare_as_numbers() {
        let sorted =
            ["-10", "-9.5", "-9.49", "-0.0001", "0", "1e-2", "0.1", "2", "10", "10.01", "1e3", "1000.5"];
        let numbers: Vec<Decimal> = sorted.iter().map(|text| Decimal::read(text).unwrap()).collect();
        assert!(numbers.is_sorted() && numbers.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(Decimal::read("-0"), Decimal::read("0.00"));
        assert_eq!(Decimal::read("12.5e-2"), Decimal::read("0.125"));
        let (float, expected) = (Decimal::read("-12.25").unwrap().to_float(), -12.25);
        assert_eq!(float.to_bits(), f64::to_bits(expected));
        for bad in ["", ".", "-", "1 2", "1e", "1e9999", "0x10", "NaN", "1.2.3", "--1"] {
            assert_eq!(Decimal::read(bad), None, "{bad}");
        }
    }
}
