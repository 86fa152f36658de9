//! Setup, invite and reset links.

use crate::house::{House, OTHER_PASSWORD, PASSWORD, fields};
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

impl House {
    async fn redeem(&self, token: &str, form: RedeemLink) -> Result<authority::NewSession, Error> {
        self.authority.redeem_link(token.to_owned(), form, ClientInfo::default()).await
    }
}

fn owner() -> Email {
    Email::parse("owner@example.com").unwrap()
}

#[tokio::test]
async fn setup_makes_the_first_account_and_then_is_over() {
    let house = House::new().await;
    let first = house.authority.setup_link().await.unwrap().unwrap();
    let second = house.authority.setup_link().await.unwrap().unwrap();
    assert!(house.authority.link(first.expose()).await.unwrap().is_none(), "replaced");
    let shown = house.authority.link(second.expose()).await.unwrap().unwrap();
    assert_eq!((shown.purpose, shown.email), (LinkPurpose::Setup, None));
    let refused = house.redeem(second.expose(), form("nope", "short")).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email, Field::Password]);
    // A refused form does not spend the link, and a setup link does not grow old.
    house.clock.advance_seconds(365 * 24 * 3600);
    let session = house.redeem(second.expose(), form("Owner@example.com", PASSWORD)).await.unwrap();
    let signed_in = house.authority.session(session.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.email, owner());
    assert!(house.sign_in("owner@example.com", PASSWORD).await.is_some());
    assert!(house.authority.setup_link().await.unwrap().is_none());
    let gone = house.redeem(second.expose(), form("b@example.com", PASSWORD)).await.unwrap_err();
    assert!(matches!(gone, Error::LinkGone));
}

#[tokio::test]
async fn an_account_from_the_command_line_ends_setup() {
    let house = House::new().await;
    let link = house.authority.setup_link().await.unwrap().unwrap();
    house.actor("owner@example.com").await;
    assert!(house.authority.link(link.expose()).await.unwrap().is_none());
    let refused = house.redeem(link.expose(), form("evil@example.com", PASSWORD)).await;
    assert!(matches!(refused, Err(Error::LinkGone)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_redemptions_one_succeeds() {
    let house = House::new().await;
    let link = house.authority.setup_link().await.unwrap().unwrap();
    let tasks: Vec<_> = (0..20)
        .map(|number| {
            let (authority, token) = (house.authority.clone(), link.expose().to_owned());
            let form = form(&format!("person{number}@example.com"), PASSWORD);
            tokio::spawn(
                async move { authority.redeem_link(token, form, ClientInfo::default()).await },
            )
        })
        .collect();
    let mut sessions = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => sessions += 1,
            Err(error) => assert!(matches!(error, Error::LinkGone), "{error:?}"),
        }
    }
    assert_eq!(sessions, 1);
    assert_eq!(house.authority.accounts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_invite_is_for_its_address_and_a_day() {
    let house = House::new().await;
    let old = house.authority.invite(&owner()).await.unwrap();
    house.clock.advance_seconds(24 * 3600);
    assert!(house.authority.link(old.expose()).await.unwrap().is_none(), "expired");
    let late = house.redeem(old.expose(), form("", PASSWORD)).await;
    assert!(matches!(late, Err(Error::LinkGone)));
    let replaced = house.authority.invite(&owner()).await.unwrap();
    let link = house.authority.invite(&owner()).await.unwrap();
    assert!(house.authority.link(replaced.expose()).await.unwrap().is_none());
    house.clock.advance_seconds(24 * 3600 - 1);
    let session = house.redeem(link.expose(), form("other@example.com", PASSWORD)).await.unwrap();
    let signed_in = house.authority.session(session.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.email, owner());
    let refused = house.authority.invite(&owner()).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
}

#[tokio::test]
async fn a_reset_changes_the_password_and_ends_other_sessions() {
    let house = House::new().await;
    let actor = house.actor("owner@example.com").await;
    let old = house.sign_in("owner@example.com", PASSWORD).await.unwrap();
    let nobody = Email::parse("nobody@example.com").unwrap();
    let refused = house.authority.reset(&nobody).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Email]);
    let link = house.authority.reset(&owner()).await.unwrap();
    let refused = house.redeem(link.expose(), form("", "ada king ada king")).await.unwrap_err();
    assert_eq!(fields(&refused), [Field::Password]);
    let new = house.redeem(link.expose(), form("", OTHER_PASSWORD)).await.unwrap();
    let signed_in = house.authority.session(new.token.expose()).await.unwrap().unwrap();
    assert_eq!(signed_in.account.account, actor.account);
    assert!(house.authority.session(old.token.expose()).await.unwrap().is_none());
    assert!(house.sign_in("owner@example.com", PASSWORD).await.is_none());
    assert!(house.sign_in("owner@example.com", OTHER_PASSWORD).await.is_some());
    let again = house.redeem(link.expose(), form("", PASSWORD)).await;
    assert!(matches!(again, Err(Error::LinkGone)));
}

#[tokio::test]
async fn a_disabled_account_is_not_reset_by_its_link() {
    let house = House::new().await;
    house.actor("owner@example.com").await;
    let link = house.authority.reset(&owner()).await.unwrap();
    house.authority.disable_account(&owner()).await.unwrap();
    let refused = house.redeem(link.expose(), form("", OTHER_PASSWORD)).await;
    assert!(matches!(refused, Err(Error::LinkGone)));
}

#[tokio::test]
async fn the_sweep_takes_links_that_expired() {
    let house = House::new().await;
    house.authority.setup_link().await.unwrap().unwrap();
    house.authority.invite(&owner()).await.unwrap();
    house.clock.advance_seconds(24 * 3600);
    house.authority.sweep().await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM link").await, 1);
}

#[tokio::test]
async fn the_sweep_goes_on_until_nothing_is_left() {
    let house = House::new().await;
    let mut database = house.database().await;
    let many = "WITH RECURSIVE number (n) AS \
                (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1200) \
                INSERT INTO link (digest, purpose, email, created_at, expires_at) \
                SELECT CAST(n AS BLOB), 'invite', 'a' || n || '@example.com', 0, 1 FROM number";
    sqlx::raw_sql(many).execute(&mut database).await.unwrap();
    house.authority.sweep().await.unwrap();
    assert_eq!(house.number("SELECT count(*) FROM link").await, 0);
}
