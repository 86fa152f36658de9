//! Signing in again where a session ended, or became another account's, so that what was begun goes
//! on and nothing is lost.

use crate::api::ApiError;
use domain::problem::ProblemCode;
use futures_channel::oneshot;
use leptos::prelude::*;

/// The question for the password, while it is open, and who waits for the answer.
#[derive(Clone, Copy, Default)]
pub struct Reauthentication {
    /// Why the prompt is open; `None` while it is closed.
    pub open: RwSignal<Option<SignInReason>>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>>,
}

/// Why the page's account has to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInReason {
    /// Nobody is signed in any more.
    SignedOut,
    /// Somebody else is.
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
    /// Asks the server. Where the page's account is not signed in any more, asks the person to, then
    /// the server once more.
    ///
    /// # Errors
    /// The server refused, or the person did.
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
            // On the server, nobody could answer.
            let Some(reason) = SignInReason::of(error.0.code).filter(|_| cfg!(feature = "hydrate"))
            else {
                return Err(error);
            };
            let (answer, answered) = oneshot::channel();
            self.waiting.try_update_value(|waiting| waiting.push(answer));
            // Several may wait for one answer; what is being typed into the dialog stays.
            if self.open.try_get_untracked().flatten().is_none() {
                self.open.try_set(Some(reason));
            }
            if !answered.await.unwrap_or(false) {
                return Err(error);
            }
        }
    }

    /// Closes the dialog: whoever waits goes on, or gives up.
    pub fn close(self, signed_in: bool) {
        self.open.set(None);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for answer in waiting {
            // Who waited may be gone.
            let _ = answer.send(signed_in);
        }
    }
}
