//! A point in time: the server writes the day and says that it is that of UTC, the browser replaces it
//! with its own form.

use crate::texts;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A `<time>` with the full form in its tooltip.
#[component]
pub fn Moment(
    /// The point in time.
    at: Timestamp,
) -> impl IntoView {
    // What hydration finds must be what the server wrote.
    let text = RwSignal::new(format!("{} UTC", at.date()));
    let full = RwSignal::new(at.rfc3339());
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let (short, long) = crate::browser::date::local(at.0);
        text.set(short);
        full.set(long);
    });
    view! { <time datetime=at.rfc3339() title=full>{text}</time> }
}

/// When something was last used; "Never" if it was not.
#[component]
pub fn LastUsed(
    /// The point in time, if there is one.
    at: Option<Timestamp>,
) -> impl IntoView {
    match at {
        Some(at) => view! { <Moment at=at/> }.into_any(),
        None => texts::NEVER.into_any(),
    }
}
