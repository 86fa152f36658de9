//! Rows of any table, and their digests.

use crate::store::query::Value;
use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Decode, FromRow, Row, Type, TypeInfo as _};

/// The values of a row, as they stand in the database.
pub(super) struct Cells(pub(super) Vec<Value>);

impl FromRow<'_, SqliteRow> for Cells {
    fn from_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        cells(row)
    }
}

impl FromRow<'_, PgRow> for Cells {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        cells(row)
    }
}

/// The type of a value is that of its column: the tables of SQLite are STRICT.
fn cells<'r, R: Row>(row: &'r R) -> Result<Cells, sqlx::Error>
where
    usize: sqlx::ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
{
    let cell = |column: &<R::Database as sqlx::Database>::Column| {
        let index = column.ordinal();
        Ok(match column.type_info().name() {
            "TEXT" => Value::Text(row.try_get(index)?),
            "INTEGER" | "INT8" => Value::Integer(row.try_get(index)?),
            "BLOB" | "BYTEA" => Value::Bytes(row.try_get(index)?),
            other => {
                let index = column.name().to_owned();
                let source = format!("no value of the type {other} is copied").into();
                return Err(sqlx::Error::ColumnDecode { index, source });
            }
        })
    };
    row.columns().iter().map(cell).collect::<Result<_, _>>().map(Cells)
}

/// How many rows a table has, and their digests together. Rows of one table differ by their keys, so
/// none can cancel another out; their order does not matter, because that of a text with U+0000 changes
/// when this is replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) rows: u64,
    digest: [u8; 32],
}

impl Content {
    pub(super) fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        for value in row {
            let (kind, bytes) = canonical(value);
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        self.rows += 1;
        for (all, one) in self.digest.iter_mut().zip(hash.finalize()) {
            *all ^= one;
        }
    }
}

fn canonical(value: &Value) -> (u8, Vec<u8>) {
    match value {
        Value::Text(None) | Value::Integer(None) | Value::Bytes(None) => (0, Vec::new()),
        Value::Text(Some(text)) => (1, text.as_bytes().to_vec()),
        Value::Integer(Some(number)) => (2, number.to_be_bytes().to_vec()),
        Value::Bool(bool) => (3, vec![u8::from(*bool)]),
        Value::Bytes(Some(bytes)) => (4, bytes.clone()),
    }
}

/// The value as both engines store it.
pub(super) fn storable(value: Value) -> Value {
    match value {
        Value::Text(text) => text.into(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(rows: &[&[Value]]) -> Content {
        let mut content = Content::default();
        for row in rows {
            content.add(row);
        }
        content
    }

    #[test]
    fn every_difference_between_rows_shows() {
        let text = |text: &str| Value::Text(Some(text.to_owned()));
        let rows: [&[Value]; 8] = [
            &[text("a"), text("bc")],
            &[text("ab"), text("c")],
            &[text("a"), Value::Text(None)],
            &[text("a"), text("")],
            &[text("a"), Value::Bytes(Some(b"bc".to_vec()))],
            &[text("a"), Value::Integer(Some(0))],
            &[text("a"), Value::Integer(Some(256))],
            &[text("a")],
        ];
        for (nth, one) in rows.iter().enumerate() {
            for (other_nth, other) in rows.iter().enumerate() {
                assert_eq!(content(&[one]) == content(&[other]), nth == other_nth);
            }
        }
        assert_eq!(content(&[rows[0], rows[1]]), content(&[rows[1], rows[0]]));
        assert_ne!(content(&[rows[0], rows[1]]), content(&[rows[0], rows[2]]));
        assert_ne!(content(&[]), content(&[rows[0]]));
    }

    #[test]
    fn a_nul_is_replaced_before_it_is_written() {
        let stored = storable(Value::Text(Some("a\0b".to_owned())));
        assert_eq!(stored, Value::Text(Some("a\u{2400}b".to_owned())));
    }
}
