//! Helpers that run the OAuth flows of an application.

use crate::fixture::{Fixture, PASSWORD, draft, key};
use authority::{
    ActiveSession, Actor, AuthenticatedApplication, Authorization, AuthorizationRequest,
    AuthorizationResponse, AuthorizationResult, ClientInfo, CodeExchange, ConsentOutcome,
    ConsentPrompt, IssuedTokens, PresentedCredentials, TokenError, TokenResponse,
};
use domain::application::{ApplicationDraft, ApplicationKind, ClientId};
use domain::issued_credentials::CreateOutcome;
use domain::permission::ScopeSet;
use zeroize::Zeroizing;

/// RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The first redirect URI of every draft.
pub(crate) const CALLBACK: &str = "https://app.example/cb";
/// A form whose ampersand and equals sign belong to the value.
pub(crate) const STATE: &str = "a&b=c é";

/// An application with its plain secret.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) id: ClientId,
    pub(crate) secret: Option<String>,
}

impl Client {
    pub(crate) fn presented(&self) -> PresentedCredentials {
        PresentedCredentials {
            id: self.id.as_str().to_owned(),
            secret: self.secret.clone().map(Into::into),
        }
    }

    /// A valid authorization request for all permissions.
    pub(crate) fn request(&self) -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: Some(self.id.as_str().to_owned()),
            redirect_uri: Some(CALLBACK.to_owned()),
            state: Some(STATE.to_owned()),
            response_type: Some("code".to_owned()),
            code_challenge: Some(CHALLENGE.to_owned()),
            code_challenge_method: Some("S256".to_owned()),
            ..AuthorizationRequest::default()
        }
    }

    pub(crate) fn request_for(&self, scope: &str) -> AuthorizationRequest {
        AuthorizationRequest { scope: Some(scope.to_owned()), ..self.request() }
    }
}

/// The tokens of a code.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl From<IssuedTokens> for Pair {
    fn from(tokens: IssuedTokens) -> Self {
        Self {
            access: tokens.access_token.expose().to_owned(),
            refresh: tokens.refresh_token.unwrap().expose().to_owned(),
        }
    }
}

impl Fixture {
    /// A confidential application.
    pub(crate) async fn client(&self, by: &Actor, name: &str) -> Client {
        self.client_of(by, draft(name)).await
    }

    /// A public application with these redirect URIs.
    pub(crate) async fn public(&self, by: &Actor, redirect_uris: &str) -> Client {
        let mut public = draft("Phone");
        public.kind = ApplicationKind::Public;
        public.redirect_uris = redirect_uris.to_owned();
        self.client_of(by, public).await
    }

    pub(crate) async fn client_of(&self, by: &Actor, draft: ApplicationDraft) -> Client {
        match self.authority.create_application(by, draft, key()).await.unwrap() {
            CreateOutcome::Created(created) => Client {
                id: created.summary.client_id,
                secret: created.secret.map(|secret| secret.expose().to_owned()),
            },
            CreateOutcome::AlreadyCreated(id) => panic!("{id:?} was there"),
        }
    }

    /// Edits an application to have only these permissions.
    pub(crate) async fn set_permissions(&self, by: &Actor, client: &Client, permissions: &[&str]) {
        let stored = self.authority.application(&by.account, &client.id).await.unwrap().unwrap();
        let mut edit = stored.draft();
        edit.permissions = permissions.iter().map(|&scope| scope.to_owned()).collect();
        let version = stored.version;
        self.authority.edit_application(by, &client.id, version, edit).await.unwrap().unwrap();
    }

    pub(crate) async fn authenticated(&self, client: &Client) -> AuthenticatedApplication {
        let found = self.authority.authenticate_application(&client.presented()).await;
        found.unwrap().expect("these credentials are right")
    }

    /// A new session of an existing account.
    pub(crate) async fn session(&self, email: &str) -> ActiveSession {
        let session = self.sign_in(email, PASSWORD).await.unwrap();
        self.authority.session(session.token.expose()).await.unwrap().unwrap()
    }

    pub(crate) async fn authorize(
        &self,
        request: AuthorizationRequest,
        session: Option<&ActiveSession>,
    ) -> Authorization {
        self.authority.authorize(request, session).await.unwrap()
    }

