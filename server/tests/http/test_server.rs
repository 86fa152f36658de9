//! The server under test, and the browsers that send it requests.

use std::{
    fs,
    net::Ipv4Addr,
    ops::{Deref, DerefMut},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use authority::{
    Authority, PasswordCost, Settings,
    testing::{
        FixedClock, SeededRandom,
        database::{self, RawConnection},
    },
};
use axum::Router;
use domain::{account::Email, search::Search, time::Timestamp};
use http::StatusCode;
use serde_json::{Value, json};
use server::{config::Config, router::router, state::AppState};
use tempfile::TempDir;

mod browser;

pub(crate) use self::browser::{Browser, Reply, own, request};

pub(crate) const HTTP: &str = "http://127.0.0.1:3000";
pub(crate) const HTTPS: &str = "https://apps.example.com";
pub(crate) const PASSWORD: &str = "glacier tulip ferry notebook";
pub(crate) const OWNER: &str = "owner@example.com";
pub(crate) const OTHER_ACCOUNT: &str = "other@example.com";
/// 24 November 2026, noon.
const NOW: Timestamp = Timestamp::from_millis(1_795_521_600_000);

pub(crate) struct TestServer {
    _dir: TempDir,
    settings: Settings,
    router: Router,
    base: &'static str,
    received: Mutex<Vec<u8>>,
    keys: AtomicU64,
    pub(crate) state: AppState,
    pub(crate) authority: Authority,
    pub(crate) clock: Arc<FixedClock>,
}

impl TestServer {
    pub(crate) async fn new() -> Self {
        Self::at(HTTP).await
    }

    pub(crate) async fn at(base: &'static str) -> Self {
        Self::with(base, |_| ()).await
    }

    /// A server that browsers reach at `base`, with what `change` does to the default settings.
    pub(crate) async fn with(base: &'static str, change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut config = Config::default();
        change(&mut config);
        let settings = Settings {
            create_per_hour: config.limits.create.in_an_hour(),
            password_cost: PasswordCost { memory_kib: 8, passes: 1 },
            database: database::fresh().await,
            ..Settings::new(dir.path().join("data"))
        };
        let session_absolute = settings.session.absolute;
        let clock = Arc::new(FixedClock::at(NOW));
        let random = Arc::new(SeededRandom::new(7));
        let authority = Authority::open_with(settings.clone(), clock.clone(), random)
            .await
            .expect("an authority");
        let count = AtomicU64::new(1);
        let (start, ticking) = (Instant::now(), clock.clone());
        let state = AppState::new(
            authority.clone(),
            base.parse().expect("a base URL"),
            session_absolute,
            config.limits,
            Arc::new(move || u128::from(count.fetch_add(1, Ordering::Relaxed))),
            Arc::new(move || start + since_now(ticking.as_ref())),
        );
        Self {
            _dir: dir,
            settings,
            router: router(state.clone()),
            base,
            received: Mutex::default(),
            keys: AtomicU64::default(),
            state,
            authority,
            clock,
        }
    }

    pub(crate) fn anonymous(&self) -> Anonymous<'_> {
        Anonymous(self.browser())
    }

    /// A browser of the owner, whose account is created if it is missing.
    pub(crate) async fn owner(&self) -> Owner<'_> {
        Owner(self.signed_in(OWNER).await)
    }

    /// As [`owner`](Self::owner), for another account, which owns nothing of the owner's.
    pub(crate) async fn other_account(&self) -> OtherAccount<'_> {
        OtherAccount(self.signed_in(OTHER_ACCOUNT).await)
    }

    pub(crate) async fn account(&self, email: &str) {
        let known = self.authority.accounts().await.expect("accounts");
        let email = Email::parse(email).expect("an address");
        if known.iter().all(|one| one.account.email != email) {
            let made = self.authority.create_account(email.as_str(), "Robin", PASSWORD.into());
            made.await.expect("an account");
        }
    }

    async fn signed_in(&self, email: &str) -> Browser<'_> {
        self.account(email).await;
        let mut browser = self.browser();
        let reply = browser.sign_in(email, PASSWORD).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
        browser
    }

    fn browser(&self) -> Browser<'_> {
        Browser { server: self, cookie: None, ip: Ipv4Addr::new(192, 0, 2, 1).into() }
    }

    /// How often `text` was in the replies so far, headers included.
    pub(crate) fn received(&self, text: &str) -> usize {
        count(&self.received.lock().expect("no panic"), text)
    }

    /// A connection to the database past the use cases.
    pub(crate) async fn database(&self) -> RawConnection {
        RawConnection::open(&self.settings).await
    }

    /// How often `text` is in the database: in all files of the data directory, or in all rows.
    pub(crate) async fn stored(&self, text: &str) -> usize {
        const EVERYTHING: &str = "SET xmlbinary = hex; \
            SELECT schema_to_xml(current_schema()::text::name, false, false, '')";
        if !database::is_postgres() {
            return files(&self.settings.data_dir).iter().map(|bytes| count(bytes, text)).sum();
        }
        let rows = RawConnection::open(&self.settings).await.rows(EVERYTHING).await;
        // Bytes are written as hexadecimal digits.
        let bytes: Vec<String> = text.bytes().map(|byte| format!("{byte:02X}")).collect();
        [text, &bytes.concat()].map(|text| count(rows[0][0].as_bytes(), text)).iter().sum()
    }
}

fn since_now(clock: &FixedClock) -> Duration {
    use authority::clock::Clock;
    clock.now().since(NOW)
}

fn count(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

fn files(dir: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(dir).expect("a directory");
    entries.map(|entry| fs::read(entry.expect("an entry").path()).expect("a file")).collect()
}

/// A valid draft.
pub(crate) fn draft(name: &str) -> Value {
    json!({
        "name": name,
        "redirect_uris": "https://app.example/callback",
        "permissions": ["identify"],
        "kind": "confidential",
    })
}

/// The arguments that name these applications.
pub(crate) fn these(ids: &[&str]) -> Value {
    json!({ "chosen": { "these": ids } })
}

/// The arguments for the first page of everything.
pub(crate) fn everything() -> Value {
    json!({ "search": Search::default(), "after": null })
}

macro_rules! actor {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub(crate) struct $name<'w>(Browser<'w>);

        impl<'w> Deref for $name<'w> {
            type Target = Browser<'w>;
            fn deref(&self) -> &Browser<'w> {
                &self.0
            }
        }

        impl DerefMut for $name<'_> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.0
            }
        }
    };
}

actor! {
    /// Without a session.
    Anonymous
}
actor! {
    /// The account whose applications are tested.
    Owner
}
actor! {
    /// Signed in as another account.
    OtherAccount
}
