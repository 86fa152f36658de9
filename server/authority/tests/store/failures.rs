//! Limits of failures (SECURITY.md F3): nodes count them together in PostgreSQL, and a server alone
//! writes none.

use crate::fixture::Fixture;
use authority::Rate;
use authority::testing::database;

const NAME: &str = "test";

#[tokio::test]
async fn only_a_shared_database_counts_failures() {
    let fixture = Fixture::new().await;
    let limit = fixture.authority.shared_limit(NAME, Rate::per_minute(1));
    assert_eq!(limit.is_some(), database::is_postgres());
    fixture.authority.sweep().await.unwrap();
}

/// What runs on PostgreSQL only.
mod postgres {
    use super::NAME;
    use crate::fixture::{Fixture, START};
    use authority::testing::database;
    use authority::{Authority, FailureCount, Rate, SharedLimit};
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const AWAY: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1));
    const ADA: Option<&str> = Some("ada@example.com");
    const KEYS: &str = "SELECT count(*) FROM failure_limit";

    async fn fixture() -> Fixture {
        assert!(
            database::is_postgres(),
            "this test needs PostgreSQL: run it with end2end/scripts/postgres.mjs"
        );
        Fixture::new().await
    }

    fn limit(node: &Authority, rate: &str) -> SharedLimit {
        node.shared_limit(NAME, rate.parse().unwrap()).unwrap()
    }

    async fn is_counted(limit: &SharedLimit) -> bool {
        limit.spend(ADA, HERE).await.unwrap() == FailureCount::Counted
    }

    fn after(seconds: u64) -> FailureCount {
        FailureCount::TooMany { retry_after: Duration::from_secs(seconds) }
    }

    #[tokio::test]
    async fn failures_on_one_node_count_on_the_other() {
        let fixture = fixture().await;
        let other = fixture.node().await;
        let nodes = [limit(&fixture.authority, "5/min"), limit(&other, "5/min")];
        for turn in 0..5 {
            assert!(is_counted(&nodes[turn % 2]).await);
        }
        for node in &nodes {
            assert_eq!(node.spend(ADA, HERE).await.unwrap(), after(12));
        }
        fixture.clock.advance_millis(11_500);
        for node in &nodes {
            assert_eq!(node.spend(ADA, HERE).await.unwrap(), after(1));
        }
        fixture.clock.advance_millis(500);
        assert!(is_counted(&nodes[0]).await);
        assert_eq!(nodes[1].spend(ADA, HERE).await.unwrap(), after(12));
        // The whole burst comes back.
        fixture.clock.advance_seconds(72);
        for turn in 0..5 {
            assert!(is_counted(&nodes[turn % 2]).await);
        }
        assert!(!is_counted(&nodes[1]).await);
    }

    #[tokio::test]
    async fn what_is_counted_by_differs_in_each_of_its_parts() {
        let fixture = fixture().await;
        let here = limit(&fixture.authority, "1/min");
        let another = fixture.authority.shared_limit("another", Rate::per_minute(1)).unwrap();
        assert!(is_counted(&here).await && !is_counted(&here).await);
        for (limit, identity, ip) in [
            (&here, ADA, AWAY),
            (&here, Some("bob@example.com"), HERE),
            (&here, None, HERE),
            (&another, ADA, HERE),
        ] {
            assert_eq!(limit.spend(identity, ip).await.unwrap(), FailureCount::Counted);
        }
    }

    #[tokio::test]
    async fn a_success_forgives_on_every_node() {
        let fixture = fixture().await;
        let other = fixture.node().await;
        let (here, there) = (limit(&fixture.authority, "2/min"), limit(&other, "2/min"));
        for _ in 0..10 {
            assert!(is_counted(&here).await);
            there.refund(ADA, HERE).await.unwrap();
        }
        assert!(is_counted(&there).await && is_counted(&here).await);
        assert!(!is_counted(&here).await);
        // The node that knew it to be over the limit learns that it is not.
        here.refund(ADA, HERE).await.unwrap();
        assert!(is_counted(&here).await);
        assert!(!is_counted(&there).await);
        // A refund never puts more in than there was.
        fixture.clock.advance_seconds(60);
        for _ in 0..5 {
            here.refund(ADA, HERE).await.unwrap();
        }
        fixture.clock.advance_seconds(60);
        let mut passed = 0;
        for _ in 0..5 {
            passed += i32::from(is_counted(&here).await);
        }
        assert_eq!(passed, 2);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_fifty_attempts_at_once_on_two_nodes_the_burst_passes() {
        let fixture = fixture().await;
        let other = fixture.node().await;
        let nodes = [limit(&fixture.authority, "5/min"), limit(&other, "5/min")];
        for identity in ["a", "b", "c"] {
            let attempts: Vec<_> = (0..50)
                .map(|turn| {
                    let node = nodes[turn % 2].clone();
                    tokio::spawn(async move { node.spend(Some(identity), HERE).await.unwrap() })
                })
                .collect();
            let mut counted = 0;
            for attempt in attempts {
                match attempt.await.unwrap() {
                    FailureCount::Counted => counted += 1,
                    refused @ FailureCount::TooMany { .. } => assert_eq!(refused, after(12)),
                }
            }
            assert_eq!(counted, 5);
        }
    }

    #[tokio::test]
    async fn waiting_for_retry_after_always_helps() {
        let fixture = fixture().await;
        for rate in ["7/min", "300/h", "1/h", "3/s"] {
            let limit = fixture.authority.shared_limit(rate, rate.parse().unwrap()).unwrap();
            for _ in 0..100 {
                if let FailureCount::TooMany { retry_after } = limit.spend(ADA, HERE).await.unwrap()
                {
                    fixture.clock.advance(retry_after);
                    assert!(is_counted(&limit).await, "{rate}");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_node_that_knows_a_key_over_the_limit_does_not_ask() {
        let fixture = fixture().await;
        let limit = limit(&fixture.authority, "1/min");
        assert!(is_counted(&limit).await && !is_counted(&limit).await);
        let mut database = fixture.database().await;
        database.execute("ALTER TABLE failure_limit RENAME TO away").await;
        fixture.clock.advance_seconds(59);
        assert_eq!(limit.spend(ADA, HERE).await.unwrap(), after(1));
        // Others are asked for, and an answer that does not come is an error.
        limit.spend(ADA, AWAY).await.unwrap_err();
        fixture.clock.advance_seconds(1);
        limit.spend(ADA, HERE).await.unwrap_err();
    }

    #[tokio::test]
    async fn the_counts_are_in_a_table_that_is_not_logged() {
        const KIND: &str = "SELECT relpersistence = 'u' FROM pg_class \
             WHERE oid = 'failure_limit'::regclass";
        let fixture = fixture().await;
        assert!(is_counted(&limit(&fixture.authority, "1/min")).await);
        let mut database = fixture.database().await;
        assert_eq!(database.rows(KIND).await, [["t"]]);
    }

    #[tokio::test]
    async fn keys_are_deleted_once_they_owe_nothing() {
        let fixture = fixture().await;
        let limit = limit(&fixture.authority, "2/min");
        for n in 0..1100_u32 {
            let ip = IpAddr::from(n.to_be_bytes());
            assert_eq!(limit.spend(None, ip).await.unwrap(), FailureCount::Counted);
        }
        let in_debt = async || {
            fixture.authority.sweep().await.unwrap();
            fixture.number(KEYS).await
        };
        fixture.clock.advance_millis(29_999);
        assert_eq!(in_debt().await, 1100);
        assert!(is_counted(&limit).await);
        fixture.clock.advance_millis(1);
        assert_eq!(in_debt().await, 1);
        let free_at = "SELECT free_at FROM failure_limit";
        let expected = START.as_millis() + 29_999 + 30_000;
        assert_eq!(fixture.number(free_at).await, expected * 1000);
    }
}
