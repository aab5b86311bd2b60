//! Which files are found, and in which order.

use std::fmt::Debug;
use std::fs;
use std::sync::{Arc, Mutex};

use cableway_core::{Context, Limits, Setup};
use insta::assert_snapshot;
use serde_json::{Value, json};
use tracing::field::{Field, Visit};

use crate::folder::Folder;

#[track_caller]
fn check(names: &[&str], config: Value, expect: &[&str]) {
    assert_eq!(Folder::with(names).list(config), expect.join("\n"));
}

#[test]
fn files_come_in_the_order_of_their_names() {
    check(
        &[
            "in/b.txt",
            "in/B.txt",
            "in/a/z.txt",
            "in/a.txt",
            "in/ä.txt",
            "in/a/b/c.txt",
            "in/10",
            "in/9",
        ],
        json!({"paths": ["in"]}),
        &[
            "in/10",
            "in/9",
            "in/B.txt",
            "in/a/b/c.txt",
            "in/a/z.txt",
            "in/a.txt",
            "in/b.txt",
            "in/ä.txt",
        ],
    );
}

#[test]
fn entries_come_in_their_own_order() {
    check(
        &["in/a.txt", "in/b.txt", "z.txt", "out/a.txt"],
        json!({"paths": ["z.txt", "in/*.txt", "./out/"]}),
        &["z.txt", "in/a.txt", "in/b.txt", "out/a.txt"],
    );
}

#[test]
fn a_file_that_two_entries_find_comes_once() {
    check(
        &["in/a.txt", "in/b.md", "in/c/d.txt"],
        json!({"paths": ["in/b.md", "in/*.txt", "in", "./in/../in/a.txt", "**/d.txt", "in"]}),
        &["in/b.md", "in/a.txt", "in/c/d.txt"],
    );
    // The folder passes the hidden file over, so that the second entry is the first to find it.
    check(
        &["in/a.txt", "in/.b.txt"],
        json!({"paths": ["in", "in/.b.txt", "in/.b.txt"]}),
        &["in/a.txt", "in/.b.txt"],
    );
}

#[test]
fn globs() {
    let names = [
        "a.html",
        "b.HTML",
        "in/a.html",
        "in/x/a.html",
        "in/x/y/b.txt",
        "in/[1].txt",
        "in2/a.html",
    ];
    check(&names, json!({"paths": ["*.html"]}), &["a.html"]);
    check(
        &names,
        json!({"paths": ["**/*.html"]}),
        &["a.html", "in/a.html", "in/x/a.html", "in2/a.html"],
    );
    check(&names, json!({"paths": ["in/**/*.txt"]}), &["in/[1].txt", "in/x/y/b.txt"]);
    check(&names, json!({"paths": ["in*/a.html"]}), &["in/a.html", "in2/a.html"]);
    check(&names, json!({"paths": ["in/{x,x/y}/*.{html,txt}"]}), &["in/x/a.html", "in/x/y/b.txt"]);
    check(&names, json!({"paths": ["in/?/*"]}), &["in/x/a.html"]);
    check(&names, json!({"paths": ["in/\\[1\\].txt"]}), &["in/[1].txt"]);
    check(&names, json!({"paths": ["./in//./*.html"]}), &["in/a.html"]);
    check(&names, json!({"paths": ["in/x*/"]}), &["in/x/a.html", "in/x/y/b.txt"]);
}

#[test]
fn what_lies_outside_the_folder_of_the_pipeline() {
    let folder = Folder::with(&["in/a.txt", "pipelines/p.toml", "pipelines/b.txt"]);
    let setup = Setup::new(folder.path().join("pipelines"), Limits::default());
    assert_eq!(
        folder.list_with(&setup, json!({"paths": ["../in", "*.txt"]})),
        "../in/a.txt\nb.txt"
    );
    assert_eq!(
        folder.list_with(&setup, json!({"paths": ["../in/*"], "exclude": [".*"]})),
        "../in/a.txt"
    );
    // A file that another pipeline file includes: paths start there, URIs where the run is.
    let setup = setup.with_root(folder.path());
    assert_eq!(folder.list_with(&setup, json!({"paths": ["b.txt"]})), "pipelines/b.txt");
    // Named outright.
    let path = folder.path().join("in");
    assert_eq!(folder.list(json!({"paths": [path]})), "in/a.txt");
}

