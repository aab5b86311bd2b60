//! Files and folders that come, change and go.

use std::fs;

use super::{Watching, desk, put};

#[test]
fn files_that_come_change_and_go() {
    let folder = desk();
    let watching = Watching::start(&folder);
    watching.until_texts(&["The ferry sails.", "The train leaves."]);
    folder.write("inbox/c.txt", "A new one.");
    watching.until_texts(&["A new one.", "The ferry sails.", "The train leaves."]);
    folder.write("inbox/c.txt", "Not so new.");
    watching.until_texts(&["Not so new.", "The ferry sails.", "The train leaves."]);
    fs::rename(folder.path().join("inbox/c.txt"), folder.path().join("inbox/0.txt")).unwrap();
    watching.until("the new name", || folder.read("out.jsonl").unwrap().contains("inbox/0.txt"));
    fs::remove_file(folder.path().join("inbox/a.txt")).unwrap();
    watching.until_texts(&["Not so new.", "The train leaves."]);
    // What failed is told, and what is mended too.
    folder.write("inbox/bad.html", "");
    watching.until("quarantine", || folder.quarantine().contains("inbox/bad.html"));
    folder.write("inbox/bad.html", "<p>Mended after all.");
    watching.until_texts(&["Mended after all.", "Not so new.", "The train leaves."]);
    let heard = watching.stop();
    assert!(heard.contains("worked on 1 document, 3 documents written, "), "{heard}");
    assert!(heard.contains("1 source gone and withdrawn"), "{heard}");
    assert!(heard.contains("  in quarantine: inbox/bad.html: "), "{heard}");
}

#[test]
fn a_burst_of_files_is_a_few_runs() {
    let folder = desk();
    let watching = Watching::start(&folder);
    for number in 0..500 {
        folder.write(&format!("inbox/{number}.txt"), format!("Number {number}."));
    }
    watching.until("all of them", || watching.texts().len() == 502);
    let runs = watching.runs();
    assert!(runs < 100, "{runs} runs");
    for number in 0..500 {
        fs::remove_file(folder.path().join(format!("inbox/{number}.txt"))).unwrap();
    }
    watching.until_texts(&["The ferry sails.", "The train leaves."]);
    watching.stop();
}

#[test]
fn folders_that_come_move_and_go() {
    let folder = desk();
    let path = |name: &str| folder.path().join(name);
    let watching = Watching::start(&folder);
    // Deep at once: what lies there before anybody could watch it is found too.
    folder.write("inbox/one/two/three/c.txt", "Deep.");
    watching.until_texts(&["Deep.", "The ferry sails.", "The train leaves."]);
    folder.write("inbox/one/two/d.txt", "Less deep.");
    watching.until("two", || watching.texts().len() == 4);
    fs::rename(path("inbox/one"), path("inbox/moved")).unwrap();
    watching.until("it moved", || {
        let written = folder.read("out.jsonl").unwrap();
        written.contains("inbox/moved/two/d.txt") && !written.contains("inbox/one")
    });
    folder.write("inbox/moved/two/three/e.txt", "Watched under its new name.");
    watching.until("under its new name", || watching.texts().len() == 5);
    fs::rename(path("inbox/moved"), path("elsewhere")).unwrap();
    watching.until_texts(&["The ferry sails.", "The train leaves."]);
    fs::rename(path("elsewhere"), path("inbox/back")).unwrap();
    watching.until("it is back", || watching.texts().len() == 5);
    folder.write("inbox/back/two/d.txt", "Changed.");
    watching.until("watched again", || watching.texts().contains(&"Changed.".to_owned()));
    fs::remove_dir_all(path("inbox/back")).unwrap();
    watching.until_texts(&["The ferry sails.", "The train leaves."]);
    watching.stop();
}

/// Folders are made in folders that are being made, faster than anybody can watch them: in the end each is watched.
#[test]
#[cfg(target_os = "linux")]
fn folders_that_come_while_others_are_looked_at() {
    let folder = desk();
    let watching = Watching::start(&folder);
    let make = |tree: usize| {
        let mut path = folder.path().join(format!("inbox/{tree}"));
        for _ in 0..25 {
            fs::create_dir(&path).unwrap();
            path.push("deeper");
        }
    };
    std::thread::scope(|scope| {
        for first in [0, 100] {
            scope.spawn(move || (first..first + 20).for_each(&make));
        }
    });
    let inbox = folder.path().join("inbox");
    watching.until("each is watched", || {
        let watched = inodes_that_are_watched(&watching);
        inodes_of_folders(&inbox).is_subset(&watched)
    });
    assert_eq!(inodes_of_folders(&inbox).len(), 1 + 40 * 25);
    folder.write("inbox/119/deeper/deeper/deeper/c.txt", "Deep.");
    watching.until_texts(&["Deep.", "The ferry sails.", "The train leaves."]);
    watching.stop();
}

/// The numbers of the folder and all below it.
#[cfg(target_os = "linux")]
fn inodes_of_folders(folder: &std::path::Path) -> std::collections::BTreeSet<u64> {
    use std::os::unix::fs::MetadataExt as _;
    let mut found = std::collections::BTreeSet::from([fs::metadata(folder).unwrap().ino()]);
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.append(&mut inodes_of_folders(&entry.path()));
        }
    }
    found
}

