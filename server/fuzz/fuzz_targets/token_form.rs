//! No form makes the reader panic, and a name that stands twice is noticed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::oauth::parameters::Parameters;

fuzz_target!(|bytes: &[u8]| {
    let sent = Parameters::parse(bytes);
    let twice = Parameters::parse(&[bytes, b"&", bytes].concat());
    for name in sent.repeated() {
        assert!(twice.repeated().contains(&name));
    }
});
