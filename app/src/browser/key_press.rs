//! A key press, and what it says on the keyboards of this world. Nothing here asks a browser.

/// A key press as far as commands care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is what one event says")]
pub struct KeyPress {
    /// `KeyboardEvent.key`.
    pub key: String,
    /// `KeyboardEvent.code`, which names a key's place.
    pub code: String,
    /// Control.
    pub ctrl: bool,
    /// Command, or the Windows key.
    pub meta: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// `AltGr`, where the browser says so.
    pub alt_graph: bool,
    /// Alt is the Option key of an Apple keyboard, which types signs with most keys.
    pub has_option: bool,
    /// Shift.
    pub shift: bool,
    /// The key is held.
    pub repeat: bool,
    /// The focus is in a field that takes text.
    pub in_field: bool,
    /// The focus is in a grid.
    pub in_grid: bool,
    /// The focus is on a button or link, which Enter presses.
    pub on_button: bool,
}

impl KeyPress {
    /// The press as the list of shortcuts writes them: what is held, then a letter in lower case, a
    /// sign, or the key's name. Control and Command are both `Ctrl`.
    ///
    /// A letter is the one that the keyboard types. Where it types another script, the key's place
    /// stands for the letter of the Latin layout; a Latin letter with a mark stands for itself, as
    /// it does on the keyboards that have a key for it.
    pub fn chord(&self) -> String {
        let typed = self.typed();
        let is_sign = typed.is_some_and(|typed| !typed.is_alphanumeric() && typed != ' ');
        // What types a sign is no part of it.
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

    /// Whether a sign was typed with `AltGr`, which some systems report as Control and Alt, or with
    /// Option. Elsewhere Alt types nothing: it leaves a key what it is, and no keyboard has the signs
    /// of our shortcuts on a letter or digit without Shift.
    fn is_third_level(&self) -> bool {
        let is_letter_or_digit = self.code.starts_with("Key") || self.code.starts_with("Digit");
        let is_option = self.has_option || is_letter_or_digit && !self.shift;
        self.alt_graph || self.alt && (self.ctrl || is_option)
    }

    /// The character that is meant; `None` for keys that have a name, and for what two keys or an
    /// input method make of several.
    fn typed(&self) -> Option<char> {
        let mut characters = self.key.chars();
        let typed = characters.next().filter(|_| characters.next().is_none())?;
        Some(match typed {
            // Shift or Option types a wider one on some keyboards.
            _ if typed.is_whitespace() => ' ',
            '؟' => '?',
            '！'..='～' if !typed.is_alphanumeric() => {
                char::from_u32(u32::from(typed) - 0xFEE0).unwrap_or(typed)
            }
            // With Option or AltGr the keyboard types something else on purpose.
            _ if is_of_other_script(typed) && !self.alt && !self.alt_graph => {
                self.at_place().unwrap_or(typed)
            }
            _ => typed,
        })
    }

    /// What the Latin layout has at the key's place.
    fn at_place(&self) -> Option<char> {
        match self.code.as_str() {
            "Slash" if self.shift => Some('?'),
            "Slash" => Some('/'),
            code => code.strip_prefix("Key")?.chars().next(),
        }
    }
}

/// Whether a character belongs to a script other than Latin. Signs belong to none.
const fn is_of_other_script(character: char) -> bool {
    match character {
        // ASCII, Latin letters with marks, phonetic letters, marks by themselves; Latin's later
        // additions between dashes, arrows, mathematics and what has no name.
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
