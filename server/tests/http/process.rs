//! The built program: its output, its exit codes and its errors.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use crate::{
    machine::{Machine, failure, success, text},
    test_server::{OWNER, PASSWORD},
};

#[test]
fn serves_until_a_signal() {
    let machine = Machine::new();
    let serving = machine.serve();
    assert!(serving.get("/healthz").ends_with("\r\n\r\nok"));
    let start = serving.get("/");
    assert!(start.starts_with("HTTP/1.1 200") && start.contains("configo setup-link"), "{start}");
    // The missing directory was created, and only its user can read it.
    let mode =
        |path: PathBuf| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(machine.data()), 0o700);
    assert_eq!(mode(machine.data().join("configo.sqlite3")), 0o600);
    let (code, rest) = serving.terminate();
    assert_eq!(code, Some(0));
    // Standard output is no terminal here: no link.
    assert_eq!(rest, "There is no account yet: run `configo setup-link`.\n");
    // Everything is in the database itself: the log beside it was written back.
    let log = fs::metadata(machine.data().join("configo.sqlite3-wal")).map_or(0, |log| log.len());
    assert_eq!(log, 0);
}

#[test]
fn a_second_server_on_the_same_directory_is_refused() {
    let machine = Machine::new();
    let serving = machine.serve();
    let (code, sentence) = failure(&machine.serve_refused(&["--listen", "127.0.0.1:0"]));
    assert_eq!(code, 1);
    assert!(sentence.contains("another configo server is using"), "{sentence}");
    // Other commands work beside it, and it sees their changes.
    assert!(success(&machine.run(&["setup-link"])).contains("/setup?token=cfgo_lnk_"));
    let create = ["account", "create", OWNER, "--name", "Robin", "--password-stdin"];
    success(&machine.run_with(&create, PASSWORD));
    assert!(serving.get("/").starts_with("HTTP/1.1 303"));
    assert_eq!(serving.terminate().0, Some(0));
    // The next process finds the directory unlocked.
    assert_eq!(machine.serve().terminate().0, Some(0));
}

#[test]
fn an_address_that_is_taken_is_named() {
    let machine = Machine::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let (code, sentence) = failure(&machine.serve_refused(&["--listen", &address]));
    assert_eq!(code, 1);
    assert!(sentence.contains(&address) && sentence.contains("--listen"), "{sentence}");
}

#[test]
fn accounts_come_from_the_command_line() {
    let machine = Machine::new();
    assert_eq!(success(&machine.run(&["account", "list"])), "");
    let create = ["account", "create", "Owner@Example.com", "--name", "Robin", "--password-stdin"];
    let made = success(&machine.run_with(&create, &format!("{PASSWORD}\r\nnot this line\n")));
    assert!(made.starts_with("Created owner@example.com (cfgo_acc_"), "{made}");
    let list = || success(&machine.run(&["account", "list"]));
    assert!(list().contains(OWNER) && list().contains("active") && list().contains("Robin"));

    success(&machine.run(&["account", "disable", OWNER]));
    assert!(list().contains("disabled"));
    success(&machine.run(&["account", "enable", OWNER]));
    assert!(list().contains("active"));
    success(&machine.run_with(&["account", "set-password", OWNER, "--password-stdin"], PASSWORD));

    let base = ["--base-url", "https://apps.example.com"];
    let link =
        |command, email| success(&machine.run(&[&["account", command, email], &base[..]].concat()));
    for printed in [link("invite", "new@example.com"), link("reset", OWNER)] {
        assert!(printed.starts_with("https://apps.example.com/link?token=cfgo_lnk_"), "{printed}");
        assert_eq!(printed.lines().count(), 1);
    }
}

