//! Where a request came from, for the audit log and the list of sessions.

use authority::ClientInfo;
use http::{header::USER_AGENT, request::Parts};

use super::client_ip::ClientIp;

pub fn of(parts: &Parts) -> ClientInfo {
    let user_agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    ClientInfo {
        ip: parts.extensions.get::<ClientIp>().map(|ClientIp(ip)| *ip),
        user_agent: user_agent.map(str::to_owned),
    }
}
