//! Token introspection (RFC 7662) and revocation (RFC 7009).

use crate::fixture::Fixture;
use crate::flow::{Client, Pair, issued, scopes};
use crate::grants::{Set, set_up};
use authority::{ActiveToken, PresentedCredentials, TokenKind};
use domain::identifier_format::{ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX, with_checksum};
use domain::permission::Catalogue;
use std::time::Duration;
use zeroize::Zeroizing;

/// A resource server that guards these permissions.
async fn guard(fixture: &Fixture, name: &str, permissions: &[&str]) -> PresentedCredentials {
    let permissions: Vec<String> = permissions.iter().map(|&one| one.to_owned()).collect();
    let (server, secret) = fixture.authority.add_resource_server(name, &permissions).await.unwrap();
    let (id, secret) = (server.id.as_str().to_owned(), Some(secret.expose().to_owned().into()));
    PresentedCredentials { id, secret }
}

async fn ask(fixture: &Fixture, by: &PresentedCredentials, token: &str) -> Option<ActiveToken> {
    let (_, told) = fixture.authority.introspect(by, token).await.unwrap().unwrap();
    told
}

async fn revoke(fixture: &Fixture, by: &Client, token: &str) {
    let by = fixture.authenticated(by).await;
    fixture.authority.revoke_token(&by, Zeroizing::new(token.to_owned())).await.unwrap();
}

#[tokio::test]
async fn rfc_7662_2_1_an_application_hears_about_its_own_tokens() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let pair = fixture.pair(&client, &session).await;
    let own = fixture.own_token(&client).await;
    let by = client.presented();
    let outsider = other.presented();
    for (token, kind, subject, life) in [
        (&pair.access, TokenKind::Access, session.account.account.as_str(), 3600),
        (&pair.refresh, TokenKind::Refresh, session.account.account.as_str(), 30 * 86_400),
        (&own, TokenKind::Access, client.id.as_str(), 3600),
    ] {
        let found = ask(&fixture, &by, token).await.unwrap();
        assert_eq!((found.kind, found.subject()), (kind, subject));
        assert_eq!(found.scope, scopes("identify orders projects"));
        assert_eq!(found.expires_at, found.issued_at.plus(Duration::from_secs(life)));
        assert!(ask(&fixture, &outsider, token).await.is_none());
    }
}

#[tokio::test]
async fn rfc_7662_2_2_whatever_does_not_work_is_inactive() {
    let Set { fixture, client, session, .. } = set_up().await;
    let by = client.presented();
    let first = fixture.pair(&client, &session).await;
    let second: Pair = issued(fixture.refresh(&client, &first.refresh).await).into();
    assert!(ask(&fixture, &by, &first.refresh).await.is_none(), "it was spent");
    assert!(ask(&fixture, &by, &second.refresh).await.is_some());
    let made_up = with_checksum(ACCESS_TOKEN_PREFIX, &"a".repeat(43));
    let code = fixture.code(&client, &session).await;
    let secret = client.secret.clone().unwrap();
    for token in ["", "nonsense", &made_up, &first.access[1..], &code, &secret] {
        assert!(ask(&fixture, &by, token).await.is_none(), "{token}");
    }
    fixture.clock.advance_seconds(3600);
    assert!(ask(&fixture, &by, &first.access).await.is_none());
}

#[tokio::test]
async fn of_two_that_came_of_a_lost_reply_the_other_is_inactive() {
    let Set { fixture, client, session, .. } = set_up().await;
    let by = client.presented();
    let first = fixture.pair(&client, &session).await;
    let lost: Pair = issued(fixture.refresh(&client, &first.refresh).await).into();
    let second: Pair = issued(fixture.refresh(&client, &first.refresh).await).into();
    assert!(ask(&fixture, &by, &lost.refresh).await.is_some());
    issued(fixture.refresh(&client, &second.refresh).await);
    assert!(ask(&fixture, &by, &lost.refresh).await.is_none());
}

#[tokio::test]
async fn a_resource_server_hears_of_what_it_guards_and_no_more() {
    let Set { fixture, client, session, .. } = set_up().await;
    let pair = fixture.pair(&client, &session).await;
    let own = fixture.own_token(&client).await;
    let orders = guard(&fixture, "Orders", &["orders", "files"]).await;
    let files = guard(&fixture, "Files", &["files"]).await;
    let found = ask(&fixture, &orders, &pair.access).await.unwrap();
    assert_eq!((found.scope, found.application), (scopes("orders"), client.id.clone()));
    assert_eq!(found.account, Some(session.account.clone()));
    assert_eq!(ask(&fixture, &orders, &own).await.unwrap().scope, scopes("orders"));
    assert!(ask(&fixture, &orders, &pair.refresh).await.is_none());
    for token in [&pair.access, &pair.refresh, &own] {
        assert!(ask(&fixture, &files, token).await.is_none());
    }
}

#[tokio::test]
async fn only_the_api_where_a_token_was_used_counts_as_its_use() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let pair = fixture.pair(&client, &session).await;
    fixture.authority.write_pending().await.unwrap();
    fixture.clock.advance_seconds(60);
    let used = "SELECT count(*) FROM account_grant WHERE last_used_at > created_at";
    let outsider = other.presented();
    let files = guard(&fixture, "Files", &["files"]).await;
    for by in [&outsider, &files] {
        ask(&fixture, by, &pair.access).await;
    }
    assert!(fixture.authority.access_token(&pair.refresh).await.unwrap().is_none());
    fixture.authority.write_pending().await.unwrap();
    assert_eq!(fixture.number(used).await, 0);
    let orders = guard(&fixture, "Orders", &["orders"]).await;
    ask(&fixture, &orders, &pair.access).await.unwrap();
    fixture.authority.write_pending().await.unwrap();
    assert_eq!(fixture.number(used).await, 1);
}

