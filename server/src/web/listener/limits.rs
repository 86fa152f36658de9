//! How much connections may take, and how long.

use std::time::Duration;

/// What one connection, and all of them together, may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first moment (or the last reply) until a whole header block has come; so also
    /// how long a silent or an idle connection lives.
    pub header: Duration,
    /// From the header block until the reply begins, the request's body included.
    pub request: Duration,
    /// How long a caller may take no byte of a reply, or a streamed reply bring none.
    pub stall: Duration,
    /// Bytes in a header block, request line included; at least 4,096. Beyond it: 431, or 414
    /// where the address alone is longer.
    pub header_bytes: usize,
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address (IPv6: one /64) that is not a trusted proxy.
    pub per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            request: Duration::from_secs(15),
            stall: Duration::from_secs(15),
            header_bytes: 32 * 1024,
            connections: 4096,
            per_address: 256,
        }
    }
}
