//! Icons: strokes on a 24 by 24 grid, styled by the style sheet. They are decorative; the button
//! around them has the accessible name. The paths are in an SVG sprite at the end of the document,
//! so the WebAssembly holds the names only.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name is what it draws")]
pub enum IconKind {
    Alert,
    ArrowLeft,
    Check,
    ChevronDown,
    Close,
    Copy,
    Download,
    Eye,
    EyeOff,
    Key,
    Keyboard,
    Lock,
    Monitor,
    Moon,
    Pencil,
    Plus,
    Restore,
    Search,
    SignOut,
    Sun,
    Trash,
}

impl IconKind {
    /// The `href` of its symbol, for a `<use>`.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Alert => "#icon-alert",
            Self::ArrowLeft => "#icon-arrow-left",
            Self::Check => "#icon-check",
            Self::ChevronDown => "#icon-chevron-down",
            Self::Close => "#icon-close",
            Self::Copy => "#icon-copy",
            Self::Download => "#icon-download",
            Self::Eye => "#icon-eye",
            Self::EyeOff => "#icon-eye-off",
            Self::Key => "#icon-key",
            Self::Keyboard => "#icon-keyboard",
            Self::Lock => "#icon-lock",
            Self::Monitor => "#icon-monitor",
            Self::Moon => "#icon-moon",
            Self::Pencil => "#icon-pencil",
            Self::Plus => "#icon-plus",
            Self::Restore => "#icon-restore",
            Self::Search => "#icon-search",
            Self::SignOut => "#icon-sign-out",
            Self::Sun => "#icon-sun",
            Self::Trash => "#icon-trash",
        }
    }
}

#[cfg(feature = "ssr")]
impl IconKind {
    const ALL: [Self; 21] = [
        Self::Alert,
        Self::ArrowLeft,
        Self::Check,
        Self::ChevronDown,
        Self::Close,
        Self::Copy,
        Self::Download,
        Self::Eye,
        Self::EyeOff,
        Self::Key,
        Self::Keyboard,
        Self::Lock,
        Self::Monitor,
        Self::Moon,
        Self::Pencil,
        Self::Plus,
        Self::Restore,
        Self::Search,
        Self::SignOut,
        Self::Sun,
        Self::Trash,
    ];

    /// The `d` of its `<path>`.
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M3 12a9 9 0 1 0 18 0 9 9 0 1 0-18 0M12 8v5m0 3v.01",
            Self::ArrowLeft => "M19 12H5m6-6-6 6 6 6",
            Self::Check => "m5 12 5 5 9-10",
            Self::ChevronDown => "m6 9 6 6 6-6",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Copy => {
                "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15V6a2 2 0 0 1 2-2h8"
            }
            Self::Download => "M12 4v11m-4-4 4 4 4-4M5 20h14",
            Self::Eye => {
                "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0"
            }
            Self::EyeOff => {
                "M10 5.2A9.6 9.6 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-2.6 3.3M6.5 6.6A16.6 16.6 0 0 0 2 12s4 7 10 7a9.8 9.8 0 0 0 5.3-1.6M9.9 9.9a3 3 0 0 0 4.2 4.2M4 4l16 16"
            }
            Self::Key => "M4 15a4 4 0 1 0 8 0 4 4 0 1 0-8 0M11 12l8-8m-3 3 3 3",
            Self::Keyboard => "M4 7h16v10H4zM8 14h8M7.5 10.5v.01m3 0v.01m3 0v.01m3 0v.01",
            Self::Lock => {
                "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3"
            }
            Self::Monitor => {
                "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 21h8m-4-4v4"
            }
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
            Self::Pencil => "M4 20h4L19 9l-4-4L4 16z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Restore => "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
            Self::Search => "M4 10.5a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0m11.2 4.7L20 20",
            Self::SignOut => "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4m5-4 4-4-4-4m4 4H9",
            Self::Sun => {
                "M8 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"
            }
            Self::Trash => "M5 7h14M10 7V4h4v3m-7 0 1 13h8l1-13",
        }
    }
}

/// An icon, hidden from assistive technology.
#[component]
pub fn Icon(kind: IconKind) -> impl IntoView {
    view! {
        <svg aria-hidden="true">
            <use_ href=kind.href()></use_>
        </svg>
    }
}

/// The sprite: the symbols for which `shown` returns true. It is the last element of the body, so
/// that it does not shift the nodes that hydration walks.
#[cfg(feature = "ssr")]
pub fn sprite(shown: impl Fn(IconKind) -> bool) -> String {
    let symbols = IconKind::ALL.into_iter().filter(|kind| shown(*kind)).map(|kind| {
        let (id, path) = (kind.href().trim_start_matches('#'), kind.path());
        format!("<symbol id=\"{id}\" viewBox=\"0 0 24 24\"><path d=\"{path}\"/></symbol>")
    });
    format!("<svg width=\"0\" height=\"0\" hidden>{}</svg>", symbols.collect::<String>())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_reference_has_its_symbol_and_no_other() {
        let all = sprite(|_| true);
        for kind in IconKind::ALL {
            let id = format!("id=\"{}\"", kind.href().trim_start_matches('#'));
            assert_eq!(all.matches(&id).count(), 1, "{kind:?}");
            assert_eq!(all.matches(kind.path()).count(), 1, "{kind:?}");
        }
        let one = sprite(|kind| kind == IconKind::Eye);
        assert_eq!(one.matches("<symbol").count(), 1);
        assert!(one.contains("id=\"icon-eye\"") && !one.contains("icon-eye-off"), "{one}");
    }
}
