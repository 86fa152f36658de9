//! A key press and its chord, on keyboard layouts of any script. Pure: no browser API.

/// The properties of a `keydown` event that shortcuts depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of one event")]
pub struct KeyPress {
    pub key: String,
    /// `KeyboardEvent.code`: the physical key.
    pub code: String,
    pub ctrl: bool,
    /// Command, or the Windows key.
    pub meta: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// `AltGr`, if the browser reports it.
    pub alt_graph: bool,
    /// Alt is the Option key of an Apple keyboard, which types symbols with most keys.
    pub has_option: bool,
    pub shift: bool,
    /// Autorepeat of a key that is held down.
    pub repeat: bool,
    /// The focus is in a field that takes text.
    pub in_field: bool,
    /// The focus is in a grid.
    pub in_grid: bool,
    /// The focus is on a button or link, which Enter presses.
    pub on_button: bool,
}

impl KeyPress {
    /// The chord in the notation of the shortcut table: modifiers, then a lower-case letter, a symbol,
    /// or the name of the key. Control and Command are both `Ctrl`.
    ///
    /// A Latin letter is the one that the layout types, wherever its key is; with diacritics it stands
    /// for itself. If the layout types another script, the physical key stands for the letter that the
    /// US layout has there.
    pub fn chord(&self) -> String {
        let typed = self.typed();
        let is_sign = typed.is_some_and(|typed| !typed.is_alphanumeric() && typed != ' ');
        // The modifiers that are needed to type a symbol are no part of the chord.
        let (ctrl, alt) = if is_sign && self.is_third_level() {
            (self.meta, false)
        } else {
            (self.ctrl || self.meta, self.alt || self.alt_graph)
        };
        let mut chord = String::new();
        for (held, name) in [(ctrl, "Ctrl+"), (alt, "Alt+"), (self.shift && !is_sign, "Shift+")] {
            if held {
                chord.push_str(name);
            }
        }
        match typed {
            Some(' ') => chord.push_str("Space"),
            Some(typed) => chord.extend(typed.to_lowercase()),
            None => chord.push_str(&self.key),
        }
        chord
    }

    /// Whether a symbol was typed by the third level of the layout: with `AltGr`, which some systems
    /// report as Control and Alt, or with Option. Elsewhere Alt types nothing and leaves `key` as it
    /// is, and no layout has the symbols of our shortcuts on a letter or digit key without Shift.
    fn is_third_level(&self) -> bool {
        let is_letter_or_digit = self.code.starts_with("Key") || self.code.starts_with("Digit");
        let is_option = self.has_option || is_letter_or_digit && !self.shift;
        self.alt_graph || self.alt && (self.ctrl || is_option)
    }

    /// The character that was typed; `None` for named keys (`Enter`, `Dead`, `Process`).
    fn typed(&self) -> Option<char> {
        let mut characters = self.key.chars();
        let typed = characters.next().filter(|_| characters.next().is_none())?;
        Some(match typed {
            // Shift or Option types a wide or no-break space on some layouts.
            _ if typed.is_whitespace() => ' ',
            '؟' => '?',
            '！'..='～' if !typed.is_alphanumeric() => {
                char::from_u32(u32::from(typed) - 0xFEE0).unwrap_or(typed)
            }
            // With Option or AltGr, another script is typed on purpose.
            _ if is_of_other_script(typed) && !self.alt && !self.alt_graph => {
                self.at_place().unwrap_or(typed)
            }
            _ => typed,
        })
    }

    /// The character of the US layout on the physical key.
    fn at_place(&self) -> Option<char> {
        match self.code.as_str() {
            "Slash" if self.shift => Some('?'),
            "Slash" => Some('/'),
            code => code.strip_prefix("Key")?.chars().next(),
        }
    }
}

/// Whether a character is a letter of a script other than Latin. Symbols belong to no script.
const fn is_of_other_script(character: char) -> bool {
    match character {
        // ASCII, Latin with diacritics, IPA, combining marks; the later Latin blocks among those of
        // punctuation, arrows, mathematics and private use.
        '\0'..='\u{36F}'
        | '\u{1D00}'..='\u{1EFF}'
        | '\u{2000}'..='\u{2BFF}'
        | '\u{2C60}'..='\u{2C7F}'
        | '\u{2E00}'..='\u{2E7F}'
        | '\u{3000}'..='\u{303F}'
        | '\u{A700}'..='\u{A7FF}'
        | '\u{AB30}'..='\u{AB6F}'
        | '\u{E000}'..='\u{FB06}'
        | '\u{FE00}'..='\u{FE2F}'
        | '\u{FF00}'..='\u{FF60}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests;
