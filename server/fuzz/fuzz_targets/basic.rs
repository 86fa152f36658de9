//! No Basic header makes the reader panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::oauth::client_auth::basic;

fuzz_target!(|line: &str| {
    basic(line);
});
