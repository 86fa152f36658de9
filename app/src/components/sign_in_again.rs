//! Signing in again where a session ended, so that what was begun goes on and nothing is lost.

use crate::api::ApiError;
use domain::problem::ProblemCode;
use futures_channel::oneshot;
use leptos::prelude::*;

/// The question for the password, while it is open, and who waits for the answer.
#[derive(Clone, Copy, Default)]
pub struct SignInAgain {
    /// Whether the question is open.
    pub open: RwSignal<bool>,
    waiting: StoredValue<Vec<oneshot::Sender<bool>>>,
}

impl SignInAgain {
    /// Asks the server. Where nobody is signed in any more, asks the person to, then the server
    /// once more.
    ///
    /// # Errors
    /// The server refused, or the person did.
    pub async fn through<T, Reply>(self, ask: impl Fn() -> Reply) -> Result<T, ApiError>
    where
        Reply: Future<Output = Result<T, ApiError>>,
    {
        loop {
            match ask().await {
                Err(error) if error.0.code == ProblemCode::SignedOut => {
                    let (answer, answered) = oneshot::channel();
                    self.waiting.try_update_value(|waiting| waiting.push(answer));
                    self.open.try_set(true);
                    if !answered.await.unwrap_or(false) {
                        return Err(error);
                    }
                }
                reply => return reply,
            }
        }
    }

    /// Closes the dialog: whoever waits goes on, or gives up.
    pub fn close(self, signed_in: bool) {
        self.open.set(false);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for answer in waiting {
            // Who waited may be gone.
            let _ = answer.send(signed_in);
        }
    }
}
