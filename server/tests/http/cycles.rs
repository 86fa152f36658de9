//! The files of a crate depend on each other without cycles, so each can be read, moved and tested with
//! its dependencies alone.
//!
//! A file depends on every file that a path in it leads to, in `use` as in expressions, types and
//! macros. A path leads to the longest part of it that is a module with a file of its own, so a
//! re-export of `mod.rs` or `lib.rs` counts as theirs. Tests may depend on anything.

mod graph;
mod paths;
mod source;

use std::{fs, path::Path};

use self::{graph::report, source::files};

/// The sources of each crate, from this crate's folder.
const CRATES: &[&str] = &["src", "authority/src", "../app/domain/src", "../app/src"];

#[test]
fn no_cycle_leads_through_the_files_of_a_crate() {
    let mut found = String::new();
    for name in CRATES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let files = files(&folder, &|path| fs::read_to_string(path).ok());
        assert!(files.len() > 10, "{name}: {} files", files.len());
        let report = report(&folder, &files);
        if !report.is_empty() {
            found.extend(["\n", name, ": ", &report]);
        }
    }
    assert!(found.is_empty(), "{found}");
}

/// The report on a crate whose `lib.rs` and `b.rs` are these, where `a.rs` holds `a`.
fn reported(lib: &str, a: &str, b: &str) -> String {
    let source = |path: &Path| match path.to_str()? {
        "lib.rs" => Some(lib.to_owned()),
        "a.rs" => Some(a.to_owned()),
        "b.rs" => Some(b.to_owned()),
        _ => None,
    };
    report(Path::new(""), &files(Path::new(""), &source))
}

#[test]
fn every_way_to_name_another_file_counts() {
    for a in [
        "use crate::b::B;",
        "pub use crate::b::B;",
        "use super::b;",
        "use super::{b::*};",
        "use {std::fmt, crate::{b::{self as other}}};",
        "fn f() { crate::b::f() }",
        "fn f(b: &dyn super::b::B) {}",
        "mod inline { use super::super::b::B; }",
        "fn f() { view! { <p title=crate::b::f()>{crate::b::g()}</p> } }",
        "macro_rules! m { () => { $crate::b::f() } }",
        "#[cfg(any(test, feature = \"testing\"))] use crate::b::B;",
    ] {
        let expected = "2 files in cycles: a.rs → b.rs → a.rs\n    a.rs → b.rs (crate::b";
        let report = reported("mod a; mod b;", a, "use crate::a::A;");
        assert!(report.starts_with(expected), "{a}\n{report}");
    }
}

#[test]
fn what_names_no_other_file_of_the_crate_does_not_count() {
    for a in [
        "// use crate::b::B;",
        "/// [`crate::b::B`]\nstruct S;",
        "const S: &str = \"crate::b::B\";",
        "use other::b::B;",
        "use ::other::{b::B};",
        "pub(in crate::b) struct S;",
        "mod inline { use super::A; }",
        "#[cfg(test)] use crate::b::B; struct A;",
        "#[cfg(test)] mod tests { use crate::b::B; }",
        "#[cfg(test)] mod tests;",
    ] {
        let report = reported("mod a; mod b;", a, "use crate::a::A;");
        assert!(report.is_empty(), "{a}\n{report}");
    }
}

#[test]
fn a_file_and_its_parent_make_a_cycle_too() {
    for (lib, a) in
        [("mod a; pub use a::A;", "use crate::A;"), ("mod a; a::f!();", "use super::B;")]
    {
        let report = reported(lib, a, "");
        assert!(report.starts_with("2 files in cycles: lib.rs → a.rs → lib.rs"), "{report}");
    }
    assert!(reported("mod a; pub use a::A;", "", "").is_empty());
}
