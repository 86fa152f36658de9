//! The impact of an edit, before it is saved.

use crate::fixture::START;
use crate::flow::{CALLBACK, issued};
use crate::grants::{Set, set_up};
use authority::{AuthorizationRequest, CodeExchange};
use domain::change::{EditImpact, EditReduction, Impact};
use domain::permission::Scope;
use std::time::Duration;

const LOOPBACK: &str = "http://127.0.0.1:8080/cb";

fn without(permissions: &[&str], uris: &[&str]) -> EditReduction {
    EditReduction {
        permissions: permissions.iter().map(|scope| Scope::parse(scope).unwrap()).collect(),
        redirect_uris: uris.iter().map(|&uri| uri.to_owned()).collect(),
    }
}

impl Set {
    async fn impact(&self, reduction: &EditReduction) -> EditImpact {
        let (owner, id) = (&self.owner.account, &self.client.id);
        self.fixture.authority.edit_impact(owner, id, reduction).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn permissions_touch_who_allowed_them_and_the_tokens_that_have_them() {
    let set = set_up().await;
    let Set { fixture, client, session, .. } = &set;
    fixture.actor("bob@example.com").await;
    let bob = fixture.session("bob@example.com").await;
    let ada = fixture.code_for(client.request_for("identify orders projects"), session).await;
    let ada = issued(fixture.exchange(client, &ada).await);
    let code = fixture.code_for(client.request_for("identify"), &bob).await;
    issued(fixture.exchange(client, &code).await);
    fixture.own_token(client).await; // all that the application may have
    for (permissions, people, tokens) in [
        (&["orders"][..], 1, 3),
        (&["identify"], 2, 5),
        (&["orders", "projects"], 1, 3),
        (&["identify", "orders"], 2, 5),
        (&["order"], 0, 0),
        (&["billing"], 0, 0),
        (&[], 0, 0),
    ] {
        let found = set.impact(&without(permissions, &[])).await;
        assert_eq!(found.permissions, Impact { people, tokens }, "{permissions:?}");
        assert!(found.redirect_uris.is_empty());
    }
    // Each access token names less than its family if less was asked for, and ends sooner.
    let refresh = ada.refresh_token.unwrap();
    issued(fixture.refresh_for(client, refresh.expose(), Some("identify")).await);
    let orders = set.impact(&without(&["orders"], &[])).await.permissions;
    assert_eq!(orders, Impact { people: 1, tokens: 3 });
    fixture.clock.advance_seconds(3600);
    let orders = set.impact(&without(&["orders"], &[])).await.permissions;
    assert_eq!(orders, Impact { people: 1, tokens: 1 });
}

#[tokio::test]
async fn a_redirect_uri_says_when_it_was_used_and_by_whom() {
    let set = set_up().await;
    let Set { fixture, owner, client, session } = &set;
    let both = without(&[], &[LOOPBACK, CALLBACK, "https://nowhere.example/"]);
    let uses = set.impact(&both).await.redirect_uris;
    let texts: Vec<_> = uses.iter().map(|used| used.uri.as_str()).collect();
    assert_eq!(texts, [CALLBACK, LOOPBACK], "what is registered, in the owner's order");
    assert!(uses.iter().all(|used| used.last_used_at.is_none() && used.impact.is_none()));

    fixture.pair(client, session).await;
    fixture.clock.advance_seconds(60);
    fixture.actor("bob@example.com").await;
    let bob = fixture.session("bob@example.com").await;
    // A loopback URI counts as the registered one with any port (RFC 8252 §7.3).
    let uri = "http://127.0.0.1:54321/cb".to_owned();
    let request =
        AuthorizationRequest { redirect_uri: Some(uri.clone()), ..client.request_for("identify") };
    let code = fixture.code_for(request, &bob).await;
    let by = fixture.authenticated(client).await;
    let exchange = CodeExchange { redirect_uri: Some(uri), ..crate::flow::good_exchange(&code) };
    issued(fixture.authority.exchange_code(&by, exchange).await.unwrap());
    fixture.authority.write_pending().await.unwrap();

    let uses = set.impact(&both).await.redirect_uris;
    let pair = Impact { people: 1, tokens: 2 };
    assert_eq!((uses[0].last_used_at, uses[0].impact), (Some(START), pair));
    assert_eq!(
        (uses[1].last_used_at, uses[1].impact),
        (Some(START.plus(Duration::from_mins(1))), pair)
    );
    assert_eq!(set.impact(&without(&[], &[LOOPBACK])).await.redirect_uris, uses[1..]);

    // An edit that keeps the URI keeps its last use; removing and adding it again does not.
    fixture.set_permissions(owner, client, &["identify"]).await;
    assert_eq!(set.impact(&both).await.redirect_uris, uses);
    for uris in [LOOPBACK.to_owned(), format!("{LOOPBACK}\n{CALLBACK}")] {
        let found = fixture.authority.application(&owner.account, &client.id).await;
        let stored = found.unwrap().unwrap();
        let mut edit = stored.draft();
        edit.redirect_uris = uris;
        let edited = fixture.authority.edit_application(owner, &client.id, stored.version, edit);
        edited.await.unwrap().unwrap();
    }
    let again = set.impact(&both).await.redirect_uris;
    assert_eq!(again[0], uses[1]);
    assert_eq!((again[1].last_used_at, again[1].impact), (None, pair));
}

#[tokio::test]
async fn what_is_not_there_or_not_theirs_has_no_impact() {
    let set = set_up().await;
    let outsider = set.fixture.actor("outsider@example.com").await;
    let all = without(&["orders"], &[CALLBACK]);
    let authority = &set.fixture.authority;
    let id = &set.client.id;
    assert_eq!(authority.edit_impact(&outsider.account, id, &all).await.unwrap(), None);
    set.fixture.delete(&set.owner, id).await.unwrap();
    assert_eq!(authority.edit_impact(&set.owner.account, id, &all).await.unwrap(), None);
}
