//! The statements of each level (`migrations/statements`, made by `end2end/scripts/statements.mjs`) run
//! on today's schema: while a new node migrates, older ones go on.

use crate::fixture::Fixture;
use authority::testing::database;
use std::path::Path;

#[tokio::test]
async fn statements_of_every_level_run_on_this_schema() {
    let fixture = Fixture::new().await;
    let mut connection = fixture.database().await;
    let engine = if database::is_postgres() { "-postgres.txt" } else { "-sqlite.txt" };
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/statements");
    let mut refused = Vec::new();
    let mut levels = 0;
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.ends_with(engine) {
            continue;
        }
        levels += 1;
        let statements = std::fs::read_to_string(&path).unwrap();
        assert!(statements.lines().count() > 100, "{name} has few statements");
        for line in statements.lines() {
            // The first level was recorded without types.
            let (sql, types) = line.rsplit_once(" --").unwrap_or((line, ""));
            if let Err(error) = connection.prepare(sql, types.trim()).await {
                refused.push(format!("{name}: {error}: {line}"));
            }
        }
    }
    assert!(levels > 0, "no level of this engine");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
