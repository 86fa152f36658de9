//! Setup, invite and reset links.

use crate::fixture::{Fixture, OTHER_PASSWORD, PASSWORD, fields};
use authority::testing::database::RawConnection;
use authority::{ClientInfo, Error, RedeemLink};
use domain::account::Email;
use domain::link::LinkPurpose;
use domain::problem::Field;

fn form(email: &str, password: &str) -> RedeemLink {
    RedeemLink {
        email: email.to_owned(),
        name: "Ada King".to_owned(),
        password: password.to_owned(),
    }
}

impl Fixture {
    async fn redeem(&self, token: &str, form: RedeemLink) -> Result<authority::NewSession, Error> {
        self.authority.redeem_link(token.to_owned(), form, ClientInfo::default()).await
    }
}

fn owner() -> Email {
    Email::parse("owner@example.com").unwrap()
}

#[tokio::test]
async fn setup_makes_the_first_account_and_then_is_over() {
    let fixture = Fixture::new().await;
    let first = fixture.authority.setup_link().await.unwrap().unwrap();
    let second = fixture.authority.setup_link().await.unwrap().unwrap();
    assert!(fixture.authority.link(first.expose()).await.unwrap().is_none(), "replaced");
    let shown = fixture.authority.link(second.expose()).await.unwrap().unwrap();
    assert_eq!((shown.purpose, shown.email), (LinkPurpose::Setup, None));
    let refused = fixture.redeem(second.expose(), form("nope", "short")).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email, Field::Password]);
    // A refused form does not spend the link, and a setup link does not expire.
    fixture.clock.advance_seconds(365 * 24 * 3600);
    let session =
        fixture.redeem(second.expose(), form("Owner@example.com", PASSWORD)).await.unwrap();
    let signed_in = fixture.authority.session(session.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.email, owner());
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_some());
    assert!(fixture.authority.setup_link().await.unwrap().is_none());
    let gone = fixture.redeem(second.expose(), form("b@example.com", PASSWORD)).await.unwrap_err();
    assert!(matches!(gone, Error::LinkGone));
}

#[tokio::test]
async fn an_account_from_the_command_line_ends_setup() {
    let fixture = Fixture::new().await;
    let link = fixture.authority.setup_link().await.unwrap().unwrap();
    fixture.actor("owner@example.com").await;
    assert!(fixture.authority.link(link.expose()).await.unwrap().is_none());
    let refused = fixture.redeem(link.expose(), form("evil@example.com", PASSWORD)).await;
    assert!(matches!(refused, Err(Error::LinkGone)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_redemptions_one_succeeds() {
    let fixture = Fixture::new().await;
    let link = fixture.authority.setup_link().await.unwrap().unwrap();
    let outcomes = fixture
        .at_once(20, |authority, number| {
            let token = link.expose().to_owned();
            let form = form(&format!("person{number}@example.com"), PASSWORD);
            async move { authority.redeem_link(token, form, ClientInfo::default()).await }
        })
        .await;
    let mut sessions = 0;
    for outcome in outcomes {
        match outcome {
            Ok(_) => sessions += 1,
            Err(error) => assert!(matches!(error, Error::LinkGone), "{error:?}"),
        }
    }
    assert_eq!(sessions, 1);
    assert_eq!(fixture.authority.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_invite_is_for_its_address_and_a_day() {
    let fixture = Fixture::new().await;
    let old = fixture.authority.invite(&owner()).await.unwrap();
    fixture.clock.advance_seconds(24 * 3600);
    assert!(fixture.authority.link(old.expose()).await.unwrap().is_none(), "expired");
    let late = fixture.redeem(old.expose(), form("", PASSWORD)).await;
    assert!(matches!(late, Err(Error::LinkGone)));
    let replaced = fixture.authority.invite(&owner()).await.unwrap();
    let link = fixture.authority.invite(&owner()).await.unwrap();
    assert!(fixture.authority.link(replaced.expose()).await.unwrap().is_none());
    fixture.clock.advance_seconds(24 * 3600 - 1);
    let session = fixture.redeem(link.expose(), form("other@example.com", PASSWORD)).await.unwrap();
    let signed_in = fixture.authority.session(session.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.email, owner());
    let refused = fixture.authority.invite(&owner()).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
}

#[tokio::test]
async fn a_reset_changes_the_password_and_ends_other_sessions() {
    let fixture = Fixture::new().await;
    let actor = fixture.actor("owner@example.com").await;
    let old = fixture.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let nobody = Email::parse("nobody@example.com").unwrap();
    let refused = fixture.authority.reset(&nobody).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
    let link = fixture.authority.reset(&owner()).await.unwrap();
    let refused = fixture.redeem(link.expose(), form("", "ada king ada king")).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Password]);
    let new = fixture.redeem(link.expose(), form("", OTHER_PASSWORD)).await.unwrap();
    let signed_in = fixture.authority.session(new.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.account, actor.account);
    assert!(fixture.authority.session(old.token.expose()).await.unwrap().is_none());
    assert!(fixture.sign_in("owner@example.com", PASSWORD).await.is_none());
    assert!(fixture.sign_in("owner@example.com", OTHER_PASSWORD).await.is_some());
    let again = fixture.redeem(link.expose(), form("", PASSWORD)).await;
    assert!(matches!(again, Err(Error::LinkGone)));
}

#[tokio::test]
async fn a_disabled_account_is_not_reset_by_its_link() {
    let fixture = Fixture::new().await;
    fixture.actor("owner@example.com").await;
    let link = fixture.authority.reset(&owner()).await.unwrap();
    fixture.authority.disable_account(&owner()).await.unwrap();
    let refused = fixture.redeem(link.expose(), form("", OTHER_PASSWORD)).await;
    assert!(matches!(refused, Err(Error::LinkGone)));
}

#[tokio::test]
async fn the_sweep_takes_links_that_expired() {
    let fixture = Fixture::new().await;
    fixture.authority.setup_link().await.unwrap().unwrap();
    fixture.authority.invite(&owner()).await.unwrap();
    fixture.clock.advance_seconds(24 * 3600);
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM link").await, 1);
}

macro_rules! many_links {
    ($digest:literal) => {
        concat!(
            "INSERT INTO link (digest, purpose, email, created_at, expires_at) \
             WITH RECURSIVE number (n) AS \
             (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1200) SELECT ",
            $digest,
            ", 'invite', 'a' || n || '@example.com', 0, 1 FROM number"
        )
    };
}

#[tokio::test]
async fn the_sweep_continues_until_nothing_is_left() {
    let fixture = Fixture::new().await;
    let mut database = fixture.database().await;
    // The two engines write bytes differently.
    let many = match database {
        RawConnection::Sqlite(_) => many_links!("CAST(n AS BLOB)"),
        RawConnection::Postgres(_) => many_links!("int4send(n)"),
    };
    database.execute(many).await;
    fixture.authority.sweep().await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM link").await, 0);
}
