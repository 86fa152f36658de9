//! Compression of dynamic replies. [`router`](crate::router) decides route by route, and never
//! compresses a reply that holds a secret, because the length of a compressed reply reveals how
//! similar the secret is to input from elsewhere (BREACH).

use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::SizeAbove},
};

/// In bytes. Below it, compression saves less than a packet.
const SMALLEST: u64 = 1024;

/// A page of 50 rows takes one or two milliseconds; higher levels save little more.
const QUALITY: i32 = 5;

pub fn layer() -> CompressionLayer<SizeAbove> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(QUALITY))
        .compress_when(SizeAbove::new(SMALLEST))
}
