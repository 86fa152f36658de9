//! The HTML document around a page. Compiled into the server alone.
//!
//! Scripts and style sheet are written here and not by Leptos' own components, because every tag
//! needs the nonce and the file names come from what is embedded in the program.

use crate::app::App;
use crate::browser::account;
use crate::browser::preferences::Theme;
use crate::browser::startup::ROOT_ID;
use crate::components::icon::{self, Icon, IconKind};
use crate::texts;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use std::sync::{Arc, LazyLock};

/// URLs of the embedded files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    pub css: String,
    /// The style sheet of plain pages (sign-in, consent, errors).
    pub plain_css: String,
    /// The `wasm-bindgen` module.
    pub js: String,
    /// The modules that `js` imports.
    pub imports: Vec<String>,
    /// The first WebAssembly chunk.
    pub wasm: String,
}

/// What a document depends on besides its page.
#[derive(Clone, Debug)]
pub struct Document {
    /// The nonce that this reply's `Content-Security-Policy` names.
    pub nonce: String,
    /// The theme that the request's cookie asks for.
    pub theme: Theme,
    /// Where scripts and style sheets are.
    pub assets: Arc<Assets>,
}

/// The dashboard at the requested URL. Without `hydrate` the page loads no WebAssembly: a reply to
/// a POST must not be fetched again by client code.
pub fn dashboard(document: &Document, hydrate: bool) -> impl IntoView + use<> {
    let Document { nonce, theme, assets } = document.clone();
    let script = hydrate.then(|| {
        let start = starter(&assets);
        view! { <script type="module" nonce=nonce inner_html=start></script> }
    });
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=theme.name()
            data-unhydrated=(!hydrate).then_some("true")
            data-account=account::of_page()
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=assets.css.clone()/>
                <MetaTags/>
                {script}
            </head>
            <body>
                <div id=ROOT_ID><App/></div>
                <div hidden inner_html=icon::sprite(|_| true)></div>
            </body>
        </html>
    }
}

/// The script that starts hydration. It is inline, because a file of its own would cost one more
/// round trip before the page is interactive.
fn starter(assets: &Assets) -> String {
    static SCRIPT: LazyLock<String> = LazyLock::new(|| {
        let lines = include_str!("shell/start.js").lines().map(str::trim);
        lines
            .filter(|line| !line.starts_with("//"))
            .fold(String::new(), |script, line| script + line + "\n")
    });
    let Assets { js, imports, wasm, .. } = assets;
    format!("const js={js:?},imports={imports:?},wasm={wasm:?};\n{}", *SCRIPT)
}

/// A plain page, without scripts: sign-in, consent, one-time links, errors.
pub fn plain(document: &Document, title: &str, class: &'static str, page: impl IntoView) -> String {
    plain_with_head(document, title, class, (), page)
}

/// [`plain`] with an additional element in `<head>`.
pub fn plain_with_head(
    document: &Document,
    title: &str,
    class: &'static str,
    head: impl IntoView,
    page: impl IntoView,
) -> String {
    // `inner_html`, because Leptos' comment nodes after a text node would show in the title.
    let title = escaped(&format!("{title} · {}", texts::PRODUCT));
    let html = view! {
        <html lang="en" data-theme=document.theme.name()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=document.assets.plain_css.clone()/>
                <title inner_html=title></title>
                {head}
            </head>
            <body>
                <main class=format!("standalone {class}")>
                    <div class="auth-card">
                        <div class="brand">
                            <i><Icon kind=IconKind::Key/></i>
                            {texts::PRODUCT}
                        </div>
                        <section class="card">{page}</section>
                    </div>
                </main>
            </body>
        </html>
    };
    let html = html.to_html();
    let sprite = icon::sprite(|kind| html.contains(&format!("\"{}\"", kind.href())));
    let (page, end) = html.split_at(html.rfind("</body>").unwrap_or(html.len()));
    format!("<!doctype html>{page}{sprite}{end}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
