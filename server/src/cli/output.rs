//! Standard output of commands.

use std::{
    fmt,
    io::{self, Write},
};

use authority::LinkToken;

use super::failure::Failure;
use crate::{config::Config, web::base_url::BaseUrl};

/// Prints a link for a browser. Where the port is chosen at start, only the running server knows it.
pub(super) fn print_link(config: &Config, page: &str, token: &LinkToken) -> Result<(), Failure> {
    if config.base_url.is_none() && config.listen.port() == 0 {
        let text = "configo: the link's port is not known here: put in that of the running server, \
            or set CONFIGO_BASE_URL to its address";
        writeln!(io::stderr(), "{text}").ok();
    }
    print(link(&config.base_url_for(config.listen), page, token))
}

pub(super) fn link(base: &BaseUrl, page: &str, token: &LinkToken) -> String {
    format!("{base}/{page}?token={}", token.expose())
}

/// Writes and flushes a line. A closed standard output (`… | head -1`) is no failure.
pub(super) fn print(line: impl fmt::Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("standard output can't be written: {error}")))
        }
        _ => Ok(()),
    }
}
