//! Setup, invite and reset links, by which people choose a password that nobody else knows. Each
//! works once; only its digest is stored.

use crate::accounts::{Person, change_password, check_password};
use crate::actor::ClientInfo;
use crate::authority::Authority;
use crate::error::Error;
use crate::secrets::LinkToken;
use crate::secrets::digest::Digest;
use crate::secrets::password::Password;
use crate::sessions::NewSession;
use crate::store::{LinkRecord, NewLink, Tx};
use crate::use_case::Decision::{Commit, RollBack};
use domain::account::{AccountId, Email, PersonName};
use domain::link::LinkPurpose;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long an invite or reset link works.
const LINK_LIFE: Duration = Duration::from_hours(24);

/// A valid link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The account's email address; `None` for setup.
    pub email: Option<Email>,
}

/// The form of a link's page. Fields that the link already determines are ignored: an invite
/// determines the email address, a reset also the name.
#[derive(Default)]
pub struct RedeemLink {
    /// The email address, as typed.
    pub email: String,
    /// The name, as typed.
    pub name: String,
    /// The password, as typed.
    pub password: String,
}

impl std::fmt::Debug for RedeemLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RedeemLink")
    }
}

/// The checked form of a redeemed link.
enum Plan {
    Create(Person),
    Reset { account: AccountId, email: Email, password: Password },
}

/// The account that a link creates or changes, once its password is hashed.
enum LinkOwner {
    New { email: Email, name: PersonName },
    Existing { account: AccountId, email: Email },
}

impl Authority {
    /// Creates a setup link, which replaces an earlier one; `None` once there is an account.
    ///
    /// # Errors
    /// The store failed.
    pub async fn setup_link(&self) -> Result<Option<LinkToken>, Error> {
        self.write((), |this, tx, ()| {
            Box::pin(async move {
                if tx.has_accounts().await? {
                    return Ok(RollBack(None));
                }
                let token = this.add_link(tx, LinkPurpose::Setup, None).await?;
                Ok(Commit(Some(token)))
            })
        })
        .await
    }

    /// Creates an invite link for this email address, which replaces an earlier one.
    ///
    /// # Errors
    /// There is an account already, or the store failed.
    pub async fn invite(&self, email: &Email) -> Result<LinkToken, Error> {
        self.write(email.clone(), |this, tx, email| {
            Box::pin(async move {
                if tx.account_by_email(email).await?.is_some() {
                    return Err(Error::EmailTaken);
                }
                let token = this.add_link(tx, LinkPurpose::Invite, Some(email)).await?;
                Ok(Commit(token))
            })
        })
        .await
    }

    /// Creates a reset link for the account with this email address, which replaces an earlier one.
    ///
    /// # Errors
    /// There is no such account, or the store failed.
    pub async fn reset(&self, email: &Email) -> Result<LinkToken, Error> {
        self.write(email.clone(), |this, tx, email| {
            Box::pin(async move {
                tx.account_by_email(email).await?.ok_or(Error::NoSuchAccount)?;
                let token = this.add_link(tx, LinkPurpose::Reset, Some(email)).await?;
                Ok(Commit(token))
            })
        })
        .await
    }

    /// The link of a token; `None` if it is not valid (any more).
    ///
    /// # Errors
    /// The store failed.
    pub async fn link(&self, token: &str) -> Result<Option<Link>, Error> {
        let Some(digest) = LinkToken::digest_of(token) else { return Ok(None) };
        let found = self.store().read().await?.link(digest, self.now()).await?;
        Ok(found.map(|LinkRecord { purpose, email }| Link { purpose, email }))
    }

    /// Redeems a link: creates the account or sets the password, and signs in.
    ///
    /// # Errors
    /// The link is not valid (any more), a field is not valid, or the store failed. The link is
    /// spent only if all of it succeeded.
    pub async fn redeem_link(
        &self,
        token: String,
        form: RedeemLink,
        client_info: ClientInfo,
    ) -> Result<NewSession, Error> {
        let token = Zeroizing::new(token);
        let password = Zeroizing::new(form.password);
        let digest = LinkToken::digest_of(&token).ok_or(Error::LinkGone)?;
        let plan = self.plan(digest, &form.email, &form.name, &password).await?;
        self.carry_out(digest, plan, client_info).await
    }

    async fn plan(
        &self,
        digest: Digest,
        email: &str,
        name: &str,
        password: &str,
    ) -> Result<Plan, Error> {
        let mut tx = self.store().read().await?;
        let link = tx.link(digest, self.now()).await?.ok_or(Error::LinkGone)?;
        let email = link.email.as_ref().map_or(email, Email::as_str);
        if link.purpose != LinkPurpose::Reset {
            return Person::check(email, name, password).map(Plan::Create);
        }
        let email = link.email.ok_or(Error::LinkGone)?;
        let account = tx.account_by_email(&email).await?.filter(|account| !account.disabled);
        let account = account.ok_or(Error::LinkGone)?;
        let own = [email.as_str(), account.name.as_str()];
        let password = check_password(password, &own)?;
        Ok(Plan::Reset { account: account.id, email, password })
    }

    async fn carry_out(
        &self,
        digest: Digest,
        plan: Plan,
        client_info: ClientInfo,
    ) -> Result<NewSession, Error> {
        let (owner, password) = match plan {
            Plan::Create(Person { email, name, password }) => {
                (LinkOwner::New { email, name }, password)
            }
            Plan::Reset { account, email, password } => {
                (LinkOwner::Existing { account, email }, password)
            }
        };
        let hash = self.hasher().hash(password, self.random()).await?;
        self.write(
            (digest, owner, hash, client_info),
            |this, tx, (digest, owner, hash, client_info)| {
                Box::pin(async move {
                    // First, so that only one of several concurrent requests succeeds.
                    tx.spend_link(*digest, this.now()).await?.ok_or(Error::LinkGone)?;
                    let account = match owner {
                        LinkOwner::New { email, name } => {
                            this.add_account(tx, email, name, hash).await?.id
                        }
                        LinkOwner::Existing { account, email } => {
                            change_password(tx, account, email, hash, (this.now(), None)).await?;
                            account.clone()
                        }
                    };
                    Ok(Commit(this.add_session(tx, &account, client_info).await?))
                })
            },
        )
        .await
    }

    async fn add_link(
        &self,
        tx: &mut Tx,
        purpose: LinkPurpose,
        email: Option<&Email>,
    ) -> Result<LinkToken, Error> {
        let token = LinkToken::generate(self.random());
        let at = self.now();
        let expires_at = (purpose != LinkPurpose::Setup).then(|| at.plus(LINK_LIFE));
        tx.replace_link(NewLink { digest: token.digest(), purpose, email, at, expires_at }).await?;
        Ok(token)
    }
}
