//! The consent question, its answer, and the code.

use super::checks::ValidatedRequest;
use super::outcome::{
    Authorization, AuthorizationError, AuthorizationResponse, AuthorizationResult, ConsentOutcome,
    ConsentPrompt,
};
use crate::actor::ClientInfo;
use crate::authority::Authority;
use crate::error::Error;
use crate::random;
use crate::secrets::digest::Digest;
use crate::secrets::{AuthorizationCode, ConsentToken};
use crate::sessions::ActiveSession;
use crate::store::{
    AskedConsent, ConsentRecord, NewCode, NewEvent, NewGrant, RequestedApplication, Tx,
};
use crate::use_case::Decision::{Commit, RollBack};
use domain::account::AccountId;
use domain::audit::AuditAction;
use domain::permission::Scope;
use domain::redirect_uri::RedirectUri;
use std::time::Duration;

/// How long after an answer the same answer is accepted once more.
const REPEATED_WITHIN: Duration = Duration::from_mins(1);

impl Authority {
    pub(super) async fn issue_code(
        &self,
        checked: &ValidatedRequest,
        grant: &str,
    ) -> Result<Option<AuthorizationCode>, Error> {
        self.write((grant.to_owned(), checked.question()), |this, tx, (grant, question)| {
            Box::pin(async move {
                let code = this.add_code(tx, grant, question).await?;
                Ok(Commit(code))
            })
        })
        .await
    }

    /// Stores the validated request as a question for this session.
    pub(super) async fn ask(
        &self,
        checked: ValidatedRequest,
        session: &ActiveSession,
    ) -> Result<Authorization, Error> {
        let asked_of = Digest::of_session(&session.id);
        let token = self
            .write((checked.question(), asked_of), |this, tx, (question, asked_of)| {
                Box::pin(async move {
                    let token = ConsentToken::generate(this.random());
                    let expires_at = this.now().plus(this.settings().tokens.consent);
                    let digest = token.digest();
                    let is_kept = tx.insert_consent(digest, *asked_of, question, expires_at);
                    Ok(Commit(is_kept.await?.then_some(token)))
                })
            })
            .await?;
        let Some(token) = token else {
            // The session or the application ended at this moment; the next request finds that.
            return Ok(Authorization::SignIn { after: None });
        };
        let ValidatedRequest { application, redirect_uri, scope, .. } = checked;
        let granted = application.grant.map(|grant| grant.scope).unwrap_or_default();
        let is_new = |scope: &Scope| !granted.contains(scope);
        let asked = self.catalogue().iter().filter(|known| scope.contains(&known.scope));
        Ok(Authorization::PromptForConsent(Box::new(ConsentPrompt {
            token,
            application: application.name,
            client_id: application.id,
            owner: application.owner,
            redirect_uri: RedirectUri::from_stored(redirect_uri),
            permissions: asked.map(|known| (known.clone(), is_new(&known.scope))).collect(),
            account: session.account.clone(),
        })))
    }

