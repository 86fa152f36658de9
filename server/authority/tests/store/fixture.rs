//! An authority on a temporary data directory, and helpers for its accounts.

use authority::testing::database::{self, RawConnection};
use authority::testing::{FixedClock, SeededRandom};
use authority::{
    Actor, Authority, ClientInfo, DatabaseSettings, Error, IdempotencyKey, NewSession,
    PasswordCost, Settings, SignInOutcome,
};
use domain::application::{ApplicationDraft, ApplicationKind, ApplicationSummary, ClientId};
use domain::change::{ApplicationSelector, Change};
use domain::issued_credentials::{CreateOutcome, CreatedApplication};
use domain::pagination::{PAGE_SIZE, Page};
use domain::problem::Field;
use domain::search::Search;
use domain::time::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::OnceCell;

pub(crate) const PASSWORD: &str = "glacier tulip ferry";
pub(crate) const OTHER_PASSWORD: &str = "cobalt window sparrow";
pub(crate) const START: Timestamp = Timestamp::from_millis(1_795_445_999_000);

/// Every authority gets a different seed, every key a different number.
static NUMBER: AtomicU64 = AtomicU64::new(1);

fn number() -> u64 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

pub(crate) struct Fixture {
    _dir: tempfile::TempDir,
    settings: Settings,
    /// The settings as the test changed them.
    changed: Settings,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) authority: Authority,
    nodes: OnceCell<Vec<Authority>>,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl Fn(&mut Settings)) -> Self {
        Self::built(database::fresh().await, change).await
    }

    /// On this engine, whatever the tests run on.
    pub(crate) async fn on(database: DatabaseSettings) -> Self {
        Self::built(database, |_| {}).await
    }

    /// Another database, with the same clock.
    pub(crate) async fn moved(&self, settings: &Settings) -> Self {
        let (dir, clock) = (tempfile::tempdir().unwrap(), self.clock.clone());
        let authority = open(settings.clone(), &clock).await;
        let (settings, changed) = (settings.clone(), settings.clone());
        Self { _dir: dir, settings, changed, clock, authority, nodes: OnceCell::new() }
    }

    async fn built(database: DatabaseSettings, change: impl Fn(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(START));
        let mut settings = Settings::new(dir.path().join("data"));
        settings.password_cost = PasswordCost { memory_kib: 64, passes: 1 };
        settings.database = database;
        let mut changed = settings.clone();
        change(&mut changed);
        let authority = open(changed.clone(), &clock).await;
        Self { _dir: dir, settings, changed, clock, authority, nodes: OnceCell::new() }
    }

    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.settings.data_dir.clone()
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// Another node on the same database, with the same clock.
    pub(crate) async fn node(&self) -> Authority {
        open(self.changed.clone(), &self.clock).await
    }

    /// The nodes that race: with SQLite the one server, with PostgreSQL three.
    pub(crate) async fn nodes(&self) -> &[Authority] {
        let open = async || {
            let mut nodes = vec![self.authority.clone()];
            if database::is_postgres() {
                nodes.extend([self.node().await, self.node().await]);
            }
            nodes
        };
        self.nodes.get_or_init(open).await
    }

    /// Makes calls at the same time, through the nodes in turn, and returns their results.
    pub(crate) async fn at_once<T, F>(
        &self,
        calls: usize,
        call: impl Fn(Authority, usize) -> F,
    ) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let nodes = self.nodes().await;
        let tasks: Vec<_> = (0..calls)
            .map(|number| tokio::spawn(call(nodes[number % nodes.len()].clone(), number)))
            .collect();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    }

    /// The same database, opened again by the next process.
    pub(crate) async fn reopen(&mut self, change: impl Fn(&mut Settings)) {
        self.authority.close().await;
        self.changed = self.settings();
        change(&mut self.changed);
        self.authority = self.node().await;
        self.nodes = OnceCell::new();
    }

    /// A new account, as an actor.
    pub(crate) async fn actor(&self, email: &str) -> Actor {
        let account =
            self.authority.create_account(email, "Ada King", PASSWORD.to_owned()).await.unwrap();
        Actor { account: account.id, client_info: ClientInfo::default(), session: None }
    }

    pub(crate) async fn create(&self, by: &Actor, name: &str) -> CreatedApplication {
        match self.authority.create_application(by, draft(name), key()).await.unwrap() {
            CreateOutcome::Created(created) => created,
            CreateOutcome::AlreadyCreated(id) => panic!("{id:?} was there"),
        }
    }

    /// The first page of an account's active applications.
    pub(crate) async fn active(&self, by: &Actor) -> Page<ApplicationSummary> {
        let all = Search::default();
        self.authority.applications(&by.account, &all, None, PAGE_SIZE).await.unwrap()
    }

    /// The first page of an account's deleted applications.
    pub(crate) async fn deleted(&self, by: &Actor) -> Page<ApplicationSummary> {
        self.authority.deleted_applications(&by.account, None, PAGE_SIZE).await.unwrap()
    }

    pub(crate) async fn delete(&self, by: &Actor, id: &ClientId) -> Option<Change> {
        let chosen = ApplicationSelector::These(vec![id.clone()]);
        self.authority.delete_applications(by, chosen).await.unwrap()
    }

    pub(crate) async fn restore(&self, by: &Actor, id: &ClientId) -> Option<Change> {
        let chosen = ApplicationSelector::These(vec![id.clone()]);
        self.authority.restore_applications(by, chosen).await.unwrap()
    }

    /// Signs in; `None` if refused.
    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Option<NewSession> {
        let outcome = self
            .authority
            .sign_in(email, password.to_owned(), ClientInfo::default())
            .await
            .unwrap();
        match outcome {
            SignInOutcome::SignedIn(session) => Some(session),
            SignInOutcome::Refused => None,
        }
    }

    /// Reads a number from the database that no use case returns.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        self.database().await.number(sql).await
    }

    pub(crate) async fn database(&self) -> RawConnection {
        RawConnection::open(&self.settings).await
    }
}

async fn open(settings: Settings, clock: &Arc<FixedClock>) -> Authority {
    let random = Arc::new(SeededRandom::new(number()));
    Authority::open_with(settings, clock.clone(), random).await.unwrap()
}

pub(crate) fn draft(name: &str) -> ApplicationDraft {
    ApplicationDraft {
        name: name.to_owned(),
        redirect_uris: "https://app.example/cb\nhttp://127.0.0.1:8080/cb".to_owned(),
        permissions: vec!["identify".to_owned(), "projects".to_owned(), "orders".to_owned()],
        kind: ApplicationKind::Confidential,
    }
}

pub(crate) fn key() -> IdempotencyKey {
    IdempotencyKey::parse(&format!("test-key-{:016}", number())).unwrap()
}

/// The fields of a refusal.
pub(crate) fn fields(error: &Error) -> Vec<Field> {
    match error {
        Error::Invalid(problems) => problems.iter().map(|problem| problem.field).collect(),
        Error::NotCanonicalUris { .. } => vec![Field::RedirectUris],
        Error::EmailTaken | Error::NoSuchAccount => vec![Field::Email],
        Error::WrongPassword => vec![Field::CurrentPassword],
        Error::UnknownPermission(_) | Error::NoPermissions => vec![Field::Permissions],
        Error::ResourceServerNameTaken | Error::NoSuchResourceServer => vec![Field::Name],
        other => panic!("{other:?}"),
    }
}
