//! Which `PostgreSQL` is it?

use std::fmt;

/// The version of a server or of its binaries; ordered.
///
/// ```
/// use rls_postgres::Version;
/// assert!(Version { major: 18, minor: 0 } > Version { major: 15, minor: 14 });
/// assert_eq!(Version { major: 15, minor: 14 }.to_string(), "15.14");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The 15 of 15.14.
    pub major: u32,
    /// The 14 of 15.14; 0 for a beta or release candidate.
    pub minor: u32,
}

impl Version {
    /// From what `postgres --version` prints: `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    pub(crate) fn of_program(line: &str) -> Option<Self> {
        let text = line.split("(PostgreSQL)").nth(1)?.split_whitespace().next()?;
        let mut numbers = text.split(|letter: char| !letter.is_ascii_digit());
        let major = numbers.next()?.parse().ok()?;
        let released = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let minor = if released { numbers.next().and_then(|text| text.parse().ok()).unwrap_or(0) } else { 0 };
        Some(Self { major, minor })
    }

    /// From the setting `server_version_num`: 150014.
    pub(crate) fn of_number(number: &str) -> Option<Self> {
        let number: u32 = number.parse().ok()?;
        Some(Self { major: number / 10_000, minor: number % 10_000 })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn reads_what_servers_print() {
        let read = |text| Version::of_program(text).map(|version| version.to_string());
        assert_eq!(read("postgres (PostgreSQL) 18.4\n").as_deref(), Some("18.4"));
        assert_eq!(read("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)").as_deref(), Some("15.14"));
        assert_eq!(read("postgres (PostgreSQL) 19beta2").as_deref(), Some("19.0"));
        assert_eq!(read("postgres: command not found"), None);
        assert_eq!(Version::of_number("150014"), Some(Version { major: 15, minor: 14 }));
    }
}
