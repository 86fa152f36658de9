//! Embeds the site anew when it was built again: Cargo does not see a folder that a macro reads.

fn main() {
    println!("cargo:rerun-if-changed=../target/site");
}
