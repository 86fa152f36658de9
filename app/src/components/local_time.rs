//! A point in time: the server writes the day and says that it is that of UTC; once the page is
//! hydrated, it is shown in the reader's own form.

use crate::browser::{date, hydration};
use crate::texts;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A `<time>` with the full form in its tooltip.
#[component]
pub fn LocalTime(
    /// The point in time.
    at: Timestamp,
) -> impl IntoView {
    let day = move || {
        if hydration::is_hydrated() { date::day(at) } else { format!("{} UTC", at.date()) }
    };
    let full = move || if hydration::is_hydrated() { date::full(at) } else { at.rfc3339() };
    view! { <time datetime=at.rfc3339() title=full>{day}</time> }
}

/// When something was last used; "Never" if it was not.
#[component]
pub fn LastUsed(
    /// The point in time, if there is one.
    at: Option<Timestamp>,
) -> impl IntoView {
    match at {
        Some(at) => view! { <LocalTime at=at/> }.into_any(),
        None => texts::NEVER.into_any(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_server_says_that_its_day_is_that_of_utc() {
        let html =
            Owner::new().with(|| view! { <LocalTime at=Timestamp::from_millis(0)/> }.to_html());
        assert!(html.contains(">1970-01-01 UTC<"), "{html}");
        assert!(html.contains("title=\"1970-01-01T00:00:00Z\""), "{html}");
    }
}
