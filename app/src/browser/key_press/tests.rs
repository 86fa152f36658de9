use super::*;

fn press(key: &str) -> KeyPress {
    KeyPress { key: key.to_owned(), ..KeyPress::default() }
}

fn at(code: &str, key: &str) -> KeyPress {
    KeyPress { code: code.to_owned(), ..press(key) }
}

fn shifted(press: KeyPress) -> KeyPress {
    KeyPress { shift: true, ..press }
}

fn alt(press: KeyPress) -> KeyPress {
    KeyPress { alt: true, ..press }
}

/// `AltGr` in the three ways that systems report it.
fn alt_gr(press: &KeyPress) -> [KeyPress; 3] {
    [
        KeyPress { alt_graph: true, ..press.clone() },
        KeyPress { ctrl: true, alt: true, ..press.clone() },
        KeyPress { ctrl: true, alt: true, alt_graph: true, ..press.clone() },
    ]
}

fn same(presses: &[(KeyPress, &str)]) {
    for (press, chord) in presses {
        assert_eq!(press.chord(), *chord, "{press:?}");
    }
}

#[test]
fn a_chord_is_modifiers_and_key() {
    same(&[
        (press("a"), "a"),
        (press("A"), "a"), // Caps Lock
        (shifted(press("A")), "Shift+a"),
        (shifted(press("a")), "Shift+a"), // Caps Lock as well
        (shifted(press("?")), "?"),
        (shifted(press("ArrowUp")), "Shift+ArrowUp"),
        (KeyPress { ctrl: true, ..press("k") }, "Ctrl+k"),
        (KeyPress { meta: true, ..press("k") }, "Ctrl+k"),
        (KeyPress { ctrl: true, ..press("Home") }, "Ctrl+Home"),
        (alt(press("ArrowLeft")), "Alt+ArrowLeft"),
        (at("NumpadDivide", "/"), "/"),
        (at("NumpadDecimal", "Delete"), "Delete"),
        (at("Numpad4", "4"), "4"),
    ]);
}

#[test]
fn wide_spaces_are_spaces() {
    for space in [" ", "\u{a0}", "\u{202f}", "\u{3000}"] {
        same(&[(press(space), "Space"), (shifted(press(space)), "Shift+Space")]);
    }
}

#[test]
fn latin_letters_are_what_the_keyboard_types_wherever_they_are() {
    same(&[
        (at("KeyQ", "a"), "a"),   // French
        (at("KeyY", "z"), "z"),   // German
        (at("KeyC", "j"), "j"),   // Dvorak
        (at("KeyE", "."), "."),   // Dvorak
        (at("Digit1", "&"), "&"), // French
        (at("Digit3", "\""), "\""),
        (shifted(at("Digit1", "1")), "Shift+1"),
        (shifted(at("Period", "/")), "/"),
        (shifted(at("Digit7", "/")), "/"), // German
        (at("Backslash", "#"), "#"),
    ]);
}

#[test]
fn latin_letters_with_marks_are_no_shortcuts() {
    for (code, key) in [
        ("KeyA", "ą"),
        ("KeyE", "é"),
        ("KeyI", "ı"),
        ("KeyS", "ß"),
        ("KeyO", "ø"),
        ("KeyD", "ð"),
        ("KeyX", "ẋ"),
        ("KeyC", "Ç"),
        ("Quote", "ä"),
        ("Digit2", "ě"),
        ("KeyA", "ａ"),
        ("KeyA", "ả"),
        ("KeyE", "€"),
        ("KeyG", "©"),
        ("KeyD", "\u{301}"),
    ] {
        let typed = key.to_lowercase();
        same(&[(at(code, key), &typed)]);
        for press in alt_gr(&at(code, key)) {
            let chord = press.chord();
            assert!(chord.ends_with(&typed) && !chord.ends_with("+a"), "{press:?}: {chord}");
        }
    }
}

#[test]
fn other_scripts_have_latin_letters_by_place() {
    let letters = [
        ("KeyA", "ф", "a"),
        ("KeyA", "Ф", "a"),
        ("KeyX", "ч", "x"),
        ("KeyD", "δ", "d"),
        ("KeyC", "ψ", "c"),
        ("KeyT", "א", "t"),
        ("KeyG", "ע", "g"),
        ("KeyA", "ش", "a"),
        ("KeyJ", "ت", "j"),
        ("KeyJ", "่", "j"),
        ("KeyH", "้", "h"),
        ("KeyA", "ो", "a"),
        ("KeyA", "ㅁ", "a"),
        ("KeyA", "ა", "a"),
    ];
    for (code, key, letter) in letters {
        let control = format!("Ctrl+{letter}");
        let shift = format!("Shift+{letter}");
        same(&[
            (at(code, key), letter),
            (shifted(at(code, key)), &shift),
            (KeyPress { ctrl: true, ..at(code, key) }, &control),
        ]);
        for press in alt_gr(&at(code, key)).into_iter().chain([alt(at(code, key))]) {
            assert!(press.chord().ends_with(&key.to_lowercase()), "{press:?}");
        }
    }
    same(&[
        (at("BracketLeft", "х"), "х"),
        (at("KeyB", "لا"), "لا"),
        (at("Slash", "ظ"), "/"),
        (shifted(at("Slash", "ฦ")), "?"),
        (shifted(at("Slash", "؟")), "?"),
        (at("KeyQ", "/"), "/"), // Hebrew
        (at("KeyQ", ";"), ";"), // Greek
        (shifted(press("？")), "?"),
        (shifted(press("＃")), "#"),
    ]);
}

#[test]
fn a_third_level_symbol_is_that_symbol() {
    for (code, key) in [("Digit3", "#"), ("KeyX", "#"), ("Quote", "#"), ("Digit7", "/")] {
        for press in alt_gr(&at(code, key)) {
            same(&[(press.clone(), key), (shifted(press), key)]);
        }
    }
    let option = |code: &str, key: &str| KeyPress { has_option: true, ..alt(at(code, key)) };
    same(&[
        (alt(at("Digit3", "#")), "#"),
        (option("Digit3", "#"), "#"),
        (option("Quote", "#"), "#"),
        (option("KeyA", "å"), "Alt+å"),
        // A menu's key, or the browser's.
        (alt(press("#")), "Alt+#"),
        (alt(at("Slash", "/")), "Alt+/"),
        (shifted(alt(at("Digit3", "#"))), "Alt+#"),
        (alt(at("KeyA", "a")), "Alt+a"),
        (KeyPress { ctrl: true, ..press("/") }, "Ctrl+/"),
        (KeyPress { meta: true, ..option("Digit3", "#") }, "Ctrl+#"),
    ]);
}

#[test]
fn what_a_held_key_types_of_letters_is_no_letter() {
    for press in alt_gr(&at("KeyA", "a")) {
        assert!(["Alt+a", "Ctrl+Alt+a"].contains(&press.chord().as_str()), "{press:?}");
    }
    same(&[(KeyPress { alt_graph: true, ..press("Delete") }, "Alt+Delete")]);
}

#[test]
fn keys_that_only_begin_a_character_are_named() {
    same(&[
        (at("KeyA", "Dead"), "Dead"),
        (at("KeyA", "Process"), "Process"),
        (at("KeyA", "Unidentified"), "Unidentified"),
        (at("KeyA", ""), ""),
    ]);
}