/// What the system watches for the process, as it says itself.
#[cfg(target_os = "linux")]
fn inodes_that_are_watched(watching: &Watching<'_>) -> std::collections::BTreeSet<u64> {
    let files = fs::read_dir(format!("/proc/{}/fdinfo", watching.child.id())).unwrap();
    let texts = files.flatten().filter_map(|file| fs::read_to_string(file.path()).ok());
    let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    lines
        .filter_map(|line| {
            let number =
                line.strip_prefix("inotify ")?.split(' ').find_map(|it| it.strip_prefix("ino:"))?;
            u64::from_str_radix(number, 16).ok()
        })
        .collect()
}

/// The folder that a pipeline reads may go as a whole, and another take its place.
#[test]
fn the_place_itself_is_replaced() {
    let folder = desk();
    let path = |name: &str| folder.path().join(name);
    folder.write("next/c.txt", "The new folder.");
    let watching = Watching::start(&folder);
    fs::remove_dir_all(path("inbox")).unwrap();
    watching.until_said("there is no file or folder `inbox`", 1);
    assert_eq!(watching.texts().len(), 2, "nothing is replaced");
    fs::rename(path("next"), path("inbox")).unwrap();
    watching.until_texts(&["The new folder."]);
    folder.write("inbox/d.txt", "It is watched.");
    watching.until_texts(&["It is watched.", "The new folder."]);
    // Once more, without a moment between the two.
    folder.write("third/e.txt", "The third.");
    fs::rename(path("inbox"), path("old")).unwrap();
    fs::rename(path("third"), path("inbox")).unwrap();
    watching.until_texts(&["The third."]);
    folder.write("inbox/f.txt", "The fourth.");
    watching.until_texts(&["The fourth.", "The third."]);
    folder.write("old/g.txt", "Nobody looks here.");
    watching.settle();
    assert_eq!(watching.texts(), ["The fourth.", "The third."]);
    watching.stop();
}

#[test]
fn globs_and_places_that_are_not_there_yet() {
    let folder = desk();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\"inbox/*.txt\", \"to/come/*/x.txt\"]\nallow_empty = true\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n",
    );
    let watching = Watching::start(&folder);
    folder.write("to/come/deep/x.txt", "It came.");
    watching.until_texts(&["It came.", "The ferry sails.", "The train leaves."]);
    let runs = watching.runs();
    folder.write("to/come/deep/y.txt", "No match.").write("inbox/c.text", "None either.");
    folder.write("inbox/below/d.txt", "Too deep.");
    watching.settle();
    // For the file that settled: it came and went.
    assert_eq!(watching.runs(), runs + 2, "{}", watching.heard());
    watching.stop();
}

/// Outputs, the quarantine and the ledger lie where the pipeline reads.
#[test]
fn what_the_pipeline_writes_starts_no_run() {
    let folder = desk();
    folder.write(
        "p.toml",
        "[[ingest]]\nuse = \"files\"\npaths = [\".\"]\nhidden = true\n\
         exclude = [\"*.toml\", \"*.jsonl\", \"*.db\", \"*.csv\", \".*\"]\n\
         [[export]]\nuse = \"jsonl\"\npath = \"out.jsonl\"\n[[export]]\nuse = \"csv\"\npath = \"inbox/out.csv\"\n\
         [[export]]\nuse = \"sqlite\"\npath = \"inbox/out.db\"\n",
    );
    folder.write("inbox/empty.html", "");
    let watching = Watching::start(&folder);
    for number in 0..3 {
        put(&folder, "inbox/c.txt", &format!("Number {number}."));
        watching.until(&format!("number {number}"), || {
            watching.texts().contains(&format!("Number {number}.")) && watching.is_idle()
        });
        assert_eq!(watching.runs(), number + 2, "{}", watching.heard());
    }
    watching.settle();
    assert_eq!(watching.runs(), 6, "{}", watching.heard());
    assert!(folder.quarantine().contains("inbox/empty.html"));
    watching.stop();
}

/// What was watched may be locked, and opened again.
#[test]
fn files_that_may_not_be_read_yet() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = desk();
    let path = folder.path().join("inbox/a.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        crate::folder::not_tested("files that may not be read: this user may read all");
        return;
    }
    let watching = Watching::start(&folder);
    watching.until_texts(&["The train leaves."]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    watching.until_texts(&["The ferry sails.", "The train leaves."]);
    watching.stop();
}

/// A folder may be a link to another, and hold links.
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let folder = desk();
    let path = |name: &str| folder.path().join(name);
    fs::rename(path("inbox"), path("store")).unwrap();
    symlink("store", path("inbox")).unwrap();
    folder.write("more/c.txt", "Through two links.");
    let watching = Watching::start(&folder);
    folder.write("store/d.txt", "Through one link.");
    watching.until("through one link", || watching.texts().len() == 3);
    symlink(path("more"), path("store/more")).unwrap();
    watching.until("through two links", || watching.texts().len() == 4);
    folder.write("more/e.txt", "Through two links again.");
    watching.until("through two links again", || watching.texts().len() == 5);
    // One that leads back is no trouble to who watches.
    symlink(path("store"), path("more/back")).unwrap();
    fs::remove_file(path("inbox")).unwrap();
    symlink("more", path("inbox")).unwrap();
    watching.until("the other folder", || {
        folder.read("out.jsonl").unwrap().contains("inbox/back/a.txt")
    });
    folder.write("more/f.txt", "Watched by its new name.");
    watching.until("its new name", || {
        watching.texts().contains(&"Watched by its new name.".to_owned())
    });
    watching.stop();
}
