//! The ID of a request.

use std::{fmt, sync::Arc};

/// Identifies a request in the log; a request extension, and `x-request-id` on the reply. It is always
/// generated: one that the caller sent is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
