//! Dispatches key presses to the handlers that the components of the page have bound.

use super::table::{Command, SHORTCUTS, ShortcutScope, aria_keyshortcuts, is_character};
use crate::browser::key_press::KeyPress;
use leptos::prelude::*;

/// The registry of command handlers, provided as context.
#[derive(Clone, Copy)]
pub struct Commands {
    bound: StoredValue<Vec<(u32, Command, Callback<()>)>>,
    last_id: StoredValue<u32>,
    /// The first key of a sequence, while the second may still come.
    prefix: StoredValue<Option<String>>,
    listening: RwSignal<bool>,
    /// Whether single-key shortcuts are on.
    pub single_keys: RwSignal<bool>,
    /// Whether the last focused cell was in a row: enables commands on rows in the palette.
    pub has_row_context: StoredValue<bool>,
}

impl Default for Commands {
    fn default() -> Self {
        Self {
            bound: StoredValue::default(),
            last_id: StoredValue::default(),
            prefix: StoredValue::default(),
            listening: RwSignal::new(false),
            single_keys: RwSignal::new(true),
            has_row_context: StoredValue::default(),
        }
    }
}

/// The outcome of a key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOutcome {
    /// Not a shortcut here: the browser's default action runs.
    Ignored,
    /// A command ran, or the key press is consumed.
    Handled,
    /// First key of a sequence such as `g a`.
    SequenceStarted,
}

impl Commands {
    /// Binds a handler until the current owner is disposed. The last binding wins.
    pub fn bind(self, command: Command, run: impl Fn() + Send + Sync + 'static) {
        let last = self.bound.with_value(Vec::len);
        self.bind_at(last, command, run);
    }

    /// As [`Commands::bind`], but every other binding wins.
    pub fn bind_default(self, command: Command, run: impl Fn() + Send + Sync + 'static) {
        self.bind_at(0, command, run);
    }

    fn bind_at(self, place: usize, command: Command, run: impl Fn() + Send + Sync + 'static) {
        self.last_id.update_value(|id| *id += 1);
        let id = self.last_id.get_value();
        let run = Callback::new(move |()| run());
        self.bound.update_value(|bound| bound.insert(place, (id, command, run)));
        on_cleanup(move || {
            self.bound.try_update_value(|bound| bound.retain(|(known, ..)| *known != id));
        });
    }

    /// Whether a command has a handler.
    pub fn is_bound(self, command: Command) -> bool {
        self.bound.with_value(|bound| bound.iter().any(|(_, known, _)| *known == command))
    }

    /// Runs the handler of a command. Returns whether there is one.
    pub fn run(self, command: Command) -> bool {
        let run = self.bound.with_value(|bound| {
            bound.iter().rev().find(|(_, known, _)| *known == command).map(|(.., run)| *run)
        });
        run.map(|run| run.run(())).is_some()
    }

    /// Call while key presses are passed to [`Commands::press`]; enables `aria-keyshortcuts` until the
    /// current owner is disposed.
    pub fn listen(self) {
        self.listening.set(true);
        on_cleanup(move || {
            self.listening.try_set(false);
        });
    }

    /// The first key of a sequence, while the second may still come.
    pub fn pending_prefix(self) -> Option<String> {
        self.prefix.get_value()
    }

    /// Clears the first key of a sequence, unless another one was pressed since.
    pub fn clear_prefix(self, prefix: Option<&str>) {
        self.prefix.try_update_value(|now| {
            if now.as_deref() == prefix {
                *now = None;
            }
        });
    }

    /// Finds the command of a key press and runs it.
    pub fn press(self, press: &KeyPress, in_dialog: bool) -> KeyOutcome {
        let prefix = self.prefix.try_update_value(Option::take).flatten();
        let chord = press.chord();
        if press.in_field && (chord != "Ctrl+k" || in_dialog) {
            return KeyOutcome::Ignored;
        }
        let works = |scope: ShortcutScope| match scope {
            ShortcutScope::Anywhere => !in_dialog,
            ShortcutScope::Grid => !in_dialog && press.in_grid,
            ShortcutScope::Credentials => in_dialog,
            // Each dialog listens for these keys itself.
            ShortcutScope::Dialog => false,
        };
        let here = || {
            SHORTCUTS
                .iter()
                .filter(|shortcut| works(shortcut.scope) && self.is_bound(shortcut.command))
        };
        let sequence = prefix.map(|prefix| format!("{prefix} {chord}"));
        for keys in sequence.iter().chain([&chord]) {
            if is_character(keys) && !self.single_keys.get_untracked() {
                continue;
            }
            // Shortcuts of the grid take precedence over global ones.
            let found = here().filter(|shortcut| shortcut.keys.contains(&keys.as_str()));
            let found = found.max_by_key(|shortcut| shortcut.scope == ShortcutScope::Grid);
            if let Some(shortcut) = found {
                if press.repeat && !shortcut.command.repeats() {
                    return KeyOutcome::Handled;
                }
                if keys == "Enter" && press.on_button {
                    return KeyOutcome::Ignored;
                }
                self.run(shortcut.command);
                return KeyOutcome::Handled;
            }
        }
        let begins = |keys: &str| {
            keys.strip_prefix(chord.as_str()).is_some_and(|rest| rest.starts_with(' '))
        };
        if self.single_keys.get_untracked()
            && !press.repeat
            && here().any(|shortcut| shortcut.keys.iter().any(|keys| begins(keys)))
        {
            self.prefix.set_value(Some(chord));
            return KeyOutcome::SequenceStarted;
        }
        KeyOutcome::Ignored
    }
}

/// The reactive `aria-keyshortcuts` of the control for a command; `None` until the page is hydrated
/// and listens to the keyboard.
pub fn keyshortcuts(
    command: Command,
) -> impl Fn() -> Option<String> + Copy + Send + Sync + 'static {
    let commands = expect_context::<Commands>();
    move || {
        let single_keys = commands.single_keys.get();
        commands.listening.get().then(|| aria_keyshortcuts(command, single_keys)).flatten()
    }
}
