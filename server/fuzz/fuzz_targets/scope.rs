//! A set of scopes survives its text form.
#![no_main]

use domain::permission::{Catalogue, ScopeSet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(set) = ScopeSet::parse(text) else { return };
    assert_eq!(ScopeSet::parse(&set.to_string()).as_ref(), Ok(&set));
    assert!(set.is_superset(&Catalogue::default().retain_known(&set)));
});
