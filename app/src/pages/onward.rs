//! The small page after a form whose outcome leaves our origin: a redirect would be refused by the
//! page that sent the form (SECURITY B9). Plain HTML, no program.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// Leads on to `to`, an address that the caller made or checked, and says `about` in one sentence.
/// Browsers follow at once; to a private-use scheme only by the link.
pub fn render(document: &Document, to: &str, about: &str) -> String {
    // What follows `url=` is the address up to the end, unless it begins with a quote (WHATWG HTML,
    // "shared declarative refresh steps"); no address that leads anywhere does.
    let refresh = format!("0;url={to}");
    let head = view! { <meta http-equiv="refresh" content=refresh/> };
    let page = view! {
        <h1>{texts::ONWARD}</h1>
        <p>{about.to_owned()}</p>
        <div class="asides">
            <a class="button primary" href=to.to_owned() rel="noreferrer">{texts::CONTINUE}</a>
        </div>
    };
    shell::plain_with_head(document, texts::ONWARD, "error", head, page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::preference::Theme;
    use crate::shell::Assets;
    use std::sync::Arc;

    #[test]
    fn an_address_stays_one_address() {
        let assets = Assets {
            css: String::new(),
            plain_css: String::new(),
            js: String::new(),
            wasm: String::new(),
        };
        let document =
            Document { nonce: String::new(), theme: Theme::System, assets: Arc::new(assets) };
        let to = "https://x.example/cb?state=a;url='b'\"c<d>&code=1";
        let html = render(&document, to, "Back to <Shop>.");
        let escaped = "https://x.example/cb?state=a;url='b'&quot;c&lt;d&gt;&amp;code=1";
        assert!(html.contains(&format!("content=\"0;url={escaped}\"")), "{html}");
        assert!(html.contains(&format!("href=\"{escaped}\"")), "{html}");
        assert!(html.contains("Back to &lt;Shop&gt;."), "{html}");
    }
}
