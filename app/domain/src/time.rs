//! Points in time, in Unix milliseconds. Nothing here reads a clock.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;

/// A point in time, to the millisecond. Serialized as Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// The latest point in time that there is: later than every other.
    pub const MAX: Self = Self(i64::MAX);

    /// The point in time that is `millis` milliseconds after [`Timestamp::EPOCH`].
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Unix time in milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Unix time in whole seconds, rounded down: a `NumericDate` of RFC 7519 §2.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// How much time lies between `earlier` and this point; zero if `earlier` is not earlier.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }

    /// This point moved into the future; saturates.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// This point moved into the past; saturates.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// The calendar day in UTC as `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// RFC 3339 in UTC with seconds, `YYYY-MM-DDThh:mm:ssZ`: the value of `<time datetime>`.
    pub fn rfc3339(self) -> String {
        let seconds = self.0.rem_euclid(DAY) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        format!("{}T{hour:02}:{minute:02}:{second:02}Z", self.date())
    }
}

/// Whole milliseconds; saturates. Not [`Duration::as_millis`], whose 128-bit arithmetic would weigh
/// more in the browser.
fn millis(duration: Duration) -> i64 {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    seconds.saturating_mul(1000).saturating_add(i64::from(duration.subsec_millis()))
}

/// Year, month and day of a number of days since 1970-01-01 in the proleptic Gregorian calendar
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_at_the_edges_of_the_calendar() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_399_000, "2000-02-28T23:59:59Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_445_999_000, "2026-11-23T14:59:59Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp(millis).rfc3339(), expected);
        }
    }

    #[test]
    fn arithmetic_saturates() {
        let hour = Duration::from_hours(1);
        let at = Timestamp(1_795_445_999_000);
        assert_eq!(at.plus(hour).since(at), hour);
        assert_eq!(at.since(at.plus(hour)), Duration::ZERO);
        assert_eq!(at.plus(hour).minus(hour), at);
        assert_eq!(at.plus(Duration::MAX), Timestamp::MAX);
        assert_eq!(at.minus(Duration::MAX), Timestamp(at.0 - i64::MAX));
        assert_eq!(Timestamp(-1).as_seconds(), -1);
    }
}
