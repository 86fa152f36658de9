//! The built program with a PostgreSQL server: one that comes later, commands, copying.

use std::{
    io::{BufRead, BufReader},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Stdio,
};

use authority::{DatabaseSettings, testing::database::fresh_database};
use url::Url;

use crate::{
    machine::{Machine, Serving, failure, success, text},
    test_server::{OWNER, PASSWORD},
};

/// A new database.
fn database() -> Url {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(fresh_database()) {
        DatabaseSettings::Postgres(server) => server.url.parse().expect("a URL"),
        DatabaseSettings::Sqlite => panic!("no server"),
    }
}

/// The same database by a socket that is not there yet, with a password that the server does not
/// ask for.
fn later(url: &Url, machine: &Machine) -> (Url, impl FnOnce() + use<>) {
    const SOCKET: &str = ".s.PGSQL.5432";
    let (_, directory) = url.query_pairs().find(|(name, _)| name == "host").expect("a socket");
    let there = Path::new(&*directory).join(SOCKET);
    let here: PathBuf = machine.root().join(SOCKET);
    let mut later = url.clone();
    later.set_query(None);
    later.query_pairs_mut().append_pair("host", machine.root().to_str().expect("text"));
    later.set_password(Some("opensesame")).expect("a password");
    (later, move || symlink(there, here).expect("a link"))
}

/// Reads the log until it says that the server waits, and returns that line.
fn waits(serving: &mut Serving) -> String {
    let mut log = BufReader::new(serving.child.stderr.take().expect("its log"));
    let mut line = String::new();
    while !line.contains("waiting for the database") {
        assert!(!line.contains("opensesame"), "{line}");
        line.clear();
        assert_ne!(log.read_line(&mut line).expect("a line"), 0, "it ended");
    }
    line
}

const CREATE: [&str; 6] = ["account", "create", OWNER, "--name", "Robin", "--password-stdin"];

#[test]
fn a_server_waits_for_its_database() {
    let mut machine = Machine::new();
    let url = database();
    let (waiting, appear) = later(&url, &machine);
    machine.set("CONFIGO_DATABASE_URL", waiting);
    let mut serving = machine.serve_logging_to(Stdio::piped());
    let mut line = waits(&mut serving);
    assert!(line.contains(&format!(":5432{}", url.path())), "{line}");
    assert!(line.contains("can't be reached") && !line.contains("opensesame"), "{line}");
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"));
    for path in ["/", "/oauth/token", "/healthz/none", "/readyz"] {
        let reply = serving.get(path);
        assert!(reply.starts_with("HTTP/1.1 503"), "{path}: {reply}");
        assert!(reply.contains("retry-after: 5\r\n") && reply.contains("waits"), "{reply}");
    }
    appear();
    line.clear();
    serving.output.read_line(&mut line).expect("a line");
    assert_eq!(line, "There is no account yet: run `configo setup-link`.\n");
    assert!(serving.get("/").contains("configo setup-link"));
    let second = machine.serve();
    while second.get("/").starts_with("HTTP/1.1 503") {}
    success(&machine.run_with(&CREATE, PASSWORD));
    for node in [&serving, &second] {
        assert!(node.get("/").starts_with("HTTP/1.1 303"));
    }
    assert_eq!((serving.terminate().0, second.terminate().0), (Some(0), Some(0)));
    assert!(!machine.data().exists(), "nothing was made");
}

#[test]
fn a_signal_ends_the_wait() {
    let mut machine = Machine::new();
    machine.set("CONFIGO_DATABASE_URL", "postgres://configo@127.0.0.1:1/configo");
    let mut serving = machine.serve_logging_to(Stdio::piped());
    waits(&mut serving);
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"));
    assert_eq!(serving.terminate(), (Some(0), String::new()));
}

