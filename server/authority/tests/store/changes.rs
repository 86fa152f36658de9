//! Deleting and restoring many applications at once, and undoing that.

use crate::fixture::Fixture;
use crate::flow::{Client, refusal};
use crate::grants::{Set, set_up};
use authority::{Actor, Error};
use domain::application::{ApplicationKind, ApplicationSummary, ClientId, RESTORE_WINDOW};
use domain::change::{ApplicationSelector, Change, ChangeId, Impact, MAX_SELECTED};
use domain::search::Search;

async fn many(fixture: &Fixture, by: &Actor, names: &[&str]) -> Vec<ClientId> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(fixture.create(by, name).await.summary.client_id);
        fixture.clock.advance_millis(1);
    }
    ids
}

fn names(rows: &[ApplicationSummary]) -> Vec<&str> {
    rows.iter().map(|row| row.name.as_str()).collect()
}

fn matching(text: &str, except: &[&ClientId]) -> ApplicationSelector {
    let search = Search { text: text.to_owned(), ..Search::default() };
    ApplicationSelector::Matching { search, except: except.iter().map(|&id| id.clone()).collect() }
}

impl Fixture {
    async fn undo(&self, by: &Actor, change: &Change) -> Option<Change> {
        self.authority.undo_change(by, &change.id).await.unwrap()
    }

    async fn delete_all(&self, by: &Actor, chosen: ApplicationSelector) -> Option<Change> {
        self.authority.delete_applications(by, chosen).await.unwrap()
    }

    async fn restore_all(&self, by: &Actor, chosen: ApplicationSelector) -> Option<Change> {
        self.authority.restore_applications(by, chosen).await.unwrap()
    }
}

#[tokio::test]
async fn several_are_deleted_and_restored_by_one_change_each() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let ids = many(&fixture, &owner, &["A", "B", "C", "D"]).await;
    let deleted =
        fixture.delete_all(&owner, ApplicationSelector::These(ids[1..3].to_vec())).await.unwrap();
    assert_eq!((deleted.applications, &deleted.name), (2, &None));
    assert_eq!(deleted.impact, Impact::default());
    let (live, gone) = (fixture.active(&owner).await, fixture.deleted(&owner).await);
    assert_eq!((names(&live.rows), live.total), (vec!["D", "A"], 2));
    assert_eq!(gone.total, 2);
    // Some of them are deleted already; the others are deleted now.
    let again =
        fixture.delete_all(&owner, ApplicationSelector::These(ids[2..].to_vec())).await.unwrap();
    assert_eq!((again.applications, again.name.unwrap().as_str()), (1, "D"));
    assert_eq!(
        fixture.delete_all(&owner, ApplicationSelector::These(ids[1..].to_vec())).await,
        None
    );
    assert_eq!(fixture.delete_all(&owner, ApplicationSelector::These(vec![])).await, None);
    let restored =
        fixture.restore_all(&owner, ApplicationSelector::These(ids.clone())).await.unwrap();
    assert_eq!((restored.applications, restored.name), (3, None));
    let (live, gone) = (fixture.active(&owner).await, fixture.deleted(&owner).await);
    assert_eq!((names(&live.rows), gone.total), (vec!["D", "C", "B", "A"], 0));
    assert_eq!(fixture.restore_all(&owner, ApplicationSelector::These(ids)).await, None);
}

#[tokio::test]
async fn all_that_a_search_finds_but_some() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let other = fixture.actor("other@example.com").await;
    fixture.create(&other, "Shop of somebody else").await;
    let ids = many(&fixture, &owner, &["Shop A", "Desk", "Shop B", "Shop C"]).await;
    let change = fixture.delete_all(&owner, matching("SHOP", &[&ids[2]])).await.unwrap();
    assert_eq!(change.applications, 2);
    assert_eq!(names(&fixture.active(&owner).await.rows), ["Shop B", "Desk"]);
    assert_eq!(fixture.delete_all(&owner, matching("nowhere", &[])).await, None);
    let change = fixture.restore_all(&owner, matching("shop", &[&ids[0], &ids[1]])).await.unwrap();
    assert_eq!(change.name.unwrap().as_str(), "Shop C");
    let everything = || ApplicationSelector::Matching { search: Search::default(), except: vec![] };
    assert_eq!(fixture.restore_all(&owner, everything()).await.unwrap().applications, 1);
    let kind = Some(ApplicationKind::Public);
    let public = Search { kind, ..Search::default() };
    let public = ApplicationSelector::Matching { search: public, except: vec![] };
    assert_eq!(fixture.delete_all(&owner, public).await, None);
    assert_eq!(fixture.delete_all(&owner, everything()).await.unwrap().applications, 4);
    assert_eq!((fixture.active(&owner).await.total, fixture.deleted(&owner).await.total), (0, 4));
    assert_eq!(fixture.active(&other).await.total, 1);
}

