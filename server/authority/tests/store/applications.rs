//! Registering, changing, deleting, restoring and erasing.

use crate::fixture::{Fixture, draft, fields, key};
use authority::Error;
use domain::application::{ApplicationKind, ApplicationSummary, EditOutcome};
use domain::issued_credentials::CreateOutcome;
use domain::permission::Catalogue;
use domain::problem::Field;
use std::time::Duration;

#[tokio::test]
async fn what_was_registered_survives_a_restart() {
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let created = fixture.create(&owner, "Shop sync").await;
    let secret = created.secret.unwrap();
    let id = created.summary.client_id.clone();
    let before = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(before.redirect_uris.len(), 2);
    assert_eq!(before.redirect_uris[1].as_str(), "http://127.0.0.1:8080/cb");
    assert_eq!(before.permissions.to_string(), "identify orders projects");
    assert_eq!(before.secrets.len(), 1);
    assert_eq!(before.secrets[0].last_four, secret.last_four());
    assert_eq!(before.version, 1);
    fixture.reopen(|_| {}).await;
    let after = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(after, before);
    let page = fixture.active(&owner).await;
    assert_eq!(page.rows, [created.summary]);
    assert_eq!(page.total, 1);
}

#[tokio::test]
async fn a_public_application_has_no_secret_and_needs_a_redirect_uri() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut public = draft("Phone");
    public.kind = ApplicationKind::Public;
    let outcome =
        fixture.authority.create_application(&owner, public.clone(), key()).await.unwrap();
    let CreateOutcome::Created(created) = outcome else { panic!("{outcome:?}") };
    assert!(created.secret.is_none());
    public.redirect_uris.clear();
    let refused = fixture.authority.create_application(&owner, public, key()).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::RedirectUris]);
    let mut machine = draft("Machine");
    machine.redirect_uris.clear();
    let outcome = fixture.authority.create_application(&owner, machine, key()).await.unwrap();
    let CreateOutcome::Created(created) = outcome else { panic!("{outcome:?}") };
    let id = created.summary.client_id;
    let stored = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert!(stored.redirect_uris.is_empty());
}

#[tokio::test]
async fn names_are_kept_in_their_normal_form_and_checked_in_it() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let created = fixture.create(&owner, "Cafe\u{301}").await;
    assert_eq!(created.summary.name.as_str(), "Caf\u{e9}");
    // 64 characters in normalization form C, 128 as typed.
    let long = "e\u{301}".repeat(64);
    assert_eq!(fixture.create(&owner, &long).await.summary.name.as_str(), "\u{e9}".repeat(64));
    // U+0958 is a composition exclusion: a letter and a mark, which is one character to a person.
    let grows = "\u{958}".repeat(64);
    let kept = fixture.create(&owner, &grows).await.summary.name;
    assert_eq!(kept.as_str(), "\u{915}\u{93c}".repeat(64));
    let more = draft(&"👍🏽".repeat(65));
    let refused = fixture.authority.create_application(&owner, more, key()).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Name]);
}

#[tokio::test]
async fn everything_wrong_is_said_at_once() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let mut bad = draft(" ");
    bad.redirect_uris = "https://ok.example/\nhttp://bad.example/".to_owned();
    bad.permissions = vec!["orders".to_owned()];
    let refused = fixture.authority.create_application(&owner, bad, key()).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Name, Field::RedirectUris, Field::Permissions]);
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[1].line, Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_form_sent_twenty_times_makes_one() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let key = key();
    let outcomes = fixture
        .at_once(20, |authority, _| {
            let (owner, key) = (owner.clone(), key.clone());
            async move { authority.create_application(&owner, draft("Once"), key).await.unwrap() }
        })
        .await;
    let (mut created, mut already) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            CreateOutcome::Created(made) => created.push(made.summary.client_id),
            CreateOutcome::AlreadyCreated(id) => already.push(id),
        }
    }
    assert_eq!((created.len(), already.len()), (1, 19));
    assert!(already.iter().all(|id| *id == created[0]));
    assert_eq!(fixture.active(&owner).await.total, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM client_secret").await, 1);
    // Another account may use the same key.
    let other = fixture.actor("other@example.com").await;
    let outcome = fixture.authority.create_application(&other, draft("Mine"), key).await.unwrap();
    assert!(matches!(outcome, CreateOutcome::Created(_)));
}

