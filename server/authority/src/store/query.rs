//! Statements that run on both engines. A query collects its values, and becomes a query of `sqlx`
//! when it is given a connection.
//!
//! Four kinds of values cross: text, whole numbers (`bigint`), booleans and bytes. The type of a
//! parameter comes from the value that is bound, so a NULL has one too.

use super::connection::{Connection, Engine};
use super::error::StoreError;
use super::postgres::session::timed;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query as SqlxQuery;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Postgres, SqlSafeStr as _, SqlStr, Sqlite};
use std::fmt::{Display, Write as _};

/// A row that is read from either engine; derived by [`FromRow`].
pub(super) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R> Row for R where R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

/// A value to bind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Bool(bool),
    Bytes(Option<Vec<u8>>),
}

/// PostgreSQL stores no U+0000. What strangers send may hold it, so it is replaced for both engines by
/// the symbol that stands for it: what is kept shows what was there.
fn without_nul(text: impl Into<String> + AsRef<str>) -> String {
    if text.as_ref().contains('\0') { text.as_ref().replace('\0', "\u{2400}") } else { text.into() }
}

macro_rules! value_from {
    ($($from:ty => $value:expr),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let convert: fn($from) -> Self = $value;
                convert(value)
            }
        })+
    };
}

value_from! {
    &str => |text| Self::Text(Some(without_nul(text))),
    &String => |text| Self::Text(Some(without_nul(text.as_str()))),
    String => |text| Self::Text(Some(without_nul(text))),
    Option<&str> => |text| Self::Text(text.map(without_nul)),
    Option<String> => |text| Self::Text(text.map(without_nul)),
    i64 => |number| Self::Integer(Some(number)),
    Option<i64> => Self::Integer,
    bool => Self::Bool,
    &[u8] => |bytes| Self::Bytes(Some(bytes.to_vec())),
    Option<&[u8]> => |bytes| Self::Bytes(bytes.map(<[u8]>::to_vec)),
    Option<Vec<u8>> => Self::Bytes,
}

/// A statement with its values. `R` is the row that is read, `O` what the caller gets of it.
pub(super) struct Query<R, O> {
    sql: SqlStr,
    values: Vec<Value>,
    map: fn(R) -> O,
    persistent: bool,
}

/// A statement that returns no rows.
pub(super) fn query(sql: &'static str) -> Query<(), ()> {
    Query::new(sql.into_sql_str(), |()| ())
}

/// A statement that returns rows.
pub(super) fn query_as<R: Row>(sql: &'static str) -> Query<R, R> {
    Query::new(sql.into_sql_str(), |row| row)
}

/// A statement that returns rows of one column.
pub(super) fn query_scalar<T>(sql: &'static str) -> Query<(T,), T>
where
    (T,): Row,
{
    Query::new(sql.into_sql_str(), |(value,)| value)
}

/// The same for both engines, whose types differ.
macro_rules! bound {
    ($query:expr) => {{
        #[cfg(feature = "testing")]
        $query.record();
        let query = sqlx::query($query.sql).persistent($query.persistent);
        $query.values.into_iter().fold(query, |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Integer(number) => query.bind(number),
            Value::Bool(bool) => query.bind(bool),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    }};
}

impl<R, O> Query<R, O> {
    fn new(sql: SqlStr, map: fn(R) -> O) -> Self {
        Self { sql, values: Vec::new(), map, persistent: true }
    }

    /// Binds the next parameter.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Prepares the statement for this one use: its text depends on how many values it has, and each
    /// text would take a place in the cache.
    pub(super) fn prepared_once(mut self) -> Self {
        self.persistent = false;
        self
    }

    /// Runs the statement, and returns how many rows it changed.
    pub(super) async fn execute(
        self,
        connection: impl Into<Connection<'_>>,
    ) -> Result<u64, StoreError> {
        Ok(match connection.into() {
            Connection::Sqlite(connection) => {
                self.on_sqlite().execute(connection).await?.rows_affected()
            }
            Connection::Postgres(session) => {
                let answer = timed(self.on_postgres().execute(session.connection()?)).await;
                session.finish(answer)?.rows_affected()
            }
        })
    }

    #[cfg(feature = "testing")]
    fn record(&self) {
        let types = self.values.iter().map(|value| match value {
            Value::Text(_) => "text",
            Value::Integer(_) => "bigint",
            Value::Bool(_) => "boolean",
            Value::Bytes(_) => "bytea",
        });
        crate::testing::record_statement(self.sql.as_str(), types);
    }

    fn on_sqlite(self) -> SqlxQuery<'static, Sqlite, SqliteArguments> {
        bound!(self)
    }

    fn on_postgres(self) -> SqlxQuery<'static, Postgres, PgArguments> {
        bound!(self)
    }
}

