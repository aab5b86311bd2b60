//! The stage `sqlite`: runs in, and what anybody who opens the database then finds.

mod places;
mod queries;
mod runs;

use std::fmt::Write as _;
use std::path::Path;

use cableway_core::{BlockKind, Document, Export as _, Limits, Setup, Stage as _};
use cableway_export::{Sqlite, SqliteConfig};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use tempfile::TempDir;

/// A folder with a database in it, to be.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn stage(&self) -> Sqlite {
        let config = SqliteConfig { path: "records.db".into(), wait: 0 };
        Sqlite::new(config, &Setup::new(self.path(), Limits::default())).unwrap()
    }

    /// The stage, opened, with these documents written to it.
    #[track_caller]
    fn written(&self, documents: &[Document]) -> Sqlite {
        let mut stage = self.stage();
        stage.open().unwrap();
        for document in documents {
            stage.write(document).unwrap();
        }
        stage
    }

    /// A whole run. Gives the number of rows that it changed.
    #[track_caller]
    fn run(&self, documents: &[Document]) -> u64 {
        let mut stage = self.written(documents);
        stage.commit().unwrap();
        stage.rows_changed()
    }

    /// The database as another program sees it.
    fn connection(&self) -> Connection {
        let connection = Connection::open(self.path().join("records.db")).unwrap();
        connection.busy_timeout(std::time::Duration::ZERO).unwrap();
        connection
    }

    /// All that the database says, after making sure that it is sound.
    #[track_caller]
    fn dump(&self) -> String {
        dump(&self.connection())
    }

    /// The rows of a query, as in [`rows`].
    #[track_caller]
    fn rows(&self, query: &str) -> String {
        rows(&self.connection(), query)
    }
}

/// The rows of a query, a line each.
#[track_caller]
fn rows(connection: &Connection, query: &str) -> String {
    let mut statement = connection.prepare(query).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        let values: Vec<String> = (0..columns)
            .map(|at| match row.get_ref(at).unwrap() {
                ValueRef::Null => "-".to_owned(),
                ValueRef::Integer(value) => value.to_string(),
                ValueRef::Real(value) => value.to_string(),
                ValueRef::Text(value) => String::from_utf8(value.to_vec()).unwrap(),
                ValueRef::Blob(value) => value.iter().fold(String::new(), |mut text, byte| {
                    write!(text, "{byte:02x}").unwrap();
                    text
                }),
            })
            .collect();
        writeln!(text, "{}", values.join(" | ")).unwrap();
    }
    text
}

/// All rows of all tables in the order of their keys, and all words of the index.
#[track_caller]
fn dump(connection: &Connection) -> String {
    assert_eq!(rows(connection, "PRAGMA integrity_check"), "ok\n");
    assert_eq!(rows(connection, "PRAGMA foreign_key_check"), "");
    // With 1, the index is compared with the documents that it is an index of.
    connection
        .execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", params![])
        .unwrap();
    let mut text = String::new();
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name";
    for table in rows(connection, tables).lines() {
        let columns = rows(connection, &format!("PRAGMA table_info ({table})")).lines().count();
        // The key is the first columns of each.
        let order = (1..=columns).map(|at| at.to_string()).collect::<Vec<_>>().join(", ");
        let all = rows(connection, &format!("SELECT * FROM {table} ORDER BY {order}"));
        write!(text, "{table}\n{all}").unwrap();
    }
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab (main, search, instance)",
        )
        .unwrap();
    text + &rows(connection, "SELECT * FROM words ORDER BY term, doc, col, offset")
}

/// A document at `uri` whose one paragraph is `text`.
fn plain(uri: &str, text: &str) -> Document {
    let mut builder = Document::builder(uri);
    builder.block(BlockKind::Paragraph, text);
    builder.build()
}