#[test]
fn what_is_excluded() {
    let names =
        ["in/a.txt", "in/a.bak", "in/keep.bak", "in/drafts/b.txt", "in/c/drafts", "drafts/d.txt"];
    check(
        &names,
        json!({"paths": ["in", "drafts"], "exclude": ["*.bak", "!keep.bak", "/in/drafts/"]}),
        &["in/a.txt", "in/c/drafts", "in/keep.bak", "drafts/d.txt"],
    );
    // A folder, wherever it is; a file of this name stays.
    check(
        &names,
        json!({"paths": ["in/**/*", "in/drafts"], "exclude": ["drafts/", "*.bak"], "allow_empty": true}),
        &["in/a.txt", "in/c/drafts"],
    );
    check(&names, json!({"paths": ["in/*.txt"], "exclude": ["in/*", "!in/a.txt"]}), &["in/a.txt"]);
}

#[test]
fn what_is_hidden() {
    let names = ["in/.a.txt", "in/.git/config", "in/b.txt", ".notes/c.txt", ".notes/.d.txt"];
    check(&names, json!({"paths": ["in"]}), &["in/b.txt"]);
    check(
        &names,
        json!({"paths": ["in"], "hidden": true}),
        &["in/.a.txt", "in/.git/config", "in/b.txt"],
    );
    check(&names, json!({"paths": ["**/*.txt"]}), &["in/b.txt"]);
    // Spelt out.
    check(&names, json!({"paths": ["in/.a.txt", ".notes"]}), &["in/.a.txt", ".notes/c.txt"]);
    check(&names, json!({"paths": ["in/.*.txt"]}), &["in/.a.txt"]);
    check(&names, json!({"paths": ["**/.git/*"]}), &["in/.git/config"]);
}

