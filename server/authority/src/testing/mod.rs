//! A clock that stands still and randomness that repeats itself, for tests and test data. Compiled
//! with the feature `testing` only, which no release asks for.

pub mod database;

use crate::clock::Clock;
use crate::random::Random;
use domain::time::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;
use std::fs::File;
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

/// Appends a statement, with the types of its parameters as a comment, to the file that the environment
/// variable `CONFIGO_RECORD_STATEMENTS` names. So a run of the contract suite lists the statements of
/// this level (`end2end/scripts/statements.mjs`).
pub(crate) fn record_statement<'t>(sql: &str, types: impl Iterator<Item = &'t str>) {
    static FILE: LazyLock<Option<File>> = LazyLock::new(|| log_file("CONFIGO_RECORD_STATEMENTS"));
    static KNOWN: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);
    if let Some(file) = &*FILE
        && KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(sql.to_owned())
    {
        let types: Vec<&str> = types.collect();
        append(file, format!("{sql} -- {}\n", types.join(", ")));
    }
}

/// What becomes of a use case that writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counted {
    UseCase,
    Conflict,
}

/// Appends a letter to the file that the environment variable `CONFIGO_COUNT_CONFLICTS` names: `u` for a
/// use case, `c` for each time that one is run again. So a run of the tests tells the rate of repeats.
pub(crate) fn count(what: Counted) {
    static FILE: LazyLock<Option<File>> = LazyLock::new(|| log_file("CONFIGO_COUNT_CONFLICTS"));
    if let Some(file) = &*FILE {
        let letter = match what {
            Counted::UseCase => "u",
            Counted::Conflict => "c",
        };
        append(file, letter.to_owned());
    }
}

fn log_file(variable: &str) -> Option<File> {
    let path = std::env::var_os(variable)?;
    let file = File::options().append(true).create(true).open(path);
    Some(file.expect("a file that can be written"))
}

/// In one piece, because processes write at the same time.
fn append(mut file: &File, text: String) {
    file.write_all(text.as_bytes()).expect("a file that can be written");
}
