//! A clock that stands still and randomness that repeats itself, for tests and test data. Compiled
//! with the feature `testing` only, which no release asks for.

pub mod database;

use crate::clock::Clock;
use crate::random::Random;
use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;
use std::io::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

/// A clock that moves only when it is told to.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that shows `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_millis()))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.0.store(self.now().plus(by).as_millis(), Ordering::SeqCst);
    }

    /// Moves the clock forward.
    pub fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }

    /// Moves the clock forward.
    pub fn advance_millis(&self, millis: u64) {
        self.advance(Duration::from_millis(millis));
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// The same bytes in every run. Anyone can guess them.
#[derive(Debug)]
pub struct SeededRandom(Mutex<StdRng>);

impl SeededRandom {
    /// The bytes that belong to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

/// Whether each use case that writes runs twice, and what its first run wrote is rolled back. Set by
/// the environment variable `CONFIGO_RUN_USE_CASES_TWICE`: the whole contract suite then shows that a
/// use case that is run again leaves what one run leaves.
pub(crate) fn runs_use_cases_twice() -> bool {
    static TWICE: LazyLock<bool> =
        LazyLock::new(|| std::env::var_os("CONFIGO_RUN_USE_CASES_TWICE").is_some());
    *TWICE
}

/// Appends a statement to the file that the environment variable `CONFIGO_RECORD_STATEMENTS` names,
/// once per process. So a run of the contract suite lists the statements of this level
/// (`migrations/statements`).
pub(crate) fn record_statement(sql: &str) {
    static FILE: LazyLock<Option<Mutex<Recorded>>> = LazyLock::new(|| {
        let path = std::env::var_os("CONFIGO_RECORD_STATEMENTS")?;
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let file = file.expect("a file that can be written");
        Some(Mutex::new(Recorded { file, known: HashSet::new() }))
    });
    if let Some(recorded) = &*FILE {
        let Recorded { file, known } =
            &mut *recorded.lock().unwrap_or_else(PoisonError::into_inner);
        if known.insert(sql.to_owned()) {
            writeln!(file, "{sql}").expect("a file that can be written");
        }
    }
}

struct Recorded {
    file: std::fs::File,
    known: HashSet<String>,
}
