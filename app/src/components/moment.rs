//! The former name of [`local_time`](super::local_time), for the files that are being moved.

pub use super::local_time::{LastUsed, LocalTime as Moment};
