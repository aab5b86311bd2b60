//! The tables: how a database is told to be ours, and how the tables are made anew.

use std::collections::BTreeMap;

use rusqlite::Connection;

/// All tables, indexes and views.
const TABLES: &str = include_str!("schema.sql");

/// The index of words, which SQLite keeps in tables of its own; their names begin with its name and `_`.
pub(crate) const SEARCH: &str = "search";

/// `CBLW`, as the application's id in the database's header.
const APPLICATION: i32 = 0x4342_4c57;

/// Which form of the tables this is. A database of another, older form is written anew as a whole.
const VERSION: i32 = 1;

/// Whose a database is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Nobody's: there is nothing in it.
    Nobody,
    /// Ours, with the tables of this version as they should be.
    Current,
    /// Ours, with tables of an older version, or changed by somebody.
    Outdated,
    /// Ours, of a version that is to come.
    Newer(i32),
    /// Somebody else's: what is in it, in words.
    Foreign(String),
}

/// What stands in a database's list of tables: type and definition by name.
type Objects = BTreeMap<String, (String, String)>;

/// Finds out whose the database is. Reads its header and its list of tables.
pub(crate) fn owner(connection: &Connection) -> rusqlite::Result<Owner> {
    let header = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (header("application_id")?, header("user_version")?);
    let objects = objects(connection)?;
    if application == APPLICATION {
        return Ok(match version {
            VERSION if expected()?.iter().all(|(name, it)| objects.get(name) == Some(it)) => {
                Owner::Current
            }
            newer if newer > VERSION => Owner::Newer(newer),
            _ => Owner::Outdated,
        });
    }
    if objects.is_empty() && application == 0 && version == 0 {
        return Ok(Owner::Nobody);
    }
    Ok(Owner::Foreign(match objects.keys().next() {
        Some(first) => format!("it has a table `{first}`"),
        None => format!("its application id is {application}"),
    }))
}

/// Makes all tables anew and empty, and leaves alone what is not ours. To be called inside a transaction.
pub(crate) fn renew(connection: &Connection) -> rusqlite::Result<()> {
    let found = objects(connection)?;
    // Views go before what they show, and tables take their indexes along.
    for wanted in ["view", "table"] {
        for name in expected()?.into_keys() {
            if found.get(&name).is_some_and(|(kind, _)| kind == wanted) {
                connection.execute_batch(&format!("DROP {wanted} {name}"))?;
            }
        }
    }
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}

fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    let mut statement = connection.prepare(
        "SELECT name, type, coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    rows.collect()
}

/// What stands in the list of a database that has just been made. The tables in which SQLite keeps the
/// index of words are its own affair.
fn expected() -> rusqlite::Result<Objects> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(TABLES)?;
    let mut expected = objects(&connection)?;
    expected.retain(|name, _| !is_search_data(name));
    Ok(expected)
}

fn is_search_data(name: &str) -> bool {
    name.strip_prefix(SEARCH).is_some_and(|rest| rest.starts_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_database_is_current() {
        let connection = Connection::open_in_memory().unwrap();
        assert_eq!(owner(&connection).unwrap(), Owner::Nobody);
        renew(&connection).unwrap();
        assert_eq!(owner(&connection).unwrap(), Owner::Current);
        renew(&connection).unwrap();
        assert_eq!(owner(&connection).unwrap(), Owner::Current);
    }

    #[test]
    fn changed_tables_are_outdated_and_made_anew() {
        let changes = [
            "DROP VIEW labels",
            "DROP INDEX tags_by_name",
            "ALTER TABLE notes ADD COLUMN more TEXT",
            "DROP TABLE search",
            "DROP TABLE authors; CREATE VIEW authors AS SELECT 1 AS name",
            "PRAGMA user_version = 0",
        ];
        for change in changes {
            let connection = Connection::open_in_memory().unwrap();
            renew(&connection).unwrap();
            connection.execute_batch(change).unwrap();
            assert_eq!(owner(&connection).unwrap(), Owner::Outdated, "{change}");
            renew(&connection).unwrap();
            assert_eq!(owner(&connection).unwrap(), Owner::Current, "{change}");
        }
    }

    #[test]
    fn tables_of_others_beside_ours_stay() {
        let connection = Connection::open_in_memory().unwrap();
        renew(&connection).unwrap();
        connection.execute_batch("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)").unwrap();
        assert_eq!(owner(&connection).unwrap(), Owner::Current);
        renew(&connection).unwrap();
        let kept: i64 =
            connection.query_row("SELECT count(*) FROM mine", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 1);
    }

    #[test]
    fn databases_of_others_are_theirs() {
        let check = |made: &str, expect: Owner| {
            let connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(made).unwrap();
            assert_eq!(owner(&connection).unwrap(), expect, "{made}");
        };
        check("CREATE TABLE a (b)", Owner::Foreign("it has a table `a`".into()));
        check("PRAGMA application_id = 7", Owner::Foreign("its application id is 7".into()));
        check("PRAGMA application_id = 0x43424c57; PRAGMA user_version = 2", Owner::Newer(2));
    }
}
