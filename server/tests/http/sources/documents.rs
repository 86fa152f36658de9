//! Files and tests that the documents name exist, and the documents have what the sources cite.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Folders without sources of this repository.
const SKIPPED: [&str; 6] =
    ["target", "node_modules", ".git", "data", "test-results", "playwright-report"];
/// Files that cite the documents.
const SOURCES: [&str; 8] = ["rs", "ts", "mjs", "js", "css", "sql", "toml", "yml"];
/// Endings by which a text in the documents is known for a file.
const FILES: [&str; 12] =
    ["rs", "ts", "mjs", "js", "css", "sql", "toml", "md", "png", "lock", "txt", "json"];
/// Files that users make or that a tool writes.
const NOT_IN_THE_REPOSITORY: [&str; 1] = ["configo.toml"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).expect("a document")
}

/// Every file of the repository, by its path from the root.
fn files() -> Vec<String> {
    fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().into_string().expect("a name");
            let path = format!("{prefix}{name}");
            if !entry.file_type().expect("a type").is_dir() {
                found.push(path);
            } else if !SKIPPED.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), found);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root(), "", &mut found);
    found
}

fn ends_with(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// The sections of SECURITY.md that have a label, each with its text.
fn requirements(security: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in security.lines() {
        if let Some(title) = line.strip_prefix("## ").or_else(|| line.strip_prefix("### ")) {
            let label = title.split_once(". ").map_or("", |(label, _)| label);
            found.push((label.to_owned(), String::new()));
        } else if let Some((_, text)) = found.last_mut() {
            text.push_str(line);
            text.push(' ');
        }
    }
    found.retain(|(label, _)| is_label(label));
    found
}

/// A letter from A to I, alone or with a digit.
fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes, [b'A'..=b'I'] | [b'A'..=b'I', b'1'..=b'9'])
}

/// The labels that a text cites (`SECURITY.md B6`, or several with commas); an error where it cites
/// in another form.
fn cited(text: &str) -> Result<Vec<String>, String> {
    let mut labels = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("SECURITY") {
        let is_word = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = &rest[at + "SECURITY".len()..];
        let with_ending = rest.strip_prefix(".md");
        let after = with_ending.unwrap_or(rest);
        let mut found = Vec::new();
        for word in after.split_whitespace() {
            let label = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
            if !is_label(label) {
                break;
            }
            found.push(label.to_owned());
            // A comma separates two labels.
            if word.strip_prefix(label) != Some(",") {
                break;
            }
        }
        if is_word && with_ending.is_none() && after.starts_with(' ') && !found.is_empty() {
            return Err(format!("write SECURITY.md {}", found.join(", ")));
        }
        if is_word && with_ending.is_some() {
            labels.extend(found);
        }
    }
    Ok(labels)
}

/// The numbers of the decisions that a text cites (`ARCHITECTURE.md, decision 5`).
fn decisions(text: &str) -> Vec<String> {
    let places = text.match_indices("ARCHITECTURE").map(|(at, _)| &text[at..]);
    let after = places.filter_map(|place| {
        let rest = place.trim_start_matches("ARCHITECTURE").trim_start_matches(".md");
        rest.strip_prefix(", decision ")
    });
    after.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect()).collect()
}

/// A comment without its marks, so that a citation may be broken between two lines.
fn joined(text: &str) -> String {
    let words = text.split_whitespace();
    let words: Vec<_> =
        words.filter(|word| !["//", "///", "//!", "*", "#", "--"].contains(word)).collect();
    words.join(" ")
}