#[tokio::test]
async fn an_hour_has_its_limit() {
    let fixture = Fixture::with(|settings| settings.create_per_hour = 3).await;
    let owner = fixture.actor("owner@example.com").await;
    for minute in 0..3 {
        fixture.create(&owner, &format!("Number {minute}")).await;
        fixture.clock.advance_seconds(60);
    }
    let again = key();
    let create = || fixture.authority.create_application(&owner, draft("Four"), again.clone());
    let refused = create().await.unwrap_err();
    assert!(matches!(refused, Error::TooMany { .. }));
    let wait = refused.retry_after().unwrap();
    assert_eq!(wait, Duration::from_mins(57));
    let other = fixture.actor("other@example.com").await;
    fixture.create(&other, "Not concerned").await;
    fixture.clock.advance(wait.checked_sub(Duration::from_secs(1)).unwrap());
    assert_eq!(create().await.unwrap_err().retry_after(), Some(Duration::from_secs(1)));
    fixture.clock.advance_seconds(1);
    assert!(matches!(create().await.unwrap(), CreateOutcome::Created(_)));
    assert!(create().await.is_ok(), "a key that was used is never too many");
}

#[tokio::test]
async fn an_edit_changes_what_was_entered_and_nothing_else() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.create(&owner, "Before").await.summary.client_id;
    let before = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    fixture.clock.advance_seconds(60);
    let mut edit = before.draft();
    edit.name = "After".to_owned();
    edit.redirect_uris = "https://new.example/".to_owned();
    edit.permissions = vec!["identify".to_owned()];
    edit.kind = ApplicationKind::Public;
    let outcome = fixture.authority.edit_application(&owner, &id, 1, edit).await.unwrap().unwrap();
    let EditOutcome::Saved(saved) = outcome else { panic!("{outcome:?}") };
    let after = fixture.authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(saved, after);
    assert_eq!(after.name.as_str(), "After");
    assert_eq!(after.redirect_uris.len(), 1);
    assert_eq!(after.permissions.to_string(), "identify");
    assert_eq!(after.kind, ApplicationKind::Confidential);
    assert_eq!((after.version, after.created_at), (2, before.created_at));
    assert_eq!(after.updated_at, before.updated_at.plus(Duration::from_mins(1)));
    assert_eq!(after.secrets, before.secrets);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_edits_from_the_same_start_one_is_saved() {
    let fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.create(&owner, "Start").await.summary.client_id;
    let outcomes = fixture
        .at_once(10, |authority, number| {
            let (owner, id) = (owner.clone(), id.clone());
            async move {
                let edit = draft(&format!("Edit {number}"));
                authority.edit_application(&owner, &id, 1, edit).await.unwrap().unwrap()
            }
        })
        .await;
    let (mut saved, mut conflicts) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        match outcome {
            EditOutcome::Saved(application) => saved.push(application),
            EditOutcome::Conflict(application) => conflicts.push(application),
        }
    }
    assert_eq!((saved.len(), conflicts.len()), (1, 9));
    assert!(conflicts.iter().all(|found| *found == saved[0]));
}

#[tokio::test]
async fn scopes_that_left_the_catalogue_are_kept() {
    let mut fixture = Fixture::new().await;
    let owner = fixture.actor("owner@example.com").await;
    let id = fixture.create(&owner, "Old").await.summary.client_id;
    let smaller = |left: &str| {
        Catalogue::new(
            Catalogue::default().iter().filter(|p| p.scope.as_str() != left).cloned().collect(),
        )
    };
    fixture.reopen(|settings| settings.catalogue = smaller("orders").unwrap()).await;
    let edit = |permissions: &[&str]| {
        let mut edit = draft("Old");
        edit.permissions = permissions.iter().map(|&scope| scope.to_owned()).collect();
        edit
    };
    let authority = &fixture.authority;
    for (version, asked) in [(1, &["projects"][..]), (2, &["projects", "orders"])] {
        let saved = authority.edit_application(&owner, &id, version, edit(asked)).await.unwrap();
        let Some(EditOutcome::Saved(saved)) = saved else { panic!("{saved:?}") };
        assert_eq!(saved.permissions.to_string(), "orders projects");
    }
    let refused = authority.edit_application(&owner, &id, 3, edit(&["orders"])).await;
    assert_eq!(fields(&refused.unwrap_err()), [Field::Permissions]);
    let refused = authority.create_application(&owner, edit(&["orders"]), key()).await;
    assert_eq!(fields(&refused.unwrap_err()), [Field::Permissions]);
}

