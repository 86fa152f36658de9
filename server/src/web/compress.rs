//! Compression of replies that are made for one request. Which they are is decided route by route
//! in [`router`](crate::router): never what shows a secret or what a stranger's input may stand
//! beside one in, because the length of a compressed reply tells of both (BREACH).

use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::SizeAbove},
};

/// Below this many bytes compression saves less than a packet.
const SMALLEST: u64 = 1024;

/// A page of 50 rows takes one or two milliseconds; higher levels save little more.
const QUALITY: i32 = 5;

/// Brotli or gzip, whichever the caller prefers.
pub fn layer() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(QUALITY))
        .compress_when(SizeAbove::new(SMALLEST))
}
