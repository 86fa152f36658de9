//! Suggestions for refused URIs.

use super::query::without_reserved;
use super::rules::RedirectUriRules;
use super::scheme::misspells_https;
use super::uri::RedirectUri;
use crate::application_kind::ApplicationKind;
use crate::text::is_unseen;

/// Hosts of this machine, which `http` leads to.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// A corrected form of a refused URI, if that would be accepted; `None` for an accepted one.
pub fn suggest(raw: &str, rules: RedirectUriRules, kind: ApplicationKind) -> Option<String> {
    let is_accepted = |uri: &str| RedirectUri::parse(uri, rules, kind).is_ok();
    let corrected = corrected(raw, rules);
    (corrected != raw && !is_accepted(raw) && is_accepted(&corrected)).then_some(corrected)
}

/// The text with everything corrected that can be. Any remaining error can't be corrected
/// automatically.
pub(super) fn corrected(raw: &str, rules: RedirectUriRules) -> String {
    let seen: String = raw.chars().filter(|&c| matches!(c, ' ' | '\t') || !is_unseen(c)).collect();
    let text = with_scheme(seen.split('#').next().unwrap_or_default());
    let Some((scheme, rest)) = text.split_once(':') else { return text };
    let mut scheme = scheme.to_ascii_lowercase();
    if misspells_https(&scheme) {
        "https".clone_into(&mut scheme);
    }
    let mut rest = rest.to_owned();
    let is_web = matches!(scheme.as_str(), "https" | "http");
    if is_web && !rest.starts_with("//") {
        rest = format!("//{}", rest.trim_start_matches('/'));
    }
    if let Some(after) = rest.strip_prefix("//") {
        let end = after.find(['/', '?']).unwrap_or(after.len());
        let (authority, tail) = after.split_at(end);
        let mut authority = authority.to_ascii_lowercase();
        if let Some((_, host)) = authority.rsplit_once('@') {
            authority = host.to_owned();
        }
        for ending in [":", "."] {
            if let Some(shorter) = authority.strip_suffix(ending) {
                authority = shorter.to_owned();
            }
        }
        let loopback = starts_on_this_machine(&authority);
        if scheme == "http" && !loopback {
            "https".clone_into(&mut scheme);
        }
        if loopback && scheme == "http" && !rules.allow_localhost {
            authority = authority.replacen("localhost", "127.0.0.1", 1);
        }
        // Private-use schemes are matched as they are written, with or without a path.
        let slash = if is_web && tail.starts_with('?') { "/" } else { "" };
        rest = format!("//{authority}{slash}{tail}");
    }
    without_reserved(&format!("{scheme}:{rest}"))
}

/// The text with the scheme that it lacks, if it looks like one without.
fn with_scheme(text: &str) -> String {
    if starts_on_this_machine(text) {
        return format!("http://{text}");
    }
    for scheme in ["https", "http"] {
        if let Some(rest) = text.strip_prefix(scheme).filter(|rest| rest.starts_with("//")) {
            return format!("{scheme}:{rest}");
        }
    }
    let bare = text.strip_prefix("//").unwrap_or(text);
    let host = bare.split([':', '/', '?']).next().unwrap_or_default();
    // `com.example.app:/cb` has a scheme of its own; `app.example/cb` lacks one.
    if host.contains('.') && !bare.contains(":/") {
        return format!("https://{bare}");
    }
    text.to_owned()
}

/// Whether a text begins with a host of this machine.
fn starts_on_this_machine(text: &str) -> bool {
    LOOPBACK.iter().any(|host| {
        let rest = text.strip_prefix(host);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/', '?']))
    })
}
