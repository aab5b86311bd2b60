//! Archives and mailboxes that are damaged after their members were read.

use std::fs;

use crate::containers::archive;
use crate::folder::{Folder, Ran, not_tested, ran};

const EXPORT: &str = "[[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n";

/// A folder with one file in its inbox, read once, and what it gave.
fn read(name: &str, bytes: &[u8], keys: &str) -> (Folder, String) {
    let folder = Folder::new();
    let stage = format!("[[ingest]]\nuse = \"files\"\npaths = [\"inbox\"]\n{keys}\n");
    folder.write("p.toml", stage + EXPORT).write(&format!("inbox/{name}"), bytes);
    assert_eq!(folder.records(0).len(), 3);
    let written = folder.read("out.jsonl").unwrap();
    (folder, written)
}

fn page(subject: &str) -> String {
    format!(
        "<title>{subject}</title><p>The {subject} is open again, the harbour office said on Monday.</p>"
    )
}

fn zipped() -> Vec<u8> {
    let pages = ["ferry", "lock", "pier"].map(|subject| (format!("{subject}.html"), page(subject)));
    archive(&pages.each_ref().map(|(name, page)| (name.as_str(), page.as_bytes())))
}

fn mailbox() -> Vec<u8> {
    let mails = ["ferry", "lock", "pier"].map(|subject| {
        let page = page(subject);
        format!(
            "From a@b.example Mon Mar  2 09:30:00 2026\nFrom: Ada <ada@desk.example>\nSubject: {subject}\n\
             Content-Type: text/html\n\n{page}\n\n"
        )
    });
    mails.concat().into_bytes()
}

/// What cannot be read for good takes its members out, unless what is gone is kept; repaired, all is as it was.
#[test]
fn members_of_an_archive_that_is_damaged_for_good() {
    for (name, whole) in [("all.zip", zipped()), ("all.mbox", mailbox())] {
        let file = format!("inbox/{name}");
        let damaged = vec![0; whole.len()];
        for (keys, stay) in
            [("", false), ("unreachable = \"keep\"", false), ("removed = \"keep\"", true)]
        {
            let (folder, written) = read(name, &whole, keys);
            folder.write(&file, &damaged);
            // The second run finds nothing new, and changes nothing.
            for time in ["first", "second"] {
                let left = folder.records(3).len();
                assert_eq!(left, if stay { 3 } else { 0 }, "{name}, {keys}, {time}");
                let quarantine = folder.quarantine();
                assert_eq!(quarantine.lines().count(), 1, "{quarantine}");
                assert!(
                    quarantine.contains(&file) && quarantine.contains("bad_input"),
                    "{quarantine}"
                );
            }
            if stay {
                assert_eq!(folder.read("out.jsonl").unwrap(), written, "{name}, {keys}");
            }
            folder.write(&file, &whole);
            assert_eq!(folder.records(0).len(), 3);
            assert_eq!(folder.read("out.jsonl").unwrap(), written, "{name}, {keys}");
            let checked = folder.run(&["ledger", "verify", "p.toml"]);
            assert_eq!(checked.code, Some(0), "{name}, {keys}: {}", checked.shown());
        }
    }
}

/// Where one member is damaged, or the end is cut off, the others stay.
#[test]
fn what_is_left_of_an_archive_is_read() {
    let mut whole = zipped();
    // A byte of the first member's data: behind its header of 30 bytes and its name.
    let (folder, written) = read("all.zip", &whole, "");
    whole[30 + "ferry.html".len() + 20] ^= 0xff;
    folder.write("inbox/all.zip", &whole);
    let left = folder.records(3);
    assert_eq!(left.len(), 2, "{}", folder.quarantine());
    assert!(folder.quarantine().contains("inbox/all.zip!/ferry.html"), "{}", folder.quarantine());
    folder.write("inbox/all.zip", zipped());
    assert_eq!((folder.records(0).len(), folder.read("out.jsonl").unwrap()), (3, written));

    let whole = mailbox();
    let (folder, written) = read("all.mbox", &whole, "");
    folder.write("inbox/all.mbox", &whole[..whole.len() * 2 / 3]);
    assert_eq!(folder.records(0).len(), 2);
    folder.write("inbox/all.mbox", &whole);
    assert_eq!((folder.records(0).len(), folder.read("out.jsonl").unwrap()), (3, written));
}

/// What lies in an archive that may not be opened for a while is not gone for all that is known, whatever `unreachable`
/// says.
#[test]
#[cfg(unix)]
fn members_of_an_archive_that_cannot_be_opened_for_a_while() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    for keys in ["", "unreachable = \"keep\""] {
        let (folder, written) = read("all.zip", &zipped(), keys);
        let set = |path: &str, mode: u32| {
            fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode))
                .unwrap();
        };
        // All of it belongs to somebody else now, who may not read the archive.
        fs::remove_dir_all(folder.path().join(".cableway")).unwrap();
        fs::remove_file(folder.path().join("out.jsonl")).unwrap();
        for path in ["", "inbox"] {
            set(path, 0o777);
        }
        let as_somebody = |code: i32| -> Option<Ran> {
            let mut command = folder.command(&["run", "p.toml"]);
            if rustix::process::geteuid().is_root() {
                command.uid(65_534).gid(65_534);
            }
            let ran = command.output().map(ran).ok()?;
            assert_eq!(ran.code, Some(code), "{keys}: {}", ran.shown());
            Some(ran)
        };
        if as_somebody(0).is_none() {
            not_tested(
                "an archive that may not be opened: the built command is out of another user's reach",
            );
            return;
        }
        set("inbox/all.zip", 0o000);
        as_somebody(3).unwrap();
        assert_eq!(folder.read("out.jsonl").unwrap(), written, "{keys}");
        assert!(folder.quarantine().contains("inbox/all.zip"), "{}", folder.quarantine());
        set("inbox/all.zip", 0o644);
        as_somebody(0).unwrap();
        assert_eq!(folder.read("out.jsonl").unwrap(), written, "{keys}");
    }
}
