//! How many connections there are, in all and per address. It refuses the one too many.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::web::client_ip::ip_bucket;

/// Counts open connections.
pub(super) struct Admission {
    total: usize,
    per_address: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// The right to one connection; given back when dropped.
pub(super) struct Place {
    admission: Arc<Admission>,
    counted: Option<IpAddr>,
}

impl Admission {
    pub(super) fn new(total: usize, per_address: usize) -> Arc<Self> {
        Arc::new(Self { total, per_address, open: Mutex::default() })
    }

    /// A place for a connection from `peer`, if there is one. An `exempt` peer counts in all,
    /// but not per address.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr, exempt: bool) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.total >= self.total {
            return None;
        }
        let counted = (!exempt).then(|| ip_bucket(peer));
        if let Some(address) = counted {
            let from_here = open.by_address.entry(address).or_default();
            if *from_here >= self.per_address {
                return None;
            }
            *from_here += 1;
        }
        open.total += 1;
        Some(Place { admission: self.clone(), counted })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.admission.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.total -= 1;
        let Some(address) = self.counted else { return };
        if let Some(from_here) = open.by_address.get_mut(&address) {
            *from_here -= 1;
            if *from_here == 0 {
                open.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_every_place_and_places_come_back() {
        let ip = |raw: &str| raw.parse::<IpAddr>().expect("an address");
        let admission = Admission::new(4, 2);
        let admit = |raw: &str, exempt| admission.admit(ip(raw), exempt);
        let (first, _second) = (admit("2001:db8::1", false), admit("2001:db8::2", false));
        assert!(first.is_some());
        assert!(admit("2001:db8::3", false).is_none(), "the same /64");
        let others = [admit("192.0.2.1", false), admit("192.0.2.2", true)];
        assert!(others.iter().all(Option::is_some));
        assert!(admit("192.0.2.3", false).is_none(), "no place at all");
        drop(first);
        assert!(admit("2001:db8::3", false).is_some());
        drop(others);
        let proxied: Vec<_> = (0..3).map_while(|_| admit("192.0.2.2", true)).collect();
        assert_eq!(proxied.len(), 3, "a trusted proxy speaks for many");
        drop(proxied);
        assert_eq!(admission.open.lock().expect("no panic").by_address.len(), 1);
    }
}
