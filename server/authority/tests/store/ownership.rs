//! For every use case, another account's application behaves like one that does not exist
//! (SECURITY.md E1).

use crate::fixture::{Fixture, draft, key};
use crate::grants::{Set, set_up};
use authority::TestFlowOutcome;
use domain::application::ClientId;
use domain::refused_request::Reason;

#[tokio::test]
async fn an_outsider_finds_the_same_as_with_an_invented_id() {
    let fixture = Fixture::new().await;
    let authority = &fixture.authority;
    let owner = fixture.actor("owner@example.com").await;
    let outsider = fixture.actor("outsider@example.com").await;
    let live = fixture.create(&owner, "Live").await.summary.client_id;
    let deleted = fixture.create(&owner, "Deleted").await.summary.client_id;
    fixture.delete(&owner, &deleted).await.unwrap();
    let made_up = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
    let before = authority.application(&owner.account, &live).await.unwrap().unwrap();
    for id in [&live, &deleted, &made_up] {
        assert!(authority.application(&outsider.account, id).await.unwrap().is_none());
        let edited = authority.edit_application(&outsider, id, 1, draft("Mine")).await.unwrap();
        assert!(edited.is_none());
        let mut invalid = draft("");
        invalid.permissions.clear();
        // Not even the refusal of an invalid form distinguishes them.
        let edited = authority.edit_application(&outsider, id, 1, invalid).await.unwrap();
        assert!(edited.is_none());
        assert!(fixture.delete(&outsider, id).await.is_none());
        assert!(fixture.restore(&outsider, id).await.is_none());
        assert!(authority.erase_application(&outsider, id).await.unwrap().is_none());
    }
    for page in [fixture.active(&outsider).await, fixture.deleted(&outsider).await] {
        assert_eq!((page.rows.len(), page.total), (0, 0));
    }
    let after = authority.application(&owner.account, &live).await.unwrap().unwrap();
    assert_eq!(after, before);
    let theirs = fixture.deleted(&owner).await;
    assert_eq!(theirs.rows[0].client_id, deleted);
    let events = "SELECT count(*) FROM audit_event";
    assert_eq!(fixture.number(events).await, 3);
}

#[tokio::test]
async fn nor_its_credentials_its_grants_and_what_it_is_told() {
    let Set { fixture, owner, client, session } = set_up().await;
    let authority = &fixture.authority;
    let outsider = fixture.actor("outsider@example.com").await;
    let strange = fixture.session("outsider@example.com").await;
    let pair = fixture.pair(&client, &session).await;
    authority.refuse(&client.id, Reason::GrantType, "password");
    authority.write_pending().await.unwrap();
    let secret = client.secret.as_deref().unwrap();
    let last_four = &secret[secret.len() - 4..];
    authority.add_secret(&owner, &client.id, key()).await.unwrap().unwrap();
    let made_up = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
    let before = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    let events = "SELECT count(*) FROM audit_event";
    let written = fixture.number(events).await;
    for id in [&client.id, &made_up] {
        assert!(authority.add_secret(&outsider, id, key()).await.unwrap().is_none());
        assert!(authority.remove_secret(&outsider, id, last_four).await.unwrap().is_none());
        assert!(authority.restore_secret(&outsider, id, last_four).await.unwrap().is_none());
        assert!(authority.refused_requests(&outsider.account, id).await.unwrap().is_empty());
        authority.forget_refused_requests(&outsider.account, id).await.unwrap();
        assert!(!authority.revoke_grant(&outsider, id).await.unwrap());
        // Not even its owner can revoke another account's grant.
        assert!(!authority.revoke_grant(&owner, id).await.unwrap());
        let callback = "https://configo.example/try".to_owned();
        assert!(authority.start_test_flow(&strange, id, callback).await.unwrap().is_none());
        let ended =
            authority.finish_test_flow(&strange, id, "state", Some("code".to_owned())).await;
        assert_eq!(ended.unwrap(), TestFlowOutcome::Unknown);
    }
    assert!(!authority.end_session(&strange, &session.id).await.unwrap());
    assert_eq!(authority.end_other_sessions(&strange).await.unwrap(), 0);
    assert!(authority.authorized_parties(&strange).await.unwrap().applications.is_empty());
    assert_eq!(authority.authorized_parties(&session).await.unwrap().applications.len(), 1);
    assert!(fixture.works(&pair.access).await);
    let told = authority.refused_requests(&owner.account, &client.id).await.unwrap();
    assert_eq!(told.len(), 1);
    let after = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    assert_eq!((after, fixture.number(events).await), (before, written));
}
