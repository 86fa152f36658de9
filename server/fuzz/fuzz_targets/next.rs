//! A return path that is accepted stays on our origin, unchanged.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::web::return_path::safe_return_path;
use url::Url;

fuzz_target!(|raw: &str| {
    let Some(path) = safe_return_path(raw, &["", "applications", "oauth", "security"]) else { return };
    let base = Url::parse("https://apps.example.com").expect("a URL");
    let url = base.join(path).expect("a path");
    assert_eq!(url.origin(), base.origin());
    assert_eq!(url.as_str().strip_prefix("https://apps.example.com"), Some(path));
});
