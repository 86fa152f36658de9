//! What is remembered of the names that requests come under.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use crate::web::base_url::BaseUrl;

/// Names that are remembered; strangers can send any.
const REMEMBERED: usize = 16;

/// What is known of the names that requests come under.
#[derive(Debug, Default)]
pub struct Hosts {
    /// Those that a proxy in front of our address sends.
    of_proxies: Mutex<HashSet<String>>,
    /// Those that the log has told about.
    told: Mutex<HashSet<String>>,
}

impl Hosts {
    pub(super) fn is_of_proxy(&self, host: &str) -> bool {
        self.of_proxies.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
    }

    pub(super) fn remember_proxy(&self, host: &str) {
        let mut known = self.of_proxies.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(host) {
            // Made-up names must not keep the right one out for ever.
            if known.len() == REMEMBERED {
                known.clear();
            }
            known.insert(host.to_owned());
        }
    }

    pub(super) fn tell(&self, base: &BaseUrl, used: &BaseUrl) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < REMEMBERED && told.insert(used.as_str().to_owned()) {
            tracing::warn!(
                "a page was opened at {used}, but base_url is {base}: nobody can sign in there; if \
                 {used} is right, set base_url = \"{used}\" or CONFIGO_BASE_URL={used}"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_fill_no_memory() {
        let hosts = Hosts::default();
        let base: BaseUrl = "https://apps.example.com".parse().expect("a base URL");
        for number in 0..1000 {
            let host = format!("made-up-{number}.example");
            hosts.remember_proxy(&host);
            assert!(hosts.is_of_proxy(&host));
            let used = format!("http://{host}").parse().expect("an address");
            hosts.tell(&base, &used);
        }
        assert!(hosts.of_proxies.lock().expect("no panic").len() <= REMEMBERED);
        assert_eq!(hosts.told.lock().expect("no panic").len(), REMEMBERED);
    }
}
