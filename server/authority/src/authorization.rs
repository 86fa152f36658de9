//! The authorization endpoint's decisions (RFC 6749 §4.1.1, RFC 7636, RFC 9700): an ordered list
//! of checks, each of which takes what the one before it made, so none can run too early.
//!
//! [`AuthorizationRequest`] → `ForApplication` (whom may an answer be sent to?) → `Checked` (is it
//! a request we grant?) → a question, a code, or a refusal. Until there is a `ForApplication`,
//! nothing may be sent back: [`Authorization::Refused`] is a page of ours.

use crate::secrets::digest::Digest;
use crate::secrets::{AuthorizationCode, ConsentToken};
use crate::store::{ConsentRecord, NewCode, NewEvent, NewGrant, RequestedApplication, Tx};
use crate::{ActiveSession, Authority, Error, Origin, in_own_task, random};
use domain::account::AccountId;
use domain::application::{ApplicationKind, ApplicationName, ClientId};
use domain::audit::AuditAction;
use domain::permission::{Permission, Scope, ScopeSet};
use domain::pkce::CodeChallenge;
use domain::redirect_uri::RedirectUri;
use domain::refused_request::Reason;
use domain::session::SignedIn;
use domain::time::Timestamp;
use std::collections::BTreeSet;

/// A request for authorization as it came: each parameter decoded once. One without a value counts
/// as absent (RFC 6749 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// `client_id`
    pub client_id: Option<String>,
    /// `redirect_uri`
    pub redirect_uri: Option<String>,
    /// `state`, handed back byte for byte.
    pub state: Option<String>,
    /// `response_type`
    pub response_type: Option<String>,
    /// `response_mode` (OAuth 2.0 Multiple Response Types §2.1)
    pub response_mode: Option<String>,
    /// `scope`
    pub scope: Option<String>,
    /// `code_challenge` (RFC 7636 §4.3)
    pub code_challenge: Option<String>,
    /// `code_challenge_method`
    pub code_challenge_method: Option<String>,
    /// `prompt` (OIDC Core §3.1.2.1)
    pub prompt: Option<String>,
    /// `max_age`, in seconds (OIDC Core §3.1.2.1)
    pub max_age: Option<String>,
    /// Whether `request` was sent (RFC 9101).
    pub request: bool,
    /// Whether `request_uri` was sent (RFC 9101, RFC 9126).
    pub request_uri: bool,
    /// Names that were sent more than once.
    pub repeated: BTreeSet<String>,
    /// From when on signing in counts as an answer to `prompt=login` or `max_age`: what our own
    /// sign-in page sends along on the way back, in Unix milliseconds.
    pub signed_in_after: Option<String>,
}

/// Why nothing may be sent back to whoever asked (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswerable {
    /// No `client_id`, or two.
    NoApplication,
    /// An application that does not exist, was deleted, or whose owner is disabled.
    UnknownApplication,
    /// No `redirect_uri`, or two.
    NoRedirectUri,
    /// A `redirect_uri` that is not registered.
    UnregisteredRedirectUri,
}

