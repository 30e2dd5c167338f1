//! Which number comes after those that are there?

use std::fmt;

use super::{Layout, Unfit};

/// How a version is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stamp {
    /// `20261125070157`, in UTC.
    Digits,
    /// `2026-11-25-070157`; the tool leaves the dashes out and compares text.
    Dashed,
    /// Seconds since 1970, for a tool that reads 32 bits.
    Unix,
}

/// A version. Those of one layout are ordered as its tool orders them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    stamp: Stamp,
    number: u64,
}

/// The digits of a time: year, month, day, hour, minute, second.
const DIGITS: u32 = 14;

impl Version {
    /// The version for a migration that is accepted at this time, in seconds since 1970: greater than every one that the
    /// paths have, ours or not.
    ///
    /// ```
    /// use rls_core::migration::{LAYOUTS, Version};
    /// let [sqlx, diesel, refinery, ..] = LAYOUTS;
    /// let now = 1_795_590_117;
    /// let next = |layout, there: &[&str]| Version::next(layout, now, there.iter().copied()).unwrap().to_string();
    /// assert_eq!(next(sqlx, &["0001_init.sql"]), "20261125070157");
    /// assert_eq!(next(sqlx, &["20261125235959_ahead_of_us.up.sql"]), "20261126000000");
    /// assert_eq!(next(diesel, &["00000000000000_diesel_initial_setup/up.sql"]), "2026-11-25-070157");
    /// assert_eq!(next(refinery, &["V1__init.sql"]), "1795590117");
    /// ```
    ///
    /// # Errors
    /// There is none: a path has the greatest that there is.
    pub fn next<'p>(
        layout: &Layout,
        now: u64,
        paths: impl IntoIterator<Item = &'p str>,
    ) -> Result<Version, Unfit> {
        let stamp = layout.stamp;
        let last = paths.into_iter().filter_map(|path| taken(stamp, path)).max();
        let unfit = |after| Unfit::Version { layout: layout.name, after };
        let number = if stamp == Stamp::Unix { Some(now) } else { digits(now) };
        let this = Version { stamp, number: number.ok_or(unfit(now))? }.fits().ok_or(unfit(now))?;
        match last {
            Some(last) if last >= this.number => Version { stamp, number: last }.following(),
            _ => Ok(this),
        }
    }

    /// The one right after it.
    pub(super) fn following(self) -> Result<Version, Unfit> {
        let layout = super::LAYOUTS.into_iter().find(|layout| layout.stamp == self.stamp);
        let unfit = Unfit::Version { layout: layout.map_or("", |layout| layout.name), after: self.number };
        let after = match self.stamp {
            Stamp::Unix => self.number.checked_add(1),
            // what is no time, since people number as they like, is counted on
            _ => match seconds(self.number) {
                Some(seconds) => digits(seconds + 1),
                None => self.number.checked_add(1),
            },
        };
        after.and_then(|number| Version { stamp: self.stamp, number }.fits()).ok_or(unfit)
    }

    /// Whether the tool can hold it.
    fn fits(self) -> Option<Version> {
        let most = match self.stamp {
            Stamp::Digits => i64::MAX.unsigned_abs(),
            Stamp::Dashed => 10_u64.pow(DIGITS) - 1,
            Stamp::Unix => u64::from(i32::MAX.unsigned_abs()),
        };
        Some(self).filter(|version| version.number <= most)
    }

    /// As a path has it.
    pub(super) fn parse(layout: &Layout, text: &str) -> Option<Version> {
        let dashes = if layout.stamp == Stamp::Dashed { text.replace('-', "") } else { text.to_owned() };
        let is_number = !dashes.is_empty() && dashes.bytes().all(|b| b.is_ascii_digit());
        let version = Version { stamp: layout.stamp, number: dashes.parse().ok().filter(|_| is_number)? };
        Some(version).filter(|version| version.to_string() == text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match self.stamp {
            Stamp::Digits | Stamp::Unix => write!(f, "{number}"),
            Stamp::Dashed => {
                let (date, time) = (number / 1_000_000, number % 1_000_000);
                write!(f, "{:04}-{:02}-{:02}-{time:06}", date / 10_000, date / 100 % 100, date % 100)
            }
        }
    }
}

/// The greatest version that some part of a path has, whoever wrote it.
fn taken(stamp: Stamp, path: &str) -> Option<u64> {
    let of_name = |name: &str| {
        let name = name.strip_prefix(['V', 'U']).unwrap_or(name);
        let digits: String = name
            .chars()
            .take_while(|c| c.is_ascii_digit() || (stamp == Stamp::Dashed && *c == '-'))
            .filter(|c| *c != '-')
            .collect();
        match stamp {
            // compared as text: what is shorter is filled up, and what is longer is below the next of our length
            Stamp::Dashed if !digits.is_empty() => {
                format!("{digits:0<14}").get(..DIGITS as usize).and_then(|digits| digits.parse().ok())
            }
            _ => digits.parse().ok(),
        }
    };
    path.split('/').filter_map(of_name).max()
}