    /// Accepts the account's answer to a question of this session. The stored, validated request is
    /// granted; other fields of the form are ignored. The same answer once more within a minute, as
    /// after a double click, gets a new code, and the earlier code is deleted.
    ///
    /// # Errors
    /// The store failed.
    pub async fn answer_consent(
        &self,
        session: &ActiveSession,
        token: &str,
        allow: bool,
        client_info: &ClientInfo,
    ) -> Result<ConsentOutcome, Error> {
        let Some(digest) = ConsentToken::digest_of(token) else { return Ok(ConsentOutcome::Gone) };
        self.write(
            (session.clone(), digest, allow, client_info.clone()),
            |this, tx, &(ref session, digest, allow, ref client_info)| {
                Box::pin(async move {
                    let at = this.now();
                    let asked_of = Digest::of_session(&session.id);
                    let Some(asked) = tx.consent(digest, asked_of, at).await? else {
                        return Ok(RollBack(ConsentOutcome::Gone));
                    };
                    let AskedConsent { question, allowed, code: earlier } = asked;
                    if allowed.is_some_and(|allowed| allowed != allow) {
                        return Ok(RollBack(ConsentOutcome::Gone));
                    }
                    let id = &question.application;
                    let account = &session.account.account;
                    let Some(application) = tx.requested_application(id, Some(account)).await?
                    else {
                        return Ok(RollBack(ConsentOutcome::Gone));
                    };
                    // Its owner may have removed the redirect URI since the question was asked.
                    let (to, state) = (&question.redirect_uri, question.state.as_deref());
                    let session = Some(session);
                    if !this.may_return(tx, &application, to, state, session).await? {
                        return Ok(RollBack(ConsentOutcome::Gone));
                    }
                    let name = application.name.clone();
                    let code = if !allow {
                        None
                    } else if allowed.is_none() {
                        this.allow(tx, application, account, &question, client_info).await?
                    } else {
                        this.allow_again(tx, &application, &question, earlier).await?
                    };
                    if allow && code.is_none() {
                        return Ok(RollBack(ConsentOutcome::Gone));
                    }
                    let digest_of_code = code.as_ref().map(AuthorizationCode::digest);
                    let until = at.plus(REPEATED_WITHIN);
                    tx.answer_consent(digest, allow, digest_of_code, until).await?;
                    let ConsentRecord { redirect_uri, state, .. } = question;
                    let answer = code.map_or(
                        AuthorizationResult::Error(AuthorizationError::Denied),
                        AuthorizationResult::Code,
                    );
                    Ok(Commit(ConsentOutcome::Respond(AuthorizationResponse {
                        application: name,
                        redirect_uri,
                        state,
                        result: answer,
                    })))
                })
            },
        )
        .await
    }

    /// A new code for an answer that was given before, if the grant still exists.
    async fn allow_again(
        &self,
        tx: &mut Tx,
        application: &RequestedApplication,
        question: &ConsentRecord,
        earlier: Option<Digest>,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let grant =
            application.grant.as_ref().filter(|grant| grant.scope.is_superset(&question.scope));
        let Some(grant) = grant else { return Ok(None) };
        if let Some(earlier) = earlier {
            tx.delete_unspent_code(earlier).await?;
        }
        self.add_code(tx, &grant.id, question).await
    }

    /// Stores the grant and issues its code, in one commit.
    async fn allow(
        &self,
        tx: &mut Tx,
        application: RequestedApplication,
        account: &AccountId,
        question: &ConsentRecord,
        client_info: &ClientInfo,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let id = &application.id;
        let before = application.grant.map(|grant| grant.scope).unwrap_or_default();
        let at = self.now();
        let grant = NewGrant {
            id: &random::id_body(self.random()),
            account,
            application: id,
            scope: &before.union(&question.scope),
            at,
        };
        let grant = tx.upsert_grant(grant).await?;
        if !before.is_superset(&question.scope) {
            tx.insert_event(NewEvent {
                at,
                action: AuditAction::GrantAllowed,
                account: Some(account),
                application: id,
                name: &application.name,
                ip: client_info.ip_text(),
                user_agent: client_info.user_agent_text(),
            })
            .await?;
        }
        self.add_code(tx, &grant, question).await
    }

    async fn add_code(
        &self,
        tx: &mut Tx,
        grant: &str,
        question: &ConsentRecord,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let code = AuthorizationCode::generate(self.random());
        let expires_at = self.now().plus(self.settings().tokens.code);
        let new = NewCode {
            digest: code.digest(),
            grant,
            application: &question.application,
            family: &random::id_body(self.random()),
            redirect_uri: &question.redirect_uri,
            scope: &question.scope,
            code_challenge: &question.code_challenge,
            expires_at,
        };
        Ok(tx.insert_code(new).await?.then_some(code))
    }
}