#[tokio::test]
async fn deleted_restored_and_erased() {
    let fixture = Fixture::new().await;
    let (authority, owner) = (&fixture.authority, fixture.actor("owner@example.com").await);
    let created = fixture.create(&owner, "Here today").await;
    let id = created.summary.client_id.clone();
    let before = authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert!(fixture.restore(&owner, &id).await.is_none());
    assert!(authority.erase_application(&owner, &id).await.unwrap().is_none());

    fixture.clock.advance_seconds(5);
    let deleted = fixture.delete(&owner, &id).await.unwrap();
    assert_eq!((deleted.applications, deleted.name), (1, Some(created.summary.name.clone())));
    assert!(fixture.delete(&owner, &id).await.is_none());
    assert!(authority.application(&owner.account, &id).await.unwrap().is_none());
    let edited = authority.edit_application(&owner, &id, 1, draft("Ghost")).await.unwrap();
    assert!(edited.is_none());
    assert_eq!(fixture.active(&owner).await.total, 0);
    let page = fixture.deleted(&owner).await;
    let deleted_at = Some(created.summary.created_at.plus(Duration::from_secs(5)));
    let row = ApplicationSummary { deleted_at, ..created.summary.clone() };
    assert_eq!((page.rows, page.total), (vec![row], 1));

    let restored = fixture.restore(&owner, &id).await.unwrap();
    assert_eq!((restored.applications, restored.name), (1, Some(created.summary.name.clone())));
    assert_eq!(fixture.active(&owner).await.rows, [created.summary]);
    let after = authority.application(&owner.account, &id).await.unwrap().unwrap();
    assert_eq!(after, before);
    let page = fixture.deleted(&owner).await;
    assert_eq!((page.rows, page.total), (vec![], 0));

    fixture.delete(&owner, &id).await.unwrap();
    authority.erase_application(&owner, &id).await.unwrap().unwrap();
    assert!(fixture.restore(&owner, &id).await.is_none());
    let page = fixture.deleted(&owner).await;
    assert_eq!((page.rows, page.total), (vec![], 0));
    for table in [
        "SELECT count(*) FROM application",
        "SELECT count(*) FROM redirect_uri",
        "SELECT count(*) FROM client_secret",
    ] {
        assert_eq!(fixture.number(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn each_change_is_written_down_once() {
    let fixture = Fixture::new().await;
    let mut owner = fixture.actor("owner@example.com").await;
    owner.client_info.ip = Some("192.0.2.7".parse().unwrap());
    owner.client_info.user_agent = Some("é".repeat(300));
    let authority = &fixture.authority;
    let id = fixture.create(&owner, "Noted").await.summary.client_id;
    authority.edit_application(&owner, &id, 1, draft("Renamed")).await.unwrap().unwrap();
    authority.edit_application(&owner, &id, 1, draft("Too late")).await.unwrap().unwrap();
    fixture.delete(&owner, &id).await;
    fixture.restore(&owner, &id).await;
    fixture.delete(&owner, &id).await;
    fixture.delete(&owner, &id).await;
    authority.erase_application(&owner, &id).await.unwrap();
    let mut database = fixture.database().await;
    let sql = "SELECT action, name, address, length(user_agent), account_id, client_id \
               FROM audit_event ORDER BY event_id";
    let events = database.rows(sql).await;
    let told: Vec<(&str, &str)> = events.iter().map(|row| (&*row[0], &*row[1])).collect();
    let expected = [
        ("application.created", "Noted"),
        ("application.updated", "Renamed"),
        ("application.deleted", "Renamed"),
        ("application.restored", "Renamed"),
        ("application.deleted", "Renamed"),
        ("application.erased", "Renamed"),
    ];
    assert_eq!(told, expected);
    for row in &events {
        assert_eq!(row[2..], ["192.0.2.7", "200", owner.account.as_str(), id.as_str()]);
    }
}

#[tokio::test]
async fn the_sweep_erases_after_thirty_days_and_says_so() {
    const DAY: u64 = 24 * 3600;
    let fixture = Fixture::new().await;
    let (authority, owner) = (&fixture.authority, fixture.actor("owner@example.com").await);
    let (mut gone, mut kept) = (Vec::new(), Vec::new());
    for number in 0..120 {
        let id = fixture.create(&owner, &format!("Gone {number}")).await.summary.client_id;
        fixture.delete(&owner, &id).await;
        gone.push(id);
    }
    fixture.clock.advance_seconds(DAY);
    for number in 0..2 {
        let id = fixture.create(&owner, &format!("Kept {number}")).await.summary.client_id;
        kept.push(id);
    }
    fixture.delete(&owner, &kept[0]).await;
    fixture.clock.advance_seconds(30 * DAY - 1);
    authority.sweep().await.unwrap();
    assert_eq!(fixture.deleted(&owner).await.total, 1);
    assert_eq!(fixture.active(&owner).await.total, 1);
    assert!(fixture.restore(&owner, &gone[0]).await.is_none());
    assert!(fixture.restore(&owner, &kept[0]).await.is_some());
    let by_nobody = "SELECT count(*) FROM audit_event \
                     WHERE action = 'application.erased' AND account_id IS NULL";
    assert_eq!(fixture.number(by_nobody).await, 120);
    assert_eq!(fixture.number("SELECT count(*) FROM idempotency_key").await, 0);
}
