//! Interstitials that redirect to another origin where an HTTP redirect would be blocked: after a
//! form, because `form-action` applies to every hop (CSP3 §4.2), and to a private-use scheme (RFC
//! 8252 §7.1), which browsers open only by a user activation. Plain HTML.

use crate::shell::{self, Document};
use crate::texts;
use leptos::prelude::*;

/// The way back to an application with a private-use scheme (RFC 8252 §7.1).
#[derive(Clone, Debug)]
pub struct ReturnPage {
    /// The URI to return to, which the caller created or checked.
    pub to: String,
    pub application: String,
    /// How the request ended, in one sentence.
    pub about: String,
}

/// Redirects to `to`, a URI that the caller created or checked, by `<meta http-equiv=refresh>`.
pub fn render(document: &Document, to: &str, about: &str) -> String {
    // Everything after `url=` is the URL, unless it starts with a quote (WHATWG HTML, "shared
    // declarative refresh steps"); no valid URL does.
    let refresh = format!("0;url={to}");
    let head = view! { <meta http-equiv="refresh" content=refresh/> };
    let page = view! {
        <h1>{texts::REDIRECTING}</h1>
        <p>{about.to_owned()}</p>
        <div class="button-row">
            <a class="button primary" href=to.to_owned() rel="noreferrer">{texts::CONTINUE}</a>
        </div>
    };
    shell::plain_with_head(document, texts::REDIRECTING, "error", head, page)
}

/// Names the application and its scheme, with one link to press; does not redirect by itself.
pub fn render_return(document: &Document, page: ReturnPage) -> String {
    let ReturnPage { to, application, about } = page;
    let title = format!("{} {application}", texts::GO_BACK_TO);
    let scheme = to.split(':').next().unwrap_or_default().to_owned();
    let page = view! {
        <h1>{texts::ONE_MORE_STEP}</h1>
        <p>{about}</p>
        <div class="button-row">
            <a class="button primary" href=to rel="noreferrer" autofocus>
                {texts::GO_BACK_TO} " " <bdi>{application}</bdi>
            </a>
        </div>
        <p class="muted">
            {texts::RETURN_OPENS} " " <code translate="no">{scheme} ":"</code> " " {texts::RETURN_LINKS}
        </p>
        <p class="muted"><b>{texts::NOTHING_HAPPENED}</b> " " {texts::NOTHING_HAPPENED_ABOUT}</p>
    };
    shell::plain(document, &title, "error", page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::browser::preferences::Theme;
    use crate::shell::Assets;
    use std::sync::Arc;

    fn document() -> Document {
        let assets = Assets {
            css: String::new(),
            plain_css: String::new(),
            js: String::new(),
            imports: Vec::new(),
            wasm: String::new(),
        };
        Document { nonce: String::new(), theme: Theme::System, assets: Arc::new(assets) }
    }

    #[test]
    fn an_address_stays_one_address() {
        let to = "https://x.example/cb?state=a;url='b'\"c<d>&code=1";
        let html = render(&document(), to, "Back to <Shop>.");
        let escaped = "https://x.example/cb?state=a;url='b'&quot;c&lt;d&gt;&amp;code=1";
        assert!(html.contains(&format!("content=\"0;url={escaped}\"")), "{html}");
        assert!(html.contains(&format!("href=\"{escaped}\"")), "{html}");
        assert!(html.contains("Back to &lt;Shop&gt;."), "{html}");
    }

    #[test]
    fn the_way_back_to_an_app_is_one_link_that_has_the_focus() {
        let page = ReturnPage {
            to: "com.example.notes:/done?code=c&state=\"<".to_owned(),
            application: "Notes <b>".to_owned(),
            about: "Access was <allowed>.".to_owned(),
        };
        let html = render_return(&document(), page);
        assert!(!html.contains("http-equiv"), "nothing happens by itself: {html}");
        let link = html.split("<a ").collect::<Vec<_>>();
        let [_, link] = link[..] else { panic!("one link: {html}") };
        let (tag, rest) = link.split_once('>').expect("a tag");
        assert!(
            tag.contains("href=\"com.example.notes:/done?code=c&amp;state=&quot;&lt;\""),
            "{tag}"
        );
        assert!(tag.contains(" autofocus"), "{tag}");
        let name = rest.split("</a>").next().expect("a name");
        assert!(name.contains("Go back to") && name.contains("Notes &lt;b&gt;"), "{name}");
        assert!(html.contains("<title>Go back to Notes &lt;b> · "), "{html}");
        assert!(html.contains("Access was &lt;allowed&gt;."), "{html}");
        assert!(html.contains(">com.example.notes"), "the program that opens it: {html}");
        assert!(html.contains("Nothing happened?"), "{html}");
    }
}
