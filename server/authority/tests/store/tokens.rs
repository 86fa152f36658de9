//! What tokens may do, who may know that (RFC 7662), and how they are given back (RFC 7009).

use crate::flow::{Client, Pair, issued, scopes};
use crate::grants::{Set, set_up};
use crate::house::House;
use authority::{ActiveToken, PresentedCredentials, TokenKind};
use domain::identifier_format::{ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX, with_checksum};
use domain::permission::Catalogue;
use std::time::Duration;
use zeroize::Zeroizing;

/// A resource server that guards these permissions.
async fn guard(house: &House, name: &str, permissions: &[&str]) -> PresentedCredentials {
    let permissions: Vec<String> = permissions.iter().map(|&one| one.to_owned()).collect();
    let (server, secret) = house.authority.add_resource_server(name, &permissions).await.unwrap();
    let (id, secret) = (server.id.as_str().to_owned(), Some(secret.expose().to_owned().into()));
    PresentedCredentials { id, secret }
}

async fn ask(house: &House, by: &PresentedCredentials, token: &str) -> Option<ActiveToken> {
    let (_, told) = house.authority.introspect(by, token).await.unwrap().unwrap();
    told
}

async fn revoke(house: &House, by: &Client, token: &str) {
    let by = house.authenticated(by).await;
    house.authority.revoke_token(&by, Zeroizing::new(token.to_owned())).await.unwrap();
}

#[tokio::test]
async fn rfc_7662_2_1_an_application_hears_about_its_own_tokens() {
    let Set { house, owner, client, session } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let pair = house.pair(&client, &session).await;
    let own = house.own_token(&client).await;
    let by = client.presented();
    let stranger = other.presented();
    for (token, kind, subject, life) in [
        (&pair.access, TokenKind::Access, session.account.account.as_str(), 3600),
        (&pair.refresh, TokenKind::Refresh, session.account.account.as_str(), 30 * 86_400),
        (&own, TokenKind::Access, client.id.as_str(), 3600),
    ] {
        let found = ask(&house, &by, token).await.unwrap();
        assert_eq!((found.kind, found.subject()), (kind, subject));
        assert_eq!(found.scope, scopes("identify orders projects"));
        assert_eq!(found.expires_at, found.issued_at.plus(Duration::from_secs(life)));
        assert!(ask(&house, &stranger, token).await.is_none());
    }
}

#[tokio::test]
async fn rfc_7662_2_2_whatever_does_not_work_is_inactive() {
    let Set { house, client, session, .. } = set_up().await;
    let by = client.presented();
    let first = house.pair(&client, &session).await;
    let second: Pair = issued(house.refresh(&client, &first.refresh).await).into();
    assert!(ask(&house, &by, &first.refresh).await.is_none(), "it was spent");
    assert!(ask(&house, &by, &second.refresh).await.is_some());
    let made_up = with_checksum(ACCESS_TOKEN_PREFIX, &"a".repeat(43));
    let code = house.code(&client, &session).await;
    let secret = client.secret.clone().unwrap();
    for token in ["", "nonsense", &made_up, &first.access[1..], &code, &secret] {
        assert!(ask(&house, &by, token).await.is_none(), "{token}");
    }
    house.clock.advance_seconds(3600);
    assert!(ask(&house, &by, &first.access).await.is_none());
}

#[tokio::test]
async fn of_two_that_came_of_a_lost_reply_the_other_is_inactive() {
    let Set { house, client, session, .. } = set_up().await;
    let by = client.presented();
    let first = house.pair(&client, &session).await;
    let lost: Pair = issued(house.refresh(&client, &first.refresh).await).into();
    let second: Pair = issued(house.refresh(&client, &first.refresh).await).into();
    assert!(ask(&house, &by, &lost.refresh).await.is_some());
    issued(house.refresh(&client, &second.refresh).await);
    assert!(ask(&house, &by, &lost.refresh).await.is_none());
}

#[tokio::test]
async fn a_resource_server_hears_of_what_it_guards_and_no_more() {
    let Set { house, client, session, .. } = set_up().await;
    let pair = house.pair(&client, &session).await;
    let own = house.own_token(&client).await;
    let orders = guard(&house, "Orders", &["orders", "files"]).await;
    let files = guard(&house, "Files", &["files"]).await;
    let found = ask(&house, &orders, &pair.access).await.unwrap();
    assert_eq!((found.scope, found.application), (scopes("orders"), client.id.clone()));
    assert_eq!(found.account, Some(session.account.clone()));
    assert_eq!(ask(&house, &orders, &own).await.unwrap().scope, scopes("orders"));
    assert!(ask(&house, &orders, &pair.refresh).await.is_none());
    for token in [&pair.access, &pair.refresh, &own] {
        assert!(ask(&house, &files, token).await.is_none());
    }
}

