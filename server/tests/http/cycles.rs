//! The files of a crate depend on each other in one direction: no cycle leads through them, so
//! each can be read, moved and tested with what is beneath it alone.
//!
//! A file depends on every file that a path in it leads to, in `use` as in expressions, types and
//! macros. A path leads to the longest part of it that is a module with a file of its own, so what
//! `mod.rs` or `lib.rs` passes on counts as theirs. Tests depend on what they like.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The sources of each crate, from this crate's folder.
const CRATES: [&str; 3] = [
    "src",
    "authority/src",
    "../app/domain/src",
    // "../app/src",
];

/// The names that lead from the root of a crate to a module.
type Module = Vec<String>;

/// Every module of a crate that has a file of its own.
type Files = BTreeMap<Module, (PathBuf, Vec<TokenTree>)>;

/// For each file the ones it depends on, with the path that says so.
type Graph<'a> = BTreeMap<&'a Module, BTreeMap<&'a Module, String>>;

/// Whether the word `word` stands at `at`.
fn is_word(tokens: &[TokenTree], at: usize, word: &str) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == word)
}

fn is_sign(tokens: &[TokenTree], at: usize, sign: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether `::` stands at `at`.
fn is_joint(tokens: &[TokenTree], at: usize) -> bool {
    is_sign(tokens, at, ':') && is_sign(tokens, at + 1, ':')
}

fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
            Some(group.stream().into_iter().collect())
        }
        _ => None,
    }
}

/// The source without the items that only tests are built with.
fn program(source: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let attribute = group(tokens.get(at + 1), Delimiter::Bracket);
        let attribute = attribute.filter(|_| is_sign(&tokens, at, '#')).unwrap_or_default();
        let condition = group(attribute.get(1), Delimiter::Parenthesis).unwrap_or_default();
        if is_word(&attribute, 0, "cfg") && condition.len() == 1 && is_word(&condition, 0, "test") {
            let is_end =
                |at| is_sign(&tokens, at, ';') || group(tokens.get(at), Delimiter::Brace).is_some();
            at += 2;
            while at < tokens.len() && !is_end(at) {
                at += 1;
            }
        } else {
            kept.push(token.clone());
        }
        at += 1;
    }
    kept
}

/// The modules that are declared here and have a file each.
fn declared(tokens: &[TokenTree]) -> Vec<String> {
    let declares = |at: &usize| is_word(tokens, *at, "mod") && is_sign(tokens, at + 2, ';');
    (0..tokens.len()).filter(declares).map(|at| tokens[at + 1].to_string()).collect()
}