#[test]
fn what_waiting_does_not_help_ends_the_server() {
    let url = database();
    let mut absent = url.clone();
    absent.set_path("absent");
    let mut stranger = url;
    stranger.set_username("stranger").expect("a name");
    for (url, reason) in [
        (absent, "database \"absent\" does not exist"),
        (stranger, "role \"stranger\" does not exist"),
    ] {
        let mut machine = Machine::new();
        machine.set("CONFIGO_DATABASE_URL", url);
        let output = machine.run(&["serve", "--log", "error", "--listen", "127.0.0.1:0"]);
        assert_eq!(output.status.code(), Some(1));
        let errors = text(&output.stderr);
        assert!(errors.starts_with("configo: can't use the database "), "{errors}");
        assert!(errors.contains(reason) && errors.lines().count() == 1, "{errors}");
    }
}

#[test]
fn commands_use_the_same_database() {
    let mut machine = Machine::new();
    machine.set("CONFIGO_DATABASE_URL", database());
    let (code, sentence) = failure(&machine.run(&["check"]));
    assert!(code == 1 && sentence.contains("is empty: `configo serve` fills it"), "{sentence}");
    assert!(success(&machine.run(&["setup-link"])).contains("/setup?token=cfgo_lnk_"));
    assert!(success(&machine.run(&["check"])).starts_with("PostgreSQL at "));
    success(&machine.run_with(&CREATE, PASSWORD));
    assert!(success(&machine.run(&["account", "list"])).contains(OWNER));
    success(&machine.run_with(&["account", "set-password", OWNER, "--password-stdin"], PASSWORD));
    success(&machine.run(&["account", "disable", OWNER]));
    assert!(success(&machine.run(&["account", "list"])).contains("disabled"));
    success(&machine.run(&["account", "enable", OWNER]));
    success(&machine.run(&["account", "reset", OWNER]));
    success(&machine.run(&["account", "invite", "new@example.com"]));
    let add = ["resource-server", "add", "Orders API", "--permission", "orders"];
    success(&machine.run(&add));
    assert!(success(&machine.run(&["resource-server", "list"])).contains("Orders API"));
    success(&machine.run(&["resource-server", "remove", "Orders API"]));
    let (code, sentence) = failure(&machine.run_with(&CREATE, PASSWORD));
    assert!(code == 1 && sentence.contains("already an account"), "{sentence}");
    assert!(!machine.data().exists(), "nothing was made");
}

#[test]
fn a_database_is_copied_there_and_back() {
    let mut machine = Machine::new();
    success(&machine.run_with(&CREATE, PASSWORD));
    let mut url = database();
    url.set_password(Some("opensesame")).expect("a password");
    let there = ["database", "copy", "--to", url.as_str()];
    let serving = machine.serve();
    let (code, sentence) = failure(&machine.run(&there));
    assert!(code == 1 && sentence.contains("another configo server"), "{sentence}");
    assert_eq!(serving.terminate().0, Some(0));
    let copied = success(&machine.run(&there));
    let last = copied.lines().last().expect("a line");
    assert!(copied.contains("account                      1\n"), "{copied}");
    assert!(last.starts_with("Copied ") && last.contains("configo:***@"), "{last}");
    let (code, sentence) = failure(&machine.run(&there));
    assert!(code == 1 && sentence.contains("is not empty (table account)"), "{sentence}");
    assert!(!sentence.contains("opensesame"), "{sentence}");

    let back = ["database", "copy", "--to", "back"];
    machine.set("CONFIGO_DATABASE_URL", url);
    let serving = machine.serve();
    // It listens before it is connected.
    while serving.get("/").starts_with("HTTP/1.1 503") {}
    let (code, sentence) = failure(&machine.run(&back));
    assert!(code == 1 && sentence.contains("stop every server and command"), "{sentence}");
    assert!(!machine.root().join("back").exists());
    assert_eq!(serving.terminate().0, Some(0));
    assert!(success(&machine.run(&back)).contains("to back, and compared"));
    machine.set("CONFIGO_DATABASE_URL", "");
    assert!(success(&machine.run(&["account", "list", "--data-dir", "back"])).contains(OWNER));
}
