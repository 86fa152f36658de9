//! What a person prefers: the theme, in a cookie that the server reads so that no page flashes, and
//! whether single keys are shortcuts, which the browser alone needs to know.

use super::document::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, Storage};

/// Light, dark, or as the system is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the system is set.
    #[default]
    System,
}

impl Theme {
    /// Name of the cookie.
    pub const COOKIE: &'static str = "theme";

    /// The value of the cookie and of `<html data-theme>`; `None` for the system's.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }

    /// Reads the cookie's value; anything unknown is the system's.
    pub fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// The theme of this page. On the server: what the request's cookie says.
pub fn theme() -> Theme {
    if cfg!(feature = "ssr") {
        return leptos::prelude::use_context().unwrap_or_default();
    }
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .map_or(Theme::System, |name| Theme::parse(&name))
}

/// Sets the theme now and for a year.
pub fn set_theme(theme: Theme) {
    let document = document();
    if let Some(root) = document.document_element() {
        let _ = match theme.name() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
    let (value, age) = theme.name().map_or(("", 0), |name| (name, 31_536_000));
    let cookie = format!("{}={value}; Path=/; Max-Age={age}; SameSite=Lax", Theme::COOKIE);
    let _ = document.unchecked_into::<HtmlDocument>().set_cookie(&cookie);
}

const SINGLE_KEYS: &str = "single-keys";

fn storage() -> Option<Storage> {
    leptos::prelude::window().local_storage().ok().flatten()
}

/// Whether single keys are shortcuts; they are unless they were turned off in this browser.
pub fn single_keys() -> bool {
    if cfg!(feature = "ssr") {
        return true;
    }
    storage().and_then(|kept| kept.get_item(SINGLE_KEYS).ok().flatten()).as_deref() != Some("off")
}

/// Keeps whether single keys are shortcuts.
pub fn set_single_keys(on: bool) {
    if let Some(kept) = storage() {
        // A browser that keeps nothing asks again next time.
        let _ = if on { kept.remove_item(SINGLE_KEYS) } else { kept.set_item(SINGLE_KEYS, "off") };
    }
}
