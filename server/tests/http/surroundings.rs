//! The built program and its surroundings: closed output pipes, and environment variables of
//! orchestrators.

use std::{
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

use crate::{
    machine::{Machine, Serving, failure, success, text},
    test_server::{OWNER, PASSWORD},
};

/// A pipe whose reader has closed it, as in `configo … | head -1`.
#[test]
fn a_closed_standard_output_ends_the_program_silently() {
    let machine = Machine::new();
    let create = ["account", "create", OWNER, "--name", "Robin", "--password-stdin"];
    success(&machine.run_with(&create, PASSWORD));
    for arguments in [
        &["serve", "--print-config"][..],
        &["--help"],
        &["account", "--help"],
        &["--version"],
        &["account", "list"],
        &["account", "reset", OWNER],
        &["resource-server", "add", "Orders API", "--permission", "orders"],
        &["resource-server", "list"],
        &["check"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = machine.configo(arguments).stdout(writer).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{arguments:?}");
    }
}

/// A server continues when its standard output and standard error are closed.
#[test]
fn serves_on_without_readers() {
    let machine = Machine::new();
    let mut command = machine.configo(&["serve", "--listen", "127.0.0.1:0"]);
    let (reader, writer) = std::io::pipe().expect("a pipe");
    command.stdout(writer.try_clone().expect("a writer")).stderr(writer);
    let child = command.spawn().expect("the program runs");
    drop(command);
    let mut output = BufReader::new(reader);
    let mut line = String::new();
    while !line.starts_with("listening on ") {
        line.clear();
        assert_ne!(output.read_line(&mut line).expect("a line"), 0, "it ended");
    }
    let url = line.trim_start_matches("listening on ").trim_end().to_owned();
    drop(output);
    // Further output, and a line of log for each request, are lost.
    let serving = Serving { child, url, output: Box::new(std::io::empty()) };
    for _ in 0..3 {
        assert!(serving.get("/").starts_with("HTTP/1.1 200"));
    }
    assert_eq!(serving.terminate().0, Some(0));
}

#[test]
fn the_log_warns_once_about_each_other_origin() {
    let machine = Machine::new();
    let mut serving = machine.serve_logging_to(Stdio::piped());
    let mut log = serving.child.stderr.take().expect("its log");
    for host in ["192.168.1.20:3000", "192.168.1.20:3000", "configo.lan"] {
        let page = serving.get_from(host, "/sign-in");
        assert!(page.contains(&format!("CONFIGO_BASE_URL=http://{host}")), "{page}");
    }
    assert_eq!(serving.terminate().0, Some(0));
    let mut text = String::new();
    log.read_to_string(&mut text).expect("text");
    let told: Vec<_> = text.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(told.len(), 2, "{text}");
    for (line, used) in told.iter().zip(["http://192.168.1.20:3000", "http://configo.lan"]) {
        assert!(line.contains(&format!("set base_url = \"{used}\"")), "{line}");
        assert!(line.contains(&format!("CONFIGO_BASE_URL={used}")), "{line}");
    }
}

#[test]
fn variables_of_orchestrators_in_the_environment_are_ignored() {
    let machine = Machine::new();
    for (name, value) in [
        ("CONFIGO_SERVICE_HOST", "10.96.0.7"),
        ("CONFIGO_SERVICE_PORT_HTTP", "3000"),
        ("CONFIGO_PORT", "tcp://10.96.0.7:3000"),
        ("CONFIGO_PORT_3000_TCP_ADDR", "10.96.0.7"),
        ("CONFIGO_WEB_PORT_80_TCP", "tcp://10.96.0.8:80"),
        ("CONFIGO_LISTEN", ""),
        ("CONFIGO_LIMITS__CREATE", ""),
    ] {
        for arguments in [&["serve", "--print-config"][..], &["account", "list"]] {
            let output = machine.configo(arguments).env(name, value).output();
            success(&output.expect("it runs"));
        }
    }
    let typo = machine.configo(&["account", "list"]).env("CONFIGO_LISTNE", "127.0.0.1:1").output();
    let (code, sentence) = failure(&typo.expect("it runs"));
    assert!(code == 2 && sentence.contains("`listne` is no setting"), "{sentence}");
}
