//! Path and query, which every scheme has.

use super::error::RedirectUriError;

/// Path and query: brackets belong to hosts only, and there are no dot segments.
pub(super) fn check_path(tail: &str) -> Result<(), RedirectUriError> {
    if let Some(c) = tail.chars().find(|c| matches!(c, '[' | ']')) {
        return Err(RedirectUriError::Character(c));
    }
    let path = tail.split('?').next().unwrap_or(tail);
    for segment in path.split('/') {
        let name = segment.split(';').next().unwrap_or(segment);
        let decoded = name.replace("%2e", ".").replace("%2E", ".");
        if matches!(decoded.as_str(), "." | "..") {
            return Err(RedirectUriError::DotSegment);
        }
    }
    Ok(())
}
