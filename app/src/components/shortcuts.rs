//! Every key of the dashboard, once: what is bound, what the sheet lists, and what
//! `aria-keyshortcuts` says. Movement in a grid is here too; how it moves is the grid's.

use crate::texts;
use leptos::prelude::*;

/// What a key can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described by its line in `SHORTCUTS`")]
pub enum Command {
    Shortcuts,
    Search,
    Add,
    Palette,
    GoApplications,
    GoSecurity,
    GoDeleted,
    Undo,
    Theme,
    Escape,
    Up,
    Down,
    Left,
    Right,
    RowStart,
    RowEnd,
    First,
    Last,
    PageUp,
    PageDown,
    ExtendUp,
    ExtendDown,
    Open,
    Edit,
    Select,
    SelectAll,
    Copy,
    Delete,
    Duplicate,
    Restore,
    Save,
    Cancel,
    ShowSecret,
    CopySecret,
    DownloadSecret,
}

/// Where a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Anywhere outside of a field, while no dialog is open.
    Anywhere,
    /// While the focus is in a grid.
    Grid,
    /// While a dialog is open.
    Dialog,
    /// In the dialog of new credentials, outside of a field.
    Credentials,
}

/// A command and its keys.
pub struct Shortcut {
    /// What is asked for.
    pub command: Command,
    /// Where.
    pub place: Where,
    /// As [`Press::chord`] writes them; those of a sequence with a space between. `Ctrl` stands for
    /// Cmd too.
    pub keys: &'static [&'static str],
    /// What it does, for people.
    pub title: &'static str,
}

const fn key(
    place: Where,
    command: Command,
    keys: &'static [&'static str],
    title: &'static str,
) -> Shortcut {
    Shortcut { command, place, keys, title }
}

/// All keys.
#[rustfmt::skip]
pub const SHORTCUTS: [Shortcut; 35] = {
    use Where::{Anywhere, Credentials, Dialog, Grid};
    [
        key(Anywhere, Command::Shortcuts, &["?"], texts::SHORTCUTS),
        key(Anywhere, Command::Palette, &["Ctrl+k"], texts::PALETTE),
        key(Anywhere, Command::Search, &["/"], texts::SEARCH),
        key(Anywhere, Command::Add, &["a", "c"], texts::ADD_APPLICATION),
        key(Anywhere, Command::GoApplications, &["g a"], texts::GO_APPLICATIONS),
        key(Anywhere, Command::GoSecurity, &["g s"], texts::GO_SECURITY),
        key(Anywhere, Command::GoDeleted, &["g d"], texts::GO_DELETED),
        key(Anywhere, Command::Undo, &["z", "Ctrl+z"], texts::UNDO_LAST),
        key(Anywhere, Command::Theme, &["t"], texts::NEXT_THEME),
        key(Anywhere, Command::Escape, &["Escape"], texts::ESCAPE),
        key(Grid, Command::Up, &["ArrowUp", "k"], texts::MOVE_UP),
        key(Grid, Command::Down, &["ArrowDown", "j"], texts::MOVE_DOWN),
        key(Grid, Command::Left, &["ArrowLeft", "h"], texts::MOVE_LEFT),
        key(Grid, Command::Right, &["ArrowRight", "l"], texts::MOVE_RIGHT),
        key(Grid, Command::RowStart, &["Home"], texts::MOVE_ROW_START),
        key(Grid, Command::RowEnd, &["End"], texts::MOVE_ROW_END),
        key(Grid, Command::First, &["Ctrl+Home"], texts::MOVE_FIRST),
        key(Grid, Command::Last, &["Ctrl+End"], texts::MOVE_LAST),
        key(Grid, Command::PageUp, &["PageUp"], texts::MOVE_PAGE_UP),
        key(Grid, Command::PageDown, &["PageDown"], texts::MOVE_PAGE_DOWN),
        key(Grid, Command::Open, &["o", "Enter"], texts::OPEN_APPLICATION),
        key(Grid, Command::Edit, &["e"], texts::EDIT_APPLICATION),
        key(Grid, Command::Duplicate, &["d"], texts::DUPLICATE),
        key(Grid, Command::Copy, &["y"], texts::COPY_CLIENT_ID),
        key(Grid, Command::Delete, &["#", "Delete"], texts::DELETE_APPLICATION),
        key(Grid, Command::Restore, &["r"], texts::RESTORE_APPLICATION),
        key(Grid, Command::Select, &["x", "Shift+Space"], texts::SELECT_ROW),
        key(Grid, Command::ExtendUp, &["Shift+ArrowUp"], texts::EXTEND_UP),
        key(Grid, Command::ExtendDown, &["Shift+ArrowDown"], texts::EXTEND_DOWN),
        key(Grid, Command::SelectAll, &["Ctrl+a"], texts::SELECT_ALL),
        key(Dialog, Command::Save, &["Ctrl+Enter"], texts::SAVE),
        key(Dialog, Command::Cancel, &["Escape"], texts::CANCEL),
        key(Credentials, Command::ShowSecret, &["v"], texts::SHOW_SECRET),
        key(Credentials, Command::CopySecret, &["y"], texts::COPY_CLIENT_SECRET),
        key(Credentials, Command::DownloadSecret, &["d"], texts::DOWNLOAD),
    ]
};

