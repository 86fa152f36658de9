//! The static files: embedded in a release, read from `target/site` in a debug build, where they may
//! change while the server runs. Only known types are served, so that no file is served by accident.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use app::shell::Assets;
use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    },
};
use rust_embed::RustEmbed;

use super::{base64_128, headers::IMMUTABLE};

#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Files;

/// File name extension and media type.
const TYPES: [(&str, &str); 6] = [
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("wasm", "application/wasm"),
    ("woff2", "font/woff2"),
];

/// Compressed variants, the better one first: token of `Accept-Encoding`, file name extension.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// Length of the hash in file names (`end2end/scripts/site_files.mjs`): 16 bytes in base64url.
const HASH: usize = 22;

/// The paths that documents link to. Where the site was not built, those paths answer 404.
pub fn assets() -> Arc<Assets> {
    static BUILT: LazyLock<Arc<Assets>> = LazyLock::new(|| Arc::new(find_assets()));
    if cfg!(debug_assertions) { Arc::new(find_assets()) } else { BUILT.clone() }
}

fn find_assets() -> Assets {
    let css = find("configo", "css").unwrap_or_else(|| "/pkg/configo.css".into());
    Assets {
        plain_css: find("plain", "css").unwrap_or_else(|| css.clone()),
        js: of_this_build(find("configo", "js").as_deref().unwrap_or("/pkg/configo.js")),
        imports: find("__wasm_split", "js").iter().map(|path| of_this_build(path)).collect(),
        wasm: of_this_build(find("configo", "wasm").as_deref().unwrap_or("/pkg/configo.wasm")),
        css,
    }
}

/// Puts the build into the path of a WebAssembly chunk or script, and so into the paths of the chunks
/// that it loads relative to its own. Chunks of two builds don't fit each other, and the hash in a
/// chunk's name does not cover the names of other chunks in it: without the build in the path, a
/// cache could mix two builds.
fn of_this_build(path: &str) -> String {
    path.replacen("/pkg/", &format!("/pkg/{}/", *BUILD), 1)
}

/// Identifies all scripts and WebAssembly files together.
static BUILD: LazyLock<String> = LazyLock::new(|| {
    let parts = Files::iter().filter(|path| path.ends_with(".js") || path.ends_with(".wasm"));
    let hashes = parts.filter_map(|path| Some(Files::get(&path)?.metadata.sha256_hash()));
    base64_128(hashes.map(|hash| bits(&hash)).fold(0, u128::wrapping_add))
});

/// The path of `pkg/STEM.ENDING` or `pkg/STEM.HASH.ENDING`.
fn find(stem: &str, ending: &str) -> Option<String> {
    Files::iter().find_map(|path| {
        let name = path.strip_prefix("pkg/")?.strip_suffix(ending)?.strip_suffix('.')?;
        let hash = name.strip_prefix(stem)?;
        let ours =
            hash.is_empty() || hash.strip_prefix('.').is_some_and(|hash| !hash.contains('.'));
        ours.then(|| format!("/{path}"))
    })
}

/// `GET /pkg/{*file}`. Files of another build are not found.
pub async fn package(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let of_this_build = file.strip_prefix(BUILD.as_str()).and_then(|file| file.strip_prefix('/'));
    let file = of_this_build.unwrap_or(&file);
    serve(&format!("pkg/{file}"), &headers)
}

/// `GET /favicon.svg`.
pub async fn favicon(headers: HeaderMap) -> Response {
    serve("favicon.svg", &headers)
}

fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, media)| *media)
}

/// Whether a path has no empty and no dot segment.
fn is_plain(path: &str) -> bool {
    path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

/// The best variant of a file that the caller accepts; 304 when it has that (RFC 9110 §13.1.2).
fn serve(path: &str, headers: &HeaderMap) -> Response {
    let missing = || (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    let Some(media_type) = media_type(path).filter(|_| is_plain(path)) else { return missing() };
    let compressed = ENCODINGS
        .into_iter()
        .filter(|(token, _)| accepts(headers, token))
        .find_map(|(token, ending)| Some((Some(token), Files::get(&format!("{path}.{ending}"))?)));
    let Some((encoding, file)) = compressed.or_else(|| Some((None, Files::get(path)?))) else {
        return missing();
    };
    let mut reply = HeaderMap::new();
    reply.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if is_hashed(path) {
        reply.insert(CACHE_CONTROL, IMMUTABLE);
    }
    let tag = tag(file.metadata.sha256_hash());
    let known = headers.get(IF_NONE_MATCH).is_some_and(|sent| *sent == tag);
    reply.insert(ETAG, tag);
    if known {
        return (StatusCode::NOT_MODIFIED, reply).into_response();
    }
    reply.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    if let Some(encoding) = encoding {
        reply.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    let body = match file.data {
        Cow::Borrowed(embedded) => Bytes::from_static(embedded),
        Cow::Owned(read) => read.into(),
    };
    (reply, body).into_response()
}

fn is_hashed(path: &str) -> bool {
    let mut parts = path.rsplit('.').skip(1);
    let hash = parts.next().unwrap_or_default();
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    parts.next().is_some() && hash.len() == HASH && hash.bytes().all(base64url)
}

fn tag(hash: [u8; 32]) -> HeaderValue {
    HeaderValue::try_from(format!("\"{}\"", base64_128(bits(&hash))))
        .unwrap_or(HeaderValue::from_static("\"\""))
}

fn bits(hash: &[u8; 32]) -> u128 {
    hash.iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
}

/// Whether `Accept-Encoding` names the coding or `*` with a weight above 0 (RFC 9110 §12.5.3).
fn accepts(headers: &HeaderMap, token: &str) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    let mut any = false;
    for entry in lines.flat_map(|line| line.split(',')) {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let refused = parts.any(|part| {
            part.strip_prefix("q=").is_some_and(|weight| weight.trim_matches(['0', '.']).is_empty())
        });
        if name.eq_ignore_ascii_case(token) {
            return !refused;
        }
        any |= name == "*" && !refused;
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(line: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(line))])
    }

    #[test]
    fn a_coding_is_used_only_where_it_is_accepted() {
        for (line, brotli, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip", false, true),
            ("BR;q=0.5", true, false),
            ("br;q=0, gzip;q=1.0", false, true),
            ("br; q=0.0, *", false, true),
            ("*", true, true),
            ("*;q=0", false, false),
            ("identity", false, false),
            ("brotli", false, false),
            ("", false, false),
        ] {
            assert_eq!(accepts(&accepting(line), "br"), brotli, "{line}");
            assert_eq!(accepts(&accepting(line), "gzip"), gzip, "{line}");
        }
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn only_a_name_with_a_hash_is_immutable() {
        for (path, hashed) in [
            ("pkg/configo.NYrke4XuLDL7lKXsIPDl1w.wasm", true),
            ("pkg/plain.jyM7QYAkBWeVM6iTX5JPTW.css", true),
            ("pkg/plain.css", false),
            ("pkg/configo.short.css", false),
            ("pkg/NYrke4XuLDL7lKXsIPDl1w.css", false),
            ("favicon.svg", false),
        ] {
            assert_eq!(is_hashed(path), hashed, "{path}");
        }
    }

    #[test]
    fn only_known_types_are_served() {
        assert_eq!(media_type("pkg/a.wasm"), Some("application/wasm"));
        for path in ["pkg/configo.d.ts", "pkg/a.wasm.br", "hash.txt", "pkg/css", "../Cargo.toml"] {
            assert_eq!(media_type(path), None, "{path}");
        }
    }
}
