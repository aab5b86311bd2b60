//! The rows of one document. All of this runs inside the one transaction of a commit.

use cableway_core::{Attributes, Date, Document, Span};
use rusqlite::{Connection, OptionalExtension as _, ToSql, params};

/// The tables that hang on a document, each by `document`.
const PARTS: [&str; 10] = [
    "authors",
    "tags",
    "blocks",
    "annotations",
    "annotation_spans",
    "links",
    "summaries",
    "sentences",
    "sentence_spans",
    "notes",
];

/// Puts the rows of `document` in the place of those that are there, if any. `record` is its JSON.
///
/// Each statement here writes one row, or cannot fail halfway. For one that can, SQLite first puts all words into the
/// index that it has gathered: it would gather those of one document, and write a third more rows in all.
pub(crate) fn replace(
    connection: &Connection,
    number: i64,
    document: &Document,
    record: &str,
) -> rusqlite::Result<()> {
    let rows = Rows { connection, number, document };
    let (title, text) = (document.meta().title.as_deref(), document.text());
    let old = Words::of(connection, number)?;
    // What is not searched for differently needs no new entry in the index, which costs most of all.
    let same_words =
        old.as_ref().is_some_and(|old| old.title.as_deref() == title && old.text == text);
    if let Some(old) = &old {
        remove_parts(connection, number)?;
        if !same_words {
            old.forget(connection, number)?;
        }
    }
    rows.document(record, old.is_some())?;
    if !same_words {
        rows.run("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", &[&title, &text])?;
    }
    rows.meta()?;
    rows.annotations()?;
    rows.summaries()
}

/// Removes all rows of a document.
pub(super) fn remove(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    remove_parts(connection, number)?;
    if let Some(words) = Words::of(connection, number)? {
        words.forget(connection, number)?;
    }
    connection.prepare_cached("DELETE FROM documents WHERE number = ?1")?.execute([number])?;
    Ok(())
}

/// What of a document is in the index of words.
struct Words {
    title: Option<String>,
    text: String,
}

impl Words {
    /// Those of a document that is in the database.
    fn of(connection: &Connection, number: i64) -> rusqlite::Result<Option<Self>> {
        connection
            .prepare_cached("SELECT title, text FROM documents WHERE number = ?1")?
            .query_row([number], |row| Ok(Self { title: row.get(0)?, text: row.get(1)? }))
            .optional()
    }

    /// Takes them out of the index, which must be told what it has.
    fn forget(&self, connection: &Connection, number: i64) -> rusqlite::Result<()> {
        connection
            .prepare_cached(
                "INSERT INTO search (search, rowid, title, text) VALUES ('delete', ?1, ?2, ?3)",
            )?
            .execute(params![number, self.title, self.text])?;
        Ok(())
    }
}

fn remove_parts(connection: &Connection, number: i64) -> rusqlite::Result<()> {
    for table in PARTS {
        connection
            .prepare_cached(&format!("DELETE FROM {table} WHERE document = ?1"))?
            .execute([number])?;
    }
    Ok(())
}

struct Rows<'a> {
    connection: &'a Connection,
    number: i64,
    document: &'a Document,
}