impl Command {
    /// Whether a held key repeats it: movement only, so that nothing is deleted twice.
    pub const fn repeats(self) -> bool {
        (Self::Up as u8 <= self as u8) && (self as u8 <= Self::ExtendDown as u8)
    }

    /// Its line.
    pub fn shortcut(self) -> Option<&'static Shortcut> {
        SHORTCUTS.iter().find(|shortcut| shortcut.command == self)
    }

    /// Whether an event's chord is one of its keys.
    pub fn is(self, chord: &str) -> bool {
        self.shortcut().is_some_and(|shortcut| shortcut.keys.contains(&chord))
    }

    /// The command that a `data-command` names.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "shortcuts" => Self::Shortcuts,
            "palette" => Self::Palette,
            "add" => Self::Add,
            "search" => Self::Search,
            "undo" => Self::Undo,
            "edit" => Self::Edit,
            "delete" => Self::Delete,
            "restore" => Self::Restore,
            "select" => Self::Select,
            "copy" => Self::Copy,
            _ => return None,
        })
    }
}

/// Whether a chord is a character key (WCAG 2.1.4), which a person may turn off. So is a sequence
/// of them.
pub fn is_character(chord: &str) -> bool {
    chord.split(' ').all(|one| one.chars().count() == 1)
}

/// A key press as far as commands care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is what one event says")]
pub struct Press {
    /// `KeyboardEvent.key`.
    pub key: String,
    /// `KeyboardEvent.code`, which names a letter's place on layouts without Latin letters.
    pub code: String,
    /// Control, or Command.
    pub ctrl: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// The key is held.
    pub repeat: bool,
    /// The key belongs to an input method.
    pub composing: bool,
    /// The focus is in a field that takes text.
    pub in_field: bool,
    /// The focus is in a grid.
    pub in_grid: bool,
    /// The focus is on a button or link, which Enter presses.
    pub on_button: bool,
}

impl Press {
    /// The press as [`Shortcut::keys`] are written.
    pub fn chord(&self) -> String {
        let mut characters = self.key.chars();
        let single = characters.next().filter(|_| characters.next().is_none());
        let letter = match single {
            // A letter of another script: the key's place decides.
            Some(c) if !c.is_ascii() => self.code.strip_prefix("Key").map(str::to_lowercase),
            Some(c) if c.is_ascii_alphabetic() => Some(c.to_ascii_lowercase().to_string()),
            _ => None,
        };
        let is_symbol = single.is_some_and(|c| c != ' ') && letter.is_none();
        let mut chord = String::new();
        for (held, name) in
            [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift && !is_symbol, "Shift+")]
        {
            if held {
                chord.push_str(name);
            }
        }
        chord.push_str(match (&letter, self.key.as_str()) {
            (Some(letter), _) => letter,
            (None, " ") => "Space",
            (None, key) => key,
        });
        chord
    }
}

