//! The only `<textarea>`. Leptos 0.8 does not escape the children of a `<textarea>` in server-side
//! rendering, which would be an XSS hole; this component does.
//! `server/tests` refuse any other `<textarea>` in the sources.

use super::password_managers::ignore_password_managers;
use leptos::html;
use leptos::prelude::*;

/// A `<textarea>` whose content is escaped.
#[component]
pub fn SafeTextarea(
    id: &'static str,
    name: &'static str,
    /// The text; two-way binding.
    value: RwSignal<String>,
    node_ref: NodeRef<html::Textarea>,
    /// `aria-invalid`
    invalid: Signal<bool>,
    describedby: Signal<String>,
) -> impl IntoView {
    let rows = move || value.with(|text| text.split('\n').count().max(3));
    view! {
        <textarea
            class="input mono"
            id=id
            name=name
            rows=rows
            wrap="off"
            spellcheck="false"
            translate="no"
            autocapitalize="none"
            autocomplete="off"
            {..ignore_password_managers()}
            aria-invalid=move || invalid.get().then_some("true")
            aria-describedby=describedby
            node_ref=node_ref
            prop:value=move || value.get()
            on:input:target=move |event| value.set(event.target().value())
            inner_html=initial(&value.get_untracked())
        ></textarea>
    }
}

/// The escaped text after a newline, because HTML drops the first one in a `<textarea>`. Empty in the
/// browser, where `prop:value` sets it.
fn initial(text: &str) -> String {
    if cfg!(feature = "hydrate") {
        return String::new();
    }
    let mut html = String::with_capacity(text.len() + 1);
    html.push('\n');
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::initial;

    #[test]
    fn no_text_ends_the_element() {
        assert_eq!(initial("</textarea><script>"), "\n&lt;/textarea&gt;&lt;script&gt;");
        assert_eq!(initial("a&amp;b"), "\na&amp;amp;b");
    }
}
