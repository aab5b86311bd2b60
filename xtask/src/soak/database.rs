//! What a database holds, whatever order it came in.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Result};

use crate::process::{Failure, OnFile as _, Outcome};

/// The schema and all rows of all tables, sorted, a line each. Fails where the database is damaged, or where
/// an index of its full-text search does not fit the texts.
///
/// It is a copy that is read, so that nothing is mended in passing.
pub(crate) fn content(path: &Path) -> Outcome<Vec<u8>> {
    let copy = path.with_extension("copy");
    for suffix in ["", "-wal", "-journal"] {
        let name = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            std::path::PathBuf::from(name)
        };
        if name(path).exists() {
            fs::copy(name(path), name(&copy)).on("copy", path)?;
        }
    }
    let read = Connection::open(&copy).and_then(|database| read(&database));
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = copy.as_os_str().to_owned();
        name.push(suffix);
        // Most of them are not there.
        let _ = fs::remove_file(name);
    }
    let (problems, lines) = read.on("read", path)?;
    if !problems.is_empty() {
        return Err(Failure::new(format!("`{}` is damaged: {problems}", path.display())));
    }
    Ok(lines.join("\n").into_bytes())
}

fn read(database: &Connection) -> Result<(String, Vec<String>)> {
    let mut problems = texts(database, "PRAGMA integrity_check")?;
    problems.retain(|line| line != "ok");
    problems.extend(texts(database, "SELECT \"table\" FROM pragma_foreign_key_check")?);
    let mut lines = texts(
        database,
        "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema \
         WHERE name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type, name",
    )?;
    let of_type = |kind: &str| {
        let list = format!(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = '{kind}' \
             AND name NOT LIKE 'sqlite_%' ORDER BY name"
        );
        texts(database, &list)
    };
    for table in of_type("virtual")? {
        // How an index is laid out depends on its history; that it fits the texts does not.
        let check =
            format!("INSERT INTO \"{table}\"(\"{table}\", rank) VALUES ('integrity-check', 1)");
        if let Err(error) = database.execute(&check, []) {
            problems.push(format!("{table}: {error}"));
        }
    }
    for table in of_type("table")? {
        let mut rows = rows(database, &table)?;
        rows.sort_unstable();
        lines.push(format!("-- {table}: {} rows", rows.len()));
        lines.append(&mut rows);
    }
    Ok((problems.join("; "), lines))
}

fn texts(database: &Connection, query: &str) -> Result<Vec<String>> {
    database.prepare(query)?.query_map([], |row| row.get(0))?.collect()
}

fn rows(database: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = database.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let mut line = String::new();
        for column in 0..columns {
            // Writing to a string cannot fail.
            let _ = match row.get_ref(column)? {
                ValueRef::Null => write!(line, "NULL|"),
                ValueRef::Integer(number) => write!(line, "{number}|"),
                ValueRef::Real(number) => write!(line, "{number:?}|"),
                ValueRef::Text(text) => write!(line, "{:?}|", String::from_utf8_lossy(text)),
                ValueRef::Blob(bytes) => write!(line, "{bytes:x?}|"),
            };
        }
        lines.push(line);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_rows_makes_no_difference_and_a_stale_index_does() {
        let folder = std::env::temp_dir();
        let made = |name: &str, statements: &str| {
            let path = folder.join(format!("cableway-{}-{name}.sqlite", std::process::id()));
            let database = Connection::open(&path).unwrap();
            database
                .execute_batch(&format!(
                    "CREATE TABLE d(id TEXT PRIMARY KEY, text TEXT, score REAL);\
                     CREATE VIRTUAL TABLE f USING fts5(text, content='d');{statements}"
                ))
                .unwrap();
            drop(database);
            let content = content(&path);
            fs::remove_file(path).unwrap();
            content
                .map(|bytes| String::from_utf8(bytes).unwrap())
                .map_err(|failure| failure.message)
        };
        let rebuild = "INSERT INTO f(f) VALUES ('rebuild')";
        let one =
            made("one", &format!("INSERT INTO d VALUES ('a', 'x', 1), ('b', NULL, 0.5);{rebuild}"));
        let two =
            made("two", &format!("INSERT INTO d VALUES ('b', NULL, 0.5), ('a', 'x', 1);{rebuild}"));
        assert!(one.as_ref().unwrap().ends_with("-- d: 2 rows\n\"a\"|\"x\"|1.0|\n\"b\"|NULL|0.5|"));
        assert_eq!(one, two);
        let stale = made("stale", &format!("{rebuild};INSERT INTO d VALUES ('a', 'x', 1)"));
        assert!(stale.unwrap_err().contains("is damaged: f:"));
    }
}