#[test]
fn what_the_sources_cite_stands_in_the_documents() {
    let security = document("SECURITY.md");
    let labels: BTreeSet<_> = requirements(&security).into_iter().map(|(label, _)| label).collect();
    let architecture = document("ARCHITECTURE.md");
    let mut faults = Vec::new();
    let mut count = 0;
    for path in files().into_iter().filter(|path| ends_with(path, &SOURCES)) {
        // This file has the forms themselves.
        if path.ends_with("sources/documents.rs") {
            continue;
        }
        let text = joined(&document(&path));
        match cited(&text) {
            Err(fault) => faults.push(format!("{path}: {fault}")),
            Ok(found) => {
                count += found.len();
                let missing = found.into_iter().filter(|label| !labels.contains(label));
                faults.extend(
                    missing.map(|label| format!("{path}: there is no SECURITY.md {label}")),
                );
            }
        }
        for number in decisions(&text) {
            count += 1;
            if !architecture.contains(&format!("\n{number}. **")) {
                faults.push(format!("{path}: there is no decision {number}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 40, "the citations were not found: {count}");
}

/// The texts between two marks: `` `a` `` or `"a"`.
fn between(text: &str, mark: char) -> Option<(&str, &str)> {
    text.strip_prefix(mark)?.split_once(mark)
}

/// The files and tests that a requirement names behind "Proved by".
fn proofs(text: &str) -> Result<Vec<(String, Vec<String>)>, String> {
    let Some((_, mut rest)) = text.split_once("Proved by ") else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    loop {
        let unread =
            || format!("can't be read from here: {}", rest.chars().take(60).collect::<String>());
        let (file, after) = between(rest, '`').ok_or_else(unread)?;
        rest = after.trim_start();
        let mut tests = Vec::new();
        if let Some(list) = rest.strip_prefix('(') {
            rest = list;
            loop {
                let mark = if rest.starts_with('"') { '"' } else { '`' };
                let (name, after) = between(rest, mark).ok_or_else(unread)?;
                tests.push(name.to_owned());
                match after.strip_prefix(')') {
                    Some(after) => break rest = after,
                    None => rest = after.strip_prefix(", ").ok_or_else(unread)?,
                }
            }
        }
        found.push((file.to_owned(), tests));
        if rest.starts_with('.') {
            return Ok(found);
        }
        rest = rest.strip_prefix(", ").ok_or_else(unread)?;
    }
}

/// Whether a source has a test of this name: a function with the attribute, or a Playwright title.
fn has_test(path: &str, source: &str, test: &str) -> bool {
    if !ends_with(path, &["rs"]) {
        return ['"', '`'].iter().any(|mark| source.contains(&format!("({mark}{test}{mark},")));
    }
    source.split_once(&format!("fn {test}(")).is_some_and(|(before, _)| {
        let attributes = before.rsplit(['}', ';']).next().unwrap_or_default();
        attributes.contains("#[test]") || attributes.contains("#[tokio::test")
    })
}

#[test]
fn every_requirement_names_tests_that_exist() {
    let mut faults = Vec::new();
    for (label, text) in requirements(&document("SECURITY.md")) {
        let is_group = text.trim().is_empty();
        let proofs = proofs(&text).unwrap_or_else(|fault| panic!("{label}: {fault}"));
        if !is_group && proofs.is_empty() && !text.contains("Not yet:") {
            faults.push(format!("{label}: neither proved nor marked as \"Not yet\""));
        }
        for (path, tests) in proofs {
            let Ok(source) = fs::read_to_string(root().join(&path)) else {
                faults.push(format!("{label}: there is no {path}"));
                continue;
            };
            let missing = tests.iter().filter(|test| !has_test(&path, &source, test));
            faults.extend(missing.map(|test| format!("{label}: {path} has no test {test}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Inline code of a document, and the targets of its links.
fn named(text: &str) -> Vec<String> {
    let outside = text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n");
    let code = outside.split('`').skip(1).step_by(2).map(str::to_owned);
    let links = outside.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    code.chain(links.map(str::to_owned)).collect()
}

/// Whether a text is the path of a file or a folder (with a `/` at its end) of the repository.
fn is_path(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let folder = text.strip_suffix('/');
    let starts = text.starts_with(|c: char| c.is_ascii_alphanumeric()) || text.starts_with(".c");
    starts
        && text.chars().all(legal)
        && (ends_with(text, &FILES) || folder.is_some_and(|name| !name.is_empty()))
        && !text.starts_with("target/")
        && !NOT_IN_THE_REPOSITORY.contains(&text)
}

/// A path may be written from the root, or only its end.
#[test]
fn every_path_in_the_documents_exists() {
    let files: Vec<_> = files().into_iter().map(|path| format!("/{path}")).collect();
    let mut faults = Vec::new();
    for name in ["ARCHITECTURE.md", "README.md", "SECURITY.md", "CHANGELOG.md"] {
        let paths: BTreeSet<_> =
            named(&document(name)).into_iter().filter(|text| is_path(text)).collect();
        for path in paths {
            let is_there = if path.ends_with('/') {
                files.iter().any(|file| file.contains(&format!("/{path}")))
            } else {
                files.iter().any(|file| file.ends_with(&format!("/{path}")))
            };
            if !is_there {
                faults.push(format!("{name}: there is no {path}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
