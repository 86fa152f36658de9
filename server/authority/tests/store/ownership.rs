//! A stranger's application behaves like one that is missing, in every use case (SECURITY E1).

use crate::house::{House, draft};
use domain::application::ClientId;

#[tokio::test]
async fn a_stranger_finds_what_someone_finds_who_makes_up_an_id() {
    let house = House::new().await;
    let authority = &house.authority;
    let owner = house.actor("owner@example.com").await;
    let stranger = house.actor("stranger@example.com").await;
    let live = house.create(&owner, "Live").await.summary.client_id;
    let deleted = house.create(&owner, "Deleted").await.summary.client_id;
    authority.delete_application(&owner, &deleted).await.unwrap().unwrap();
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
        assert!(authority.delete_application(&stranger, id).await.unwrap().is_none());
        assert!(authority.restore_application(&stranger, id).await.unwrap().is_none());
        assert!(authority.erase_application(&stranger, id).await.unwrap().is_none());
    }
    for page in [
        authority.applications(&stranger.account, None).await.unwrap(),
        authority.deleted_applications(&stranger.account, None).await.unwrap(),
    ] {
        assert_eq!((page.rows.len(), page.total), (0, 0));
    }
    let after = authority.application(&owner.account, &live).await.unwrap().unwrap();
    assert_eq!(after, before);
    let theirs = authority.deleted_applications(&owner.account, None).await.unwrap();
    assert_eq!(theirs.rows[0].client_id, deleted);
    let events = "SELECT count(*) FROM audit_event";
    assert_eq!(house.number(events).await, 3);
}
