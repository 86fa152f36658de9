//! Whether the page is the program's. Components import this, and none of the pages that
//! [`lazy`](crate::lazy) names.

use leptos::prelude::*;

/// False while the page is what the server wrote, and on the server.
#[derive(Clone, Debug, Default)]
pub struct Ready(ArcRwSignal<bool>);

impl Ready {
    /// From now on the page is the program's.
    #[cfg(feature = "hydrate")]
    pub fn set(&self) {
        self.0.set(true);
    }
}

/// A view that waits until the page is the program's; nothing on the server.
pub fn when_ready(view: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    let Ready(ready) = expect_context();
    move || ready.get().then(&view)
}
