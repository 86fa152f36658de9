//! Why a redirect URI may not be registered.

use super::rules::loopback_hosts;
use crate::text::code_point;

/// Why a redirect URI was refused. Its text completes "Line N: …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectUriError {
    /// More than [`super::uri::MAX_BYTES`] bytes.
    #[error("use at most 2,048 characters")]
    TooLong,
    /// A character that is not printable ASCII.
    #[error("only ASCII is allowed; write other characters percent-encoded, host names as xn--")]
    NotAscii,
    /// A control, zero-width or other character that nobody sees.
    #[error("an invisible character ({}) is in this line", code_point(*.0))]
    Invisible(char),
    /// White space inside.
    #[error("spaces are not allowed")]
    Space,
    /// Several URIs where one belongs.
    #[error("one per line")]
    List,
    /// Quotes, brackets or separators around the URI, as in a list.
    #[error("write the URI alone, without quotes, brackets or separators around it")]
    Surrounded,
    /// A character that no URI may contain (RFC 3986 §2).
    #[error("{0:?} is not allowed")]
    Character(char),
    /// A `*`, which some servers treat as a wildcard.
    #[error("wildcards are not allowed; register each URI")]
    Wildcard,
    /// A fragment, even an empty one (RFC 6749 §3.1.2).
    #[error("remove the part from # on")]
    Fragment,
    /// No scheme and nothing that looks like one.
    #[error("start with https://")]
    NoScheme,
    /// A typing error for `https`.
    #[error("there is no scheme {0}; write https")]
    Misspelt(String),
    /// The scheme or the host has capital letters.
    #[error("write scheme and host in lower case")]
    Case,
    /// A scheme that is never allowed.
    #[error("the scheme {0} is not allowed")]
    DeniedScheme(String),
    /// A private-use scheme where the operator has switched them all off.
    #[error("private-use schemes are switched off here; use https")]
    PrivateSchemesOff,
    /// A private-use scheme without a dot where the operator requires one (RFC 8252 §7.1).
    #[error("a scheme of your own needs a dot, such as com.example.app")]
    DotlessScheme,
    /// A private-use scheme without a dot for a confidential application.
    #[error(
        "a scheme without a dot is for public applications; use https, or a scheme such as com.example.app"
    )]
    DotlessConfidential,
    /// A private-use scheme without a dot in another form than `scheme://host/path`.
    #[error("write it as {0}://host/path")]
    DotlessForm(String),
    /// A private-use scheme that is not followed by a path or host.
    #[error("write a / and a path after the scheme")]
    PrivateUseForm,
    /// Plain http to another machine.
    #[error("use https. http works only for {}", loopback_hosts(*.localhost))]
    PlainHttp {
        /// Whether the operator allows `localhost`.
        localhost: bool,
    },
    /// `http://localhost` where the operator has switched it off.
    #[error("http://localhost is switched off here; use 127.0.0.1 or [::1]")]
    Localhost,
    /// User name or password before the host.
    #[error("remove the part before @")]
    Userinfo,
    /// No host, or not the canonical form of one.
    #[error("the host is not valid")]
    Host,
    /// A dot at the end of the host.
    #[error("remove the dot after the host")]
    TrailingDot,
    /// A port that is empty, zero, too large or has leading zeros.
    #[error("the port is not valid")]
    Port,
    /// A `?` right after the host.
    #[error("write a / before the ?")]
    MissingSlash,
    /// A `.` or `..` segment, plain, encoded or with parameters.
    #[error("path segments . and .. are not allowed")]
    DotSegment,
    /// A `%` that is not followed by two hexadecimal digits.
    #[error("% must be followed by two hexadecimal digits")]
    PercentEncoding,
    /// An encoded control character, slash or backslash.
    #[error("encoded control characters, slashes and backslashes are not allowed")]
    EncodedDelimiter,
    /// A query parameter that the answer itself carries (RFC 6749 §4.1.2, RFC 9207 §2).
    #[error("remove the parameter {0}, which the answer itself carries")]
    Reserved(&'static str),
}