#[tokio::test]
async fn only_the_api_where_a_token_was_used_counts_as_its_use() {
    let Set { house, owner, client, session } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let pair = house.pair(&client, &session).await;
    house.authority.write_usage().await.unwrap();
    house.clock.advance_seconds(60);
    let used = "SELECT count(*) FROM account_grant WHERE last_used_at > created_at";
    let stranger = other.presented();
    let files = guard(&house, "Files", &["files"]).await;
    for by in [&stranger, &files] {
        ask(&house, by, &pair.access).await;
    }
    assert!(house.authority.access_token(&pair.refresh).await.unwrap().is_none());
    house.authority.write_usage().await.unwrap();
    assert_eq!(house.number(used).await, 0);
    let orders = guard(&house, "Orders", &["orders"]).await;
    ask(&house, &orders, &pair.access).await.unwrap();
    house.authority.write_usage().await.unwrap();
    assert_eq!(house.number(used).await, 1);
}

#[tokio::test]
async fn a_token_shrinks_with_its_application() {
    let Set { mut house, owner, client, session } = set_up().await;
    let pair = house.pair(&client, &session).await;
    let own = house.own_token(&client).await;
    house.narrow(&owner, &client, &["identify", "projects"]).await;
    for token in [&pair.access, &own] {
        assert_eq!(house.scope_of(token).await.as_deref(), Some("identify projects"));
    }
    house.narrow(&owner, &client, &["billing"]).await;
    for token in [&pair.access, &own] {
        assert!(!house.works(token).await, "nothing is left");
    }
    let by = client.presented();
    assert!(ask(&house, &by, &pair.refresh).await.is_none());
    house.narrow(&owner, &client, &["identify", "projects"]).await;
    let smaller = Catalogue::default();
    let smaller = smaller.iter().filter(|p| p.scope.as_str() == "identify").cloned().collect();
    let smaller = Catalogue::new(smaller).unwrap();
    house.reopen(|settings| settings.catalogue = smaller.clone()).await;
    assert_eq!(house.scope_of(&pair.access).await.as_deref(), Some("identify"));
    let refreshed = issued(house.refresh(&client, &pair.refresh).await);
    assert_eq!(refreshed.scope, scopes("identify"));
    house.reopen(|_| {}).await;
    assert_eq!(house.scope_of(&own).await.as_deref(), Some("identify projects"));
}

#[tokio::test]
async fn rfc_7009_2_1_an_access_token_is_revoked_alone() {
    let Set { house, client, session, .. } = set_up().await;
    let pair = house.pair(&client, &session).await;
    let second: Pair = issued(house.refresh(&client, &pair.refresh).await).into();
    let own = house.own_token(&client).await;
    revoke(&house, &client, &pair.access).await;
    assert!(!house.works(&pair.access).await);
    assert!(house.works(&second.access).await && house.works(&own).await);
    revoke(&house, &client, &own).await;
    assert!(!house.works(&own).await);
    issued(house.refresh(&client, &second.refresh).await);
}

#[tokio::test]
async fn rfc_7009_2_1_a_refresh_token_is_revoked_with_all_that_came_of_its_code() {
    for spent in [false, true] {
        let Set { house, client, session, .. } = set_up().await;
        let other = house.pair(&client, &session).await;
        let first = house.pair(&client, &session).await;
        let second: Pair = issued(house.refresh(&client, &first.refresh).await).into();
        revoke(&house, &client, if spent { &first.refresh } else { &second.refresh }).await;
        assert!(!house.works(&first.access).await && !house.works(&second.access).await);
        crate::flow::refusal(house.refresh(&client, &second.refresh).await);
        assert!(house.works(&other.access).await);
        issued(house.refresh(&client, &other.refresh).await);
    }
}

#[tokio::test]
async fn rfc_7009_2_1_another_applications_token_stays() {
    let Set { house, owner, client, session } = set_up().await;
    let other = house.client(&owner, "Other").await;
    let public = house.public(&owner, crate::flow::CALLBACK).await;
    let pair = house.pair(&client, &session).await;
    let own = house.own_token(&client).await;
    for stranger in [&other, &public] {
        for token in [&pair.access, &pair.refresh, &own] {
            revoke(&house, stranger, token).await;
        }
    }
    assert!(house.works(&pair.access).await && house.works(&own).await);
    issued(house.refresh(&client, &pair.refresh).await);
}

#[tokio::test]
async fn rfc_7009_2_2_an_unknown_token_is_fine() {
    let Set { house, client, .. } = set_up().await;
    let made_up =
        [ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX].map(|p| with_checksum(p, &"a".repeat(43)));
    for token in ["", "nonsense", &made_up[0], &made_up[1]] {
        revoke(&house, &client, token).await;
    }
}

#[tokio::test]
async fn a_token_with_any_other_character_is_none() {
    let Set { house, client, session, .. } = set_up().await;
    let pair = house.pair(&client, &session).await;
    for index in 0..pair.access.len() {
        let mut bytes = pair.access.clone().into_bytes();
        let case_flipped = bytes[index] ^ 0x20;
        for byte in [b'0', b'z', b'_', case_flipped] {
            if byte != bytes[index] {
                let kept = std::mem::replace(&mut bytes[index], byte);
                let changed = String::from_utf8_lossy(&bytes).into_owned();
                assert!(!house.works(&changed).await, "{changed}");
                bytes[index] = kept;
            }
        }
    }
    for changed in [&pair.access[..57 - 1], &format!("{}0", pair.access), &pair.refresh] {
        assert!(!house.works(changed).await);
    }
    assert!(house.works(&pair.access).await);
}
