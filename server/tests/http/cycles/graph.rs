//! The graph of dependencies between files, and its cycles.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write as _,
    path::Path,
};

use super::{
    paths::Paths,
    source::{Files, Module},
};

/// For each file the ones it depends on, with the path that says so.
type Graph<'a> = BTreeMap<&'a Module, BTreeMap<&'a Module, String>>;

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

/// The shortest path from one file to another; where both are the same, out of it and back.
fn shortest_path<'a>(graph: &Graph<'a>, from: &'a Module, to: &Module) -> Option<Vec<&'a Module>> {
    let mut seen = BTreeSet::new();
    let mut queue = VecDeque::from([vec![from]]);
    while let Some(path) = queue.pop_front() {
        for next in graph[path[path.len() - 1]].keys().copied() {
            let longer = || path.iter().copied().chain([next]).collect();
            if next == to {
                return Some(longer());
            }
            if seen.insert(next) {
                queue.push_back(longer());
            }
        }
    }
    None
}

/// Says of each group of files that depend on each other the shortest cycle in it and every
/// dependency within it; empty if there is none.
pub(super) fn report(folder: &Path, files: &Files) -> String {
    let graph = graph(files);
    let mut text = String::new();
    let mut seen: BTreeSet<&Module> = BTreeSet::new();
    let name = |module: &Module| {
        let path = &files[module].0;
        path.strip_prefix(folder).unwrap_or(path).display().to_string()
    };
    for start in files.keys() {
        if seen.contains(start) || shortest_path(&graph, start, start).is_none() {
            continue;
        }
        let both = |other: &&Module| {
            shortest_path(&graph, start, other).is_some()
                && shortest_path(&graph, other, start).is_some()
        };
        let component: BTreeSet<&Module> = files.keys().filter(both).collect();
        seen.extend(&component);
        let cycles = component.iter().filter_map(|file| shortest_path(&graph, file, file));
        let shortest = cycles.min_by_key(Vec::len).unwrap_or_default();
        let shortest: Vec<_> = shortest.into_iter().map(name).collect();
        let _ = writeln!(text, "{} files in cycles: {}", component.len(), shortest.join(" → "));
        for from in &component {
            for (to, path) in graph[from].iter().filter(|(to, _)| component.contains(*to)) {
                let _ = writeln!(text, "    {} → {} ({path})", name(from), name(to));
            }
        }
    }
    text
}
