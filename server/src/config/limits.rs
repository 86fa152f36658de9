//! `[limits]`: the rates of failures.

use authority::Rate;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// Rates at which something may fail, written `5/min`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLimits {
    /// Failed sign-ins to one account from one IP address, although the name says less: no limit holds
    /// for an account from all IP addresses. A bare number is a rate per minute.
    #[serde(deserialize_with = "a_minute")]
    pub sign_in_per_account: Rate,
    /// Failed sign-ins from one IP address. A bare number is a rate per minute.
    #[serde(deserialize_with = "a_minute")]
    pub sign_in_per_address: Rate,
    /// Failed client authentications of one application from one IP address. A bare number is a rate
    /// per minute.
    #[serde(deserialize_with = "a_minute")]
    pub client_authentication: Rate,
    /// Applications that one account creates, failed or not. A bare number is a rate per hour.
    #[serde(deserialize_with = "an_hour")]
    pub create: Rate,
}

/// A rate as it is written: `"5/min"`, or a bare number in the setting's default unit.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Times(std::num::NonZeroU32),
    Rate(String),
}

fn a_minute<'de, D: Deserializer<'de>>(source: D) -> Result<Rate, D::Error> {
    written(source, Rate::per_minute)
}

fn an_hour<'de, D: Deserializer<'de>>(source: D) -> Result<Rate, D::Error> {
    written(source, Rate::per_hour)
}

fn written<'de, D: Deserializer<'de>>(source: D, unit: fn(u32) -> Rate) -> Result<Rate, D::Error> {
    match Written::deserialize(source) {
        Ok(Written::Times(times)) => Ok(unit(times.get())),
        Ok(Written::Rate(text)) => text.parse().map_err(D::Error::custom),
        Err(_) => Err(D::Error::custom("write it as 5/min, 300/h or 10/s")),
    }
}
