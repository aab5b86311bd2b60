//! From what is in the database to what the run wrote, inside one transaction.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use cableway_core::{Document, Record};
use rusqlite::{Connection, params};

use super::entries::{self, Entry};
use super::rows;
use super::trouble::Trouble;

/// How many documents of the database are looked at at a time: what is read is not to be changed meanwhile.
const PAGE: usize = 1000;

/// Makes the tables hold exactly `entries`, which are in the order of their numbers. `records` has the
/// records that are new or changed.
pub(super) fn apply(
    connection: &Connection,
    entries: &[Entry],
    records: &File,
) -> Result<(), Trouble> {
    let gone = gone(connection, entries)?;
    let mut gone = gone.into_iter().peekable();
    let mut record = String::new();
    // In ascending order, all of it: the index of words is built up several times faster so.
    for entry in entries.iter().filter(|entry| !entry.is_unchanged()) {
        while let Some(number) = gone.next_if(|number| *number <= entry.number) {
            rows::remove(connection, number)?;
        }
        read(records, entry, &mut record)?;
        let document: Record = serde_json::from_str(&record).map_err(io::Error::from)?;
        rows::replace(connection, entry.number, &Document::from_checked(document), &record)?;
    }
    for number in gone {
        rows::remove(connection, number)?;
    }
    Ok(())
}

/// The numbers of the documents that are in the database and not in the run, in ascending order, after making
/// sure that those which the run found unchanged still are.
fn gone(connection: &Connection, entries: &[Entry]) -> Result<Vec<i64>, Trouble> {
    let mut gone = Vec::new();
    let mut unchanged = 0;
    let mut last = String::new();
    loop {
        let page = page(connection, &last)?;
        let Some((id, _)) = page.last() else { break };
        last.clone_from(id);
        for (id, digest) in page {
            let (number, _) = entries::number(&id);
            match entries.binary_search_by_key(&number, |entry| entry.number) {
                Err(_) => gone.push(number),
                Ok(at) if entries[at].is_unchanged() => {
                    if !digest.starts_with(&entries[at].digest) {
                        return Err(Trouble::changed_meanwhile());
                    }
                    unchanged += 1;
                }
                Ok(_) => {}
            }
        }
    }
    if unchanged != entries.iter().filter(|entry| entry.is_unchanged()).count() {
        return Err(Trouble::changed_meanwhile());
    }
    gone.sort_unstable();
    Ok(gone)
}

/// Ids and digests of records behind the id `last`, from the index alone.
fn page(connection: &Connection, last: &str) -> rusqlite::Result<Vec<(String, Vec<u8>)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, record_digest FROM documents WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let rows = statement
        .query_map(params![last, PAGE.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// Reads the record of `entry`.
fn read(mut records: &File, entry: &Entry, record: &mut String) -> io::Result<()> {
    records.seek(SeekFrom::Start(entry.start))?;
    record.clear();
    let read = records.take(entry.length.into()).read_to_string(record)?;
    if read == entry.length as usize { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
