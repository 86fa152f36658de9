//! The real router in process, over a real store in a directory of its own, with a clock that
//! stands still and randomness that repeats itself. One file per group of routes; `process`
//! and `surroundings` run the built program. Whoever asks is a type: [`world::Anonymous`], [`world::Owner`],
//! [`world::Stranger`].

mod api;
mod applications;
mod compression;
mod credentials;
mod csrf;
mod cycles;
mod escaping;
mod guards;
mod headers;
mod hosts;
mod icons;
mod links;
mod machine;
mod near_miss;
mod oauth;
mod other_account;
mod ownership;
mod pagination;
mod password_managers;
mod process;
mod refusals;
mod repeated_sends;
mod sign_in;
mod signed_out;
mod site;
mod sources;
mod surroundings;
mod typed;
mod unavailable;
mod world;
