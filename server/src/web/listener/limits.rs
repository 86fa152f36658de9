//! Limits of connections and their timers.

use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the accept (or the last reply) until a whole header block has arrived. So it is also the
    /// time after which an idle connection is closed.
    pub header: Duration,
    /// From the header block until the reply starts, the body of the request included.
    pub request: Duration,
    /// How long the client may read no byte of a reply, or a streamed reply may yield none.
    pub stall: Duration,
    /// Bytes in a header block, request line included; at least 4,096. Beyond it: 431, or 414 where
    /// the request target alone is longer.
    pub header_bytes: usize,
    /// In all.
    pub connections: usize,
    /// Connections from one IP address (IPv6: one /64) that is not a trusted proxy.
    pub per_ip: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header: Duration::from_secs(10),
            request: Duration::from_secs(15),
            stall: Duration::from_secs(15),
            header_bytes: 32 * 1024,
            connections: 4096,
            per_ip: 256,
        }
    }
}
