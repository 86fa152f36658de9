//! The real router in process, over a real store in a directory of its own, with a clock that
//! stands still and randomness that repeats itself. One file per group of routes; `process` runs
//! the built program. Whoever asks is a type: [`world::Anonymous`], [`world::Owner`],
//! [`world::Stranger`].

mod api;
mod applications;
mod credentials;
mod csrf;
mod escaping;
mod guards;
mod headers;
mod links;
mod oauth;
mod other_account;
mod ownership;
mod password_managers;
mod process;
mod sign_in;
mod site;
mod sources;
mod unavailable;
mod world;
