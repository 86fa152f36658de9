//! The paths in a file.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenTree};

use super::source::{Module, declared, group, is_separator, is_word};

/// The paths of one file that begin in its own crate.
pub(super) struct Paths {
    children: Vec<String>,
    found: BTreeSet<Module>,
}

impl Paths {
    pub(super) fn of(module: &Module, tokens: &[TokenTree]) -> BTreeSet<Module> {
        let mut paths = Self { children: declared(tokens), found: BTreeSet::new() };
        paths.read(module, tokens);
        paths.found
    }

    /// Reads any tokens in `module`, which is a file's or one that stands within it.
    fn read(&mut self, module: &Module, tokens: &[TokenTree]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if is_word(tokens, at, "pub")
                && group(tokens.get(at + 1), Delimiter::Parenthesis).is_some()
            {
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
        let goes_on = at >= 2 && is_separator(tokens, at - 2);
        let TokenTree::Ident(name) = &tokens[at] else { return false };
        let name = name.to_string();
        let ours = ["crate", "self", "super"].contains(&name.as_str());
        !goes_on && is_separator(tokens, at + 1) && (ours || self.children.contains(&name))
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
            if !is_separator(tokens, at + 1) {
                self.found.insert(from);
                return at + 1;
            }
            at += 3;
        }
    }
}