#[tokio::test]
async fn more_than_can_be_named_are_refused_and_nothing_happens() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.create(&owner, "Named").await.summary.client_id;
    let named = vec![id; MAX_SELECTED + 1];
    let search = Search::default();
    for chosen in [
        ApplicationSelector::These(named.clone()),
        ApplicationSelector::Matching { search, except: named.clone() },
    ] {
        for outcome in [
            fixture.authority.delete_applications(&owner, chosen.clone()).await,
            fixture.authority.restore_applications(&owner, chosen).await,
        ] {
            assert!(matches!(outcome, Err(Error::TooManySelected)));
        }
    }
    assert_eq!(fixture.active(&owner).await.total, 1);
    let chosen = ApplicationSelector::These(named[1..].to_vec());
    assert_eq!(fixture.delete_all(&owner, chosen).await.unwrap().applications, 1);
}

#[tokio::test]
async fn a_change_is_undone_and_the_undo_too() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let ids = many(&fixture, &owner, &["A", "B", "C"]).await;
    let before = fixture.active(&owner).await;
    fixture.delete(&owner, &ids[0]).await.unwrap();
    let deleted =
        fixture.delete_all(&owner, ApplicationSelector::These(ids.clone())).await.unwrap();
    let undone = fixture.undo(&owner, &deleted).await.unwrap();
    assert_eq!((undone.applications, fixture.active(&owner).await.total), (2, 2));
    assert_ne!(undone.id, deleted.id);
    assert_eq!(fixture.undo(&owner, &deleted).await, None, "it was taken back already");
    fixture.clock.advance_seconds(60);
    let redone = fixture.undo(&owner, &undone).await.unwrap();
    assert_eq!((redone.applications, fixture.deleted(&owner).await.total), (2, 3));
    assert_eq!(fixture.undo(&owner, &undone).await, None);
    fixture.restore(&owner, &ids[0]).await.unwrap();
    fixture.undo(&owner, &redone).await.unwrap();
    assert_eq!(fixture.active(&owner).await, before);
}

#[tokio::test]
async fn what_happened_since_stays() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let ids = many(&fixture, &owner, &["A", "B", "C", "D"]).await;
    let deleted =
        fixture.delete_all(&owner, ApplicationSelector::These(ids.clone())).await.unwrap();
    // Restored; restored and deleted again; erased.
    fixture.restore_all(&owner, ApplicationSelector::These(ids[..2].to_vec())).await.unwrap();
    fixture.delete(&owner, &ids[1]).await.unwrap();
    fixture.authority.erase_application(&owner, &ids[2]).await.unwrap().unwrap();
    let undone = fixture.undo(&owner, &deleted).await.unwrap();
    assert_eq!((undone.applications, undone.name.unwrap().as_str()), (1, "D"));
    assert_eq!(names(&fixture.active(&owner).await.rows), ["D", "A"]);
    assert_eq!(names(&fixture.deleted(&owner).await.rows), ["B"]);
}

#[tokio::test]
async fn nobody_else_takes_a_change_back() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let outsider = fixture.actor("outsider@example.com").await;
    let ids = many(&fixture, &owner, &["A", "B"]).await;
    let made_up = ChangeId::parse("cfgo_chg_0123456789ABCDEFGHIJKL").unwrap();
    assert_eq!(fixture.authority.undo_change(&owner, &made_up).await.unwrap(), None);
    let deleted = fixture.delete(&owner, &ids[0]).await.unwrap();
    assert_eq!(fixture.undo(&outsider, &deleted).await, None);
    for chosen in [ApplicationSelector::These(ids.clone()), matching("", &[])] {
        assert_eq!(fixture.delete_all(&outsider, chosen.clone()).await, None);
        assert_eq!(fixture.restore_all(&outsider, chosen).await, None);
    }
    let mine = fixture.create(&outsider, "Mine").await.summary.client_id;
    let mixed = ApplicationSelector::These(vec![ids[1].clone(), mine]);
    assert_eq!(fixture.delete_all(&outsider, mixed).await.unwrap().applications, 1);
    assert_eq!((fixture.active(&owner).await.total, fixture.deleted(&owner).await.total), (1, 1));
    assert!(fixture.undo(&owner, &deleted).await.is_some());
}

#[tokio::test]
async fn after_thirty_days_nothing_is_restored() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.create(&owner, "Late").await.summary.client_id;
    let deleted = fixture.delete(&owner, &id).await.unwrap();
    fixture.clock.advance(RESTORE_WINDOW);
    // Not even before the sweep has run.
    assert_eq!(fixture.restore(&owner, &id).await, None);
    assert_eq!(fixture.undo(&owner, &deleted).await, None);
    assert_eq!(fixture.deleted(&owner).await.total, 1);
}

