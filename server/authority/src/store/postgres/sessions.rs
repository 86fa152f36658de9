//! Who else uses a database.

use super::options::{Options, connect, options, server_failed};
use crate::settings::PostgresSettings;
use crate::store::open_error::OpenError;
use sqlx::Connection as _;
use std::time::Duration;

/// Every role may see the names of all sessions.
const OTHER_SESSIONS: &str = "SELECT count(*) FROM pg_stat_activity \
     WHERE datname = current_database() AND application_name = $1";

/// A session lives on for a moment after its program has ended.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// How many sessions of servers and commands use the database, and go on doing so.
pub(in crate::store) async fn sessions(settings: &PostgresSettings) -> Result<i64, OpenError> {
    let used: Options = options(settings)?;
    let name = used.get_application_name().unwrap_or_default().to_owned();
    // This connection does not count itself.
    let options = used.application_name("configo database copy");
    let failed = |error| server_failed(&options, error);
    let mut connection = connect(&options).await?;
    let mut found = 0;
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let counted = sqlx::query_scalar(OTHER_SESSIONS).bind(&name).fetch_one(&mut connection);
        found = counted.await.map_err(failed)?;
        if found == 0 {
            break;
        }
    }
    connection.close().await.map_err(failed)?;
    Ok(found)
}
