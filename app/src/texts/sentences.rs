//! Sentences with placeholders: numbers, names, durations.

use domain::application::ApplicationSummary;
use domain::change::{Change, Impact};
use domain::client_secret::RemovedSecret;
use domain::redirect_uri::RedirectUri;

/// The number of applications, or of search results.
pub fn count(total: u32, is_filtered: bool) -> String {
    match (total, is_filtered) {
        (0, true) => "No application found".to_owned(),
        (1, true) => "1 application found".to_owned(),
        (total, true) => format!("{total} applications found"),
        (total, false) => applications(total),
    }
}

fn applications(count: u32) -> String {
    if count == 1 { "1 application".to_owned() } else { format!("{count} applications") }
}

fn what(change: &Change) -> String {
    let name = change.name.as_ref().map(|name| name.as_str().to_owned());
    name.unwrap_or_else(|| applications(change.applications))
}

/// What was deleted, and the impact.
pub fn deleted(change: &Change) -> String {
    let said = format!("Deleted {}", what(change));
    if change.impact.is_none() { said } else { format!("{said}. {} lost access", change.impact) }
}

pub fn restored(change: &Change) -> String {
    format!("Restored {}", what(change))
}

pub fn erase_question(row: &ApplicationSummary) -> String {
    format!("Delete {} for good?", row.name.as_str())
}

/// The impact of turning off permissions.
pub fn permission_impact(scopes: &str, impact: Impact) -> String {
    if impact.is_none() {
        format!("Nobody uses {scopes} now.")
    } else {
        format!("Turning off {scopes} touches {impact}.")
    }
}

/// The label of the button that replaces a line by `fix`.
pub fn use_fix(fix: &str) -> String {
    let lines: Vec<&str> = fix.lines().collect();
    if lines.is_empty() { "Remove it".to_owned() } else { format!("Use {}", lines.join(" and ")) }
}

/// The impact of removing a redirect URI; `last` is the day of its last use.
pub fn redirect_uri_impact(uri: &RedirectUri, last: Option<&str>, impact: Impact) -> String {
    let uri = uri.as_str();
    match (last, impact.is_none()) {
        (None, true) => format!("{uri} was never used."),
        (None, false) => format!("{uri}: {impact} came by it."),
        (Some(day), true) => format!("{uri}: last used {day}."),
        (Some(day), false) => format!("{uri}: last used {day}, {impact} came by it."),
    }
}

/// What was removed, and when it was last used, if recently.
pub fn removed_secret(secret: &RemovedSecret) -> String {
    let RemovedSecret { last_four, last_used_at, removed_at } = secret;
    let said = format!("Removed the secret ending {last_four}");
    match last_used_at.filter(|_| secret.was_in_use()) {
        None => said,
        Some(used) => {
            let ago = ago(removed_at.since(used).as_secs());
            format!("{said}. Used {ago}. Requests with it stop now.")
        }
    }
}

/// A removed secret on the page where it can be restored.
pub fn restorable_secret(secret: &RemovedSecret) -> String {
    let said = format!("The secret ending {} was removed.", secret.last_four);
    let stops = if secret.was_in_use() { " It was in use: requests with it fail." } else { "" };
    format!("{said}{stops} It can be restored for a day.")
}

fn ago(seconds: u64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let (count, unit) = match seconds {
        ..MINUTE => return "less than a minute ago".to_owned(),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        _ => (seconds / DAY, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural} ago")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    #[test]
    fn removing_a_secret_says_what_it_stops() {
        let said = |seconds: Option<i64>| {
            let removed_at = Timestamp::from_millis(1_795_521_600_000);
            removed_secret(&RemovedSecret {
                last_four: "Ab12".to_owned(),
                last_used_at: seconds
                    .map(|seconds| Timestamp::from_millis(removed_at.as_millis() - 1000 * seconds)),
                removed_at,
            })
        };
        let used = |ago: &str| {
            format!("Removed the secret ending Ab12. Used {ago}. Requests with it stop now.")
        };
        assert_eq!(said(None), "Removed the secret ending Ab12");
        for (seconds, ago) in [
            (-3, "less than a minute ago"),
            (59, "less than a minute ago"),
            (60, "1 minute ago"),
            (3 * 60 + 59, "3 minutes ago"),
            (3_600, "1 hour ago"),
            (86_399, "23 hours ago"),
            (29 * 86_400, "29 days ago"),
        ] {
            assert_eq!(said(Some(seconds)), used(ago), "{seconds}");
        }
        assert_eq!(said(Some(30 * 86_400)), "Removed the secret ending Ab12");
    }
}
