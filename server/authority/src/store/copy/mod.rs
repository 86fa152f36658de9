//! Copying every row from one database to another, of either engine.
//!
//! Rows are read in the order of their primary keys, some at a time, so that memory does not depend on
//! how many there are.

mod rows;
mod tables;
#[cfg(test)]
mod tests;

pub(crate) use rows::Content;
pub(crate) use tables::{TABLES, Table};

use super::error::StoreError;
use super::query::{QueryBuilder, Value, query_scalar};
use super::tx::Tx;
use crate::store::connection::Engine;
use rows::{Cells, storable};

/// Rows that are read by one statement, and written by one. With the widest table that is below the
/// 32,766 parameters of SQLite and the 65,535 of PostgreSQL.
const BATCH: usize = 100;

/// After rows with these identifiers PostgreSQL continues with the next one, as SQLite does by itself.
const CONTINUE_EVENTS: &str = "SELECT setval(pg_get_serial_sequence('audit_event', 'event_id'), \
     (SELECT max(event_id) FROM audit_event))";

impl Tx {
    /// The first table that has rows.
    pub(crate) async fn first_filled_table(&mut self) -> Result<Option<&'static str>, StoreError> {
        let engine = self.engine();
        for table in TABLES {
            let sql = format!("SELECT {} FROM {} LIMIT 1", table.key[0], table.name);
            let found = QueryBuilder::new(engine, sql).build_query_as::<Cells>();
            if found.fetch_optional(self.connection()?).await?.is_some() {
                return Ok(Some(table.name));
            }
        }
        Ok(None)
    }

    /// Copies a table to `target`. Returns what this database holds.
    pub(crate) async fn copy_table(
        &mut self,
        table: &Table,
        target: &mut Self,
    ) -> Result<Content, CopyFailure> {
        let mut content = Content::default();
        let mut last = None;
        loop {
            let rows = self.rows_after(table, last.as_deref()).await.map_err(CopyFailure::Read)?;
            let Some(Cells(row)) = rows.last() else { return Ok(content) };
            last = Some(row[..table.key.len()].to_vec());
            let rows = rows.into_iter().map(|Cells(row)| row.into_iter().map(storable).collect());
            let rows: Vec<Vec<Value>> = rows.collect();
            for row in &rows {
                content.add(row);
            }
            target.insert_rows(table, rows).await.map_err(CopyFailure::Write)?;
        }
    }

    /// What a table holds.
    pub(crate) async fn content_of(&mut self, table: &Table) -> Result<Content, StoreError> {
        let mut content = Content::default();
        let mut last: Option<Vec<Value>> = None;
        loop {
            let rows = self.rows_after(table, last.as_deref()).await?;
            let Some(Cells(row)) = rows.last() else { return Ok(content) };
            last = Some(row[..table.key.len()].to_vec());
            for Cells(row) in &rows {
                content.add(row);
            }
        }
    }

    /// Sets what the database counts by itself behind the rows that were copied.
    pub(crate) async fn continue_identities(&mut self) -> Result<(), StoreError> {
        if self.engine() == Engine::Postgres {
            query_scalar::<Option<i64>>(CONTINUE_EVENTS).fetch_one(self.connection()?).await?;
        }
        Ok(())
    }

    async fn rows_after(
        &mut self,
        table: &Table,
        last: Option<&[Value]>,
    ) -> Result<Vec<Cells>, StoreError> {
        let columns = table.all_columns().collect::<Vec<_>>().join(", ");
        let key = table.key.join(", ");
        let sql = format!("SELECT {columns} FROM {}", table.name);
        let mut sql = QueryBuilder::new(self.engine(), sql);
        if let Some(last) = last {
            sql.push(format_args!(" WHERE ({key}) > ("));
            sql.push_list(last.iter().cloned()).push(")");
        }
        sql.push(format_args!(" ORDER BY {key} LIMIT {BATCH}"));
        sql.build_query_as().fetch_all(self.connection()?).await
    }

    /// A full batch is one statement, each row of the last one is its own: so there are two texts to
    /// prepare for each table.
    async fn insert_rows(
        &mut self,
        table: &Table,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), StoreError> {
        let at_once = if rows.len() == BATCH { BATCH } else { 1 };
        let columns = table.all_columns().collect::<Vec<_>>().join(", ");
        let mut rows = rows.into_iter();
        while rows.len() > 0 {
            let sql = format!("INSERT INTO {} ({columns}) VALUES ", table.name);
            let mut sql = QueryBuilder::new(self.engine(), sql);
            for (nth, row) in rows.by_ref().take(at_once).enumerate() {
                sql.push(if nth == 0 { "(" } else { ", (" }).push_list(row).push(")");
            }
            sql.build().execute(self.connection()?).await?;
        }
        Ok(())
    }
}

/// Which side of a copy failed.
#[derive(Debug)]
pub(crate) enum CopyFailure {
    Read(StoreError),
    Write(StoreError),
}
