//! Signing in and out. A refusal says nothing about whether the account exists: unknown, disabled
//! and wrong password cost the same and answer the same (SECURITY.md F1).

use crate::actor::ClientInfo;
use crate::authority::Authority;
use crate::error::Error;
use crate::secrets::SessionToken;
use crate::secrets::digest::Digest;
use crate::secrets::hasher::Verdict;
use crate::secrets::password::typed;
use crate::store::{NewSessionRow, SessionRow, Tx};
use crate::use_case::Decision::{Commit, RollBack};
use domain::account::{AccountId, Email};
use domain::session::{SessionId, SessionSummary, SignedIn, device};
use domain::time::Timestamp;
use std::time::Duration;
use zeroize::Zeroizing;

/// The precision of a session's last use: one write in five minutes instead of one per request.
const TOUCH_EVERY: Duration = Duration::from_mins(5);

/// A new session: the only value that holds its token.
#[derive(Debug)]
pub struct NewSession {
    /// The value of the session cookie.
    pub token: SessionToken,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// A session that is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveSession {
    /// Its identifier.
    pub id: SessionId,
    /// Its account.
    pub account: SignedIn,
    /// When the account last entered its password.
    pub signed_in_at: Timestamp,
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
    /// Creates a session if the password is the account's.
    ///
    /// # Errors
    /// Too many passwords are being checked, or the store failed.
    pub async fn sign_in(
        &self,
        email: &str,
        password: String,
        client_info: ClientInfo,
    ) -> Result<SignInOutcome, Error> {
        let password = Zeroizing::new(password);
        let email = Email::parse(email).ok();
        let typed = typed(&password);
        let account = match email {
            Some(email) => self.store().read().await?.account_by_email(&email).await?,
            None => None,
        };
        let account = account.filter(|account| !account.disabled);
        let kept = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.hasher().verify(typed, kept, self.random()).await?;
        let Some(account) = account else { return Ok(SignInOutcome::Refused) };
        let better = match verdict {
            Verdict::Wrong => return Ok(SignInOutcome::Refused),
            Verdict::Right => None,
            Verdict::Outdated(hash) => Some(hash),
        };
        self.write((account, better, client_info), |this, tx, (account, better, client_info)| {
            Box::pin(async move {
                // The password may have been changed, or the account disabled, while the hash was
                // computed.
                let now = tx.account_by_email(&account.email).await?;
                if !now.is_some_and(|now| now.has_same_password(account)) {
                    return Ok(RollBack(SignInOutcome::Refused));
                }
                if let Some(hash) = better {
                    tx.set_password_hash(&account.id, hash).await?;
                }
                let session = this.add_session(tx, &account.id, client_info).await?;
                Ok(Commit(SignInOutcome::SignedIn(session)))
            })
        })
        .await
    }

    /// Adds a session with a new token.
    pub(crate) async fn add_session(
        &self,
        tx: &mut Tx,
        account: &AccountId,
        client_info: &ClientInfo,
    ) -> Result<NewSession, Error> {
        let token = SessionToken::generate(self.random());
        let at = self.now();
        let expires_at = at.plus(self.settings().session.absolute);
        tx.insert_session(NewSessionRow {
            digest: token.digest(),
            account,
            at,
            expires_at,
            ip: client_info.ip_text(),
            user_agent: client_info.user_agent_text(),
        })
        .await?;
        Ok(NewSession { token, expires_at })
    }

    /// The session of a token; `None` if the token was never issued, or its session has ended.
    ///
    /// # Errors
    /// The store failed.
    pub async fn session(&self, token: &str) -> Result<Option<ActiveSession>, Error> {
        let Some(digest) = SessionToken::digest_of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.store().read().await?.session(digest, now, self.idle_since(now)).await?;
        let Some(found) = found else { return Ok(None) };
        if now >= found.last_seen_at.plus(self.touch_every()) {
            self.touch(digest, now);
        }
        Ok(Some(ActiveSession {
            id: digest.session_id(),
            account: found.signed_in,
            signed_in_at: found.created_at,
        }))
    }

    /// Stores the time of a request without delaying the request.
    fn touch(&self, digest: Digest, now: Timestamp) {
        let this = self.clone();
        tokio::spawn(async move {
            let touched = this.write((digest, now), |_, tx, (digest, now)| {
                Box::pin(async move { Ok(Commit(tx.touch_session(*digest, *now).await?)) })
            });
            // The session stays valid; the next request tries again.
            if let Err(error) = touched.await {
                tracing::warn!(%error, "the time of a session's last request was not kept");
            }
        });
    }

    /// Ends a session. A token that was never issued has no effect.
    ///
    /// # Errors
    /// The store failed.
    pub async fn sign_out(&self, token: &str) -> Result<(), Error> {
        let Some(digest) = SessionToken::digest_of(token) else { return Ok(()) };
        self.write(digest, |_, tx, digest| {
            Box::pin(async move {
                tx.delete_session(*digest).await?;
                Ok(Commit(()))
            })
        })
        .await
    }

    /// The sessions as their account sees them, with that of the request first.
    pub(crate) fn session_summaries(
        rows: Vec<SessionRow>,
        asking: &ActiveSession,
    ) -> Vec<SessionSummary> {
        let mut sessions: Vec<_> = rows
            .into_iter()
            .map(|row| {
                let id = row.digest.session_id();
                SessionSummary {
                    current: id == asking.id,
                    id,
                    device: device(row.user_agent.as_deref()),
                    ip: row.ip,
                    created_at: row.created_at,
                    last_seen_at: row.last_seen_at,
                    expires_at: row.expires_at,
                }
            })
            .collect();
        sessions.sort_by_key(|session| !session.current);
        sessions
    }

    /// Ends another session of the same account, in this commit; `false` if there is none, or it is
    /// the session of the request.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end_session(&self, asking: &ActiveSession, id: &SessionId) -> Result<bool, Error> {
        if *id == asking.id {
            return Ok(false);
        }
        self.write(
            (asking.account.account.clone(), Digest::of_session(id)),
            |_, tx, (account, digest)| {
                Box::pin(async move {
                    let ended = tx.delete_session_of(account, *digest).await?;
                    Ok(Commit(ended))
                })
            },
        )
        .await
    }

    /// Ends every other session of the same account, in this commit. Returns their number.
    ///
    /// # Errors
    /// The store failed.
    pub async fn end_other_sessions(&self, asking: &ActiveSession) -> Result<u64, Error> {
        self.write(asking.clone(), |_, tx, asking| {
            Box::pin(async move {
                let kept = Digest::of_session(&asking.id);
                let ended = tx.delete_other_sessions_of(&asking.account.account, kept).await?;
                Ok(Commit(ended))
            })
        })
        .await
    }

    /// Sessions that were last used at or before this moment have ended.
    pub(crate) fn idle_since(&self, now: Timestamp) -> Timestamp {
        now.minus(self.settings().session.idle)
    }

    /// Often enough that a short idle time does not end a session that is in use.
    fn touch_every(&self) -> Duration {
        TOUCH_EVERY.min(self.settings().session.idle / 8)
    }
}
