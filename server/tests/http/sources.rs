//! Rules about the source text, which no type can enforce.

mod documents;

use std::{
    fs,
    path::{Path, PathBuf},
};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// A source without its tests.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn holding(folder: &str, text: &str) -> Vec<String> {
    let files = sources(folder).into_iter();
    let files = files.filter(|(path, source)| {
        let is_test = path.iter().any(|part| part == "tests" || part == "tests.rs");
        !is_test && program(source).contains(text)
    });
    files.filter_map(|(path, _)| Some(path.file_name()?.to_str()?.to_owned())).collect()
}

/// Leptos 0.8 does not escape the children of a `<textarea>` (ARCHITECTURE.md, decision 4).
#[test]
fn there_is_one_textarea() {
    assert_eq!(holding("../app/src", "<textarea"), ["safe_textarea.rs"]);
    assert!(holding("src", "<textarea").is_empty());
}

#[test]
fn routes_are_added_in_one_place() {
    assert_eq!(holding("src", ".route("), ["router.rs"]);
    let [(_, router)] = &sources("src")
        .into_iter()
        .filter(|(path, _)| path.ends_with("src/router.rs"))
        .collect::<Vec<_>>()[..]
    else {
        panic!("one router")
    };
    assert_eq!(program(router).matches(".route(").count(), 1);
}

/// `inner_html` does not escape.
#[test]
fn markup_is_written_raw_in_two_places() {
    let mut raw = holding("../app/src", "inner_html=");
    raw.sort();
    assert_eq!(raw, ["safe_textarea.rs", "shell.rs"]);
}
