//! Test data: `cargo run -p authority --example seed -- DATA EMAIL N` registers N applications
//! through the same use case as the form, spread over two years and back to now.
//!
//! The account is made if it is missing, with the password in `CONFIGO_SEED_PASSWORD` or, without
//! one, with a password that is made up and printed.

use authority::clock::{Clock, SystemClock};
use authority::random::{OsRandom, Random as _};
use authority::{Actor, Authority, ClientInfo, IdempotencyKey, Settings};
use domain::account::AccountId;
use domain::application::{ApplicationDraft, ApplicationKind};
use domain::time::Timestamp;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const USAGE: &str = "usage: seed DATA EMAIL N";
const TWO_YEARS: i64 = 2 * 365 * 24 * 3600 * 1000;
/// How many requests run concurrently: they share commits.
const AT_ONCE: i64 = 256;

const WHAT: [&str; 12] = [
    "Shop",
    "CRM",
    "Warehouse",
    "Invoice",
    "Catalogue",
    "Price list",
    "Order desk",
    "Configurator",
    "Façade",
    "Dealer portal",
    "Éclairage",
    "見積もり",
];
const HOW: [&str; 8] =
    ["sync", "bridge", "export", "dashboard", "import", "mobile app", "bot", "report"];
const SCOPES: [&[&str]; 5] = [
    &["identify"],
    &["identify", "billing"],
    &["projects", "orders", "contacts"],
    &["projects", "materials", "products", "configurators"],
    &["identify", "projects", "orders", "reports", "files"],
];

/// A clock that advances by a step with each reading, until the current time.
struct Spread {
    next: AtomicI64,
    step: i64,
    now: i64,
}

impl Clock for Spread {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.next.fetch_add(self.step, Ordering::Relaxed).min(self.now))
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [data, email, count] = arguments.as_slice() else { return Err(USAGE.into()) };
    let count: i64 = count.parse().map_err(|_| USAGE)?;
    let mut settings = Settings::new(data);
    settings.create_per_hour = u32::MAX;
    let now = SystemClock.now().as_millis();
    // Registering an application reads the clock twice.
    let step = TWO_YEARS / (2 * count.max(1));
    let clock = Arc::new(Spread { next: AtomicI64::new(now - TWO_YEARS), step, now });
    let authority = Authority::open_with(settings, clock, Arc::new(OsRandom)).await?;
    let by = Actor {
        account: account(&authority, email).await?,
        client_info: ClientInfo::default(),
        session: None,
    };
    let mut run = [0; 8];
    OsRandom.fill(&mut run);
    let run = u64::from_le_bytes(run);
    for first in (0..count).step_by(usize::try_from(AT_ONCE)?) {
        let mut batch = tokio::task::JoinSet::new();
        for number in first..count.min(first + AT_ONCE) {
            let key = IdempotencyKey::parse(&format!("seed-{run:020}-{number}"))?;
            let (authority, by) = (authority.clone(), by.clone());
            batch.spawn(async move { authority.create_application(&by, draft(number), key).await });
        }
        while let Some(done) = batch.join_next().await {
            done??;
        }
    }
    authority.close().await;
    println!("{count} applications of {email}");
    Ok(())
}

async fn account(authority: &Authority, email: &str) -> Result<AccountId, Box<dyn Error>> {
    let known = authority.accounts().await?.into_iter().map(|found| found.account);
    if let Some(account) = known.into_iter().find(|account| account.email.as_str() == email) {
        return Ok(account.id);
    }
    let password = std::env::var("CONFIGO_SEED_PASSWORD").unwrap_or_else(|_| {
        let mut bytes = [0; 8];
        OsRandom.fill(&mut bytes);
        let password = format!("seed {:016x} password", u64::from_le_bytes(bytes));
        println!("password of {email}: {password}");
        password
    });
    let created = authority.create_account(email, "Sample Owner", password).await;
    Ok(created?.id)
}

fn draft(number: i64) -> ApplicationDraft {
    let pick = |from: usize| usize::try_from(number).unwrap_or_default() % from;
    let host = format!("app-{number}.example.com");
    let redirect_uris = match number % 4 {
        0 => format!("https://{host}/oauth/callback"),
        1 => format!("https://{host}/cb\nhttps://staging.{host}/cb\nhttp://localhost:3000/cb"),
        2 => format!("http://127.0.0.1:{}/cb\ncom.example.app{number}:/cb", 8000 + number % 1000),
        _ => String::new(),
    };
    let public = number % 4 == 2;
    ApplicationDraft {
        name: format!("{} {} {number}", WHAT[pick(WHAT.len())], HOW[pick(HOW.len())]),
        redirect_uris,
        permissions: SCOPES[pick(SCOPES.len())].iter().map(|&scope| scope.to_owned()).collect(),
        kind: if public { ApplicationKind::Public } else { ApplicationKind::Confidential },
    }
}