/// Seconds since 1970 as the digits of a time; none after the year 9999.
fn digits(seconds: u64) -> Option<u64> {
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // the calendar repeats every 400 years; years begin in March, so that the odd day is the last one
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let date = year * 10_000 + month * 100 + day;
    let time = of_day / 3_600 * 10_000 + of_day / 60 % 60 * 100 + of_day % 60;
    Some(date * 1_000_000 + time).filter(|_| year <= 9_999)
}

/// The digits of a time as seconds since 1970; none where they are no time since then.
fn seconds(number: u64) -> Option<u64> {
    let (date, time) = (number / 1_000_000, number % 1_000_000);
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    let in_range = (1970..=9_999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !in_range {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = (era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year)
        .checked_sub(719_468)?;
    let seconds = days * 86_400 + time / 10_000 * 3_600 + time / 100 % 100 * 60 + time % 100;
    // the 31st of June, a minute of 75 seconds
    Some(seconds).filter(|seconds| digits(*seconds) == Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::LAYOUTS;

    #[test]
    fn times_and_digits_agree() {
        for (time, number) in [
            (0, 19_700_101_000_000),
            (951_782_400, 20_000_229_000_000),
            (1_795_590_117, 20_261_125_070_157),
            (4_107_542_399, 21_000_228_235_959),
            (4_107_542_400, 21_000_301_000_000),
            (253_402_300_799, 99_991_231_235_959),
        ] {
            assert_eq!(digits(time), Some(number));
            assert_eq!(seconds(number), Some(time));
        }
        assert_eq!(digits(253_402_300_800), None);
        for none in [20_260_231_000_000, 20_260_101_006_000, 20_260_101_240_000, 1, 19_691_231_235_959] {
            assert_eq!(seconds(none), None, "{none}");
        }
    }

    fn next(layout: usize, there: &[&str]) -> Result<String, Unfit> {
        Version::next(LAYOUTS[layout], 1_795_590_117, there.iter().copied()).map(|v| v.to_string())
    }

    #[test]
    fn what_is_there_is_passed() {
        // no time, a minute's end, a year's end, one that is longer than ours
        assert_eq!(next(0, &["20261125079900_a.sql"]).as_deref(), Ok("20261125079901"));
        assert_eq!(next(0, &["20261231235959_a.up.sql"]).as_deref(), Ok("20270101000000"));
        assert_eq!(next(0, &["20261125070157123_a.sql"]).as_deref(), Ok("20261125070157124"));
        assert_eq!(next(1, &["2026-11-25-070157_a/up.sql"]).as_deref(), Ok("2026-11-25-070158"));
        assert_eq!(next(1, &["202611250701579_a/up.sql"]).as_deref(), Ok("2026-11-25-070158"));
        assert_eq!(next(1, &["2027_a/up.sql"]).as_deref(), Ok("2027-00-00-000001"));
        assert_eq!(next(2, &["V1795590117__a.sql", "U1795590118__b.sql"]).as_deref(), Ok("1795590119"));
        assert_eq!(
            next(3, &["20261125070157_a.sql", "down/20261125070158_b.sql"]).as_deref(),
            Ok("20261125070159")
        );
        assert_eq!(next(4, &["README.md", "x/y.sql", ""]).as_deref(), Ok("20261125070157"));
    }

    #[test]
    fn there_is_an_end() {
        let end = Err(Unfit::Version { layout: "refinery", after: 2_147_483_647 });
        assert_eq!(next(2, &["V2147483647__a.sql"]), end);
        assert!(next(0, &["9223372036854775807_a.sql"]).is_err());
        assert!(next(1, &["9999-12-31-235959_a/up.sql"]).is_err());
        let refinery = Version::next(LAYOUTS[2], 2_147_483_648, []);
        assert_eq!(refinery, Err(Unfit::Version { layout: "refinery", after: 2_147_483_648 }));
    }

    #[test]
    fn a_path_is_read_as_it_was_written() {
        for layout in LAYOUTS {
            let version = Version::next(layout, 1_795_590_117, []).unwrap();
            let text = version.to_string();
            assert_eq!(Version::parse(layout, &text), Some(version));
            assert_eq!(Version::parse(layout, ""), None);
            assert_eq!(Version::parse(layout, "+1"), None);
        }
    }
}
