//! The encoding of server functions: JSON, as `server_fn`'s own, but deserialized from `&str` and not
//! from bytes. Leptos deserializes resources from `&str` too, so the deserializer of each type is
//! compiled into the WebAssembly once and not twice.

use leptos::server_fn::codec::Post;
use leptos::server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Error;

/// Arguments and replies as JSON in the body of a `POST`.
pub(super) type Json = Post<TextJson>;

pub struct TextJson;

impl ContentType for TextJson {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for TextJson {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for TextJson {
    type Error = Error;

    fn encode(value: &T) -> Result<Bytes, Error> {
        serde_json::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for TextJson {
    type Error = Error;

    /// Bytes that are not UTF-8 are no JSON (RFC 8259 §8.1); the empty string gives the same error.
    fn decode(bytes: Bytes) -> Result<T, Error> {
        serde_json::from_str(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}
