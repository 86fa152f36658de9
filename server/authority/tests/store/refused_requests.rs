//! What owners are told about refused requests of their applications.

use crate::fixture::{Fixture, START};
use crate::flow::Client;
use crate::grants::{Set, set_up};
use authority::{Actor, PresentedCredentials};
use domain::identifier_format::without_secrets;
use domain::refused_request::{MAX_GROUPS, MAX_VALUE, Reason, RefusedRequests};

async fn told(fixture: &Fixture, owner: &Actor, client: &Client) -> Vec<RefusedRequests> {
    fixture.authority.write_pending().await.unwrap();
    fixture.authority.refused_requests(&owner.account, &client.id).await.unwrap()
}

#[tokio::test]
async fn alike_requests_are_counted_together_and_the_latest_come_first() {
    let Set { mut fixture, owner, client, .. } = set_up().await;
    let refuse =
        |fixture: &Fixture, reason, value| fixture.authority.refuse(&client.id, reason, value);
    refuse(&fixture, Reason::ResponseType, "token");
    refuse(&fixture, Reason::ResponseType, "token");
    refuse(&fixture, Reason::ResponseType, "id_token");
    assert_eq!(told(&fixture, &owner, &client).await.len(), 2);
    fixture.clock.advance_seconds(60);
    refuse(&fixture, Reason::ResponseType, "id_token");
    refuse(&fixture, Reason::ChallengeMissing, "");
    fixture.clock.advance_seconds(60);
    refuse(&fixture, Reason::ResponseType, "token");
    // Closing stores them too.
    fixture.reopen(|_| {}).await;
    let groups: Vec<_> = told(&fixture, &owner, &client)
        .await
        .into_iter()
        .map(|group| {
            (group.reason, group.value, group.count, group.last_at.as_millis() - START.as_millis())
        })
        .collect();
    let group = |reason, value: &str, count, at| (reason, value.to_owned(), count, at);
    assert_eq!(
        groups,
        [
            group(Reason::ResponseType, "token", 3, 120_000),
            group(Reason::ChallengeMissing, "", 1, 60_000),
            group(Reason::ResponseType, "id_token", 2, 60_000),
        ]
    );
    fixture.authority.forget_refused_requests(&owner.account, &client.id).await.unwrap();
    assert!(told(&fixture, &owner, &client).await.is_empty());
}

#[tokio::test]
async fn the_latest_fifty_groups_are_kept() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let refuse = |value: String| fixture.authority.refuse(&client.id, Reason::ScopeUnknown, &value);
    // In memory too: after fifty groups in one batch, new ones are dropped.
    (0..200).map(|number| format!("early-{number}")).for_each(refuse);
    assert_eq!(told(&fixture, &owner, &client).await.len(), MAX_GROUPS);
    fixture.clock.advance_seconds(1);
    (0..10).map(|number| format!("late-{number}")).for_each(refuse);
    let groups = told(&fixture, &owner, &client).await;
    assert_eq!(groups.len(), MAX_GROUPS);
    let new = |group: &RefusedRequests| group.value.starts_with("late-");
    assert!(groups[..10].iter().all(new) && !groups[10..].iter().any(new));
    assert_eq!(fixture.number("SELECT count(*) FROM refused_request").await, 50);
}

#[tokio::test]
async fn many_applications_that_do_not_exist_fill_nothing() {
    let Set { fixture, owner, client, .. } = set_up().await;
    for number in 0..2000 {
        let made_up = format!("cfgo_app_{number:022}");
        let made_up = domain::application::ClientId::parse(&made_up).unwrap();
        fixture.authority.refuse(&made_up, Reason::GrantType, "password");
    }
    assert!(told(&fixture, &owner, &client).await.is_empty());
    fixture.authority.refuse(&client.id, Reason::GrantType, "password");
    assert_eq!(told(&fixture, &owner, &client).await.len(), 1);
    assert_eq!(fixture.number("SELECT count(*) FROM refused_request").await, 1);
}

#[tokio::test]
async fn a_value_is_cut_and_shows_what_can_not_be_seen() {
    let Set { fixture, owner, client, .. } = set_up().await;
    let value = format!("a\u{202e}b\nc\u{1b}[2J\u{200b}\0 {}", "é".repeat(5000));
    fixture.authority.refuse(&client.id, Reason::ScopeUnknown, &value);
    let groups = told(&fixture, &owner, &client).await;
    assert_eq!(groups[0].value.chars().count(), MAX_VALUE);
    let said = groups[0].explain(&[]).problem;
    let shown = "There is no scope \"a[U+202E]b␊c[U+001B][2J[U+200B]␀ éé";
    assert!(said.starts_with(shown), "{said}");
}

#[tokio::test]
async fn a_space_behind_a_redirect_uri_is_said_to_be_there() {
    let Set { fixture, owner, client, session } = set_up().await;
    for (end, said) in [
        (" ", "␠ is not registered: with a space behind it"),
        ("\n", "␊ is not registered: with a space behind it"),
        ("\u{200b}", "[U+200B] is not registered: with an invisible character in it"),
        ("%20", "%20 is not registered: with an encoded space behind it"),
    ] {
        let mut request = client.request();
        let registered = request.redirect_uri.clone().unwrap();
        request.redirect_uri = Some(format!("{registered}{end}"));
        fixture.authorize(request, Some(&session)).await;
        let found = fixture.authority.application(&owner.account, &client.id).await.unwrap();
        let registered_ones = found.unwrap().redirect_uris;
        let groups = told(&fixture, &owner, &client).await;
        let explained: Vec<_> =
            groups.iter().map(|group| group.explain(&registered_ones).problem).collect();
        let expected = format!("redirect_uri {registered}{said}");
        assert!(explained.contains(&expected), "{explained:?}");
    }
}

#[tokio::test]
async fn a_secret_in_the_wrong_place_is_not_kept() {
    let Set { fixture, owner, client, session } = set_up().await;
    let pair = fixture.pair(&client, &session).await;
    let secret = client.secret.clone().unwrap();
    let code = fixture.code(&client, &session).await;
    let far = "x".repeat(MAX_VALUE - 20);
    for text in [&secret, &pair.access, &pair.refresh, &code, &format!("{far}{secret}")] {
        let mut request = client.request();
        request.redirect_uri = Some(format!("https://app.example/cb?x={text}"));
        fixture.authorize(request, Some(&session)).await;
        fixture.authorize(client.request_for(text), Some(&session)).await;
        let mut request = client.request();
        request.code_challenge = Some(text.clone());
        fixture.authorize(request.clone(), Some(&session)).await;
        request.code_challenge_method = Some(text.clone());
        request.repeated.insert(text.clone());
        fixture.authorize(request, Some(&session)).await;
        let presented = PresentedCredentials {
            id: client.id.as_str().to_owned(),
            secret: Some(text.to_lowercase().into()),
        };
        fixture.authority.authenticate_application(&presented).await.unwrap();
        if text.len() <= 64 {
            fixture.refresh_for(&client, &pair.refresh, Some(text)).await;
        }
        fixture.refresh(&client, &text.to_lowercase()).await;
        fixture.exchange(&client, &text.to_lowercase()).await;
    }
    let groups = told(&fixture, &owner, &client).await;
    assert!(groups.len() > 10, "{groups:?}");
    for group in groups {
        assert_eq!(without_secrets(&group.value), group.value);
        for text in [&secret, &pair.access, &pair.refresh, &code] {
            let body = &text[text.len() - 49..];
            assert!(!group.value.to_lowercase().contains(&body[..8].to_lowercase()), "{group:?}");
        }
    }
}
