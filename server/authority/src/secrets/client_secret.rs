//! How client secrets are generated. Their type is in `domain`, because the browser shows them.

use crate::random::{Random, secret_body};
use domain::identifier_format::{CLIENT_SECRET_PREFIX, with_checksum};
use domain::issued_credentials::ClientSecret;

/// A new client secret, of an application or of a resource server.
pub(crate) fn generate(random: &dyn Random) -> ClientSecret {
    let text = with_checksum(CLIENT_SECRET_PREFIX, &secret_body(random));
    ClientSecret::try_from(text).expect("prefix, body and checksum are a client secret")
}