/// Why an application gets an error back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizationError {
    /// This parameter was sent more than once.
    Repeated(String),
    /// This parameter is missing.
    Missing(&'static str),
    /// This parameter does not hold what it must.
    Invalid(&'static str),
    /// Another `response_type` than `code`.
    ResponseType,
    /// A request object (RFC 9101).
    RequestObject,
    /// A request by reference (RFC 9101).
    RequestUri,
    /// Another method than `S256`, or none, which means `plain`.
    ChallengeMethod,
    /// A scope that does not exist.
    UnknownScope,
    /// A scope that the application was not given.
    ForbiddenScope,
    /// The account said no.
    Denied,
    /// Somebody would have to sign in, and `prompt=none` forbids to ask.
    LoginRequired,
    /// The account would have to be asked, and `prompt=none` forbids that.
    ConsentRequired,
}

/// What the browser takes back to the application.
#[derive(Debug)]
pub enum Answer {
    /// A code to exchange.
    Code(AuthorizationCode),
    /// Why there is none.
    Error(AuthorizationError),
}

/// The way back to an application: its redirect URI is known good.
#[derive(Debug)]
pub struct Return {
    /// Where to.
    pub redirect_uri: String,
    /// `state` as it came.
    pub state: Option<String>,
    /// With what.
    pub answer: Answer,
}

/// What becomes of a request for authorization.
#[derive(Debug)]
pub enum Authorization {
    /// Nothing may be sent back: say it on a page of ours, without a `Location`.
    Refused(Unanswerable),
    /// The browser goes back.
    Return(Return),
    /// Somebody must sign in, then ask again.
    SignIn {
        /// Where being signed in is not enough: `signed_in_after` for the next request.
        after: Option<Timestamp>,
    },
    /// The account is asked.
    Ask(Box<Question>),
}

/// What a consent page shows.
#[derive(Debug)]
pub struct Question {
    /// The name under which the answer finds what was validated.
    pub token: ConsentToken,
    /// The application that asks.
    pub application: ApplicationName,
    /// Its client ID.
    pub client_id: ClientId,
    /// What its owner is called.
    pub owner: String,
    /// Where the answer goes.
    pub redirect_uri: RedirectUri,
    /// What it asks for, in the order of the catalogue, and whether that is new.
    pub permissions: Vec<(Permission, bool)>,
    /// Who is asked.
    pub account: SignedIn,
}

/// What became of an answer.
#[derive(Debug)]
pub enum ConsentOutcome {
    /// The browser goes back.
    Return(Return),
    /// The question waited too long, was answered before, was put to another session, or its
    /// application, its redirect URI or the account stopped.
    Gone,
}

/// A request whose application and redirect URI are known good.
struct ForApplication {
    application: RequestedApplication,
    redirect_uri: String,
    request: AuthorizationRequest,
}

/// A request that we would grant.
struct Checked {
    application: RequestedApplication,
    redirect_uri: String,
    state: Option<String>,
    scope: ScopeSet,
    challenge: CodeChallenge,
    prompt: Prompt,
    max_age: Option<i64>,
    signed_in_after: Option<Timestamp>,
}

/// `prompt`, read.
#[derive(Clone, Copy, Default)]
struct Prompt {
    none: bool,
    login: bool,
    consent: bool,
}

/// An error for the application, and what its owner is told: the reason and its value.
struct Refusal {
    error: AuthorizationError,
    told: Option<(Reason, String)>,
}

impl Refusal {
    fn new(error: AuthorizationError, reason: Reason, value: impl Into<String>) -> Self {
        Self { error, told: Some((reason, value.into())) }
    }

    fn invalid(name: &'static str) -> Self {
        Self::new(AuthorizationError::Invalid(name), Reason::ParameterInvalid, name)
    }
}

impl Authority {
    /// Decides about a request for authorization by whoever is signed in.
    ///
    /// # Errors
    /// The store failed.
    pub async fn authorize(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let asked = match self.for_application(request, session).await? {
            Ok(asked) => asked,
            Err(unanswerable) => return Ok(Authorization::Refused(unanswerable)),
        };
        let (id, redirect_uri, state) =
            (asked.application.id.clone(), asked.redirect_uri.clone(), asked.state());
        match self.check_request(asked) {
            Ok(checked) => self.proceed(checked, session).await,
            Err(Refusal { error, told }) => {
                if let Some((reason, value)) = told {
                    self.refuse(&id, reason, &value);
                }
                let answer = Answer::Error(error);
                Ok(Authorization::Return(Return { redirect_uri, state, answer }))
            }
        }
    }

    /// Whom may an answer be sent to? Application and redirect URI, and nothing else, decide.
    async fn for_application(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Result<Result<ForApplication, Unanswerable>, Error> {
        let once = |name: &str| !request.repeated.contains(name);
        let Some(id) = request.client_id.as_deref().filter(|_| once("client_id")) else {
            return Ok(Err(Unanswerable::NoApplication));
        };
        let Ok(id) = ClientId::parse(id) else { return Ok(Err(Unanswerable::UnknownApplication)) };
        let account = session.map(|session| &session.account.account);
        let mut tx = self.store().read().await?;
        let Some(application) = tx.requested_application(&id, account).await? else {
            return Ok(Err(Unanswerable::UnknownApplication));
        };
        let Some(asked) = request.redirect_uri.as_deref().filter(|_| once("redirect_uri")) else {
            self.refuse(&id, Reason::RedirectUriMissing, "");
            return Ok(Err(Unanswerable::NoRedirectUri));
        };
        if !self.may_return(&application, asked, request.state.as_deref(), session) {
            self.refuse(&id, Reason::RedirectUriUnregistered, asked);
            return Ok(Err(Unanswerable::UnregisteredRedirectUri));
        }
        let redirect_uri = asked.to_owned();
        Ok(Ok(ForApplication { application, redirect_uri, request }))
    }

    /// Whether an answer may be sent there: it is registered, or the callback of a trial.
    fn may_return(
        &self,
        application: &RequestedApplication,
        redirect_uri: &str,
        state: Option<&str>,
        session: Option<&ActiveSession>,
    ) -> bool {
        application.redirect_uris.iter().any(|uri| uri.accepts(redirect_uri))
            || self.tries(&application.id, redirect_uri, state, session)
    }

    /// Is it a request we grant? Every check that does not depend on who is asked.
    fn check_request(&self, asked: ForApplication) -> Result<Checked, Refusal> {
        asked.no_parameter_is_repeated()?;
        asked.is_for_a_code()?;
        asked.is_no_request_object()?;
        let challenge = asked.challenge()?;
        let prompt = asked.prompt()?;
        let max_age = asked.max_age()?;
        let scope = self.scope(&asked)?;
        let signed_in_after = asked.request.signed_in_after.as_deref();
        Ok(Checked {
            state: asked.state(),
            signed_in_after: signed_in_after.and_then(|text| text.parse().ok()).map(Timestamp),
            application: asked.application,
            redirect_uri: asked.redirect_uri,
            scope,
            challenge,
            prompt,
            max_age,
        })
    }

    /// What is asked for: known, and given to the application; all that it was given if nothing is
    /// named (RFC 6749 §3.3).
    fn scope(&self, asked: &ForApplication) -> Result<ScopeSet, Refusal> {
        use AuthorizationError::{ForbiddenScope, UnknownScope};
        let given = &asked.application.permissions;
        let Some(text) = &asked.request.scope else {
            let all = self.catalogue().known(given);
            return if all.is_empty() {
                Err(Refusal::new(ForbiddenScope, Reason::ScopeNotGiven, ""))
            } else {
                Ok(all)
            };
        };
        let mut scope = Vec::new();
        for name in text.split(' ').filter(|name| !name.is_empty()) {
            let Some(permission) = self.catalogue().get(name) else {
                return Err(Refusal::new(UnknownScope, Reason::ScopeUnknown, name));
            };
            if !given.contains(&permission.scope) {
                return Err(Refusal::new(ForbiddenScope, Reason::ScopeNotGiven, name));
            }
            scope.push(permission.scope.clone());
        }
        if scope.is_empty() {
            return Err(Refusal::new(UnknownScope, Reason::ScopeUnknown, text));
        }
        Ok(scope.into_iter().collect())
    }

    /// Who is asked, and must they be?
    async fn proceed(
        &self,
        checked: Checked,
        session: Option<&ActiveSession>,
    ) -> Result<Authorization, Error> {
        let session = session.filter(|session| checked.is_fresh(session, self.now()).is_ok());
        let Some(session) = session else {
            if checked.prompt.none {
                return Ok(checked.refused(AuthorizationError::LoginRequired));
            }
            let again = checked.prompt.login || checked.max_age.is_some();
            return Ok(Authorization::SignIn { after: again.then(|| self.now()) });
        };
        if !checked.must_ask()
            && let Some(grant) = &checked.application.grant
        {
            let grant = grant.id.clone();
            // The grant may be revoked at this moment: then the account is asked.
            if let Some(code) = self.issue_code(&checked, &grant).await? {
                return Ok(checked.returned(Answer::Code(code)));
            }
        }
        if checked.prompt.none {
            return Ok(checked.refused(AuthorizationError::ConsentRequired));
        }
        self.ask(checked, session).await
    }

    async fn issue_code(
        &self,
        checked: &Checked,
        grant: &str,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let this = self.clone();
        let (grant, question) = (grant.to_owned(), checked.question());
        in_own_task(async move {
            let mut tx = this.store().write().await?;
            let code = this.add_code(&mut tx, &grant, &question).await?;
            tx.commit().await?;
            Ok(code)
        })
        .await
    }

    async fn add_code(
        &self,
        tx: &mut Tx,
        grant: &str,
        question: &ConsentRecord,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let code = AuthorizationCode::generate(self.random());
        let expires_at = self.now().plus(self.0.settings.tokens.code);
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

    /// Keeps what was validated, and writes the question.
    async fn ask(&self, checked: Checked, session: &ActiveSession) -> Result<Authorization, Error> {
        let token = ConsentToken::generate(self.random());
        let expires_at = self.now().plus(self.0.settings.tokens.consent);
        let (this, digest, kept) = (self.clone(), token.digest(), checked.question());
        let asked_of = Digest::of_session(&session.id);
        let is_kept = in_own_task(async move {
            let mut tx = this.store().write().await?;
            let is_kept = tx.insert_consent(digest, asked_of, &kept, expires_at).await?;
            tx.commit().await?;
            Ok(is_kept)
        });
        if !is_kept.await? {
            // Signed out at this moment: the next request finds nobody, or no application.
            return Ok(Authorization::SignIn { after: None });
        }
        let Checked { application, redirect_uri, scope, .. } = checked;
        let granted = application.grant.map(|grant| grant.scope).unwrap_or_default();
        let is_new = |scope: &Scope| !granted.contains(scope);
        let asked = self.catalogue().iter().filter(|known| scope.contains(&known.scope));
        Ok(Authorization::Ask(Box::new(Question {
            token,
            application: application.name,
            client_id: application.id,
            owner: application.owner,
            redirect_uri: RedirectUri::from_stored(redirect_uri),
            permissions: asked.map(|known| (known.clone(), is_new(&known.scope))).collect(),
            account: session.account.clone(),
        })))
    }

    /// Takes an account's answer to the question that was put to this session. What is granted is
    /// what was validated; nothing else of the form counts.
    ///
    /// # Errors
    /// The store failed.
    pub async fn answer_consent(
        &self,
        session: &ActiveSession,
        token: &str,
        allow: bool,
        origin: &Origin,
    ) -> Result<ConsentOutcome, Error> {
        let Some(digest) = ConsentToken::digest_of(token) else { return Ok(ConsentOutcome::Gone) };
        let (this, session, origin) = (self.clone(), session.clone(), origin.clone());
        in_own_task(async move {
            let mut tx = this.store().write().await?;
            let asked_of = Digest::of_session(&session.id);
            let Some(question) = tx.take_consent(digest, asked_of, this.now()).await? else {
                return Ok(ConsentOutcome::Gone);
            };
            let id = &question.application;
            let account = &session.account.account;
            let Some(application) = tx.requested_application(id, Some(account)).await? else {
                return Ok(ConsentOutcome::Gone);
            };
            // Its owner may have taken the redirect URI away since the question was put.
            let (to, state) = (&question.redirect_uri, question.state.as_deref());
            if !this.may_return(&application, to, state, Some(&session)) {
                return Ok(ConsentOutcome::Gone);
            }
            let answer = if allow {
                match this.allow(&mut tx, application, account, &question, &origin).await? {
                    Some(code) => Answer::Code(code),
                    None => return Ok(ConsentOutcome::Gone),
                }
            } else {
                Answer::Error(AuthorizationError::Denied)
            };
            tx.commit().await?;
            let ConsentRecord { redirect_uri, state, .. } = question;
            Ok(ConsentOutcome::Return(Return { redirect_uri, state, answer }))
        })
        .await
    }

    /// Keeps the grant and makes its code, in one change.
    async fn allow(
        &self,
        tx: &mut Tx,
        application: RequestedApplication,
        account: &AccountId,
        question: &ConsentRecord,
        origin: &Origin,
    ) -> Result<Option<AuthorizationCode>, Error> {
        let id = &application.id;
        let before = application.grant.map(|grant| grant.scope).unwrap_or_default();
        let at = self.now();
        let grant = NewGrant {
            id: &random::id_body(self.random()),
            account,
            application: id,
            scope: &before.joined(&question.scope),
            at,
        };
        let grant = tx.keep_grant(grant).await?;
        if !before.covers(&question.scope) {
            tx.insert_event(NewEvent {
                at,
                action: AuditAction::GrantAllowed,
                account: Some(account),
                application: id,
                name: &application.name,
                address: origin.address_text(),
                user_agent: origin.user_agent_text(),
            })
            .await?;
        }
        self.add_code(tx, &grant, question).await
    }
}

impl ForApplication {
    /// One that was sent twice is none.
    fn state(&self) -> Option<String> {
        self.request.state.clone().filter(|_| !self.request.repeated.contains("state"))
    }

    fn no_parameter_is_repeated(&self) -> Result<(), Refusal> {
        self.request.repeated.first().map_or(Ok(()), |name| {
            let error = AuthorizationError::Repeated(name.clone());
            Err(Refusal::new(error, Reason::ParameterRepeated, name))
        })
    }

    fn is_for_a_code(&self) -> Result<(), Refusal> {
        match self.request.response_type.as_deref() {
            Some("code") => {}
            None => {
                let error = AuthorizationError::Missing("response_type");
                return Err(Refusal::new(error, Reason::ResponseType, ""));
            }
            Some(other) => {
                let error = AuthorizationError::ResponseType;
                return Err(Refusal::new(error, Reason::ResponseType, other));
            }
        }
        match self.request.response_mode.as_deref() {
            None | Some("query") => Ok(()),
            Some(_) => Err(Refusal::invalid("response_mode")),
        }
    }

    fn is_no_request_object(&self) -> Result<(), Refusal> {
        use AuthorizationError::{RequestObject, RequestUri};
        if self.request.request {
            return Err(Refusal::new(RequestObject, Reason::ParameterInvalid, "request"));
        }
        if self.request.request_uri {
            return Err(Refusal::new(RequestUri, Reason::ParameterInvalid, "request_uri"));
        }
        Ok(())
    }

    fn challenge(&self) -> Result<CodeChallenge, Refusal> {
        let Some(challenge) = &self.request.code_challenge else {
            let error = AuthorizationError::Missing("code_challenge");
            return Err(Refusal::new(error, Reason::ChallengeMissing, ""));
        };
        match self.request.code_challenge_method.as_deref() {
            Some("S256") => {}
            method => {
                let method = method.unwrap_or("plain");
                let error = AuthorizationError::ChallengeMethod;
                return Err(Refusal::new(error, Reason::ChallengeMethod, method));
            }
        }
        CodeChallenge::parse(challenge).map_err(|_| {
            let error = AuthorizationError::Invalid("code_challenge");
            Refusal::new(error, Reason::ChallengeInvalid, "")
        })
    }

    fn prompt(&self) -> Result<Prompt, Refusal> {
        let mut prompt = Prompt::default();
        let text = self.request.prompt.as_deref().unwrap_or_default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                // The consent page is where an account is chosen.
                "consent" | "select_account" => prompt.consent = true,
                _ => return Err(Refusal::invalid("prompt")),
            }
        }
        if prompt.none && (prompt.login || prompt.consent) {
            return Err(Refusal::invalid("prompt"));
        }
        Ok(prompt)
    }

    fn max_age(&self) -> Result<Option<i64>, Refusal> {
        let digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self.request.max_age.as_deref() {
            None => Ok(None),
            Some(text) => Some(text)
                .filter(digits)
                .and_then(|text| text.parse().ok())
                .map(Some)
                .ok_or_else(|| Refusal::invalid("max_age")),
        }
    }
}

/// Somebody must sign in again.
struct Stale;

impl Checked {
    /// Whether this session is as fresh as the request wants it.
    fn is_fresh(&self, session: &ActiveSession, now: Timestamp) -> Result<(), Stale> {
        let signed_in_at = session.signed_in_at;
        if self.signed_in_after.is_some_and(|after| signed_in_at >= after) {
            return Ok(());
        }
        let too_old = self.max_age.is_some_and(|seconds| now > signed_in_at.plus_seconds(seconds));
        if self.prompt.login || too_old { Err(Stale) } else { Ok(()) }
    }

    /// Whether the account is asked although there is a grant: when the application wants it, when
    /// it asks for more, and when a code might reach somebody else (RFC 8252 §8.6).
    fn must_ask(&self) -> bool {
        let granted = self.application.grant.as_ref();
        let covered = granted.is_some_and(|grant| grant.scope.covers(&self.scope));
        let is_public = self.application.kind == ApplicationKind::Public;
        let is_https = self.redirect_uri.starts_with("https://");
        !covered || self.prompt.consent || (is_public && !is_https)
    }

    fn question(&self) -> ConsentRecord {
        ConsentRecord {
            application: self.application.id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            scope: self.scope.clone(),
            state: self.state.clone(),
            code_challenge: self.challenge.as_str().to_owned(),
        }
    }

    fn refused(self, error: AuthorizationError) -> Authorization {
        self.returned(Answer::Error(error))
    }

    fn returned(self, answer: Answer) -> Authorization {
        let Self { redirect_uri, state, .. } = self;
        Authorization::Return(Return { redirect_uri, state, answer })
    }
}