#[tokio::test]
async fn a_token_shrinks_with_its_application() {
    let Set { mut fixture, owner, client, session } = set_up().await;
    let pair = fixture.pair(&client, &session).await;
    let own = fixture.own_token(&client).await;
    fixture.set_permissions(&owner, &client, &["identify", "projects"]).await;
    for token in [&pair.access, &own] {
        assert_eq!(fixture.scope_of(token).await.as_deref(), Some("identify projects"));
    }
    fixture.set_permissions(&owner, &client, &["billing"]).await;
    for token in [&pair.access, &own] {
        assert!(!fixture.works(token).await, "nothing is left");
    }
    let by = client.presented();
    assert!(ask(&fixture, &by, &pair.refresh).await.is_none());
    fixture.set_permissions(&owner, &client, &["identify", "projects"]).await;
    let smaller = Catalogue::default();
    let smaller = smaller.iter().filter(|p| p.scope.as_str() == "identify").cloned().collect();
    let smaller = Catalogue::new(smaller).unwrap();
    fixture.reopen(|settings| settings.catalogue = smaller.clone()).await;
    assert_eq!(fixture.scope_of(&pair.access).await.as_deref(), Some("identify"));
    let refreshed = issued(fixture.refresh(&client, &pair.refresh).await);
    assert_eq!(refreshed.scope, scopes("identify"));
    fixture.reopen(|_| {}).await;
    assert_eq!(fixture.scope_of(&own).await.as_deref(), Some("identify projects"));
}

#[tokio::test]
async fn rfc_7009_2_1_an_access_token_is_revoked_alone() {
    let Set { fixture, client, session, .. } = set_up().await;
    let pair = fixture.pair(&client, &session).await;
    let second: Pair = issued(fixture.refresh(&client, &pair.refresh).await).into();
    let own = fixture.own_token(&client).await;
    revoke(&fixture, &client, &pair.access).await;
    assert!(!fixture.works(&pair.access).await);
    assert!(fixture.works(&second.access).await && fixture.works(&own).await);
    revoke(&fixture, &client, &own).await;
    assert!(!fixture.works(&own).await);
    issued(fixture.refresh(&client, &second.refresh).await);
}

#[tokio::test]
async fn rfc_7009_2_1_a_refresh_token_is_revoked_with_all_that_came_of_its_code() {
    for spent in [false, true] {
        let Set { fixture, client, session, .. } = set_up().await;
        let other = fixture.pair(&client, &session).await;
        let first = fixture.pair(&client, &session).await;
        let second: Pair = issued(fixture.refresh(&client, &first.refresh).await).into();
        revoke(&fixture, &client, if spent { &first.refresh } else { &second.refresh }).await;
        assert!(!fixture.works(&first.access).await && !fixture.works(&second.access).await);
        crate::flow::refusal(fixture.refresh(&client, &second.refresh).await);
        assert!(fixture.works(&other.access).await);
        issued(fixture.refresh(&client, &other.refresh).await);
    }
}

#[tokio::test]
async fn rfc_7009_2_1_another_applications_token_stays() {
    let Set { fixture, owner, client, session } = set_up().await;
    let other = fixture.client(&owner, "Other").await;
    let public = fixture.public(&owner, crate::flow::CALLBACK).await;
    let pair = fixture.pair(&client, &session).await;
    let own = fixture.own_token(&client).await;
    for outsider in [&other, &public] {
        for token in [&pair.access, &pair.refresh, &own] {
            revoke(&fixture, outsider, token).await;
        }
    }
    assert!(fixture.works(&pair.access).await && fixture.works(&own).await);
    issued(fixture.refresh(&client, &pair.refresh).await);
}

#[tokio::test]
async fn rfc_7009_2_2_an_unknown_token_is_fine() {
    let Set { fixture, client, .. } = set_up().await;
    let made_up =
        [ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX].map(|p| with_checksum(p, &"a".repeat(43)));
    for token in ["", "nonsense", &made_up[0], &made_up[1]] {
        revoke(&fixture, &client, token).await;
    }
}

#[tokio::test]
async fn a_token_with_any_other_character_is_none() {
    let Set { fixture, client, session, .. } = set_up().await;
    let pair = fixture.pair(&client, &session).await;
    for index in 0..pair.access.len() {
        let mut bytes = pair.access.clone().into_bytes();
        let case_flipped = bytes[index] ^ 0x20;
        for byte in [b'0', b'z', b'_', case_flipped] {
            if byte != bytes[index] {
                let kept = std::mem::replace(&mut bytes[index], byte);
                let changed = String::from_utf8_lossy(&bytes).into_owned();
                assert!(!fixture.works(&changed).await, "{changed}");
                bytes[index] = kept;
            }
        }
    }
    for changed in [&pair.access[..57 - 1], &format!("{}0", pair.access), &pair.refresh] {
        assert!(!fixture.works(changed).await);
    }
    assert!(fixture.works(&pair.access).await);
}
