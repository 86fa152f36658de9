//! Time as a parameter: the only module that reads the system's clock.

use domain::time::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A difference of clocks that is logged, in milliseconds.
const WORTH_SAYING: i64 = 1000;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// Takes over the time of the database, which all nodes share. `here` is what this clock showed
    /// when the database read its own.
    fn set_by_database(&self, _here: Timestamp, _database: Timestamp) {}
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Timestamp {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The clock of a node: the system's, corrected by the difference to the database's. So all nodes tell
/// the same time, up to the drift since they last asked and half of a round trip.
#[derive(Debug, Default)]
pub struct NodeClock {
    /// Milliseconds by which the database's clock is ahead of the system's.
    ahead: AtomicI64,
}

impl Clock for NodeClock {
    fn now(&self) -> Timestamp {
        let system = SystemClock.now().as_millis();
        Timestamp::from_millis(system.saturating_add(self.ahead.load(Ordering::Relaxed)))
    }

    fn set_by_database(&self, here: Timestamp, database: Timestamp) {
        let more = database.as_millis().saturating_sub(here.as_millis());
        let before = self.ahead.fetch_add(more, Ordering::Relaxed);
        let ahead = before.saturating_add(more);
        if ahead.abs() >= WORTH_SAYING && (ahead - before).abs() >= WORTH_SAYING {
            tracing::warn!(
                milliseconds = ahead,
                "the clock of this machine differs from the database's, which is used: set it by NTP"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nodes_clock_shows_the_time_of_the_database() {
        let clock = NodeClock::default();
        for hours in [5, -3, 0] {
            let here = clock.now();
            let database =
                Timestamp::from_millis(SystemClock.now().as_millis() + hours * 3_600_000);
            clock.set_by_database(here, database);
            let difference = clock.now().as_millis() - database.as_millis();
            assert!((0..60_000).contains(&difference), "{difference}");
        }
    }
}
