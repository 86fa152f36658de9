//! The files of a crate as tokens, so that comments and string literals are ignored.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The path of a module from the root of its crate.
pub(super) type Module = Vec<String>;

/// Every module of a crate that has a file of its own.
pub(super) type Files = BTreeMap<Module, (PathBuf, Vec<TokenTree>)>;

/// Whether the token at `at` is `word`.
pub(super) fn is_word(tokens: &[TokenTree], at: usize, word: &str) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == word)
}

pub(super) fn is_punctuation(tokens: &[TokenTree], at: usize, sign: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether the tokens at `at` are `::`.
pub(super) fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    is_punctuation(tokens, at, ':') && is_punctuation(tokens, at + 1, ':')
}

pub(super) fn group(token: Option<&TokenTree>, delimiter: Delimiter) -> Option<Vec<TokenTree>> {
    match token {
        Some(TokenTree::Group(group)) if group.delimiter() == delimiter => {
            Some(group.stream().into_iter().collect())
        }
        _ => None,
    }
}

/// The source without the items that only tests are built with.
fn without_tests(source: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let attribute = group(tokens.get(at + 1), Delimiter::Bracket);
        let attribute = attribute.filter(|_| is_punctuation(&tokens, at, '#')).unwrap_or_default();
        let condition = group(attribute.get(1), Delimiter::Parenthesis).unwrap_or_default();
        if is_word(&attribute, 0, "cfg") && condition.len() == 1 && is_word(&condition, 0, "test") {
            let is_end = |at| {
                is_punctuation(&tokens, at, ';')
                    || group(tokens.get(at), Delimiter::Brace).is_some()
            };
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
pub(super) fn declared(tokens: &[TokenTree]) -> Vec<String> {
    let declares = |at: &usize| is_word(tokens, *at, "mod") && is_punctuation(tokens, at + 2, ';');
    (0..tokens.len()).filter(declares).map(|at| tokens[at + 1].to_string()).collect()
}

/// Every file of the crate in `folder`, from `lib.rs` on.
pub(super) fn files(folder: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Files {
    let mut files = Files::new();
    let mut pending = vec![Module::new()];
    while let Some(module) = pending.pop() {
        let stem = module.iter().fold(folder.to_owned(), |path, name| path.join(name));
        let places = match module[..] {
            [] => [stem.join("lib.rs"), stem.join("main.rs")],
            _ => [stem.with_extension("rs"), stem.join("mod.rs")],
        };
        let found = places.into_iter().find_map(|path| Some((read(&path)?, path)));
        let (text, path) = found.unwrap_or_else(|| panic!("no file for {module:?}"));
        let tokens = without_tests(
            text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        );
        pending.extend(declared(&tokens).into_iter().map(|name| [&module[..], &[name]].concat()));
        files.insert(module, (path, tokens));
    }
    files
}
