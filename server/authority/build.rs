//! Builds again when a migration is added: `sqlx::migrate!` embeds the folder, and Cargo does not
//! see it by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite");
}