#[test]
fn what_finds_nothing_ends_the_run() {
    let folder = Folder::with(&["in/a.txt", ".hidden/b.txt", "in/.c.txt", "in/[b].txt"]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    let list = |config: Value| folder.list(config);
    let all = [
        list(json!({"paths": ["in/*.html", "in"]})),
        list(json!({"paths": ["imbox/*.html"]})),
        list(json!({"paths": ["imbox"]})),
        list(json!({"paths": ["empty"]})),
        list(json!({"paths": ["in", "**/c.txt"]})),
        list(json!({"paths": ["in/*.txt"], "exclude": ["*"]})),
        list(json!({"paths": ["**/.c.txt", "**/*b.txt"]})),
        list(json!({"paths": ["in/a.txt/*"]})),
        list(json!({"paths": ["in/a.txt/b"]})),
        list(json!({"paths": ["in/[b].txt"]})),
    ];
    assert_snapshot!(all.join("\n"));
}

#[test]
fn what_finds_nothing_may_do_so() {
    let folder = Folder::with(&["in/a.txt"]);
    let config = json!({"paths": ["in/*.html", "imbox", "in/a.txt"], "allow_empty": true});
    let (listed, warnings) = with_warnings(|| folder.list(config));
    assert_eq!(listed, "in/a.txt");
    let base = folder.path().display().to_string();
    assert_snapshot!(warnings.join("\n").replace(&base, "[folder]"), @"
    `in/*.html` matches no file in `[folder]/in`
    there is no file or folder `[folder]/imbox`
    ");
}

#[test]
fn a_folder_named_like_a_file() {
    let folder = Folder::with(&["in/a.html/b.html", "in/c.html", "in/c/d.html"]);
    let list = |paths: &str| with_warnings(|| folder.list(json!({"paths": [paths]})));
    let warning = |pattern| {
        vec![format!(
            "`in/a.html` matches `{pattern}`, which is a folder: it is not read as a file"
        )]
    };
    assert_eq!(list("in/*.html"), ("in/c.html".to_owned(), warning("in/*.html")));
    let all = "in/a.html/b.html\nin/c/d.html\nin/c.html";
    assert_eq!(list("in/**/*.html"), (all.to_owned(), warning("in/**/*.html")));
    assert_eq!(list("in/a.html"), ("in/a.html/b.html".to_owned(), vec![]));
    assert_eq!(list("in/*"), ("in/c.html".to_owned(), vec![]));
}

/// On Linux alone, because each system words the causes in its own way.
#[test]
#[cfg(target_os = "linux")]
fn links() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&["in/a.txt", "elsewhere/b.txt"]);
    let link = |to: &str, name: &str| symlink(to, folder.path().join("in").join(name)).unwrap();
    link("a.txt", "again.txt");
    link("../elsewhere", "deep");
    link("nowhere", "dangling.txt");
    link("loop.txt", "loop.txt");
    link(".", "self");
    link("..", "up");
    assert_snapshot!(folder.list(json!({"paths": ["in"]})), @"
    in/a.txt
    in/again.txt
    in/dangling.txt: io: is a link to `nowhere`, which does not exist: No such file or directory (os error 2)
    in/deep/b.txt
    in/loop.txt: io: is a link to `loop.txt` that cannot be followed: does it lead back to itself?: Too many levels of symbolic links (os error 40)
    in/self: bad_input: is a link to `.`, back to a folder above it: it is not followed, as that would never end
    in/up: bad_input: is a link to `..`, back to a folder above it: it is not followed, as that would never end
    ");
    assert_eq!(folder.list(json!({"paths": ["in/a*.txt"]})), "in/a.txt\nin/again.txt");
    assert_snapshot!(folder.list(json!({"paths": ["in/*/b.txt"]})), @"
    in/deep/b.txt
    in/self: bad_input: is a link to `.`, back to a folder above it: it is not followed, as that would never end
    in/up: bad_input: is a link to `..`, back to a folder above it: it is not followed, as that would never end
    ");
    assert_snapshot!(folder.list(json!({"paths": ["in/dangling.txt", "in/loop.txt"]})), @"
    in/dangling.txt: io: is a link to `nowhere`, which does not exist: No such file or directory (os error 2)
    in/loop.txt: io: is a link to `loop.txt` that cannot be followed: does it lead back to itself?: Too many levels of symbolic links (os error 40)
    ");
}

#[test]
#[cfg(unix)]
fn two_links_to_each_other() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&["in/a/x.txt", "in/b/y.txt"]);
    symlink("../b", folder.path().join("in/a/other")).unwrap();
    symlink("../a", folder.path().join("in/b/other")).unwrap();
    assert_snapshot!(folder.list(json!({"paths": ["in"]})), @"
    in/a/other/other: bad_input: is a link to `../a`, back to a folder above it: it is not followed, as that would never end
    in/a/other/y.txt
    in/a/x.txt
    in/b/other/other: bad_input: is a link to `../b`, back to a folder above it: it is not followed, as that would never end
    in/b/other/x.txt
    in/b/y.txt
    ");
}

#[test]
#[cfg(unix)]
fn what_is_no_file() {
    let folder = Folder::with(&["in/a.txt"]);
    let pipe = folder.path().join("in/pipe.txt");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("in/socket")).unwrap();
    assert_snapshot!(folder.list(json!({"paths": ["in", "in/pipe.txt"]})), @"
    in/a.txt
    in/pipe.txt: bad_input: is a named pipe, not a file, and is not opened
    in/socket: bad_input: is a socket, not a file, and is not opened
    ");
    let device = folder.list(json!({"paths": ["/dev/null"]}));
    assert!(
        device.ends_with("dev/null: bad_input: is a device, not a file, and is not opened"),
        "{device}"
    );
}

#[test]
#[cfg(unix)]
fn what_may_not_be_opened() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(&["in/a.txt", "in/b.txt", "in/c/d.txt"]);
    let close = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    close("in/a.txt", 0);
    close("in/c", 0);
    let may_read_everything = fs::read(folder.path().join("in/a.txt")).is_ok();
    let listed = folder.list(json!({"paths": ["in"]}));
    close("in/c", 0o700);
    if may_read_everything {
        assert_eq!(listed, "in/a.txt\nin/b.txt\nin/c/d.txt");
    } else {
        assert_eq!(
            listed,
            "in/a.txt: io: cannot be opened: Permission denied (os error 13)\n\
             in/b.txt\n\
             in/c: io: is a folder that cannot be opened: Permission denied (os error 13)"
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf_8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::with(&["in/caf\u{e9}.txt"]);
    for name in [&b"caf\xe9.txt"[..], b"caf\xe8.txt"] {
        fs::write(folder.path().join("in").join(OsStr::from_bytes(name)), "x").unwrap();
    }
    let expect = "in/café.txt\nin/caf%E8.txt\nin/caf%E9.txt";
    assert_eq!(folder.list(json!({"paths": ["in"]})), expect);
    assert_eq!(folder.list(json!({"paths": ["in/caf*.txt"]})), expect);
}

#[test]
fn folders_may_lie_deep() {
    let folder = Folder::with(&[]);
    let deep = "d/".repeat(400);
    folder.write(&format!("{deep}a.txt"), "x");
    assert_eq!(folder.list(json!({"paths": ["."]})), format!("{deep}a.txt"));
    assert_eq!(folder.list(json!({"paths": ["**/*.txt"]})), format!("{deep}a.txt"));
}

#[test]
fn a_file_that_is_too_large() {
    let folder = Folder::with(&["in/a.txt"]);
    folder.write("in/b.txt", vec![b'x'; (1 << 20) + 1]).write("in/c.txt", vec![b'x'; 1 << 20]);
    assert_snapshot!(folder.list(json!({"paths": ["in"]})), @"
    in/a.txt
    in/b.txt: limit: has 1048577 bytes, which is more than 1048576 (`bytes` under [limits])
    in/c.txt
    ");
}

#[test]
fn a_run_that_is_cancelled() {
    let folder = Folder::with(&["in/a.txt"]);
    for place in 0..2000 {
        fs::write(folder.path().join(format!("in/{place}.bak")), "").unwrap();
    }
    let stage = folder.stage(json!({"paths": ["in/*.txt"]}));
    let cancelled = std::sync::atomic::AtomicBool::new(true);
    let context = Context::new(Limits::default(), &cancelled);
    let listed: Vec<_> = stage.items(&context).collect();
    assert!(matches!(&listed[..], [Err(cableway_core::ListError::Source(_))]), "{listed:?}");
}

#[test]
fn mistakes_are_told_at_once() {
    let config = json!({
        "paths": ["in/[a-", "*/../x", "", "in/{a", "in"],
        "exclude": ["", "# all", "[z-a]"],
        "charset": "utf-9",
    });
    assert_snapshot!(Folder::with(&[]).mistakes(config), @"
    paths[0]: `in/[a-` cannot be read as a pattern: unclosed character class; missing ']'
    paths[1]: `*/../x` has `..` after a wildcard, where it can match nothing
    paths[2]: an empty path names nothing
    paths[3]: `in/{a` cannot be read as a pattern: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
    exclude[0]: an empty pattern excludes nothing
    exclude[1]: `# all` is a comment, so that it excludes nothing
    exclude[2]: `[z-a]` cannot be read as a pattern: invalid range; 'z' > 'a'
    charset: unknown charset `utf-9`
    ");
    assert_snapshot!(Folder::with(&[]).mistakes(json!({"paths": []})), @"paths: is empty");
    let config = json!({"paths": ["in"], "media_type": "text/htm"});
    assert_snapshot!(Folder::with(&[]).mistakes(config), @"unknown variant `text/htm`, expected one of `text/html`, `text/plain`, `text/markdown`, `message/rfc822`, `application/pdf`, `application/vnd.openxmlformats-officedocument.wordprocessingml.document`, `application/epub+zip`");
}

/// What `work` gives, and the warnings that it logs.
fn with_warnings<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let result = tracing::subscriber::with_default(Warnings(Arc::clone(&warnings)), work);
    let warnings = warnings.lock().unwrap().clone();
    (result, warnings)
}

struct Warnings(Arc<Mutex<Vec<String>>>);

struct Message<'a>(&'a mut Vec<String>);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            self.0.push(format!("{value:?}"));
        }
    }
}

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Message(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}
