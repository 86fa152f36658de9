use super::*;
use crate::browser::key_press::KeyPress;
use leptos::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn press(key: &str) -> KeyPress {
    KeyPress { key: key.to_owned(), ..KeyPress::default() }
}

fn at(code: &str, key: &str) -> KeyPress {
    KeyPress { code: code.to_owned(), ..press(key) }
}

/// A registry with all commands bound, and the number of handlers that ran.
fn all() -> (Owner, Commands, Arc<AtomicU32>) {
    let owner = Owner::new();
    let ran = Arc::new(AtomicU32::new(0));
    let commands = owner.with(|| {
        let commands = Commands::default();
        for shortcut in &SHORTCUTS {
            let ran = Arc::clone(&ran);
            commands.bind(shortcut.command, move || {
                ran.fetch_add(1, Ordering::Relaxed);
            });
        }
        commands
    });
    (owner, commands, ran)
}

#[test]
fn no_key_means_two_things_in_one_place() {
    for one in &SHORTCUTS {
        for other in &SHORTCUTS {
            let same = one.scope == other.scope && one.command != other.command;
            assert!(!same || one.keys.iter().all(|keys| !other.keys.contains(keys)));
        }
    }
}

#[test]
fn letters_work_where_they_should() {
    let (_owner, commands, ran) = all();
    let in_grid = |key: &str| KeyPress { in_grid: true, ..press(key) };
    let ignored = [
        KeyPress { in_field: true, ..press("a") },
        KeyPress { ctrl: true, ..press("a") },
        KeyPress { alt: true, ..press("a") },
        KeyPress { alt_graph: true, ..press("a") },
        KeyPress { ctrl: true, alt: true, ..press("k") },
        at("KeyA", "ą"),
        KeyPress { ctrl: true, alt: true, ..at("KeyZ", "ż") },
        at("KeyA", "Dead"),
        at("KeyA", "Process"),
        press("e"),
        press("ArrowDown"),
        KeyPress { on_button: true, ..in_grid("Enter") },
    ];
    for press in ignored {
        assert_eq!(commands.press(&press, false), KeyOutcome::Ignored, "{press:?}");
    }
    assert_eq!(commands.press(&in_grid("e"), true), KeyOutcome::Ignored, "in a dialog");
    assert_eq!(ran.load(Ordering::Relaxed), 0);
    for press in [press("a"), in_grid("e"), in_grid("Enter"), in_grid("ArrowDown")] {
        assert_eq!(commands.press(&press, false), KeyOutcome::Handled, "{press:?}");
    }
    assert_eq!(ran.load(Ordering::Relaxed), 4);
}

#[test]
fn a_held_key_moves_on_and_deletes_once() {
    let (_owner, commands, ran) = all();
    for key in ["#", "ArrowDown"] {
        let held = KeyPress { in_grid: true, repeat: true, ..press(key) };
        assert_eq!(commands.press(&held, false), KeyOutcome::Handled);
    }
    assert_eq!(ran.load(Ordering::Relaxed), 1);
}

#[test]
fn a_sequence_is_two_keys_and_not_the_second_alone() {
    let (_owner, commands, ran) = all();
    assert_eq!(commands.press(&press("g"), false), KeyOutcome::SequenceStarted);
    assert_eq!(commands.press(&press("s"), false), KeyOutcome::Handled);
    assert_eq!(commands.press(&press("s"), false), KeyOutcome::Ignored);
    assert_eq!(ran.load(Ordering::Relaxed), 1);
}

#[test]
fn character_keys_can_be_turned_off() {
    let (_owner, commands, ran) = all();
    commands.single_keys.set(false);
    for key in ["a", "?", "g", "x", "#"] {
        let press = KeyPress { in_grid: true, ..press(key) };
        assert_eq!(commands.press(&press, false), KeyOutcome::Ignored, "{key}");
    }
    let undo = KeyPress { ctrl: true, ..press("z") };
    let delete = KeyPress { in_grid: true, ..press("Delete") };
    for press in [undo, delete] {
        assert_eq!(commands.press(&press, false), KeyOutcome::Handled);
    }
    assert_eq!(ran.load(Ordering::Relaxed), 2);
}

