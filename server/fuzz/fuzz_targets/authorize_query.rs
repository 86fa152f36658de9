//! A request for authorization survives the sign-in page, which carries it as a path of this server.
#![no_main]

use libfuzzer_sys::fuzz_target;
use server::{
    oauth::{authorize, authorize_path, parameters::Parameters},
    web::return_path::safe_return_path,
};

fuzz_target!(|query: &[u8]| {
    let asked = authorize::read(&Parameters::parse(query));
    if !asked.malformed.is_empty() {
        // Such a request is refused before the sign-in page is shown.
        return;
    }
    let path = authorize_path::request_path(query, None);
    if let Some(path) = safe_return_path(&path, &["oauth"]) {
        let query = path.split_once('?').expect("a query").1;
        assert_eq!(authorize::read(&Parameters::parse(query.as_bytes())), asked);
    }
});
