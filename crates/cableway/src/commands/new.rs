//! `cableway new`.

use std::fs;
use std::io::{self, Write as _, stdout};
use std::path::Path;

use crate::Exit;
use crate::arguments::New;
use crate::logging::error;

/// Every file of a new project.
const FILES: [(&str, &str); 9] = [
    ("pipeline.toml", include_str!("../../templates/pipeline.toml")),
    ("topics.toml", include_str!("../../templates/topics.toml")),
    ("inbox/ferry.html", include_str!("../../templates/inbox/ferry.html")),
    ("inbox/flood-wall.txt", include_str!("../../templates/inbox/flood-wall.txt")),
    ("inbox/bus.md", include_str!("../../templates/inbox/bus.md")),
    ("tests/cases/ferry/case.toml", include_str!("../../templates/tests/cases/ferry/case.toml")),
    (
        "tests/cases/ferry/input/ferry.html",
        include_str!("../../templates/tests/cases/ferry/input/ferry.html"),
    ),
    // `cableway test --update always` in the folder `templates` writes it anew.
    (
        "tests/cases/ferry/snapshots/records.snap",
        include_str!("../../templates/tests/cases/ferry/snapshots/records.snap"),
    ),
    (".gitignore", "/out/\n*.quarantine.jsonl\n*.snap.new\n*.snap.new.*\n"),
];

pub(crate) fn new(arguments: &New) -> io::Result<Exit> {
    let folder = &arguments.folder;
    let shown = folder.display();
    match is_free(folder) {
        Ok(true) => {}
        Ok(false) => {
            error(&format!("`{shown}` is there already, and is not an empty folder"), &[]);
            return Ok(Exit::Wrong);
        }
        Err(cause) => {
            error(&format!("cannot look into `{shown}`"), &[cause.to_string()]);
            return Ok(Exit::Failed);
        }
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        if let Err(cause) = write(&path, text) {
            error(&format!("cannot write `{}`", path.display()), &[cause.to_string()]);
            return Ok(Exit::Failed);
        }
    }
    let mut out = stdout();
    writeln!(out, "made `{shown}`:")?;
    for (name, _) in FILES {
        writeln!(out, "  {name}")?;
    }
    let pipeline = folder.join("pipeline.toml");
    writeln!(out, "\nnext:  cableway run {}\n       cableway test {shown}", pipeline.display())?;
    Ok(Exit::Done)
}

fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(error),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
