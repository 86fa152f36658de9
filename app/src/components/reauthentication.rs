//! Signing in again when the session has ended or belongs to another account, so that the request
//! that failed can be retried and no input is lost.

use crate::api::ApiError;
use domain::problem::ProblemCode;
use futures_channel::oneshot;
use leptos::prelude::*;

/// The state of the password prompt, and the requests that wait for it.
#[derive(Clone, Copy, Default)]
pub struct Reauthentication {
    /// Why the prompt is open; `None` while it is closed.
    pub open: RwSignal<Option<SignInReason>>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>>,
}

/// Why the page's account has to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInReason {
    /// The session has ended.
    SignedOut,
    /// Another account is signed in in this browser.
    OtherAccount,
}

impl SignInReason {
    const fn of(code: ProblemCode) -> Option<Self> {
        match code {
            ProblemCode::SignedOut => Some(Self::SignedOut),
            ProblemCode::OtherAccount => Some(Self::OtherAccount),
            _ => None,
        }
    }
}

impl Reauthentication {
    /// Sends a request. If the page's account is no longer signed in, prompts for the password and
    /// sends it again.
    ///
    /// # Errors
    /// The server refused, or the user canceled the prompt.
    pub async fn retry_when_signed_out<T, Reply>(
        self,
        ask: impl Fn() -> Reply,
    ) -> Result<T, ApiError>
    where
        Reply: Future<Output = Result<T, ApiError>>,
    {
        loop {
            let error = match ask().await {
                Err(error) => error,
                reply => return reply,
            };
            // Never on the server: there is nobody to prompt.
            let Some(reason) = SignInReason::of(error.0.code).filter(|_| cfg!(feature = "hydrate"))
            else {
                return Err(error);
            };
            let (answer, answered) = oneshot::channel();
            self.waiting.try_update_value(|waiting| waiting.push(answer));
            // Several requests may wait for one prompt; do not reset it.
            if self.open.try_get_untracked().flatten().is_none() {
                self.open.try_set(Some(reason));
            }
            if !answered.await.unwrap_or(false) {
                return Err(error);
            }
        }
    }

    /// Closes the prompt: waiting requests are retried or fail.
    pub fn close(self, signed_in: bool) {
        self.open.set(None);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for answer in waiting {
            // The receiver may have been dropped with its component.
            let _ = answer.send(signed_in);
        }
    }
}
