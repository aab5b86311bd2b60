//! The rows that a database should have of a document: those that the export makes of its record, in a database in
//! memory. So what the columns mean is written once, in the export.

use std::collections::BTreeMap;

use cableway_core::{Document, Record};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::sqlite::{SEARCH, renew, replace};

/// The columns of `documents` that are compared by themselves, or tell nothing.
const APART: [&str; 4] = ["number", "record", "record_digest", "text"];

/// The characters that are shown of a value.
const EXCERPT: usize = 60;

/// Makes rows and compares them.
#[derive(Debug)]
pub(super) struct Derived {
    connection: Connection,
    tables: Vec<Table>,
}

#[derive(Debug)]
struct Table {
    name: String,
    columns: Vec<String>,
    /// How many of them tell a row from the others of its table: the first ones.
    key: usize,
}

/// The rows of one document in a table, by the values of their keys.
type Rows = BTreeMap<String, Vec<Value>>;

impl Derived {
    pub(super) fn new() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        renew(&connection)?;
        let tables = {
            let mut names = connection.prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?1) <> ?2 ORDER BY name",
            )?;
            let length = i64::try_from(SEARCH.len()).unwrap_or(i64::MAX);
            let names = names.query_map((length, SEARCH), |row| row.get(0))?;
            names.map(|name| table(&connection, name?)).collect::<rusqlite::Result<_>>()?
        };
        Ok(Self { connection, tables })
    }

    /// Where the rows of the document `number` in `found` are not those that its record gives: one sentence a table.
    /// A record that is no document gives none, and that is told elsewhere.
    pub(super) fn differences(
        &self,
        found: &Connection,
        number: i64,
        record: &str,
    ) -> rusqlite::Result<Vec<String>> {
        let Ok(parsed) = serde_json::from_str::<Record>(record) else { return Ok(Vec::new()) };
        let Ok(document) = Document::try_from(parsed) else { return Ok(Vec::new()) };
        self.connection.execute_batch("BEGIN")?;
        let compared = replace(&self.connection, number, &document, record).and_then(|()| {
            let mut told = Vec::new();
            for table in &self.tables {
                let expected = table.rows(&self.connection, number)?;
                told.extend(table.compare(&expected, &table.rows(found, number)?));
            }
            Ok(told)
        });
        self.connection.execute_batch("ROLLBACK")?;
        compared
    }

    /// Tables with rows of documents that are not there.
    pub(super) fn orphans(&self, found: &Connection) -> rusqlite::Result<Vec<String>> {
        let mut told = Vec::new();
        for table in self.tables.iter().filter(|table| table.key > 1) {
            let name = &table.name;
            let query = format!(
                "SELECT count(*) FROM {name} WHERE document NOT IN (SELECT number FROM documents)"
            );
            let count: i64 = found.query_row(&query, [], |row| row.get(0))?;
            if count > 0 {
                told.push(format!("`{name}`: {} of documents that are not there", rows(count)));
            }
        }
        Ok(told)
    }
}

fn table(connection: &Connection, name: String) -> rusqlite::Result<Table> {
    let mut query =
        connection.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
    let columns = query
        .query_map([&name], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, i64)>>>()?;
    let key = columns.iter().filter(|(_, place)| *place > 0).count();
    Ok(Table { name, columns: columns.into_iter().map(|(name, _)| name).collect(), key })
}

impl Table {
    fn rows(&self, connection: &Connection, number: i64) -> rusqlite::Result<Rows> {
        let (columns, name, document) = (self.columns.join(", "), &self.name, &self.columns[0]);
        let query = format!("SELECT {columns} FROM {name} WHERE {document} = ?1");
        let mut query = connection.prepare_cached(&query)?;
        let mut found = query.query([number])?;
        let mut rows = Rows::new();
        while let Some(row) = found.next()? {
            let values = (0..self.columns.len())
                .map(|column| row.get::<_, Value>(column))
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let key: Vec<String> = values[1..self.key].iter().map(shown).collect();
            rows.insert(key.join(", "), values);
        }
        Ok(rows)
    }

    /// The first row that is not as it should be, and how many more there are.
    fn compare(&self, expected: &Rows, found: &Rows) -> Option<String> {
        let mut wrong = 0_i64;
        let mut first = None;
        let mut tell = |what: String| {
            wrong += 1;
            first.get_or_insert(what);
        };
        for (key, should) in expected {
            let row = if key.is_empty() { String::new() } else { format!("row {key}: ") };
            let Some(is) = found.get(key) else {
                tell(format!("{row}it is not there"));
                continue;
            };
            let is_apart = |at: usize| self.key == 1 && APART.contains(&self.columns[at].as_str());
            let differs = |at: &usize| should[*at] != is[*at] && !is_apart(*at);
            if let Some(at) = (0..self.columns.len()).find(differs) {
                let (is, should) = (shown(&is[at]), shown(&should[at]));
                tell(format!("{row}`{}` is {is}, and {should} in its record", self.columns[at]));
            }
        }
        for key in found.keys().filter(|key| !expected.contains_key(*key)) {
            tell(format!("row {key}: its record has no such thing"));
        }
        let more =
            if wrong > 1 { format!(" (and {} more)", rows(wrong - 1)) } else { String::new() };
        first.map(|first| format!("`{}`: {first}{more}", self.name))
    }
}

fn rows(count: i64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

/// A value, shortened.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => return "NULL".to_owned(),
        Value::Integer(number) => return number.to_string(),
        Value::Real(number) => return number.to_string(),
        Value::Blob(bytes) => return format!("a blob of {} bytes", bytes.len()),
        Value::Text(text) => text,
    };
    if text.chars().count() <= EXCERPT {
        return format!("\"{text}\"");
    }
    format!("\"{} …\"", text.chars().take(EXCERPT).collect::<String>().trim_end())
}
