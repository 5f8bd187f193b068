//! MessagePack's timestamps as texts, which is what the date types of every crate read.

use std::fmt;

/// The number of the extension.
pub(super) const EXTENSION: i8 = -1;

const SECONDS_A_DAY: i64 = 86_400;
/// Of a whole cycle of the calendar: 400 years.
const DAYS_A_CYCLE: i64 = 146_097;
/// From the first of March of the year 0, with which a cycle starts, to 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

/// A moment, written as RFC 3339 has it, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

impl Timestamp {
    /// Reads the extension's bytes; `None` if they are not of one of the three forms, or of no year with four digits.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (seconds, nanoseconds) = match *bytes {
            [a, b, c, d] => (i64::from(u32::from_be_bytes([a, b, c, d])), 0),
            [a, b, c, d, e, f, g, h] => {
                let both = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
                ((both & ((1 << 34) - 1)) as i64, (both >> 34) as u32)
            }
            [a, b, c, d, ref seconds @ ..] => {
                let seconds = i64::from_be_bytes(seconds.try_into().ok()?);
                (seconds, u32::from_be_bytes([a, b, c, d]))
            }
            _ => return None,
        };
        let moment = Self {
            seconds,
            nanoseconds,
        };
        let in_range = nanoseconds < 1_000_000_000 && (0..=9999).contains(&moment.date()?.0);
        in_range.then_some(moment)
    }

    /// Year, month and day.
    fn date(self) -> Option<(i64, i64, i64)> {
        let days = (self.seconds.div_euclid(SECONDS_A_DAY)).checked_add(DAYS_BEFORE_1970)?;
        let cycle = days.div_euclid(DAYS_A_CYCLE);
        let day = days.rem_euclid(DAYS_A_CYCLE);
        // Without the leap days before it: those of every 4th year, but for the 100th, but for the 400th.
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (year * 365 + year / 4 - year / 100);
        // From March on months have 31 and 30 days by turns, 153 in five of them.
        let month = (day * 5 + 2) / 153;
        let day = day - (month * 153 + 2) / 5 + 1;
        let (year, month) = match month {
            0..=9 => (year, month + 3),
            _ => (year + 1, month - 9),
        };
        Some((cycle * 400 + year, month, day))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date().ok_or(fmt::Error)?;
        let second = self.seconds.rem_euclid(SECONDS_A_DAY);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        )?;
        match self.nanoseconds {
            0 => {}
            whole if whole % 1_000_000 == 0 => write!(f, ".{:03}", whole / 1_000_000)?,
            whole if whole % 1_000 == 0 => write!(f, ".{:06}", whole / 1_000)?,
            whole => write!(f, ".{whole:09}")?,
        }
        f.write_str("Z")
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, SecondsFormat, Utc};
    use proptest::prelude::*;

    use super::*;

    fn long(seconds: i64, nanoseconds: u32) -> Vec<u8> {
        [&nanoseconds.to_be_bytes()[..], &seconds.to_be_bytes()].concat()
    }

    fn read(bytes: &[u8]) -> Option<String> {
        Timestamp::read(bytes).map(|moment| moment.to_string())
    }

    #[test]
    fn the_forms_of_the_official_clients_are_read() {
        let short = b"\x65\xe0\x79\xf0";
        assert_eq!(read(short).unwrap(), "2024-02-29T12:34:56Z");
        let medium = b"\xbc\x1c\xbd\x00\x65\xe0\x79\xf0";
        assert_eq!(read(medium).unwrap(), "2024-02-29T12:34:56.789Z");
        assert_eq!(
            read(&long(-1, 999_999_999)).unwrap(),
            "1969-12-31T23:59:59.999999999Z"
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for bytes in [&b""[..], b"\x01", &[0; 13], &[0xff; 8]] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
        for bytes in [
            long(i64::MAX, 0),
            long(i64::MIN, 0),
            long(0, 1_000_000_000),
            long(253_402_300_800, 0),
            long(-62_167_219_201, 0),
        ] {
            assert_eq!(read(&bytes), None);
        }
        assert_eq!(
            read(&long(253_402_300_799, 0)).unwrap(),
            "9999-12-31T23:59:59Z"
        );
        assert_eq!(
            read(&long(-62_167_219_200, 0)).unwrap(),
            "0000-01-01T00:00:00Z"
        );
    }

    proptest! {
        #[test]
        fn dates_are_those_of_the_calendar(seconds in -62_167_219_200_i64..253_402_300_800, nanoseconds in 0_u32..1_000_000_000) {
            let expected = DateTime::<Utc>::from_timestamp(seconds, nanoseconds).unwrap();
            let text = read(&long(seconds, nanoseconds)).unwrap();
            prop_assert_eq!(text.parse::<DateTime<Utc>>().unwrap(), expected);
            let text = read(&long(seconds, 0)).unwrap();
            let whole = DateTime::<Utc>::from_timestamp(seconds, 0).unwrap();
            prop_assert_eq!(text, whole.to_rfc3339_opts(SecondsFormat::Secs, true));
        }
    }
}