#[test]
fn a_row_is_deleted_by_every_key_that_keyboards_have_for_it() {
    let (_owner, commands, ran) = all();
    let presses = [
        press("#"),
        press("Delete"),
        press("Backspace"),
        KeyPress { shift: true, ..at("Digit3", "#") },
        KeyPress { alt: true, ..at("Digit3", "#") },
        KeyPress { ctrl: true, alt: true, ..at("KeyX", "#") },
        KeyPress { alt_graph: true, ..at("Quote", "#") },
    ];
    for (count, press) in presses.into_iter().enumerate() {
        let press = KeyPress { in_grid: true, ..press };
        assert_eq!(commands.press(&press, false), KeyOutcome::Handled, "{press:?}");
        assert_eq!(ran.load(Ordering::Relaxed) as usize, count + 1, "{press:?}");
    }
    for press in [press("Backspace"), press("#")] {
        assert_eq!(commands.press(&press, false), KeyOutcome::Ignored, "no row: {press:?}");
    }
}

#[test]
fn another_script_has_the_same_keys() {
    let (_owner, commands, ran) = all();
    for (code, key) in [("KeyA", "ф"), ("KeyC", "ψ"), ("KeyT", "א"), ("KeyA", "ش")] {
        assert_eq!(commands.press(&at(code, key), false), KeyOutcome::Handled, "{key}");
    }
    assert_eq!(commands.press(&at("KeyG", "п"), false), KeyOutcome::SequenceStarted);
    assert_eq!(commands.press(&at("KeyS", "ы"), false), KeyOutcome::Handled);
    let palette = KeyPress { ctrl: true, in_field: true, ..at("KeyK", "л") };
    assert_eq!(commands.press(&palette, false), KeyOutcome::Handled);
    assert_eq!(ran.load(Ordering::Relaxed), 6);
}

#[test]
fn a_timeout_clears_only_its_own_prefix() {
    let (_owner, commands, _ran) = all();
    commands.press(&press("g"), false);
    commands.clear_prefix(Some("x"));
    assert_eq!(commands.pending_prefix().as_deref(), Some("g"));
    commands.clear_prefix(Some("g"));
    assert_eq!(commands.pending_prefix(), None);
}

#[test]
fn moving_repeats_and_nothing_else_does() {
    for shortcut in &SHORTCUTS {
        let moves = shortcut.scope == ShortcutScope::Grid
            && shortcut.keys.iter().any(|keys| {
                ["Arrow", "Home", "End", "Page"].iter().any(|name| keys.contains(name))
            });
        assert_eq!(shortcut.command.repeats(), moves, "{:?}", shortcut.command);
    }
}

#[test]
fn keys_are_labelled_as_on_the_keyboard() {
    assert_eq!(Command::Palette.keys_text(), "Ctrl K");
    assert_eq!(Command::Save.keys_text(), "Ctrl ↵");
    assert_eq!(Command::Search.keys_text(), "/");
    assert_eq!(Command::Shortcuts.keys_text(), "?");
}

#[test]
fn aria_keyshortcuts_lists_the_keys_that_work() {
    let said = |command| aria_keyshortcuts(command, true);
    assert_eq!(said(Command::Delete).as_deref(), Some("# Delete Backspace"));
    assert_eq!(said(Command::Palette).as_deref(), Some("Control+k"));
    assert_eq!(aria_keyshortcuts(Command::Delete, false).as_deref(), Some("Delete Backspace"));
    assert_eq!(aria_keyshortcuts(Command::Undo, false).as_deref(), Some("Control+z"));
    assert_eq!(aria_keyshortcuts(Command::Add, false), None);
}

#[test]
fn aria_keyshortcuts_is_set_while_the_page_listens() {
    let (owner, commands, _ran) = all();
    let add = owner.with(|| {
        provide_context(commands);
        keyshortcuts(Command::Add)
    });
    assert_eq!(add(), None);
    let listener = owner.with(Owner::new);
    listener.with(|| commands.listen());
    assert_eq!(add().as_deref(), Some("a c"));
    commands.single_keys.set(false);
    assert_eq!(add(), None);
    commands.single_keys.set(true);
    listener.cleanup();
    assert_eq!(add(), None);
}
