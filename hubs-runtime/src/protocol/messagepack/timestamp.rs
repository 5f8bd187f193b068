//! MessagePack's timestamps as texts, which is what the date types of every crate read and write.

use std::fmt;

/// The number of the extension.
pub(in crate::protocol) const EXTENSION: i8 = -1;

const SECONDS_A_DAY: i64 = 86_400;
/// Of a whole cycle of the calendar: 400 years.
const DAYS_A_CYCLE: i64 = 146_097;
/// From the first of March of the year 0, with which a cycle starts, to 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

/// A moment, written as RFC 3339 has it, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protocol) struct Timestamp {
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

    /// The moment that a text as [`fmt::Display`] has it stands for, with one to nine digits of a second; `None` if it is
    /// another text.
    pub(in crate::protocol) fn of_text(text: &str) -> Option<Self> {
        let (whole, fraction) = text.strip_suffix('Z')?.split_at_checked(19)?;
        let number = |from: usize, to: usize| -> Option<i64> {
            let digits = &whole.as_bytes()[from..to];
            let value = |value, digit: &u8| value * 10 + i64::from(digit - b'0');
            let all = digits.iter().all(u8::is_ascii_digit);
            all.then(|| digits.iter().fold(0, value))
        };
        let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
        let separated = |(at, separator): &(usize, u8)| whole.as_bytes()[*at] == *separator;
        if !whole.is_ascii() || !separators.iter().all(separated) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        if !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let moment = Self {
            seconds: days(year, month, day) * SECONDS_A_DAY + hour * 3_600 + minute * 60 + second,
            nanoseconds: nanoseconds(fraction)?,
        };
        // Not a day that its month does not have.
        (moment.date()? == (year, month, day)).then_some(moment)
    }

    /// The extension's bytes, in the shortest of the three forms.
    pub(in crate::protocol) fn bytes(self) -> ([u8; 12], usize) {
        let mut bytes = [0; 12];
        match (u64::try_from(self.seconds), self.nanoseconds) {
            (Ok(seconds), 0) if seconds <= u32::MAX.into() => {
                bytes[..4].copy_from_slice(&(seconds as u32).to_be_bytes());
                (bytes, 4)
            }
            (Ok(seconds), nanoseconds) if seconds < 1 << 34 => {
                let both = u64::from(nanoseconds) << 34 | seconds;
                bytes[..8].copy_from_slice(&both.to_be_bytes());
                (bytes, 8)
            }
            _ => {
                bytes[..4].copy_from_slice(&self.nanoseconds.to_be_bytes());
                bytes[4..].copy_from_slice(&self.seconds.to_be_bytes());
                (bytes, 12)
            }
        }
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

/// Days from 1970 to a date, whose day its month may not have: what [`Timestamp::date`] undoes.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // A year that starts in March.
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let days = year * 365 + year / 4 - year / 100 + (month * 153 + 2) / 5 + day - 1;
    cycle * DAYS_A_CYCLE + days - DAYS_BEFORE_1970
}

/// A fraction of a second as `.5`; none if it is empty.
fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() {
        return Some(0);
    }
    let digits = fraction.strip_prefix('.')?;
    let fits = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value: u32 = fits.then(|| digits.parse().ok())??;
    Some(value * 10_u32.pow(9 - digits.len() as u32))
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

    #[test]
    fn other_texts_are_no_moments() {
        for text in [
            "",
            "Z",
            "2024-02-29",
            "2024-02-29T12:34:56",
            "2024-02-29T12:34:56+00:00",
            "2024-02-29 12:34:56Z",
            "2023-02-29T12:34:56Z",
            "2024-13-01T12:34:56Z",
            "2024-02-00T12:34:56Z",
            "2024-02-29T24:34:56Z",
            "2024-02-29T12:34:60Z",
            "2024-02-29T12:34:56.Z",
            "2024-02-29T12:34:56.1234567890Z",
            "+024-02-29T12:34:56Z",
            "2024-02-29T12:34:5éZ",
            "20é4-02-29T12:34:56Z",
        ] {
            assert_eq!(Timestamp::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_shortest_form_is_written() {
        for (text, written) in [
            ("2024-02-29T12:34:56Z", &b"\x65\xe0\x79\xf0"[..]),
            (
                "2024-02-29T12:34:56.789Z",
                b"\xbc\x1c\xbd\x00\x65\xe0\x79\xf0",
            ),
            (
                "2024-02-29T12:34:56.5Z",
                b"\x77\x35\x94\x00\x65\xe0\x79\xf0",
            ),
            ("1969-12-31T23:59:59Z", &long(-1, 0)),
        ] {
            let (bytes, length) = Timestamp::of_text(text).unwrap().bytes();
            assert_eq!(&bytes[..length], written, "{text}");
        }
    }

    proptest! {
        #[test]
        fn moments_come_back(seconds in -62_167_219_200_i64..253_402_300_800, nanoseconds in 0_u32..1_000_000_000) {
            for nanoseconds in [0, nanoseconds, nanoseconds / 1_000_000 * 1_000_000] {
                let moment = Timestamp::read(&long(seconds, nanoseconds)).unwrap();
                prop_assert_eq!(Timestamp::of_text(&moment.to_string()), Some(moment));
                let (bytes, length) = moment.bytes();
                prop_assert_eq!(Timestamp::read(&bytes[..length]), Some(moment));
            }
        }

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
