//! No `Authorization: Basic` header makes the parser panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::oauth::client_auth::basic;

fuzz_target!(|line: &str| {
    basic(line);
});
