//! A rate as it is configured.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A number of times in a period, written `5/min`. They may all come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate {
    times: u32,
    per: Duration,
}

const UNITS: [(&str, Duration); 3] = [
    ("s", Duration::from_secs(1)),
    ("min", Duration::from_mins(1)),
    ("h", Duration::from_hours(1)),
];

impl Rate {
    /// `times` a minute; 0 counts as 1, because nobody could ever sign in.
    pub const fn per_minute(times: u32) -> Self {
        Self { times: if times == 0 { 1 } else { times }, per: Duration::from_mins(1) }
    }

    /// `times` an hour; 0 counts as 1.
    pub const fn per_hour(times: u32) -> Self {
        Self { times: if times == 0 { 1 } else { times }, per: Duration::from_hours(1) }
    }

    /// The period. That many times may come at once.
    pub fn period(self) -> Duration {
        self.per
    }

    /// How far one time moves the GCRA's theoretical arrival time.
    pub fn emission_interval(self) -> Duration {
        self.per / self.times
    }

    /// How many that makes in an hour; saturates.
    pub fn in_an_hour(self) -> u32 {
        let hours = 3600 / self.per.as_secs().clamp(1, 3600);
        self.times.saturating_mul(u32::try_from(hours).unwrap_or(u32::MAX))
    }
}

impl FromStr for Rate {
    /// One sentence that says what to write instead.
    type Err = String;

    fn from_str(raw: &str) -> Result<Self, String> {
        let parse = || {
            let (times, unit) = raw.split_once('/')?;
            let times =
                times.trim().parse().ok().filter(|times| (1..=1_000_000).contains(times))?;
            let (_, per) = UNITS.into_iter().find(|(name, _)| *name == unit.trim())?;
            Some(Self { times, per })
        };
        parse().ok_or_else(|| format!("`{raw}` is no rate: write it as 5/min, 300/h or 10/s"))
    }
}

impl TryFrom<String> for Rate {
    type Error = String;

    fn try_from(raw: String) -> Result<Self, String> {
        raw.parse()
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit =
            UNITS.into_iter().find(|(_, per)| *per == self.per).map_or("s", |(name, _)| name);
        write!(f, "{}/{unit}", self.times)
    }
}
