//! The names of hosts that requests were sent to.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use crate::web::base_url::BaseUrl;

/// The most names in each set, because anybody can send any name.
const CAPACITY: usize = 16;

#[derive(Debug, Default)]
pub struct Hosts {
    /// Names that a proxy in front of this server sends in `Host`.
    of_proxies: Mutex<HashSet<String>>,
    /// Origins that a warning was logged for.
    warned: Mutex<HashSet<String>>,
}

impl Hosts {
    pub(super) fn is_of_proxy(&self, host: &str) -> bool {
        self.of_proxies.lock().unwrap_or_else(PoisonError::into_inner).contains(host)
    }

    pub(super) fn add_proxy(&self, host: &str) {
        let mut known = self.of_proxies.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains(host) {
            // Made-up names must not keep the right one out for ever.
            if known.len() == CAPACITY {
                known.clear();
            }
            known.insert(host.to_owned());
        }
    }

    pub(super) fn warn_once(&self, base: &BaseUrl, used: &BaseUrl) {
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.len() < CAPACITY && warned.insert(used.as_str().to_owned()) {
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
    fn made_up_names_fill_no_memory() {
        let hosts = Hosts::default();
        let base: BaseUrl = "https://apps.example.com".parse().expect("a base URL");
        for number in 0..1000 {
            let host = format!("made-up-{number}.example");
            hosts.add_proxy(&host);
            assert!(hosts.is_of_proxy(&host));
            let used = format!("http://{host}").parse().expect("an address");
            hosts.warn_once(&base, &used);
        }
        assert!(hosts.of_proxies.lock().expect("no panic").len() <= CAPACITY);
        assert_eq!(hosts.warned.lock().expect("no panic").len(), CAPACITY);
    }
}
