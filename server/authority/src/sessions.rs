//! Signing in and out. A refusal says nothing about whether the account exists: unknown, disabled
//! and wrong password cost the same and answer the same (SECURITY F1).

use crate::secrets::SessionToken;
use crate::secrets::digest::Digest;
use crate::secrets::hasher::Verdict;
use crate::secrets::password::normalise;
use crate::store::{NewSessionRow, Tx};
use crate::{Authority, Error, Origin, in_own_task};
use domain::account::{AccountId, Email, PASSWORD_MAX_BYTES};
use domain::session::SignedIn;
use domain::time::Timestamp;
use domain::token::{SESSION_PREFIX, is_sealed};
use std::time::Duration;
use zeroize::Zeroizing;

/// How exact the time of the last request is kept: a write every five minutes, not one a request.
const TOUCH_EVERY: Duration = Duration::from_mins(5);

/// A session that has just begun: the only value that holds its token.
#[derive(Debug)]
pub struct NewSession {
    /// What the browser carries from now on.
    pub token: SessionToken,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// How an attempt to sign in ended.
#[derive(Debug)]
pub enum SignInOutcome {
    /// It is the account's password.
    SignedIn(NewSession),
    /// There is no such account, it is disabled, or the password is wrong.
    Refused,
}

impl Authority {
    /// Begins a session for who knows an account's password.
    ///
    /// # Errors
    /// Too many passwords are being checked, or the store failed.
    pub async fn sign_in(
        &self,
        email: &str,
        password: String,
        origin: Origin,
    ) -> Result<SignInOutcome, Error> {
        let password = Zeroizing::new(password);
        let email = Email::parse(email).ok();
        // A password that is too long for anyone is wrong, not worth its normal form.
        let typed = if password.len() > PASSWORD_MAX_BYTES {
            Zeroizing::new(String::new())
        } else {
            normalise(&password)
        };
        let this = self.clone();
        in_own_task(async move { this.check_and_sign_in(email, typed, origin).await }).await
    }

    async fn check_and_sign_in(
        &self,
        email: Option<Email>,
        typed: Zeroizing<String>,
        origin: Origin,
    ) -> Result<SignInOutcome, Error> {
        let account = match email {
            Some(email) => self.store().read().await?.account_by_email(&email).await?,
            None => None,
        };
        let account = account.filter(|account| !account.disabled);
        let kept = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.0.hasher.verify(typed, kept, self.random()).await?;
        let Some(account) = account else { return Ok(SignInOutcome::Refused) };
        let better = match verdict {
            Verdict::Wrong => return Ok(SignInOutcome::Refused),
            Verdict::Right => None,
            Verdict::Outdated(hash) => Some(hash),
        };
        let mut tx = self.store().write().await?;
        // Looked at again inside the change: the password may have been changed, or the account
        // disabled, while the hash was worked out.
        let still = tx.account_by_email(&account.email).await?;
        let still = still.is_some_and(|now| {
            !now.disabled && now.id == account.id && now.password_hash == account.password_hash
        });
        if !still {
            return Ok(SignInOutcome::Refused);
        }
        if let Some(hash) = better {
            tx.set_password_hash(&account.id, &hash).await?;
        }
        let session = self.add_session(&mut tx, &account.id, &origin).await?;
        tx.commit().await?;
        Ok(SignInOutcome::SignedIn(session))
    }

    /// Adds a session with a token of its own.
    pub(crate) async fn add_session(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        origin: &Origin,
    ) -> Result<NewSession, Error> {
        let token = SessionToken::generate(self.random());
        let at = self.now();
        let expires_at = after(at, self.0.settings.session.absolute);
        tx.insert_session(NewSessionRow {
            digest: token.digest(),
            account,
            at,
            expires_at,
            address: origin.address_text(),
            user_agent: origin.user_agent_text(),
        })
        .await?;
        Ok(NewSession { token, expires_at })
    }

    /// Who a token belongs to; `None` if it was never given out, or its session has ended.
    ///
    /// # Errors
    /// The store failed.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>, Error> {
        let Some(digest) = digest_of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.store().read().await?.session(digest, now, self.idle_since(now)).await?;
        let Some(found) = found else { return Ok(None) };
        if now >= after(found.last_seen_at, self.touch_every()) {
            self.touch(digest, now);
        }
        Ok(Some(found.signed_in))
    }

    /// Notes the time of a request without making the request wait for it.
    fn touch(&self, digest: Digest, now: Timestamp) {
        let this = self.clone();
        tokio::spawn(async move {
            let touched = async {
                let mut tx = this.store().write().await?;
                tx.touch_session(digest, now).await?;
                tx.commit().await
            };
            // The session stays good; the next request tries again.
            if let Err(error) = touched.await {
                tracing::warn!(%error, "the time of a session's last request was not kept");
            }
        });
    }

    /// Ends a session. A token that was never given out ends nothing.
    ///
    /// # Errors
    /// The store failed.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let Some(digest) = digest_of(token) else { return Ok(()) };
        let this = self.clone();
        in_own_task(async move {
            let mut tx = this.store().write().await?;
            tx.delete_session(digest).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Sessions that were last used at or before this moment have ended.
    pub(crate) fn idle_since(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0.saturating_sub(millis(self.0.settings.session.idle)))
    }

    /// Often enough that a short idle time does not end a session that is in use.
    fn touch_every(&self) -> Duration {
        TOUCH_EVERY.min(self.0.settings.session.idle / 8)
    }
}

fn digest_of(token: &str) -> Option<Digest> {
    is_sealed(SESSION_PREFIX, token).then(|| Digest::of(token))
}

fn after(at: Timestamp, duration: Duration) -> Timestamp {
    Timestamp(at.0.saturating_add(millis(duration)))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
