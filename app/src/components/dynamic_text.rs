//! A changing text that survives browser translation. Translation replaces text nodes; Leptos would
//! keep writing into the detached ones, and updates would be invisible.

use leptos::html;
use leptos::prelude::*;

/// A `<span>` that shows a text. Each change sets `textContent`, which replaces all child nodes.
pub fn dynamic_text(text: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    view(Signal::derive(text))
}

fn view(text: Signal<String>) -> AnyView {
    let node = NodeRef::<html::Span>::new();
    let written = text.get_untracked();
    let first = written.clone();
    Effect::new(move |shown: Option<String>| {
        let shown = shown.unwrap_or_else(|| first.clone());
        let (now, Some(element)) = (text.get(), node.get()) else { return shown };
        if now != shown {
            element.set_text_content(Some(&now));
        }
        now
    });
    view! { <span node_ref=node>{written}</span> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_server_writes_the_text_into_an_element_of_its_own() {
        let html = Owner::new().with(|| dynamic_text(|| "1 < 2".to_owned()).to_html());
        assert!(html.starts_with("<span>1 &lt; 2<"), "{html}");
    }
}
