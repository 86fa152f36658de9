//! The checks of an authorization request that do not depend on the account, in their order.

use super::outcome::{
    Authorization, AuthorizationError, AuthorizationResponse, AuthorizationResult,
};
use super::request::{self, AuthorizationRequest};
use crate::authority::Authority;
use crate::sessions::ActiveSession;
use crate::store::{ConsentRecord, RequestedApplication};
use domain::application::ApplicationKind;
use domain::permission::ScopeSet;
use domain::pkce::CodeChallenge;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::time::Duration;

/// A request whose client ID and redirect URI are verified.
pub(super) struct ClientVerifiedRequest {
    pub(super) application: RequestedApplication,
    pub(super) redirect_uri: String,
    pub(super) request: AuthorizationRequest,
}

/// A request that passed all checks that do not depend on the account.
pub(super) struct ValidatedRequest {
    pub(super) application: RequestedApplication,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) scope: ScopeSet,
    pub(super) challenge: CodeChallenge,
    pub(super) prompt: Prompt,
    pub(super) max_age: Option<Duration>,
    pub(super) signed_in_after: Option<Timestamp>,
    pub(super) always_ask: bool,
}

/// The parsed `prompt`.
#[derive(Clone, Copy, Default)]
pub(super) struct Prompt {
    pub(super) none: bool,
    pub(super) login: bool,
    pub(super) consent: bool,
}

/// An error response, and what the application's owner is told: the reason and its value.
pub(super) struct RequestError {
    pub(super) error: AuthorizationError,
    pub(super) told: Option<(Reason, String)>,
}

impl RequestError {
    fn new(error: AuthorizationError, reason: Reason, value: impl Into<String>) -> Self {
        Self { error, told: Some((reason, value.into())) }
    }

    fn invalid(name: &'static str) -> Self {
        Self::new(AuthorizationError::Invalid(name), Reason::ParameterInvalid, name)
    }
}

impl Authority {
    /// Runs all checks that do not depend on the account.
    pub(super) fn check_request(
        &self,
        asked: ClientVerifiedRequest,
    ) -> Result<ValidatedRequest, RequestError> {
        asked.is_short_enough()?;
        asked.no_parameter_is_repeated()?;
        asked.every_parameter_is_text()?;
        asked.is_for_a_code()?;
        asked.is_no_request_object()?;
        let challenge = asked.challenge()?;
        let prompt = asked.prompt()?;
        let max_age = asked.max_age()?;
        let scope = self.scope(&asked)?;
        let signed_in_after = asked.request.signed_in_after.as_deref();
        Ok(ValidatedRequest {
            state: asked.state(),
            always_ask: asked.request.always_ask,
            signed_in_after: signed_in_after
                .and_then(|text| text.parse().ok())
                .map(Timestamp::from_millis),
            application: asked.application,
            redirect_uri: asked.redirect_uri,
            scope,
            challenge,
            prompt,
            max_age,
        })
    }

    /// The requested scope, which must be in the catalogue and among the application's permissions;
    /// all of them if none is named (RFC 6749 §3.3).
    fn scope(&self, asked: &ClientVerifiedRequest) -> Result<ScopeSet, RequestError> {
        use AuthorizationError::{ForbiddenScope, UnknownScope};
        let given = &asked.application.permissions;
        let Some(text) = &asked.request.scope else {
            let all = self.catalogue().retain_known(given);
            return if all.is_empty() {
                Err(RequestError::new(ForbiddenScope, Reason::ScopeNotGiven, ""))
            } else {
                Ok(all)
            };
        };
        let mut scope = Vec::new();
        for name in self.catalogue().without_openid(text) {
            let Some(permission) = self.catalogue().get(name) else {
                return Err(RequestError::new(UnknownScope, Reason::ScopeUnknown, name));
            };
            if !given.contains(&permission.scope) {
                return Err(RequestError::new(ForbiddenScope, Reason::ScopeNotGiven, name));
            }
            scope.push(permission.scope.clone());
        }
        if scope.is_empty() {
            return Err(RequestError::new(UnknownScope, Reason::ScopeUnknown, text));
        }
        Ok(scope.into_iter().collect())
    }
}

impl ClientVerifiedRequest {
    /// The `state` to return; `None` if it was sent twice or is not text.
    pub(super) fn state(&self) -> Option<String> {
        let AuthorizationRequest { state, repeated, malformed, .. } = &self.request;
        state.clone().filter(|_| !repeated.contains("state") && !malformed.contains("state"))
    }

    fn is_short_enough(&self) -> Result<(), RequestError> {
        if self.request.too_long {
            return Err(RequestError::new(AuthorizationError::TooLong, Reason::RequestTooLong, ""));
        }
        Ok(())
    }

    fn every_parameter_is_text(&self) -> Result<(), RequestError> {
        self.request.malformed.first().map_or(Ok(()), |name| {
            let error = AuthorizationError::NotText(name.clone());
            Err(RequestError::new(error, Reason::ParameterInvalid, name))
        })
    }

