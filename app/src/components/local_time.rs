//! A point in time: the server renders the date in UTC; once hydrated, it is shown in the browser's
//! locale and time zone.

use crate::browser::{date, hydration};
use crate::texts;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A `<time>` with date, time and zone in its tooltip.
#[component]
pub fn LocalTime(at: Timestamp) -> impl IntoView {
    let day = move || {
        if hydration::is_hydrated() { date::day(at) } else { format!("{} UTC", at.date()) }
    };
    let full = move || if hydration::is_hydrated() { date::full(at) } else { at.rfc3339() };
    view! { <time datetime=at.rfc3339() title=full>{day}</time> }
}

/// When something was last used; "Never" if it was not.
#[component]
pub fn LastUsed(at: Option<Timestamp>) -> impl IntoView {
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