impl Rows<'_> {
    /// Runs a statement whose first parameter is the document's number.
    fn run(&self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        statement.raw_bind_parameter(1, self.number)?;
        for (place, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(place + 2, value)?;
        }
        statement.raw_execute().map(drop)
    }

    fn document(&self, record: &str, is_there: bool) -> rusqlite::Result<()> {
        let (source, meta) = (self.document.source(), self.document.meta());
        let digest = cableway_core::Digest::of(record.as_bytes());
        self.run(
            if is_there {
                "UPDATE documents SET
                     id = ?2, record_digest = ?3, uri = ?4, media_type = ?5, bytes = ?6, digest = ?7, retrieved = ?8,
                     reader = ?9, title = ?10, standfirst = ?11, publisher = ?12, published = ?13, modified = ?14,
                     language = ?15, url = ?16, section = ?17, text = ?18, record = ?19
                 WHERE number = ?1"
            } else {
                "INSERT INTO documents (
                     number, id, record_digest, uri, media_type, bytes, digest, retrieved, reader, title,
                     standfirst, publisher, published, modified, language, url, section, text, record
                 ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)"
            },
            &[
                &self.document.id().as_str(),
                &digest.as_bytes().as_slice(),
                &source.uri,
                &source.media_type,
                // No file is longer.
                &source.bytes.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX)),
                &source.digest.map(|digest| digest.to_string()),
                &source.retrieved.as_ref().map(Date::as_str),
                &source.reader,
                &meta.title,
                &meta.standfirst,
                &meta.publisher,
                &meta.published.as_ref().map(Date::as_str),
                &meta.modified.as_ref().map(Date::as_str),
                &self.document.language(),
                &meta.url,
                &meta.section,
                &self.document.text(),
                &record,
            ],
        )
    }

    fn meta(&self) -> rusqlite::Result<()> {
        let meta = self.document.meta();
        for (author, name) in from_one(&meta.authors) {
            self.run("INSERT INTO authors VALUES (?1, ?2, ?3)", &[&author, name])?;
        }
        for (tag, name) in from_one(&meta.tags) {
            self.run("INSERT INTO tags VALUES (?1, ?2, ?3)", &[&tag, name])?;
        }
        for (block, it) in from_one(self.document.blocks()) {
            let [start, end] = bounds(it.span);
            // As the record spells it.
            let kind = serde_json::to_value(it.kind).unwrap_or_default();
            let values: [&dyn ToSql; 4] = [&block, &kind.as_str(), &start, &end];
            self.run("INSERT INTO blocks VALUES (?1, ?2, ?3, ?4, ?5)", &values)?;
        }
        for (note, it) in from_one(self.document.notes()) {
            let values: [&dyn ToSql; 3] = [&note, &it.stage.as_str(), &it.message];
            self.run("INSERT INTO notes VALUES (?1, ?2, ?3, ?4)", &values)?;
        }
        Ok(())
    }

    fn annotations(&self) -> rusqlite::Result<()> {
        for (annotation, it) in from_one(self.document.annotations()) {
            self.run(
                "INSERT INTO annotations VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                &[
                    &annotation,
                    &it.id,
                    &it.stage.as_str(),
                    &it.kind,
                    &it.label,
                    &it.score.map(f64::from),
                    &json(&it.attributes),
                ],
            )?;
            for (span, &words) in from_one(&it.spans) {
                let [start, end] = bounds(words);
                let quote = self.document.slice(words);
                self.run(
                    "INSERT INTO annotation_spans VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    &[&annotation, &span, &start, &end, &quote],
                )?;
            }
            for (link, to) in from_one(&it.links) {
                let values: [&dyn ToSql; 4] = [&annotation, &link, &to.role, &to.to];
                self.run("INSERT INTO links VALUES (?1, ?2, ?3, ?4, ?5)", &values)?;
            }
        }
        Ok(())
    }

    fn summaries(&self) -> rusqlite::Result<()> {
        for (summary, it) in from_one(self.document.summaries()) {
            self.run("INSERT INTO summaries VALUES (?1, ?2, ?3)", &[&summary, &it.stage.as_str()])?;
            for (sentence, it) in from_one(&it.sentences) {
                let values: [&dyn ToSql; 4] =
                    [&summary, &sentence, &it.text, &json(&it.attributes)];
                self.run("INSERT INTO sentences VALUES (?1, ?2, ?3, ?4, ?5)", &values)?;
                for (span, &words) in from_one(&it.spans) {
                    let [start, end] = bounds(words);
                    let quote = self.document.slice(words);
                    self.run(
                        "INSERT INTO sentence_spans VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                        &[&summary, &sentence, &span, &start, &end, &quote],
                    )?;
                }
            }
        }
        Ok(())
    }
}

/// The parts of a list, counted from 1.
fn from_one<T>(list: &[T]) -> impl Iterator<Item = (i64, &T)> {
    (1..).zip(list)
}

fn bounds(span: Span) -> [i64; 2] {
    // No text is longer.
    [span.start(), span.end()].map(|at| i64::try_from(at).unwrap_or(i64::MAX))
}

/// Attributes as JSON; nothing where there are none.
fn json(attributes: &Attributes) -> Option<String> {
    (!attributes.is_empty()).then(|| serde_json::to_string(attributes).unwrap_or_default())
}