#[tokio::test]
async fn each_application_has_its_event() {
    let fixture = Fixture::new().await;
    let mut owner = fixture.actor("owner@example.com").await;
    owner.client_info.ip = Some("192.0.2.7".parse().unwrap());
    owner.client_info.user_agent = Some("é".repeat(300));
    let ids = many(&fixture, &owner, &["A", "B", "C"]).await;
    fixture.delete(&owner, &ids[2]).await.unwrap();
    let deleted =
        fixture.delete_all(&owner, ApplicationSelector::These(ids.clone())).await.unwrap();
    fixture.undo(&owner, &deleted).await.unwrap();
    let mut database = fixture.database().await;
    let sql = "SELECT action || ' ' || name, address, length(user_agent), account_id, client_id \
               FROM audit_event ORDER BY event_id DESC, name LIMIT 4";
    let events = database.rows(sql).await;
    let mut told: Vec<&String> = events.iter().map(|row| &row[0]).collect();
    told.sort();
    let expected = ["deleted A", "deleted B", "restored A", "restored B"];
    assert_eq!(told, expected.map(|text| format!("application.{text}")).each_ref());
    for row in &events {
        assert_eq!(row[1..4], ["192.0.2.7", "200", owner.account.as_str()]);
        assert!(ids[..2].iter().any(|known| known.as_str() == row[4]));
    }
}

#[tokio::test]
async fn a_change_says_whom_it_touches() {
    let Set { fixture, owner, client, session } = set_up().await;
    let second = fixture.client(&owner, "Second").await;
    let third = fixture.client(&owner, "Not touched").await;
    fixture.actor("bob@example.com").await;
    let bob = fixture.session("bob@example.com").await;
    // Ada allows both and Bob one, a pair of tokens each; and one by client credentials.
    let pair = fixture.pair(&client, &session).await;
    fixture.pair(&client, &bob).await;
    fixture.pair(&second, &session).await;
    fixture.pair(&third, &bob).await;
    fixture.own_token(&second).await;
    let both = || ApplicationSelector::These(vec![client.id.clone(), second.id.clone()]);
    let deleted = fixture.delete_all(&owner, both()).await.unwrap();
    assert_eq!(deleted.impact, Impact { people: 2, tokens: 7 });
    assert!(!fixture.works(&pair.access).await);
    let restored = fixture.undo(&owner, &deleted).await.unwrap();
    assert_eq!(restored.impact, deleted.impact);
    assert!(fixture.works(&pair.access).await);
    // A refresh spends one refresh token and adds a pair; access tokens last an hour.
    fixture.refresh(&client, &pair.refresh).await;
    let deleted = fixture.delete_all(&owner, both()).await.unwrap();
    assert_eq!(deleted.impact, Impact { people: 2, tokens: 8 });
    fixture.clock.advance_seconds(3600);
    let restored = fixture.undo(&owner, &deleted).await.unwrap();
    assert_eq!(restored.impact, Impact { people: 2, tokens: 3 });
    fixture
        .authority
        .revoke_grant(&Actor { account: bob.account.account, ..owner.clone() }, &client.id)
        .await
        .unwrap();
    let deleted = fixture.delete(&owner, &client.id).await.unwrap();
    assert_eq!(deleted.impact, Impact { people: 1, tokens: 1 });
}

#[tokio::test]
async fn codes_never_come_back() {
    let Set { fixture, owner, client, session } = set_up().await;
    let second = fixture.client(&owner, "Second").await;
    let other = fixture.client(&owner, "Not touched").await;
    let mut codes = Vec::new();
    for client in [&client, &second, &other] {
        codes.push((client.clone(), fixture.code(client, &session).await));
    }
    let both = ApplicationSelector::These(vec![client.id.clone(), second.id.clone()]);
    let deleted = fixture.delete_all(&owner, both).await.unwrap();
    fixture.undo(&owner, &deleted).await.unwrap();
    let kept = codes.pop().unwrap();
    let exchange = async |(client, code): (Client, String)| fixture.exchange(&client, &code).await;
    for gone in codes {
        refusal(exchange(gone).await);
    }
    crate::flow::issued(exchange(kept).await);
}

#[tokio::test]
async fn ten_thousand_are_one_change() {
    let fixture = Fixture::with(|settings| settings.create_per_hour = u32::MAX).await;
    let owner = fixture.actor("owner@example.com").await;
    let mut database = fixture.database().await;
    fixture.create(&owner, "First").await;
    // As many rows as a search may find, copied from one.
    let many = "INSERT INTO application (client_id, account_id, name, kind, permissions, \
         permission_count, created_at, updated_at, version, name_key, search_text) \
         WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 9999) \
         SELECT 'cfgo_app_000000000000000000' || substr(CAST(10000 + n AS TEXT), 2), account_id, name || n, kind, permissions, \
         permission_count, created_at + n, updated_at, version, name_key || n, search_text || n \
         FROM application, number; \
         UPDATE account SET live_count = live_count + 9999";
    database.execute(many).await;
    let all = ApplicationSelector::Matching { search: Search::default(), except: vec![] };
    let deleted = fixture.delete_all(&owner, all).await.unwrap();
    assert_eq!((deleted.applications, fixture.active(&owner).await.total), (10_000, 0));
    let undone = fixture.undo(&owner, &deleted).await.unwrap();
    assert_eq!((undone.applications, fixture.active(&owner).await.total), (10_000, 10_000));
    let events = "SELECT count(*) FROM audit_event";
    assert_eq!(fixture.number(events).await, 1 + 20_000);
}
