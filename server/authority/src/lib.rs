//! The use cases of Configo. A handler (of the HTTP server or the command line) calls an
//! [`Authority`], which checks, decides, and reads and writes through `store`, the only module with
//! SQL.
//!
//! * One use case is one method, in the file of its noun.
//! * Every use case that is about an application takes its owner; another account's application
//!   behaves like one that does not exist.
//! * A use case that writes is run by `use_case.rs`, in a task of its own: a caller that is dropped
//!   cannot stop it half-way. When it returns `Ok`, its writes are on disk.
//! * [`Error`] says what was decided; the sentences for people stand in `app::texts::problems`.
//!
//! The re-exports here are for other crates; files of this crate import a name from the file that
//! defines it.
//!
//! # To add a use case
//! Give the noun's file here a method, and its file under `store` the statements, one `impl Tx`.
//! If it writes, it is run by `Authority::write` and adds its audit event in the same transaction. Then
//! prove in `tests/store/ownership.rs` that another account finds nothing.

pub mod clock;
pub mod random;
#[cfg(feature = "testing")]
pub mod testing;

mod accounts;
mod actor;
mod applications;
mod authority;
mod authorization;
mod batches;
mod changes;
mod client_authentication;
mod client_secrets;
mod copy;
mod data_dir;
mod error;
mod failures;
mod grants;
mod idempotency_key;
mod last_used;
mod one_time_links;
mod redirect_uri_crosscheck;
mod refused_requests;
mod resource_servers;
mod secrets;
mod sessions;
mod settings;
mod store;
mod sweep;
mod test_flow;
mod token_exchange;
mod tokens;
mod use_case;
mod write_behind;

pub use accounts::{Account, AccountSummary};
pub use actor::{Actor, ClientInfo};
pub use authority::Authority;
pub use authorization::{
    Authorization, AuthorizationError, AuthorizationRequest, AuthorizationResponse,
    AuthorizationResult, ConsentOutcome, ConsentPrompt, NonRedirectableError, RequestObject,
};
pub use client_authentication::{
    AuthenticatedApplication, AuthenticatedCaller, AuthenticatedResourceServer,
    PresentedCredentials,
};
pub use copy::{CopiedTable, CopyError};
pub use data_dir::DirLock;
pub use error::Error;
pub use failures::{FailureCount, Rate, SharedLimit};
pub use idempotency_key::{IdempotencyKey, NotAKey};
pub use one_time_links::{Link, RedeemLink};
pub use secrets::hasher::PasswordCost;
pub use secrets::{
    AccessToken, AuthorizationCode, ConsentToken, LinkToken, RefreshToken, SessionToken,
};
pub use sessions::{ActiveSession, NewSession, SignInOutcome};
pub use settings::{
    DatabaseServer, DatabaseSettings, PostgresSettings, SessionLifetimes, Settings, TokenLifetimes,
};
pub use store::{OpenError, SchemaState, StoreError, StoreFailure};
pub use test_flow::{TestFlowOutcome, TestFlowStart};
pub use token_exchange::{CodeExchange, IssuedTokens, TokenError, TokenResponse};
pub use tokens::{ActiveToken, TokenKind};
