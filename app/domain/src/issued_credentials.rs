//! Client credentials as they are issued: in the one reply that shows them, and as files to
//! download.

use crate::application::{ApplicationName, ApplicationSummary, ClientId};
use crate::identifier_format::{CLIENT_SECRET_PREFIX, has_valid_checksum};
use serde::{Deserialize, Serialize, Serializer};
use zeroize::Zeroizing;

/// A client secret in plain text. It exists in the one reply that shows it and in the browser's
/// dialog until that is closed. It can't be cloned, its `Debug` is its type's name, and it is wiped
/// when it is dropped.
#[derive(PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ClientSecret(Zeroizing<String>);

/// The text is not a client secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This is not a client secret.")]
pub struct NotASecret;

impl ClientSecret {
    /// Checks form and checksum.
    ///
    /// # Errors
    /// The text does not have the form, or a character was changed.
    pub fn parse(text: &str) -> Result<Self, NotASecret> {
        Self::try_from(text.to_owned())
    }

    /// The plain secret, to be shown, copied or digested.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, which are stored to tell secrets apart.
    pub fn last_four(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl TryFrom<String> for ClientSecret {
    type Error = NotASecret;
    fn try_from(text: String) -> Result<Self, NotASecret> {
        let text = Zeroizing::new(text);
        if has_valid_checksum(CLIENT_SECRET_PREFIX, &text) {
            Ok(Self(text))
        } else {
            Err(NotASecret)
        }
    }
}

impl Serialize for ClientSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret")
    }
}

/// A new application and its secret: the only value that ever holds both.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedApplication {
    /// The new row of the table.
    pub summary: ApplicationSummary,
    /// The secret; `None` for a public application.
    pub secret: Option<ClientSecret>,
}

/// A client secret that was added to an application: the only value that ever holds it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedSecret {
    /// The application that it belongs to.
    pub client_id: ClientId,
    /// The name of that application.
    pub name: ApplicationName,
    /// The secret.
    pub secret: ClientSecret,
}

/// How a request to register an application ended.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CreateOutcome {
    /// The application exists now; no other reply holds this secret.
    Created(CreatedApplication),
    /// The same form was sent before and created this application. There is no fresh secret: the
    /// first one was used, or that was too long ago.
    AlreadyCreated(ClientId),
}

/// The file formats of the credentials dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialFormat {
    /// Two labelled lines under a header, for people.
    Text,
    /// Shell variables, for `.env` files.
    Env,
    /// Client metadata with the names of RFC 7591 §3.2.1.
    Json,
}

/// The most bytes of a name in the name of a file, whose whole name has 255 at most.
const STEM_MAX: usize = 200;

impl CredentialFormat {
    /// The media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Text | Self::Env => "text/plain;charset=utf-8",
        }
    }

    /// The file name: the application's name without characters that are special to a file system
    /// or a shell, then the ending.
    pub fn file_name(self, name: &ApplicationName) -> String {
        let ending = match self {
            Self::Text => "-credentials.txt",
            Self::Env => ".env",
            Self::Json => "-credentials.json",
        };
        let mut stem = String::new();
        for c in name.as_str().chars() {
            if stem.len() > STEM_MAX {
                break;
            }
            if c.is_alphanumeric() {
                stem.push(c);
            } else if !stem.is_empty() && !stem.ends_with('-') {
                stem.push('-');
            }
        }
        let stem = stem.trim_end_matches('-');
        format!("{}{ending}", if stem.is_empty() { "application" } else { stem })
    }

    /// The content of the file. An application's name holds no line break and no direction mark
    /// ([`crate::text::parse_name`]), so it can't forge a line.
    pub fn render(
        self,
        name: &ApplicationName,
        id: &ClientId,
        secret: Option<&ClientSecret>,
    ) -> String {
        let (name, id) = (name.as_str(), id.as_str());
        let secret = secret.map(ClientSecret::expose);
        match self {
            Self::Text => {
                let mut text = format!("Configo: credentials of {name}\n\nClient ID: {id}\n");
                if let Some(secret) = secret {
                    text.push_str("Client secret: ");
                    text.push_str(secret);
                    text.push('\n');
                }
                text
            }
            Self::Env => {
                let mut text = format!("# Configo: credentials of {name}\nCLIENT_ID={id}\n");
                if let Some(secret) = secret {
                    text.push_str("CLIENT_SECRET=");
                    text.push_str(secret);
                    text.push('\n');
                }
                text
            }
            Self::Json => {
                let mut text = format!(
                    "{{\n  \"client_name\": {},\n  \"client_id\": \"{id}\"",
                    json_string(name)
                );
                if let Some(secret) = secret {
                    text.push_str(",\n  \"client_secret\": \"");
                    text.push_str(secret);
                    text.push_str("\",\n  \"client_secret_expires_at\": 0");
                }
                text.push_str("\n}\n");
                text
            }
        }
    }
}

/// A JSON string (RFC 8259 §7) of a text without control characters.
fn json_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier_format::with_checksum;

    fn credentials() -> (ApplicationName, ClientId, ClientSecret) {
        let secret = with_checksum(CLIENT_SECRET_PREFIX, &"a".repeat(43));
        (
            ApplicationName::parse("CRM \"bridge\" / $(rm)").unwrap(),
            ClientId::parse("cfgo_app_0123456789ABCDEFGHIJKL").unwrap(),
            ClientSecret::parse(&secret).unwrap(),
        )
    }

    #[test]
    fn each_format_holds_both_credentials() {
        let (name, id, secret) = credentials();
        let render = |format: CredentialFormat| format.render(&name, &id, Some(&secret));
        let plain = secret.expose();
        assert_eq!(
            render(CredentialFormat::Text),
            format!(
                "Configo: credentials of CRM \"bridge\" / $(rm)\n\n\
                 Client ID: cfgo_app_0123456789ABCDEFGHIJKL\nClient secret: {plain}\n"
            )
        );
        assert!(render(CredentialFormat::Env).ends_with(&format!("\nCLIENT_SECRET={plain}\n")));
        let json: serde_json::Value =
            serde_json::from_str(&render(CredentialFormat::Json)).unwrap();
        assert_eq!(json["client_name"], name.as_str());
        assert_eq!(json["client_secret"], plain);
        assert_eq!(json["client_secret_expires_at"], 0);
        let public: serde_json::Value =
            serde_json::from_str(&CredentialFormat::Json.render(&name, &id, None)).unwrap();
        assert_eq!(public.as_object().unwrap().len(), 2);
    }

    #[test]
    fn file_names_are_safe() {
        let (name, ..) = credentials();
        assert_eq!(CredentialFormat::Text.file_name(&name), "CRM-bridge-rm-credentials.txt");
        let long = ApplicationName::parse(&"𠀀".repeat(64)).unwrap();
        assert!((200..=255).contains(&CredentialFormat::Json.file_name(&long).len()));
        let dots = ApplicationName::parse("../..").unwrap();
        assert_eq!(CredentialFormat::Env.file_name(&dots), "application.env");
    }

    #[test]
    fn debug_does_not_show_it() {
        let (.., secret) = credentials();
        assert_eq!(format!("{secret:?}"), "ClientSecret");
        assert_eq!(secret.last_four().len(), 4);
    }
}
