//! What has the form of a token is what `seal` writes, and nothing else.
#![no_main]

use domain::token::{ACCESS_TOKEN_PREFIX, SECRET_BODY, is_sealed, seal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if is_sealed(ACCESS_TOKEN_PREFIX, text) {
        let body = &text[ACCESS_TOKEN_PREFIX.len()..][..SECRET_BODY];
        assert_eq!(seal(ACCESS_TOKEN_PREFIX, body), text);
    }
});