/// The commands that something on the page carries out now.
#[derive(Clone, Copy)]
pub struct Commands {
    bound: StoredValue<Vec<(u32, Command, Callback<()>)>>,
    last: StoredValue<u32>,
    /// The first key of a sequence, while the second may still come.
    pub begun: StoredValue<Option<String>>,
    /// Whether character keys work.
    pub single_keys: RwSignal<bool>,
    /// Whether a row of a grid had the focus: what is about a row can be asked for.
    pub row: StoredValue<bool>,
}

impl Default for Commands {
    fn default() -> Self {
        Self {
            bound: StoredValue::default(),
            last: StoredValue::default(),
            begun: StoredValue::default(),
            single_keys: RwSignal::new(true),
            row: StoredValue::default(),
        }
    }
}

/// What came of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It was nobody's: the browser does what it does.
    Ignored,
    /// It was ours.
    Taken,
    /// It began a sequence.
    Begun,
}

impl Commands {
    /// Carries out a command until the component that asks is gone; what is bound last comes first.
    pub fn bind(self, command: Command, run: impl Fn() + Send + Sync + 'static) {
        let last = self.bound.with_value(Vec::len);
        self.bind_at(last, command, run);
    }

    /// As [`Commands::bind`], where nothing else carries the command out.
    pub fn bind_default(self, command: Command, run: impl Fn() + Send + Sync + 'static) {
        self.bind_at(0, command, run);
    }

    fn bind_at(self, place: usize, command: Command, run: impl Fn() + Send + Sync + 'static) {
        self.last.update_value(|id| *id += 1);
        let id = self.last.get_value();
        let run = Callback::new(move |()| run());
        self.bound.update_value(|bound| bound.insert(place, (id, command, run)));
        on_cleanup(move || {
            self.bound.try_update_value(|bound| bound.retain(|(known, ..)| *known != id));
        });
    }

    /// Whether somebody carries out a command now.
    pub fn takes(self, command: Command) -> bool {
        self.bound.with_value(|bound| bound.iter().any(|(_, known, _)| *known == command))
    }

    /// Carries out a command. Returns whether somebody does.
    pub fn run(self, command: Command) -> bool {
        let run = self.bound.with_value(|bound| {
            bound.iter().rev().find(|(_, known, _)| *known == command).map(|(.., run)| *run)
        });
        run.map(|run| run.run(())).is_some()
    }

    /// What a key press asks for, carried out.
    pub fn press(self, press: &Press, in_dialog: bool) -> Pressed {
        let begun = self.begun.try_update_value(Option::take).flatten();
        if press.composing {
            return Pressed::Ignored;
        }
        let chord = press.chord();
        if press.in_field && (chord != "Ctrl+k" || in_dialog) {
            return Pressed::Ignored;
        }
        let works = |place: Where| match place {
            Where::Anywhere => !in_dialog,
            Where::Grid => !in_dialog && press.in_grid,
            // Dialogs listen themselves; this is for the moment before one has the focus.
            Where::Dialog | Where::Credentials => in_dialog,
        };
        let here = || {
            SHORTCUTS
                .iter()
                .filter(|shortcut| works(shortcut.place) && self.takes(shortcut.command))
        };
        let sequence = begun.map(|begun| format!("{begun} {chord}"));
        for keys in sequence.iter().chain([&chord]) {
            if is_character(keys) && !self.single_keys.get_untracked() {
                continue;
            }
            // The grid's own keys come before those that work anywhere.
            let found = here().filter(|shortcut| shortcut.keys.contains(&keys.as_str()));
            let found = found.max_by_key(|shortcut| shortcut.place == Where::Grid);
            if let Some(shortcut) = found {
                if press.repeat && !shortcut.command.repeats() {
                    return Pressed::Taken;
                }
                if keys == "Enter" && press.on_button {
                    return Pressed::Ignored;
                }
                self.run(shortcut.command);
                return Pressed::Taken;
            }
        }
        let begins = |keys: &str| {
            keys.strip_prefix(chord.as_str()).is_some_and(|rest| rest.starts_with(' '))
        };
        if self.single_keys.get_untracked()
            && !press.repeat
            && here().any(|shortcut| shortcut.keys.iter().any(|keys| begins(keys)))
        {
            self.begun.set_value(Some(chord));
            return Pressed::Begun;
        }
        Pressed::Ignored
    }
}

#[cfg(test)]
mod tests;