#[test]
fn resource_servers_come_from_the_command_line() {
    let machine = Machine::new();
    let add = ["resource-server", "add", "Orders API", "--permission", "orders"];
    let made = success(&machine.run(&[&add[..], &["--permission", "files"]].concat()));
    let lines: Vec<_> = made.lines().collect();
    assert!(lines[0].starts_with("Client ID: cfgo_rs_"), "{made}");
    let secret = lines[1].strip_prefix("Client secret: ").expect("a secret");
    assert_eq!((lines.len(), secret.len()), (2, 58));
    let listed = success(&machine.run(&["resource-server", "list"]));
    assert!(listed.contains("Orders API") && listed.contains("files orders"), "{listed}");
    assert!(listed.contains(&secret[54..]) && !listed.contains(secret));
    for (arguments, reason) in [
        (&add[..], "already a resource server"),
        (&["resource-server", "add", "X", "--permission", "nonsense"], "no permission"),
        (&["resource-server", "remove", "Nobody"], "no resource server"),
    ] {
        let (code, sentence) = failure(&machine.run(arguments));
        assert_eq!(code, 1);
        assert!(sentence.contains(reason), "{sentence}");
    }
    success(&machine.run(&["resource-server", "remove", "Orders API"]));
    assert_eq!(success(&machine.run(&["resource-server", "list"])), "");
}

#[test]
fn what_can_not_be_done_ends_with_1_and_says_why() {
    let machine = Machine::new();
    let create = ["account", "create", OWNER, "--name", "Robin", "--password-stdin"];
    let (code, sentence) = failure(&machine.run_with(&create, "short"));
    assert_eq!(code, 1);
    assert!(sentence.contains("at least 15 characters"), "{sentence}");
    success(&machine.run_with(&create, PASSWORD));
    for (arguments, reason) in [
        (&create[..], "already an account"),
        (&["account", "disable", "nobody@example.com"], "no account with this email"),
        (&["account", "reset", "nobody@example.com"], "no account with this email"),
        (&["account", "invite", OWNER], "already an account"),
        (&["setup-link"], "configo account invite EMAIL"),
    ] {
        let (code, sentence) = failure(&machine.run_with(arguments, PASSWORD));
        assert_eq!(code, 1, "{arguments:?}");
        assert!(sentence.contains(reason), "{arguments:?}: {sentence}");
    }
}

#[test]
fn a_data_directory_that_can_not_be_used_is_named() {
    let machine = Machine::new();
    fs::write(machine.data(), "a file").expect("written");
    for command in [&["account", "list"][..], &["setup-link"], &["check"]] {
        let (code, sentence) = failure(&machine.run(command));
        assert_eq!(code, 1, "{command:?}");
        assert!(sentence.contains("data") && sentence.contains("--data-dir"), "{sentence}");
    }
    assert_eq!(failure(&machine.serve_refused(&["--listen", "127.0.0.1:0"])).0, 1);
    fs::remove_file(machine.data()).expect("removed");
    fs::create_dir(machine.data()).expect("made");
    fs::write(machine.data().join("configo.sqlite3"), "this is no database, ".repeat(100))
        .expect("written");
    let (code, sentence) = failure(&machine.run(&["account", "list"]));
    assert_eq!(code, 1);
    assert!(sentence.contains("configo.sqlite3"), "{sentence}");
    assert!(sentence.contains("damaged") && sentence.contains("restore a backup"), "{sentence}");
    assert_eq!(sentence.matches("file is not a database").count(), 1, "{sentence}");
}

#[test]
fn a_check_makes_nothing() {
    let machine = Machine::new();
    let (code, sentence) = failure(&machine.run(&["check"]));
    assert_eq!(code, 1);
    assert!(sentence.contains("configo.sqlite3"), "{sentence}");
    assert!(!machine.data().exists());
    fs::create_dir(machine.data()).expect("made");
    fs::write(machine.data().join("configo.sqlite3"), "").expect("written");
    assert_eq!(failure(&machine.run(&["check"])).0, 1);
    assert_eq!(
        machine.configo(&["account", "list"]).output().expect("it runs").status.code(),
        Some(0)
    );
    assert!(success(&machine.run(&["check"])).contains("is in order"));
}

