//! Embeds the site anew when it was built again: Cargo does not see a folder that a macro reads.
//! A debug build reads the site from disk while it runs, and works without one.

use std::{env, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo:rerun-if-changed=../target/site");
        let built = Path::new("../target/site/pkg").is_dir();
        assert!(built, "there is no site to embed: run `make build`, which builds it first");
    }
}
