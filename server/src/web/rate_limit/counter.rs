//! Where failures are counted: in the memory of the one server of a SQLite database, or in the
//! PostgreSQL database of several nodes. Who counts does not know which.

use std::net::IpAddr;

use authority::{Authority, Error, FailureCount, Rate, SharedLimit};
use axum::response::Response;
use domain::problem::{Problem, ProblemCode};
use http::header::RETRY_AFTER;

use super::{
    CAPACITY, Now,
    limiter::{Key, Limiter, RetryAfter},
};
use crate::{problem, web::client_ip::ip_bucket};

/// Counts failures for one limit.
pub enum Counter {
    Memory { limiter: Limiter, now: Now },
    Shared(SharedLimit),
}

/// Why a failure was not counted.
#[derive(Debug)]
pub enum NotCounted {
    TooMany(RetryAfter),
    Failed(Error),
}

impl Counter {
    /// `name` is the same on all nodes.
    pub fn new(authority: &Authority, name: &'static str, rate: Rate, now: &Now) -> Self {
        let shared = authority.shared_limit(name, rate);
        shared.map_or_else(|| Self::in_memory(rate, now), Self::Shared)
    }

    pub fn in_memory(rate: Rate, now: &Now) -> Self {
        Self::Memory { limiter: Limiter::new(rate, CAPACITY, now()), now: now.clone() }
    }

    /// Counts a failure of `identity` at this IP address, or of the IP address alone.
    ///
    /// # Errors
    /// There were too many, or the store failed.
    pub async fn spend(&self, identity: Option<&str>, ip: IpAddr) -> Result<(), NotCounted> {
        match self {
            Self::Memory { limiter, now } => {
                limiter.spend(key(limiter, identity, ip), now()).map_err(NotCounted::TooMany)
            }
            Self::Shared(limit) => match limit.spend(identity, ip_bucket(ip)).await {
                Ok(FailureCount::Counted) => Ok(()),
                Ok(FailureCount::TooMany { retry_after }) => {
                    Err(NotCounted::TooMany(RetryAfter { seconds: retry_after.as_secs() }))
                }
                Err(error) => Err(NotCounted::Failed(error)),
            },
        }
    }

    /// Gives back what [`spend`](Self::spend) took. If the store fails, it stays counted.
    pub async fn refund(&self, identity: Option<&str>, ip: IpAddr) {
        match self {
            Self::Memory { limiter, now } => limiter.refund(key(limiter, identity, ip), now()),
            Self::Shared(limit) => {
                if let Err(error) = limit.refund(identity, ip_bucket(ip)).await {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "an attempt that did not fail stays counted");
                }
            }
        }
    }
}

fn key(limiter: &Limiter, identity: Option<&str>, ip: IpAddr) -> Key {
    identity.map_or_else(|| Key::of_ip(ip), |identity| limiter.key_for(identity, ip))
}

impl NotCounted {
    /// What may be said of it.
    pub fn problem(&self) -> Problem {
        match self {
            Self::TooMany(wait) => Problem::new(ProblemCode::TooMany, wait.to_string()),
            Self::Failed(error) => problem::public_problem(error),
        }
    }

    /// Sets `Retry-After`.
    pub fn retry_after(&self, response: &mut Response) {
        match self {
            Self::TooMany(wait) => {
                response.headers_mut().insert(RETRY_AFTER, wait.header());
            }
            Self::Failed(error) => problem::retry_after(error, response),
        }
    }
}