#[test]
fn what_can_not_be_understood_ends_with_2() {
    let machine = Machine::new();
    for arguments in [
        &["bogus"][..],
        &["account"],
        &["account", "create", OWNER],
        &["account", "create", OWNER, "--name", "Robin"],
        &["resource-server", "add", "Without a permission"],
        &["account", "disable", "no address"],
        &["serve", "--listen", "nonsense"],
        &["--config", "missing.toml", "serve"],
        &["serve", "--bogus"],
        &["serve", "--listen", ""],
        &["serve", "--base-url", ""],
        &["serve", "--data-dir", ""],
        &["serve", "--log", ""],
    ] {
        let output = machine.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    let output = machine.configo(&["account", "list"]).env("CONFIGO_BOGUS", "1").output();
    assert_eq!(failure(&output.expect("it runs")).0, 2);
    assert!(!machine.data().exists(), "nothing was made");
}

#[test]
fn help_and_settings_are_printed() {
    let machine = Machine::new();
    for arguments in [&["--help"][..], &["serve", "--help"], &["account", "create", "--help"]] {
        assert!(success(&machine.run(arguments)).contains("Usage: configo"), "{arguments:?}");
    }
    let settings =
        success(&machine.run(&["serve", "--print-config", "--listen", "127.0.0.1:4000"]));
    assert!(settings.contains("listen = \"127.0.0.1:4000\"") && settings.contains("[limits]"));
    assert!(success(&machine.run(&["--version"])).starts_with("configo "));
}

#[test]
fn the_password_of_a_database_is_never_printed() {
    let mut machine = Machine::new();
    machine.set("CONFIGO_DATABASE_URL", "postgres://configo:opensesame@127.0.0.1:1/configo");
    machine.set("CONFIGO_DATABASE_PASSWORD", "opensesame");
    let settings = success(&machine.run(&["serve", "--print-config"]));
    let shown = "database_url = \"postgres://configo:***@127.0.0.1:1/configo\"";
    assert!(settings.contains(shown) && !settings.contains("opensesame"), "{settings}");
    // Nothing listens there. Commands don't wait.
    for command in [&["check"][..], &["account", "list"], &["setup-link"]] {
        let (code, sentence) = failure(&machine.run(command));
        assert_eq!(code, 1, "{command:?}");
        assert!(sentence.contains("can't use the database 127.0.0.1:1/configo"), "{sentence}");
        assert!(sentence.contains("refused") && !sentence.contains("opensesame"), "{sentence}");
    }
    for url in ["mysql://configo:opensesame@db/x", "postgres://configo:1#opensesame@db/x"] {
        machine.set("CONFIGO_DATABASE_URL", url);
        let (code, sentence) = failure(&machine.run(&["check"]));
        assert_eq!(code, 2);
        assert!(sentence.contains("database_url: write postgres://USER@HOST"), "{sentence}");
        assert!(!sentence.contains("opensesame"), "{sentence}");
    }
    assert!(!machine.data().exists(), "nothing was made");
}

#[test]
fn a_copy_to_what_is_no_other_database_is_refused() {
    let machine = Machine::new();
    for (to, code, reason) in [
        ("mysql://a:opensesame@db/x", 2, "--to: write postgres://USER@HOST:PORT/DATABASE"),
        ("", 2, "--to is empty"),
        ("elsewhere", 2, "copy the stopped server's directory"),
        ("postgres://a:opensesame@127.0.0.1:1/x", 1, "there is no database in ./data"),
    ] {
        let output = machine.run(&["database", "copy", "--to", to]);
        let (found, sentence) = failure(&output);
        assert_eq!(found, code, "{sentence}");
        assert!(sentence.contains(reason) && !sentence.contains("opensesame"), "{sentence}");
    }
    assert!(!machine.data().exists() && !machine.root().join("elsewhere").exists());
}
