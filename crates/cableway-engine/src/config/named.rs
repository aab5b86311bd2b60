//! The files that a configuration names, and their digests.

use std::collections::{BTreeMap, HashMap};
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use cableway_core::Digest;

use crate::config::node::{Node, Value};

/// A longer text is taken for what it says, and not for the name of a file.
const LONGEST_NAME: usize = 1_024;

/// The digest of a file of so many bytes or more is kept for as long as the process lives.
const LARGE: u64 = 64 << 10;

/// A file that was changed less than this ago may be changed once more without its time telling.
const RESTED: Duration = Duration::from_secs(2);

/// The files that the table `node` names: every text in it that leads from `base` to a file that is
/// there, but for what stands under the key `left_out`.
pub(crate) fn named_files(
    node: &Node,
    base: &Path,
    left_out: Option<&str>,
) -> BTreeMap<String, Digest> {
    let mut found = BTreeMap::new();
    for Named { way, text, from_environment } in texts(node, left_out) {
        if let Some(digest) = may_be_file(text, base).and_then(|path| file_digest(&path).ok()) {
            let shown = if from_environment {
                format!("{way}, from the environment")
            } else {
                text.to_owned()
            };
            found.insert(shown, digest);
        }
    }
    found
}

/// Where the files would be that the table `node` may name, whether or not they are there.
pub(crate) fn nameable_files(node: &Node, base: &Path, left_out: Option<&str>) -> Vec<PathBuf> {
    texts(node, left_out).iter().filter_map(|named| may_be_file(named.text, base)).collect()
}

/// A text in a table.
struct Named<'a> {
    /// The keys that lead to it, with `.` between them.
    way: String,
    text: &'a str,
    from_environment: bool,
}

/// Every text in the table, but for what stands under the key `left_out`.
fn texts<'a>(node: &'a Node, left_out: Option<&str>) -> Vec<Named<'a>> {
    let mut texts = Vec::new();
    // What is still to be looked at, with the way to it.
    let mut open: Vec<(String, &Node)> = vec![(String::new(), node)];
    while let Some((way, node)) = open.pop() {
        let below = |key: &str| {
            if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") }
        };
        match &node.value {
            Value::String { text, from_environment } => {
                texts.push(Named { way, text, from_environment: *from_environment });
            }
            Value::Array(nodes) => {
                let numbered = nodes.iter().enumerate();
                open.extend(numbered.map(|(place, node)| (below(&place.to_string()), node)));
            }
            Value::Table(table) => {
                let entries = table.0.iter();
                let wanted =
                    entries.filter(|e| !way.is_empty() || left_out != Some(e.key.as_str()));
                open.extend(wanted.map(|entry| (below(&entry.key), &entry.node)));
            }
            _ => {}
        }
    }
    texts
}

fn may_be_file(name: &str, base: &Path) -> Option<PathBuf> {
    let may_be = !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(['\n', '\0']);
    may_be.then(|| base.join(name))
}

/// The digest of the file at `path`.
///
/// # Errors
/// When there is no such file, it is of another sort (a folder, a pipe), or cannot be read.
pub(crate) fn file_digest(path: &Path) -> io::Result<Digest> {
    static KNOWN: LazyLock<Mutex<HashMap<PathBuf, (Stamp, Digest)>>> =
        LazyLock::new(Mutex::default);

    // Opening a pipe would wait for somebody to write to it.
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    if metadata.len() < LARGE {
        return Digest::of_reader(File::open(path)?);
    }
    let stamp = Stamp::of(&metadata)?;
    let whole = std::path::absolute(path)?;
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, digest)) = known().get(&whole).filter(|(known, _)| *known == stamp) {
        return Ok(*digest);
    }
    let file = File::open(path)?;
    let digest = Digest::of_reader(&file)?;
    let unchanged = Stamp::of(&file.metadata()?)? == stamp;
    if unchanged && stamp.has_rested() {
        known().insert(whole, (stamp, digest));
    }
    Ok(digest)
}

/// What tells that a file has not changed, short of reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: SystemTime,
    /// Device, number, and when anything about the file was changed last: this no program can set back.
    #[cfg(unix)]
    inode: (u64, u64, i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;

        Ok(Self {
            bytes: metadata.len(),
            modified: metadata.modified()?,
            #[cfg(unix)]
            inode: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// Whether a change from now on would be told by another time.
    fn has_rested(&self) -> bool {
        let rested = |moment: SystemTime| moment.elapsed().is_ok_and(|age| age > RESTED);
        #[cfg(unix)]
        let changed = u64::try_from(self.inode.2)
            .ok()
            .and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
        #[cfg(not(unix))]
        let changed = Some(self.modified);
        rested(self.modified) && changed.is_some_and(rested)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;
    use crate::config::environment::expand_table;
    use crate::config::node::{self, Table};
    use crate::diagnostic::{Diagnostics, Location, SourceText};

    fn table(text: &str) -> Node {
        let source = Arc::new(SourceText { name: "p.toml".into(), text: text.into() });
        let mut diagnostics = Diagnostics::default();
        let mut table: Table = node::parse(&source, &mut diagnostics);
        let lookup = |name: &str| (name == "SECRET").then(|| "b.txt".to_owned());
        expand_table(&mut table, &lookup, &mut diagnostics);
        assert!(diagnostics.0.is_empty(), "{diagnostics}");
        Node { value: Value::Table(table), location: Location { source, range: 0..0 } }
    }

    #[test]
    fn texts_that_lead_to_files() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "a").unwrap();
        fs::write(folder.path().join("b.txt"), "b").unwrap();
        fs::create_dir(folder.path().join("folder")).unwrap();
        let node = table(
            "paths = [\"a.txt\"]\nrules = \"folder/../a.txt\"\nnone = \"c.txt\"\nfolder = \"folder\"\n\
             empty = \"\"\nnumber = 3\nlist = [{ paths = \"./a.txt\", key = \"${SECRET}\" }]\n",
        );
        let found = named_files(&node, folder.path(), Some("paths"));
        let names: Vec<&str> = found.keys().map(String::as_str).collect();
        // A key of this name further down is another.
        assert_eq!(names, ["./a.txt", "folder/../a.txt", "list.0.key, from the environment"]);
        assert_eq!(found["./a.txt"], Digest::of(b"a"));
        assert_eq!(found["list.0.key, from the environment"], Digest::of(b"b"));
    }

    #[test]
    fn a_large_file_that_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model");
        let bytes = |byte: u8| vec![byte; usize::try_from(LARGE).unwrap() + 1];
        let past = SystemTime::now() - Duration::from_hours(1);
        for byte in [1, 2, 3] {
            fs::write(&path, bytes(byte)).unwrap();
            // As an unpacked archive or a careful copy has it.
            File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
            assert_eq!(file_digest(&path).unwrap(), Digest::of(&bytes(byte)));
            assert_eq!(file_digest(&path).unwrap(), Digest::of(&bytes(byte)));
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(file_digest(folder.path()).is_err());
        assert!(file_digest(&folder.path().join("none")).is_err());
        assert!(file_digest(Path::new("/dev/null")).is_err());
    }
}
