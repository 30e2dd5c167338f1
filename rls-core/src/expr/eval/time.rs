//! Which point in time does a text name?
//!
//! ISO 8601 as Rust's crates write it and Postgres reads it, within the years 1 to 9999. Other forms are none here,
//! though Postgres may know them.

use super::Fault;

const SECOND: i64 = 1_000_000;
/// The microseconds of a day.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// `2024-05-01 12:30:00.5+02:00`, the offset perhaps `Z` or none: microseconds since 1970 in UTC.
pub(super) fn instant(text: &str) -> Option<i64> {
    let (moment_text, offset) = match text.trim_ascii() {
        text if text.ends_with(['Z', 'z']) => (&text[..text.len() - 1], 0),
        text => match text.rfind(['+', '-']).filter(|&at| text[..at].contains(':')) {
            Some(at) => (&text[..at], offset(&text[at..])?),
            None => (text, 0),
        },
    };
    Some(moment(moment_text)? - offset)
}

/// `2024-05-01 12:30:00.5` or `2024-05-01T12:30`, or a date alone: microseconds since 1970.
pub(super) fn moment(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    match text.split_once(['T', 't', ' ']) {
        Some((day, time)) => Some(date(day)? * DAY + time_of_day(time)?),
        None => Some(date(text)? * DAY),
    }
}

/// `2024-05-01`: days since 1970.
pub(super) fn date(text: &str) -> Option<i64> {
    let mut parts = text.trim_ascii().split('-');
    let (year, month, day) =
        (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let there = (1..=9999).contains(&year) && (1..=12).contains(&month) && parts.next().is_none();
    (there && (1..=days_in(year, month)).contains(&day)).then(|| days(year, month, day))
}

/// `12:30` or `12:30:00.5`: microseconds since midnight.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let mut parts = text.trim_ascii().split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let (second, fraction) = match parts.next() {
        None => (0, 0),
        Some(text) => {
            let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
            if fraction.is_empty() || fraction.len() > 6 {
                return None;
            }
            (
                number(second, 2)?,
                number(fraction, fraction.len())? * 10_i64.pow(6 - u32::try_from(fraction.len()).ok()?),
            )
        }
    };
    let there = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    there.then_some((hour * 3600 + minute * 60 + second) * SECOND + fraction)
}

/// A point in time and so many times an interval such as `24 hours` or `1 day 2 hours`.
pub(super) fn shifted(from: i64, interval: &str, times: i64) -> Result<i64, Fault> {
    let unknown = || Fault::Unknown(format!("the interval {interval:?}"));
    let words: Vec<&str> = interval.split_ascii_whitespace().collect();
    let (mut months, mut rest) = (0_i64, 0_i64);
    for pair in words.chunks(2) {
        let [amount, unit] = pair else { return Err(unknown()) };
        let amount: i64 =
            amount.parse().ok().filter(|n| (-100_000..=100_000).contains(n)).ok_or_else(unknown)?;
        match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => months += 12 * amount,
            "month" | "mon" => months += amount,
            "week" => rest += 7 * DAY * amount,
            "day" => rest += DAY * amount,
            "hour" => rest += 3600 * SECOND * amount,
            "minute" | "min" => rest += 60 * SECOND * amount,
            "second" | "sec" => rest += SECOND * amount,
            _ => return Err(unknown()),
        }
    }
    if words.is_empty() {
        return Err(unknown());
    }
    // months first, as Postgres does: the last day of a shorter month stands for those that it lacks
    let (day, time) = (from.div_euclid(DAY), from.rem_euclid(DAY));
    let (year, month, of_month) = civil(day);
    let month = year * 12 + (month - 1) + months * times;
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
    let day = days(year, month, of_month.min(days_in(year, month)));
    Ok(day * DAY + time + rest * times)
}

fn offset(text: &str) -> Option<i64> {
    let (sign, text) =
        if let Some(rest) = text.strip_prefix('-') { (-1, rest) } else { (1, text.strip_prefix('+')?) };
    let (hours, minutes) = match text.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if text.len() == 4 => text.split_at(2),
        None => (text, "00"),
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours < 16 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60) * SECOND)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let right = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if right { text.parse().ok() } else { None }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970 of a date of the Gregorian calendar: years begin in March, so that the leap day is their last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// The date of that many days since 1970.
fn civil(of_epoch: i64) -> (i64, i64, i64) {
    let mut year = 1970 + of_epoch.div_euclid(366);
    while days(year + 1, 1, 1) <= of_epoch {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && days(year, month + 1, 1) <= of_epoch {
        month += 1;
    }
    (year, month, of_epoch - days(year, month, 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_iso() {
        assert_eq!(instant("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(instant("2000-03-01 00:00:00.25+02:00"), Some((951_868_800 - 7200) * SECOND + 250_000));
        assert_eq!(instant("2000-03-01"), moment("2000-03-01T00:00"));
        assert_eq!(date("1969-12-31"), Some(-1));
        assert_eq!(time_of_day("23:59:59.000001"), Some(DAY - SECOND + 1));
        for bad in ["", "yesterday", "2023-02-29", "2024-13-01", "2024-01-01T25:00", "2024-01-01T10:00+99:00"]
        {
            assert_eq!(instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_day_has_its_date() {
        for day in (-800_000..200_000).step_by(37) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn months_are_cut_to_their_length() {
        let at = instant("2024-03-31T10:00Z").unwrap();
        assert_eq!(shifted(at, "1 month", -1).ok(), instant("2024-02-29T10:00Z"));
        assert_eq!(shifted(at, "1 year 24 hours", 1).ok(), instant("2025-04-01T10:00Z"));
        assert!(shifted(at, "a while", 1).is_err() && shifted(at, "", 1).is_err());
    }
}