/// Every file of the crate that lies in `folder`, beginning with `lib.rs`.
fn files(folder: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Files {
    let mut files = Files::new();
    let mut open = vec![Module::new()];
    while let Some(module) = open.pop() {
        let stem = module.iter().fold(folder.to_owned(), |path, name| path.join(name));
        let places = match module[..] {
            [] => [stem.join("lib.rs"), stem.join("main.rs")],
            _ => [stem.with_extension("rs"), stem.join("mod.rs")],
        };
        let found = places.into_iter().find_map(|path| Some((read(&path)?, path)));
        let (text, path) = found.unwrap_or_else(|| panic!("no file for {module:?}"));
        let tokens =
            program(text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        open.extend(declared(&tokens).into_iter().map(|name| [&module[..], &[name]].concat()));
        files.insert(module, (path, tokens));
    }
    files
}

/// The paths of one file that begin in its own crate.
struct Paths {
    children: Vec<String>,
    found: BTreeSet<Module>,
}

impl Paths {
    fn of(module: &Module, tokens: &[TokenTree]) -> BTreeSet<Module> {
        let mut paths = Self { children: declared(tokens), found: BTreeSet::new() };
        paths.read(module, tokens);
        paths.found
    }

    /// Reads any tokens in `module`, which is a file's or one that stands within it.
    fn read(&mut self, module: &Module, tokens: &[TokenTree]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let inner = (token, tokens.get(at + 1));
            if is_word(tokens, at, "pub") && group(inner.1, Delimiter::Parenthesis).is_some() {
                at += 2; // Who may see something is no use of it.
            } else if is_word(tokens, at, "mod")
                && let Some(inline) = group(tokens.get(at + 2), Delimiter::Brace)
            {
                self.read(&[&module[..], &[tokens[at + 1].to_string()]].concat(), &inline);
                at += 3;
            } else if self.begins(tokens, at) {
                at = self.follow(module.clone(), tokens, at);
            } else {
                if let TokenTree::Group(group) = token {
                    self.read(module, &group.stream().into_iter().collect::<Vec<_>>());
                }
                at += 1;
            }
        }
    }

    /// Whether a path of this crate begins at `at`.
    fn begins(&self, tokens: &[TokenTree], at: usize) -> bool {
        let goes_on = at >= 2 && is_joint(tokens, at - 2);
        let TokenTree::Ident(name) = &tokens[at] else { return false };
        let name = name.to_string();
        let ours = ["crate", "self", "super"].contains(&name.as_str());
        !goes_on && is_joint(tokens, at + 1) && (ours || self.children.contains(&name))
    }

    /// Adds the paths that go on from `from` at `at`; returns where they end.
    fn follow(&mut self, mut from: Module, tokens: &[TokenTree], mut at: usize) -> usize {
        loop {
            if let Some(branches) = group(tokens.get(at), Delimiter::Brace) {
                for branch in branches.split(|token| token.to_string() == ",") {
                    if !branch.is_empty() {
                        self.follow(from.clone(), branch, 0);
                    }
                }
                return at + 1;
            }
            match tokens.get(at).map(ToString::to_string).as_deref() {
                Some("crate") => from.clear(),
                Some("super") => drop(from.pop()),
                Some("self" | "*" | "<") | None => {}
                Some(name) => from.push(name.to_owned()),
            }
            if !is_joint(tokens, at + 1) {
                self.found.insert(from);
                return at + 1;
            }
            at += 3;
        }
    }
}

fn graph(files: &Files) -> Graph<'_> {
    let mut graph = Graph::new();
    for (module, (_, tokens)) in files {
        let to: &mut BTreeMap<_, _> = graph.entry(module).or_default();
        for path in Paths::of(module, tokens) {
            let known = |length| files.get_key_value(&path[..length]);
            let target = (0..=path.len()).rev().find_map(known);
            if let Some((target, _)) = target.filter(|(target, _)| *target != module) {
                to.entry(target).or_insert_with(|| format!("crate::{}", path.join("::")));
            }
        }
    }
    graph
}

/// The shortest way from one file to another; where both are the same, out of it and back.
fn way<'a>(graph: &Graph<'a>, from: &'a Module, to: &Module) -> Option<Vec<&'a Module>> {
    let mut seen = BTreeSet::new();
    let mut open = VecDeque::from([vec![from]]);
    while let Some(way) = open.pop_front() {
        for next in graph[way[way.len() - 1]].keys().copied() {
            let longer = || way.iter().copied().chain([next]).collect();
            if next == to {
                return Some(longer());
            }
            if seen.insert(next) {
                open.push_back(longer());
            }
        }
    }
    None
}

/// Says of each group of files that depend on each other the shortest cycle in it and every
/// dependency within it; empty if there is none.
fn report(folder: &Path, files: &Files) -> String {
    let graph = graph(files);
    let mut text = String::new();
    let mut seen: BTreeSet<&Module> = BTreeSet::new();
    let name = |module: &Module| {
        let path = &files[module].0;
        path.strip_prefix(folder).unwrap_or(path).display().to_string()
    };
    for start in files.keys() {
        if seen.contains(start) || way(&graph, start, start).is_none() {
            continue;
        }
        let both = |other: &&Module| {
            way(&graph, start, other).is_some() && way(&graph, other, start).is_some()
        };
        let knot: BTreeSet<&Module> = files.keys().filter(both).collect();
        seen.extend(&knot);
        let cycles = knot.iter().filter_map(|file| way(&graph, file, file));
        let shortest = cycles.min_by_key(Vec::len).unwrap_or_default();
        let shortest: Vec<_> = shortest.into_iter().map(name).collect();
        let _ = writeln!(text, "{} files in cycles: {}", knot.len(), shortest.join(" → "));
        for from in &knot {
            for (to, path) in graph[from].iter().filter(|(to, _)| knot.contains(*to)) {
                let _ = writeln!(text, "    {} → {} ({path})", name(from), name(to));
            }
        }
    }
    text
}

#[test]
fn no_cycle_leads_through_the_files_of_a_crate() {
    for folder in CRATES {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = files(&folder, &|path| fs::read_to_string(path).ok());
        assert!(files.len() > 10, "{folder:?}: {} files", files.len());
        let report = report(&folder, &files);
        assert!(report.is_empty(), "{}:\n{report}", folder.display());
    }
}

/// What is reported of a crate whose `lib.rs` and `b.rs` are these, where `a.rs` holds `a`.
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