    /// The consent question of a request.
    pub(crate) async fn question(
        &self,
        request: AuthorizationRequest,
        session: &ActiveSession,
    ) -> ConsentPrompt {
        match self.authorize(request, Some(session)).await {
            Authorization::PromptForConsent(question) => *question,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn answer(
        &self,
        session: &ActiveSession,
        question: &ConsentPrompt,
        allow: bool,
    ) -> Option<AuthorizationResponse> {
        let (token, origin) = (question.token.expose(), ClientInfo::default());
        match self.authority.answer_consent(session, token, allow, &origin).await.unwrap() {
            ConsentOutcome::Respond(back) => Some(back),
            ConsentOutcome::Gone => None,
        }
    }

    /// The code of a request; the account allows it if it is asked.
    pub(crate) async fn code_for(
        &self,
        request: AuthorizationRequest,
        session: &ActiveSession,
    ) -> String {
        let back = match self.authorize(request, Some(session)).await {
            Authorization::Respond(back) => back,
            Authorization::PromptForConsent(question) => {
                self.answer(session, &question, true).await.unwrap()
            }
            other => panic!("{other:?}"),
        };
        code_of(&back)
    }

    pub(crate) async fn code(&self, client: &Client, session: &ActiveSession) -> String {
        self.code_for(client.request(), session).await
    }

    pub(crate) async fn exchange(&self, client: &Client, code: &str) -> TokenResponse {
        let by = self.authenticated(client).await;
        self.authority.exchange_code(&by, good_exchange(code)).await.unwrap()
    }

    /// Exchanges a code.
    pub(crate) async fn pair(&self, client: &Client, session: &ActiveSession) -> Pair {
        let code = self.code(client, session).await;
        issued(self.exchange(client, &code).await).into()
    }

    pub(crate) async fn refresh(&self, client: &Client, token: &str) -> TokenResponse {
        self.refresh_for(client, token, None).await
    }

    pub(crate) async fn refresh_for(
        &self,
        client: &Client,
        token: &str,
        scope: Option<&str>,
    ) -> TokenResponse {
        let by = self.authenticated(client).await;
        let token = Zeroizing::new(token.to_owned());
        let scope = scope.map(scopes);
        self.authority.exchange_refresh_token(&by, token, scope).await.unwrap()
    }

    /// An access token for client credentials, with all permissions.
    pub(crate) async fn own_token(&self, client: &Client) -> String {
        let by = self.authenticated(client).await;
        let made = self.authority.exchange_client_credentials(&by, None).await.unwrap();
        issued(made).access_token.expose().to_owned()
    }

    /// An access token as the API sees it; `None` if it is not active.
    pub(crate) async fn scope_of(&self, access_token: &str) -> Option<String> {
        let found = self.authority.access_token(access_token).await.unwrap();
        found.map(|found| found.scope.to_string())
    }

    pub(crate) async fn works(&self, access_token: &str) -> bool {
        self.scope_of(access_token).await.is_some()
    }
}

/// An exchange with the verifier of RFC 7636 appendix B.
pub(crate) fn good_exchange(code: &str) -> CodeExchange {
    CodeExchange {
        code: Zeroizing::new(code.to_owned()),
        redirect_uri: Some(CALLBACK.to_owned()),
        code_verifier: Zeroizing::new(VERIFIER.to_owned()),
    }
}

pub(crate) fn code_of(back: &AuthorizationResponse) -> String {
    match &back.result {
        AuthorizationResult::Code(code) => code.expose().to_owned(),
        AuthorizationResult::Error(error) => panic!("{error:?}"),
    }
}

pub(crate) fn issued(exchange: TokenResponse) -> IssuedTokens {
    match exchange {
        TokenResponse::Issued(tokens) => tokens,
        TokenResponse::Refused(refusal) => panic!("{refusal:?}"),
    }
}

pub(crate) fn refusal(exchange: TokenResponse) -> TokenError {
    match exchange {
        TokenResponse::Issued(tokens) => panic!("{tokens:?}"),
        TokenResponse::Refused(refusal) => refusal,
    }
}

pub(crate) fn scopes(text: &str) -> ScopeSet {
    ScopeSet::parse(text).unwrap()
}
