//! What a request is called.

use std::{fmt, sync::Arc};

/// The name of this request in the log; a request extension, and `x-request-id` on the reply.
/// Always our own: one that the caller sent is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
