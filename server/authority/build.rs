//! Builds again when a migration is added: `sqlx::migrate!` embeds the folders, and Cargo does not
//! see them by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite");
    println!("cargo:rerun-if-changed=../../migrations/postgres");
}