    fn no_parameter_is_repeated(&self) -> Result<(), RequestError> {
        self.request.repeated.first().map_or(Ok(()), |name| {
            let error = AuthorizationError::Repeated(name.clone());
            Err(RequestError::new(error, Reason::ParameterRepeated, name))
        })
    }

    fn is_for_a_code(&self) -> Result<(), RequestError> {
        match self.request.response_type.as_deref() {
            Some("code") => {}
            None => {
                let error = AuthorizationError::Missing("response_type");
                return Err(RequestError::new(error, Reason::ResponseType, ""));
            }
            Some(other) => {
                let error = AuthorizationError::ResponseType;
                return Err(RequestError::new(error, Reason::ResponseType, other));
            }
        }
        match self.request.response_mode.as_deref() {
            None | Some("query") => Ok(()),
            Some(_) => Err(RequestError::invalid("response_mode")),
        }
    }

    fn is_no_request_object(&self) -> Result<(), RequestError> {
        use AuthorizationError::{RequestObject, RequestUri};
        let (error, name) = match self.request.request_object {
            None => return Ok(()),
            Some(request::RequestObject::ByValue) => (RequestObject, "request"),
            Some(request::RequestObject::ByReference) => (RequestUri, "request_uri"),
        };
        Err(RequestError::new(error, Reason::ParameterInvalid, name))
    }

    fn challenge(&self) -> Result<CodeChallenge, RequestError> {
        let Some(challenge) = &self.request.code_challenge else {
            let error = AuthorizationError::Missing("code_challenge");
            return Err(RequestError::new(error, Reason::ChallengeMissing, ""));
        };
        match self.request.code_challenge_method.as_deref() {
            Some("S256") => {}
            method => {
                let method = method.unwrap_or("plain");
                let error = AuthorizationError::ChallengeMethod;
                return Err(RequestError::new(error, Reason::ChallengeMethod, method));
            }
        }
        CodeChallenge::parse(challenge).map_err(|_| {
            let error = AuthorizationError::Invalid("code_challenge");
            RequestError::new(error, Reason::ChallengeInvalid, "")
        })
    }

    fn prompt(&self) -> Result<Prompt, RequestError> {
        let mut prompt = Prompt::default();
        let text = self.request.prompt.as_deref().unwrap_or_default();
        for value in text.split(' ').filter(|value| !value.is_empty()) {
            match value {
                "none" => prompt.none = true,
                "login" => prompt.login = true,
                // The consent page lets a person choose the account.
                "consent" | "select_account" => prompt.consent = true,
                _ => return Err(RequestError::invalid("prompt")),
            }
        }
        if prompt.none && (prompt.login || prompt.consent) {
            return Err(RequestError::invalid("prompt"));
        }
        Ok(prompt)
    }

    fn max_age(&self) -> Result<Option<Duration>, RequestError> {
        let digits = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self.request.max_age.as_deref() {
            None => Ok(None),
            Some(text) => Some(text)
                .filter(digits)
                .and_then(|text| text.parse().ok())
                .map(|seconds| Some(Duration::from_secs(seconds)))
                .ok_or_else(|| RequestError::invalid("max_age")),
        }
    }
}

/// The account must sign in again.
pub(super) struct Stale;

impl ValidatedRequest {
    /// Whether the account signed in recently enough for `prompt` and `max_age`.
    pub(super) fn is_fresh(&self, session: &ActiveSession, now: Timestamp) -> Result<(), Stale> {
        let signed_in_at = session.signed_in_at;
        if self.signed_in_after.is_some_and(|after| signed_in_at >= after) {
            return Ok(());
        }
        let too_old = self.max_age.is_some_and(|age| now > signed_in_at.plus(age));
        if self.prompt.login || too_old { Err(Stale) } else { Ok(()) }
    }

    /// Whether the account must be asked even if there is a grant: when the application requests
    /// it, when it requests more, and when somebody else might receive the code (RFC 8252 §8.6).
    pub(super) fn needs_consent(&self) -> bool {
        let granted = self.application.grant.as_ref();
        let covered = granted.is_some_and(|grant| grant.scope.is_superset(&self.scope));
        let is_public = self.application.kind == ApplicationKind::Public;
        let is_https = self.redirect_uri.starts_with("https://");
        // Any program can register a private-use scheme (RFC 8252 §8.1).
        let is_private_use = !is_https && !self.redirect_uri.starts_with("http://");
        !covered
            || self.prompt.consent
            || self.always_ask
            || is_private_use
            || (is_public && !is_https)
    }

    pub(super) fn question(&self) -> ConsentRecord {
        ConsentRecord {
            application: self.application.id.clone(),
            redirect_uri: self.redirect_uri.clone(),
            scope: self.scope.clone(),
            state: self.state.clone(),
            code_challenge: self.challenge.as_str().to_owned(),
        }
    }

    pub(super) fn respond_error(self, error: AuthorizationError) -> Authorization {
        self.respond(AuthorizationResult::Error(error))
    }

    pub(super) fn respond(self, answer: AuthorizationResult) -> Authorization {
        let Self { application, redirect_uri, state, .. } = self;
        let application = application.name;
        Authorization::Respond(AuthorizationResponse {
            application,
            redirect_uri,
            state,
            result: answer,
        })
    }
}
