use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

fn press(key: &str) -> Press {
    Press { key: key.to_owned(), ..Press::default() }
}

/// All commands bound, with a count of each kind that ran.
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
            let same = one.place == other.place && one.command != other.command;
            assert!(!same || one.keys.iter().all(|keys| !other.keys.contains(keys)));
        }
    }
}

#[test]
fn a_chord_is_what_was_pressed_on_any_layout() {
    let shifted = |key: &str| Press { shift: true, ..press(key) };
    assert_eq!(press("a").chord(), "a");
    assert_eq!(press("A").chord(), "a", "caps lock");
    assert_eq!(shifted("A").chord(), "Shift+a");
    assert_eq!(shifted("?").chord(), "?");
    assert_eq!(shifted(" ").chord(), "Shift+Space");
    assert_eq!(Press { ctrl: true, ..press("k") }.chord(), "Ctrl+k");
    let cyrillic = Press { code: "KeyA".to_owned(), ..press("ф") };
    assert_eq!(cyrillic.chord(), "a");
}

#[test]
fn letters_work_where_they_should() {
    let (_owner, commands, ran) = all();
    let in_grid = |key: &str| Press { in_grid: true, ..press(key) };
    let ignored = [
        Press { in_field: true, ..press("a") },
        Press { composing: true, ..press("a") },
        Press { ctrl: true, ..press("a") },
        Press { alt: true, ..press("a") },
        press("e"),
        press("ArrowDown"),
        Press { on_button: true, ..in_grid("Enter") },
    ];
    for press in ignored {
        assert_eq!(commands.press(&press, false), Pressed::Ignored, "{press:?}");
    }
    assert_eq!(commands.press(&in_grid("e"), true), Pressed::Ignored, "in a dialog");
    assert_eq!(ran.load(Ordering::Relaxed), 0);
    for press in [press("a"), in_grid("e"), in_grid("Enter"), in_grid("ArrowDown")] {
        assert_eq!(commands.press(&press, false), Pressed::Taken, "{press:?}");
    }
    assert_eq!(ran.load(Ordering::Relaxed), 4);
}

#[test]
fn a_dialog_closes_before_it_has_the_focus() {
    let (_owner, commands, ran) = all();
    assert_eq!(commands.press(&press("Escape"), true), Pressed::Taken);
    assert_eq!(ran.load(Ordering::Relaxed), 1);
}

#[test]
fn a_held_key_moves_on_and_deletes_once() {
    let (_owner, commands, ran) = all();
    for key in ["#", "ArrowDown"] {
        let held = Press { in_grid: true, repeat: true, ..press(key) };
        assert_eq!(commands.press(&held, false), Pressed::Taken);
    }
    assert_eq!(ran.load(Ordering::Relaxed), 1);
}

#[test]
fn a_sequence_is_two_keys_and_not_the_second_alone() {
    let (_owner, commands, ran) = all();
    assert_eq!(commands.press(&press("g"), false), Pressed::Begun);
    assert_eq!(commands.press(&press("s"), false), Pressed::Taken);
    assert_eq!(commands.press(&press("s"), false), Pressed::Ignored);
    assert_eq!(ran.load(Ordering::Relaxed), 1);
}

#[test]
fn character_keys_can_be_turned_off() {
    let (_owner, commands, ran) = all();
    commands.single_keys.set(false);
    for key in ["a", "?", "g", "x", "#"] {
        let press = Press { in_grid: true, ..press(key) };
        assert_eq!(commands.press(&press, false), Pressed::Ignored, "{key}");
    }
    let undo = Press { ctrl: true, ..press("z") };
    let delete = Press { in_grid: true, ..press("Delete") };
    for press in [undo, delete] {
        assert_eq!(commands.press(&press, false), Pressed::Taken);
    }
    assert_eq!(ran.load(Ordering::Relaxed), 2);
}
