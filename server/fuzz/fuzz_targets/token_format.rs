//! `has_valid_checksum` accepts what `with_checksum` writes, and nothing else.
#![no_main]

use domain::identifier_format::{
    ACCESS_TOKEN_PREFIX, SECRET_BODY, has_valid_checksum, with_checksum,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if has_valid_checksum(ACCESS_TOKEN_PREFIX, text) {
        let body = &text[ACCESS_TOKEN_PREFIX.len()..][..SECRET_BODY];
        assert_eq!(with_checksum(ACCESS_TOKEN_PREFIX, body), text);
    }
});
