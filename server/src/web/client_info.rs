//! Who sent a request, as far as the audit log wants to know.

use authority::ClientInfo;
use http::{header::USER_AGENT, request::Parts};

use super::client_ip::ClientAddr;

/// Where a request came from, for the audit log.
pub fn of(parts: &Parts) -> ClientInfo {
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    ClientInfo {
        ip: parts.extensions.get::<ClientAddr>().map(|ClientAddr(address)| *address),
        user_agent: user_agent.map(str::to_owned),
    }
}
