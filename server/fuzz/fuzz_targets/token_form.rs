//! No form makes `Parameters` panic, and a repeated name is reported.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::oauth::parameters::Parameters;

const KNOWN: &[&str] = &["client_id", "scope", "a", ""];

fuzz_target!(|bytes: &[u8]| {
    let sent = Parameters::parse(bytes);
    let twice = Parameters::parse(&[bytes, b"&", bytes].concat());
    for name in KNOWN {
        let expected = sent.get(name).is_some();
        assert_eq!(twice.repeated(KNOWN).contains(*name), expected, "{name}");
    }
    assert_eq!(sent.malformed(KNOWN), twice.malformed(KNOWN));
});
