//! Limits the number of open connections, in all and per IP address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::web::client_ip::ip_bucket;

pub(super) struct Admission {
    total: usize,
    per_ip: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_ip: HashMap<IpAddr, usize>,
}

/// Counts one connection until it is dropped.
pub(super) struct Permit {
    admission: Arc<Admission>,
    counted: Option<IpAddr>,
}

impl Admission {
    pub(super) fn new(total: usize, per_ip: usize) -> Arc<Self> {
        Arc::new(Self { total, per_ip, open: Mutex::default() })
    }

    /// A permit for a connection from `peer`, if the limits allow it. An `exempt` peer is counted in
    /// all, but not per IP address.
    pub(super) fn admit(self: &Arc<Self>, peer: IpAddr, exempt: bool) -> Option<Permit> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.total >= self.total {
            return None;
        }
        let counted = (!exempt).then(|| ip_bucket(peer));
        if let Some(ip) = counted {
            let from_here = open.by_ip.entry(ip).or_default();
            if *from_here >= self.per_ip {
                return None;
            }
            *from_here += 1;
        }
        open.total += 1;
        Some(Permit { admission: self.clone(), counted })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.admission.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.total -= 1;
        let Some(ip) = self.counted else { return };
        if let Some(from_here) = open.by_ip.get_mut(&ip) {
            *from_here -= 1;
            if *from_here == 0 {
                open.by_ip.remove(&ip);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_ip_cannot_take_every_permit_and_permits_are_returned() {
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
        assert_eq!(admission.open.lock().expect("no panic").by_ip.len(), 1);
    }
}