impl<R: Row, O> Query<R, O> {
    /// The first row, if there is any.
    pub(super) async fn fetch_optional(
        self,
        connection: impl Into<Connection<'_>>,
    ) -> Result<Option<O>, StoreError> {
        let map = self.map;
        let row = match connection.into() {
            Connection::Sqlite(connection) => {
                let row = self.on_sqlite().fetch_optional(connection).await?;
                row.map(|row| R::from_row(&row)).transpose()?
            }
            Connection::Postgres(session) => {
                let answer = timed(self.on_postgres().fetch_optional(session.connection()?)).await;
                let row = session.finish(answer)?;
                row.map(|row| R::from_row(&row)).transpose()?
            }
        };
        Ok(row.map(map))
    }

    /// The first row, of which there must be one.
    pub(super) async fn fetch_one(
        self,
        connection: impl Into<Connection<'_>>,
    ) -> Result<O, StoreError> {
        let row = self.fetch_optional(connection).await?;
        row.ok_or_else(|| StoreError::from(sqlx::Error::RowNotFound))
    }

    /// All rows.
    pub(super) async fn fetch_all(
        self,
        connection: impl Into<Connection<'_>>,
    ) -> Result<Vec<O>, StoreError> {
        let map = self.map;
        let rows: Result<Vec<R>, sqlx::Error> = match connection.into() {
            Connection::Sqlite(connection) => {
                let rows = self.on_sqlite().fetch_all(connection).await?;
                rows.iter().map(R::from_row).collect()
            }
            Connection::Postgres(session) => {
                let answer = timed(self.on_postgres().fetch_all(session.connection()?)).await;
                let rows = session.finish(answer)?;
                rows.iter().map(R::from_row).collect()
            }
        };
        Ok(rows?.into_iter().map(map).collect())
    }
}

/// Builds a statement whose text depends on what is asked for. Values are always bound.
pub(super) struct QueryBuilder {
    engine: Engine,
    sql: String,
    values: Vec<Value>,
}

impl QueryBuilder {
    pub(super) fn new(engine: Engine, sql: impl Into<String>) -> Self {
        Self { engine, sql: sql.into(), values: Vec::new() }
    }

    /// The engine that the statement is for.
    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    /// Appends SQL.
    pub(super) fn push(&mut self, sql: impl Display) -> &mut Self {
        // Writing to a `String` does not fail.
        let _ = write!(self.sql, "{sql}");
        self
    }

    /// Appends a parameter.
    pub(super) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let number = self.values.len();
        self.push(format_args!("${number}"))
    }

    /// Appends parameters with commas between them.
    pub(super) fn push_list<V: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut Self {
        for (index, value) in values.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            self.push_bind(value);
        }
        self
    }

    /// The statement, which returns no rows.
    pub(super) fn build(self) -> Query<(), ()> {
        self.into_query(|()| ())
    }

    /// The statement, which returns rows.
    pub(super) fn build_query_as<R: Row>(self) -> Query<R, R> {
        self.into_query(|row| row)
    }

    fn into_query<R, O>(self, map: fn(R) -> O) -> Query<R, O> {
        // What is pushed is a literal or a placeholder.
        let sql = AssertSqlSafe(self.sql).into_sql_str();
        Query { values: self.values, ..Query::new(sql, map) }
    }
}
