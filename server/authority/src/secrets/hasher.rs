//! Argon2id on blocking threads: at most one per processor at a time, with a bounded queue
//! (ARCHITECTURE.md, decision 1, SECURITY.md F1). Beyond it, requests are refused with a time to
//! retry.

use crate::error::Error;
use crate::random::Random;
use crate::secrets::password::Password;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// How many requests may wait for each one that is being hashed.
const QUEUE_PER_PERMIT: usize = 32;
/// When to retry: the queue is empty by then.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How much work one guess at a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// Computes and verifies password hashes.
#[derive(Clone)]
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    /// Verified where there is no account: the same work, and never a match.
    dummy: Arc<str>,
    running: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

/// The result of a verification.
pub(crate) enum Verdict {
    Wrong,
    Right,
    /// Right, but hashed with outdated parameters: this is the hash to store instead.
    Outdated(String),
}

impl Hasher {
    /// # Errors
    /// The cost is outside the limits of Argon2.
    pub(crate) fn new(cost: PasswordCost, random: &dyn Random) -> Result<Self, argon2::Error> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None)?;
        let permits = std::thread::available_parallelism().map_or(2, usize::from);
        Ok(Self {
            dummy: dummy(&params, random).into(),
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            running: Arc::new(Semaphore::new(permits)),
            queue: Arc::new(Semaphore::new(permits * (1 + QUEUE_PER_PERMIT))),
        })
    }

    /// The hash of a new password, to be stored.
    pub(crate) async fn hash(
        &self,
        password: Password,
        random: &dyn Random,
    ) -> Result<String, Error> {
        let salt = salt(random);
        let argon2 = self.argon2.clone();
        self.run(move || hash(&argon2, password.as_bytes(), &salt)).await
    }

    /// Verifies a typed password against the stored hash; `None` costs the same and is wrong.
    pub(crate) async fn verify(
        &self,
        typed: Zeroizing<String>,
        kept: Option<String>,
        random: &dyn Random,
    ) -> Result<Verdict, Error> {
        let known = kept.is_some();
        let kept = kept.unwrap_or_else(|| self.dummy.as_ref().to_owned());
        let salt = salt(random);
        let argon2 = self.argon2.clone();
        self.run(move || {
            let Ok(parsed) = PasswordHash::new(&kept) else { return Verdict::Wrong };
            if argon2.verify_password(typed.as_bytes(), &parsed).is_err() || !known {
                return Verdict::Wrong;
            }
            if Params::try_from(&parsed).is_ok_and(|used| is_weaker(&used, argon2.params())) {
                return Verdict::Outdated(hash(&argon2, typed.as_bytes(), &salt));
            }
            Verdict::Right
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.place()?;
        let running = self.running.clone().acquire_owned().await.map_err(|_| busy())?;
        // The task owns both permits, so they are held until it ends even if the caller was
        // dropped.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((place, running));
            result
        });
        done.await.map_err(Error::Task)
    }

    fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        self.queue.clone().try_acquire_owned().map_err(|_| busy())
    }
}

fn busy() -> Error {
    Error::Busy { retry_after: RETRY_AFTER }
}

fn salt(random: &dyn Random) -> [u8; 16] {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    salt
}

fn hash(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> String {
    // Neither can fail: the parameters were checked, a password has at most 1,024 bytes and a
    // salt has 16.
    let hash = argon2.hash_password_with_salt(password, salt).expect("legal parameters");
    hash.to_string()
}

fn is_weaker(used: &Params, wanted: &Params) -> bool {
    used.m_cost() < wanted.m_cost() || used.t_cost() < wanted.t_cost()
}

/// A hash that no password matches: its output is random.
fn dummy(params: &Params, random: &dyn Random) -> String {
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    random.fill(&mut output);
    PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).expect("legal parameters"),
        salt: Some(Salt::new(&salt(random)).expect("16 bytes are a salt")),
        hash: Some(Output::new(&output).expect("32 bytes are an output")),
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::OsRandom;

    fn hasher(memory_kib: u32) -> Hasher {
        Hasher::new(PasswordCost { memory_kib, passes: 1 }, &OsRandom).unwrap()
    }

    fn typed(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    async fn kept(hasher: &Hasher, text: &str) -> String {
        let password = Password::check(text, &[]).unwrap();
        hasher.hash(password, &OsRandom).await.unwrap()
    }

    #[tokio::test]
    async fn right_wrong_and_unknown() {
        let hasher = hasher(64);
        let hash = kept(&hasher, "glacier tulip ferry").await;
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        let verify = |text, kept| hasher.verify(typed(text), kept, &OsRandom);
        let right = verify("glacier tulip ferry", Some(hash.clone())).await.unwrap();
        assert!(matches!(right, Verdict::Right));
        let wrong = verify("glacier tulip Ferry", Some(hash)).await.unwrap();
        assert!(matches!(wrong, Verdict::Wrong));
        let unknown = verify("glacier tulip ferry", None).await.unwrap();
        assert!(matches!(unknown, Verdict::Wrong));
    }

    #[tokio::test]
    async fn a_weaker_hash_is_made_anew_and_a_stronger_one_is_kept() {
        let (old, new) = (hasher(64), hasher(128));
        let text = "glacier tulip ferry";
        let weak = kept(&old, text).await;
        let verdict = new.verify(typed(text), Some(weak), &OsRandom).await.unwrap();
        let Verdict::Outdated(strong) = verdict else { panic!("not noticed") };
        assert!(strong.contains("m=128"), "{strong}");
        let verdict = old.verify(typed(text), Some(strong), &OsRandom).await.unwrap();
        assert!(matches!(verdict, Verdict::Right));
    }

    #[tokio::test]
    async fn beyond_the_queue_it_says_when_to_come_back() {
        let hasher = hasher(64);
        let places = hasher.queue.available_permits();
        let full = hasher.queue.clone().acquire_many_owned(u32::try_from(places).unwrap()).await;
        let refused = hasher.verify(typed("x"), None, &OsRandom).await;
        assert!(matches!(refused, Err(Error::Busy { retry_after: RETRY_AFTER })));
        drop(full);
        assert!(hasher.verify(typed("x"), None, &OsRandom).await.is_ok());
    }
}
