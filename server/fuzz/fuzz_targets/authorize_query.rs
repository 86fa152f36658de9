//! A request for authorization survives the way through the sign-in page, and that way is ours.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::{
    oauth::{authorize, parameters::Parameters},
    web::next::own_path,
};

fuzz_target!(|query: &[u8]| {
    let asked = authorize::read(&Parameters::parse(query));
    if !asked.malformed.is_empty() {
        // Refused before anybody signs in.
        return;
    }
    let path = authorize::again(query, None);
    if let Some(path) = own_path(&path, &["oauth"]) {
        let query = path.split_once('?').expect("a query").1;
        assert_eq!(authorize::read(&Parameters::parse(query.as_bytes())), asked);
    }
});
