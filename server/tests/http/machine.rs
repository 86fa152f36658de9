//! The built program in a directory of its own, and what it prints.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// A working directory without configuration.
pub(crate) struct Machine {
    root: TempDir,
    environment: Vec<(&'static str, String)>,
}

/// A server that is killed with its test.
pub(crate) struct Serving {
    pub(crate) child: Child,
    pub(crate) url: String,
    /// What follows the first line of standard output.
    pub(crate) output: Box<dyn BufRead>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { root: tempfile::tempdir().expect("a directory"), environment: Vec::new() }
    }

    /// Sets a variable for every program that runs from now on.
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.environment.push((name, value.into()));
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub(crate) fn configo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_configo"));
        command.args(arguments).current_dir(&self.root).env_clear().stdin(Stdio::null());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.configo(arguments).output().expect("the program runs")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.configo(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdin = child.stdin.take().expect("its input");
        // A program that refuses its arguments does not read its input.
        stdin.write_all(input.as_bytes()).ok();
        drop(stdin);
        child.wait_with_output().expect("it ends")
    }

    /// Starts `serve` where it must fail; kills it if it does not.
    pub(crate) fn serve_refused(&self, arguments: &[&str]) -> Output {
        let arguments = [&["serve", "--log", "error"], arguments].concat();
        let mut command = self.configo(&arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("text");
        if !line.is_empty() {
            child.kill().ok();
        }
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(line, "", "{arguments:?}");
        output
    }

    pub(crate) fn serve(&self) -> Serving {
        self.serve_logging_to(Stdio::inherit())
    }

    pub(crate) fn serve_logging_to(&self, log: Stdio) -> Serving {
        let mut command = self.configo(&["serve", "--listen", "127.0.0.1:0"]);
        command.stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().expect("the program runs");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        let url = line.strip_prefix("listening on ").expect(&line).trim_end().to_owned();
        Serving { child, url, output: Box::new(output) }
    }
}

impl Serving {
    pub(crate) fn get(&self, path: &str) -> String {
        self.get_from(self.address(), path)
    }

    fn address(&self) -> &str {
        self.url.strip_prefix("http://").expect("plain http")
    }

    /// As a browser that was redirected here from another name.
    pub(crate) fn get_from(&self, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("a reply");
        reply
    }

    /// Sends SIGTERM and waits; the exit code and the rest of standard output.
    pub(crate) fn terminate(mut self) -> (Option<i32>, String) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
        let code = self.child.wait().expect("it ends").code();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("text");
        (code, rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The exit code, and one sentence on standard error that starts with the name of the program.
pub(crate) fn failure(output: &Output) -> (i32, String) {
    let errors = text(&output.stderr);
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.starts_with("configo: "), "{errors}");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    (output.status.code().expect("no signal"), errors)
}

pub(crate) fn success(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}
