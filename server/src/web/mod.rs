//! The layers that every request and reply passes around the handlers, and the listener.
//!
//! The modules here know HTTP and sockets, not applications. Only [`session`] asks the `authority` for
//! the session of a cookie; [`account`] compares its account with the one that a page was made for.
//! Time and randomness are parameters, except where a timer *is* the behaviour
//! ([`listener`]). State of one process is in [`rate_limit`] (failures), [`listener`]
//! (connections) and [`host`] (names of hosts): a second node would have its own.
//!
//! To guard a group of routes, wrap it from the inside out: a body limit, [`csrf::guard`]
//! and [`host::guard`] (dashboard and consent only), [`refusal::reformat`], [`headers::secure`] with
//! the group's class. Around the whole router are [`telemetry::observe`] and
//! [`similar_paths::rewrite`]; [`listener::serve`] serves the result. A layer refuses with a status and
//! one plain sentence; [`refusal`] turns it into the form that callers of the path read.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

pub mod account;
pub mod base_url;
mod canonical_path;
pub mod client_info;
pub mod client_ip;
pub mod compress;
pub mod cookie;
pub mod cors;
pub mod csrf;
pub(crate) mod fields;
pub mod gate;
pub mod headers;
pub mod health;
pub mod host;
pub mod listener;
pub mod log_format;
pub mod media_type;
pub mod rate_limit;
pub mod redirect;
pub mod refusal;
pub mod request_id;
pub mod return_path;
pub mod session;
pub mod similar_paths;
pub mod site;
pub mod telemetry;

/// The longest body of a request, in bytes.
pub const LONGEST_BODY: usize = 64 * 1024;

/// A source of 128 random bits, for nonces and request IDs. The program passes that of the operating
/// system, tests pass their own.
pub type RequestIdSource = Arc<dyn Fn() -> u128 + Send + Sync>;

/// 128 bits as 22 characters of base64url: a legal CSP nonce (CSP3 §2.3.1 `base64-value`) and header
/// value.
pub(crate) fn base64_128(bits: u128) -> String {
    URL_SAFE_NO_PAD.encode(bits.to_be_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_bit_of_a_random_value_shows_in_its_text() {
        let texts: HashSet<_> = (0..128).map(|bit| base64_128(1 << bit)).collect();
        assert_eq!(texts.len(), 128);
        assert!(texts.iter().all(|text| text.len() == 22 && *text != base64_128(0)));
    }
}
