//! The table of all keyboard shortcuts: the single source for key bindings, the shortcuts dialog, the
//! palette, `aria-keyshortcuts` and `<kbd>` hints.

use crate::texts;

/// What a shortcut does.
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

/// Where a shortcut works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortcutScope {
    /// Anywhere outside of a text field, while no dialog is open.
    Anywhere,
    /// While the focus is in a grid.
    Grid,
    /// While a dialog is open, which listens for these keys itself.
    Dialog,
    /// In the credentials dialog, outside of a text field.
    Credentials,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Shortcut {
    pub command: Command,
    pub scope: ShortcutScope,
    /// Alternatives, each a [`chord`](crate::browser::key_press::KeyPress::chord) or a sequence of
    /// chords separated by spaces. `Ctrl` includes Cmd.
    pub keys: &'static [&'static str],
    /// Its description in the interface.
    pub title: &'static str,
}

const fn key(
    scope: ShortcutScope,
    command: Command,
    keys: &'static [&'static str],
    title: &'static str,
) -> Shortcut {
    Shortcut { command, scope, keys, title }
}

#[rustfmt::skip]
pub const SHORTCUTS: [Shortcut; 35] = {
    use ShortcutScope::{Anywhere, Credentials, Dialog, Grid};
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
        key(Grid, Command::Delete, &["#", "Delete", "Backspace"], texts::DELETE_APPLICATION),
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
    /// Whether autorepeat of a held key runs it again: movement only, so that nothing is deleted twice.
    pub const fn repeats(self) -> bool {
        matches!(
            self,
            Self::Up
                | Self::Down
                | Self::Left
                | Self::Right
                | Self::RowStart
                | Self::RowEnd
                | Self::First
                | Self::Last
                | Self::PageUp
                | Self::PageDown
                | Self::ExtendUp
                | Self::ExtendDown
        )
    }

    /// Its entry in [`SHORTCUTS`].
    pub fn shortcut(self) -> Option<&'static Shortcut> {
        SHORTCUTS.iter().find(|shortcut| shortcut.command == self)
    }

    /// Its first keys as one text, for a `<kbd>`.
    pub fn keys_text(self) -> String {
        let keys = self.shortcut().and_then(|shortcut| shortcut.keys.first());
        keys.map(|keys| key_labels(keys).join(" ")).unwrap_or_default()
    }

    /// Whether a chord is one of its keys.
    pub fn has_chord(self, chord: &str) -> bool {
        self.shortcut().is_some_and(|shortcut| shortcut.keys.contains(&chord))
    }
}

/// The `aria-keyshortcuts` of a command; `None` if it has no key. Omits single keys while they are
/// off.
pub fn aria_keyshortcuts(command: Command, single_keys: bool) -> Option<String> {
    let keys = command.shortcut()?.keys.iter().copied();
    let keys: Vec<String> = keys
        .filter(|keys| single_keys || !is_character(keys))
        .map(|keys| keys.replace("Ctrl", "Control"))
        .collect();
    (!keys.is_empty()).then(|| keys.join(" "))
}

/// Whether a chord or a sequence consists of character keys only, which users can turn off (WCAG
/// 2.1.4).
pub fn is_character(chord: &str) -> bool {
    chord.split(' ').all(|one| one.chars().count() == 1)
}

/// The keys of a chord or a sequence as people read them, one text for each key cap.
pub fn key_labels(keys: &str) -> Vec<String> {
    let caps = keys.split(' ').flat_map(|chord| {
        chord.split_inclusive('+').map(move |cap| match cap {
            // After a modifier, a letter is written in upper case, as on the key cap.
            letter if letter.len() == 1 && letter != chord => letter.to_ascii_uppercase(),
            other => key_label(other),
        })
    });
    caps.collect()
}

fn key_label(cap: &str) -> String {
    let cap = if cap.len() > 1 { cap.trim_end_matches('+') } else { cap };
    match cap {
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "Escape" => "Esc".to_owned(),
        "Enter" => "↵".to_owned(),
        "PageUp" => "Page Up".to_owned(),
        "PageDown" => "Page Down".to_owned(),
        other => other.to_owned(),
    }
}
