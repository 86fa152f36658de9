//! Tests of the real router in process, over a real store in a directory of its own, with a fixed clock
//! and seeded randomness. One file per group of routes; `process` and `surroundings` run the built
//! program, `postgres` with a database server (`end2end/scripts/postgres.mjs`). Each role has a type: [`test_server::Anonymous`], [`test_server::Owner`],
//! [`test_server::OtherAccount`].

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
mod oauth;
mod other_account;
mod ownership;
mod pagination;
mod password_managers;
mod postgres;
mod process;
mod refusals;
mod repeated_sends;
mod sign_in;
mod signed_out;
mod similar_paths;
mod site;
mod sources;
mod surroundings;
mod test_server;
mod typed;
mod unavailable;
