//! A stranger's application behaves like one that is missing, in every use case (SECURITY.md E1).

use crate::grants::{Set, set_up};
use crate::house::{House, draft, key};
use authority::TestFlowOutcome;
use domain::application::ClientId;
use domain::refused_request::Reason;

#[tokio::test]
async fn a_stranger_finds_what_someone_finds_who_makes_up_an_id() {
    let house = House::new().await;
    let authority = &house.authority;
    let owner = house.actor("owner@example.com").await;
    let stranger = house.actor("stranger@example.com").await;
    let live = house.create(&owner, "Live").await.summary.client_id;
    let deleted = house.create(&owner, "Deleted").await.summary.client_id;
    house.delete(&owner, &deleted).await.unwrap();
    let made_up = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
    let before = authority.application(&owner.account, &live).await.unwrap().unwrap();
    for id in [&live, &deleted, &made_up] {
        assert!(authority.application(&stranger.account, id).await.unwrap().is_none());
        let edited = authority.edit_application(&stranger, id, 1, draft("Mine")).await.unwrap();
        assert!(edited.is_none());
        let mut invalid = draft("");
        invalid.permissions.clear();
        // Not even a refusal of what was entered tells them apart.
        let edited = authority.edit_application(&stranger, id, 1, invalid).await.unwrap();
        assert!(edited.is_none());
        assert!(house.delete(&stranger, id).await.is_none());
        assert!(house.restore(&stranger, id).await.is_none());
        assert!(authority.erase_application(&stranger, id).await.unwrap().is_none());
    }
    for page in [house.live(&stranger).await, house.gone(&stranger).await] {
        assert_eq!((page.rows.len(), page.total), (0, 0));
    }
    let after = authority.application(&owner.account, &live).await.unwrap().unwrap();
    assert_eq!(after, before);
    let theirs = house.gone(&owner).await;
    assert_eq!(theirs.rows[0].client_id, deleted);
    let events = "SELECT count(*) FROM audit_event";
    assert_eq!(house.number(events).await, 3);
}

#[tokio::test]
async fn nor_its_credentials_its_grants_and_what_it_is_told() {
    let Set { house, owner, client, session } = set_up().await;
    let authority = &house.authority;
    let stranger = house.actor("stranger@example.com").await;
    let strange = house.session("stranger@example.com").await;
    let pair = house.pair(&client, &session).await;
    authority.refuse(&client.id, Reason::GrantType, "password");
    authority.write_usage().await.unwrap();
    let secret = client.secret.as_deref().unwrap();
    let last_four = &secret[secret.len() - 4..];
    authority.add_secret(&owner, &client.id, key()).await.unwrap().unwrap();
    let made_up = ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap();
    let before = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    let events = "SELECT count(*) FROM audit_event";
    let written = house.number(events).await;
    for id in [&client.id, &made_up] {
        assert!(authority.add_secret(&stranger, id, key()).await.unwrap().is_none());
        assert!(authority.remove_secret(&stranger, id, last_four).await.unwrap().is_none());
        assert!(authority.restore_secret(&stranger, id, last_four).await.unwrap().is_none());
        assert!(authority.refused_requests(&stranger.account, id).await.unwrap().is_empty());
        authority.forget_refused_requests(&stranger.account, id).await.unwrap();
        assert!(!authority.revoke_grant(&stranger, id).await.unwrap());
        // Not even its owner takes back what somebody else allowed.
        assert!(!authority.revoke_grant(&owner, id).await.unwrap());
        let callback = "https://configo.example/try".to_owned();
        assert!(authority.begin_trial(&strange, id, callback).await.unwrap().is_none());
        let ended = authority.end_trial(&strange, id, "state", Some("code".to_owned())).await;
        assert_eq!(ended.unwrap(), TestFlowOutcome::Unknown);
    }
    assert!(!authority.end_session(&strange, &session.id).await.unwrap());
    assert_eq!(authority.end_other_sessions(&strange).await.unwrap(), 0);
    assert!(authority.authorized_parties(&strange).await.unwrap().applications.is_empty());
    assert_eq!(authority.authorized_parties(&session).await.unwrap().applications.len(), 1);
    assert!(house.works(&pair.access).await);
    let told = authority.refused_requests(&owner.account, &client.id).await.unwrap();
    assert_eq!(told.len(), 1);
    let after = authority.application(&owner.account, &client.id).await.unwrap().unwrap();
    assert_eq!((after, house.number(events).await), (before, written));
}
