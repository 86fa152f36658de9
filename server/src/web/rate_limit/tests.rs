//! Limits on a clock that the test moves.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use authority::Rate;

use super::limiter::{Key, Limiter, RetryAfter};

const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 1));

fn limiter(rate: &str, capacity: usize) -> (Limiter, Instant) {
    let start = Instant::now();
    (Limiter::new(rate.parse().expect("a rate"), capacity, start), start)
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[test]
fn a_burst_passes_then_one_at_a_time() {
    let (limiter, start) = limiter("5/min", 100);
    let key = Key::of_ip(HOME);
    for _ in 0..5 {
        assert_eq!(limiter.has_any(key, start), Ok(()));
        assert_eq!(limiter.spend(key, start), Ok(()));
    }
    assert_eq!(limiter.has_any(key, start), Err(RetryAfter { seconds: 12 }));
    assert_eq!(limiter.spend(key, start), Err(RetryAfter { seconds: 12 }));
    let almost = start + Duration::from_millis(11_500);
    assert_eq!(limiter.spend(key, almost), Err(RetryAfter { seconds: 1 }));
    assert_eq!(limiter.spend(key, start + seconds(12)), Ok(()));
    assert_eq!(limiter.spend(key, start + seconds(12)), Err(RetryAfter { seconds: 12 }));
    assert_eq!(limiter.has_any(key, start + seconds(72)), Ok(()));
}

#[test]
fn waiting_for_retry_after_always_helps() {
    for rate in ["7/min", "3/s", "300/h", "1/h"] {
        let (limiter, mut now) = limiter(rate, 100);
        let key = Key::of_ip(HOME);
        for _ in 0..2_000 {
            if let Err(RetryAfter { seconds: wait }) = limiter.spend(key, now) {
                assert!(wait >= 1);
                now += seconds(wait);
                assert_eq!(limiter.spend(key, now), Ok(()), "{rate}");
            }
        }
    }
}

#[test]
fn what_does_not_fail_does_not_count() {
    let (limiter, start) = limiter("5/min", 100);
    let key = limiter.key_for("ada@example.com", HOME);
    for _ in 0..1_000 {
        assert_eq!(limiter.spend(key, start), Ok(()));
        limiter.refund(key, start);
    }
    // A refund never puts more in than there was.
    limiter.refund(key, start);
    let passed = (0..10).filter(|_| limiter.spend(key, start).is_ok()).count();
    assert_eq!(passed, 5);
}

#[test]
fn parallel_attempts_are_counted_before_they_fail() {
    let (limiter, start) = limiter("5/min", 100);
    let key = limiter.key_for("ada@example.com", HOME);
    let passed = std::thread::scope(|scope| {
        let attempts = [(); 50].map(|()| scope.spawn(|| limiter.spend(key, start).is_ok()));
        attempts.into_iter().filter_map(|one| one.join().ok()).filter(|passed| *passed).count()
    });
    assert_eq!(passed, 5);
}

#[test]
fn one_address_never_blocks_another() {
    let (limiter, start) = limiter("5/min", 100);
    while limiter.spend(limiter.key_for("ada@example.com", AWAY), start).is_ok() {}
    while limiter.spend(Key::of_ip(AWAY), start).is_ok() {}
    assert_eq!(limiter.has_any(limiter.key_for("ada@example.com", HOME), start), Ok(()));
    assert_eq!(limiter.has_any(limiter.key_for("bob@example.com", AWAY), start), Ok(()));
    assert_eq!(limiter.has_any(Key::of_ip(HOME), start), Ok(()));
}

#[test]
fn an_ipv6_customer_cannot_change_address_to_start_over() {
    let (limiter, start) = limiter("1/min", 100);
    let ip = |raw: &str| raw.parse::<IpAddr>().expect("an address");
    assert!(limiter.spend(Key::of_ip(ip("2001:db8::1")), start).is_ok());
    assert!(limiter.spend(Key::of_ip(ip("2001:db8::ffff:1")), start).is_err());
    assert!(limiter.spend(Key::of_ip(ip("2001:db8:0:1::1")), start).is_ok());
}

#[test]
fn memory_is_bounded_and_old_keys_go_by_themselves() {
    let (limiter, start) = limiter("1/min", 1_000);
    for n in 0..50_000_u32 {
        let ip = IpAddr::from(n.to_be_bytes());
        assert_eq!(limiter.spend(Key::of_ip(ip), start), Ok(()));
    }
    assert!(limiter.len() <= 2_000);
    for minutes in 1..=2 {
        assert_eq!(limiter.has_any(Key::of_ip(HOME), start + seconds(60 * minutes)), Ok(()));
    }
    assert_eq!(limiter.len(), 0);
}

#[test]
fn a_debt_survives_the_turn_of_a_generation() {
    let (limiter, start) = limiter("1/min", 100);
    let key = Key::of_ip(HOME);
    assert!(limiter.spend(key, start + seconds(59)).is_ok());
    assert!(limiter.spend(key, start + seconds(61)).is_err());
    assert!(limiter.spend(key, start + seconds(118)).is_err());
    assert!(limiter.spend(key, start + seconds(119)).is_ok());
}

#[test]
fn rates_are_read_and_written_alike() {
    for rate in ["5/min", "300/h", "10/s"] {
        assert_eq!(rate.parse::<Rate>().map(|rate| rate.to_string()).as_deref(), Ok(rate));
    }
    assert_eq!(Rate::per_minute(5), "5/min".parse().expect("a rate"));
    assert_eq!(Rate::per_hour(300), "300/h".parse().expect("a rate"));
    for bad in ["5", "0/min", "-1/min", "5/day", "5/", "/min", "1000001/s", "5.5/s", ""] {
        assert!(bad.parse::<Rate>().is_err(), "{bad}");
    }
}
