//! Rate limits of failures (SECURITY.md F3). Only what is spent and not refunded counts. They are counted
//! in the database if several nodes use it, else in this process: a [`Counter`](counter::Counter) is
//! one or the other.
//!
//! There are two ways to use it:
//! - *Before slow work* ([`sign_ins`], where Argon2id takes long): spend first and refund on success,
//!   so that a thousand attempts in parallel do not all pass a check that none of them has failed yet.
//! - *After quick work* ([`client_authentication`]): spend only once it failed; the refusal turns 401
//!   into 429, and a caller with the right credentials is never limited.
//!
//! One IP address never blocks another: a key of an account or an application also holds the IP
//! address of the caller, so nobody can lock an owner out by failing on purpose.

use std::{sync::Arc, time::Instant};

pub mod client_authentication;
pub mod counter;
pub mod limiter;
pub mod sign_ins;

/// Keys that each limiter stores; twice as many at most.
const CAPACITY: usize = 50_000;

/// The current instant: the program passes the system's, tests their own.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

#[cfg(test)]
mod tests;
