//! Files that are no plugins: each is refused before any of its code runs.

use std::fmt::Write as _;

use crate::folder::Folder;
use crate::plugins::build::{fixture, fixture_built, with_plugin};

/// What `check` says of a file in the plugin's place.
fn refused(bytes: &[u8]) -> String {
    with_plugin(bytes, "", "").run(&["check", "p.toml"]).shown()
}

/// The same, several at a time, in few lines: the message and the hint.
fn refused_in_short(cases: &[(&str, Vec<u8>)]) -> String {
    let mut out = String::new();
    for (name, bytes) in cases {
        let shown = refused(bytes);
        assert!(shown.starts_with("exit code 2\n"), "{name}: {shown}");
        let wanted =
            shown.lines().filter(|line| line.starts_with("error:") || line.contains("= help:"));
        let lines: Vec<&str> = wanted.map(str::trim).collect();
        writeln!(out, "{name}\n  {}", lines.join("\n  ")).unwrap();
    }
    out
}

#[test]
fn what_is_no_file() {
    let folder = Folder::with_pipeline(
        "[plugins.x]\npath = \"missing.so\"\n[plugins.y]\npath = \"folder.so\"\n[plugins.z]\n\
         [plugins.both]\npath = \"a.so\"\ncommand = [\"a\"]\n[plugins.Loud]\npath = \"a.so\"\n\
         [plugins.limits]\npath = \"a.so\"\nseconds = 2\n[plugins.typo]\npaht = \"a.so\"\n\
         [[classify]]\nuse = \"x:bad\"\n[[classify]]\nuse = \"w:bad\"\n",
    );
    folder.write("folder.so/file", "");
    insta::assert_snapshot!(folder.run(&["check", "p.toml"]).shown());
}

/// A library that Cargo builds, and that a variable names: how to build it, and which variable.
#[test]
fn a_library_that_is_not_built() {
    let path = |default: &str| {
        let folder = Folder::with_pipeline(&format!(
            "[plugins.desk]\npath = \"${{DESK_PLUGIN:-{default}}}\"\n[[classify]]\nuse = \"desk:bad\"\n"
        ));
        folder.run(&["check", "p.toml"]).stderr
    };
    let name = |package: &str| {
        format!("{}{package}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
    };
    for (default, help) in [
        (
            format!("../target/release/{}", name("cableway_desk")),
            "build the plugin (`cargo build --release -p cableway-desk`), or correct `path`; the environment variable \
             `DESK_PLUGIN` may name another one",
        ),
        (format!("target/debug/{}", name("desk")), "build the plugin (`cargo build -p desk`), or"),
        (
            name("desk"),
            "build the plugin, or correct `path`; the environment variable `DESK_PLUGIN` may",
        ),
    ] {
        let told = path(&default);
        assert!(told.contains(&format!("= help: {help}")), "{told}");
    }
}

#[test]
fn what_is_no_library() {
    let mut cases = vec![
        ("text", b"I am a library, honestly.\n".to_vec()),
        ("script", b"#!/bin/sh\nexit 0\n".to_vec()),
        ("empty", Vec::new()),
        ("no header", fixture_built(&["-shared", "-DNO_HEADER"])),
    ];
    if cfg!(target_os = "linux") {
        cases.push(("program", fixture_built(&["-pie", "-DPROGRAM"])));
        cases.push(("program at a fixed place", fixture_built(&["-no-pie", "-DPROGRAM"])));
        cases.push(("object file", fixture_built(&["-c", "-xc"])));
    }
    insta::assert_snapshot!(refused_in_short(&cases));
}

/// Where the header of the fixture lies in its file.
fn header_at(bytes: &[u8]) -> usize {
    // The name of a symbol begins in the same way, but is followed by other letters.
    bytes.windows(12).position(|window| window == b"CABLEWAY\x68\0\0\0").unwrap()
}

/// The fixture with one byte of its header changed.
pub(crate) fn with_header(offset: usize, value: u8) -> Vec<u8> {
    let mut bytes = fixture().to_vec();
    let at = header_at(&bytes) + offset;
    bytes[at] = value;
    bytes
}

#[test]
fn headers_of_another_time() {
    insta::assert_snapshot!(refused_in_short(&[
        ("bad magic", with_header(0, b'c')),
        ("older major", with_header(12, 0)),
        ("newer major", with_header(12, 2)),
        ("newer minor", with_header(14, 4)),
        ("shorter header", with_header(8, 40)),
        ("other pointers", with_header(16, 32)),
        ("panics that abort", with_header(17, 2)),
    ]));
}

#[test]
#[cfg(target_os = "linux")]
fn libraries_of_other_machines() {
    let changed = |offset: usize, value: u8| {
        let mut bytes = fixture().to_vec();
        bytes[offset] = value;
        bytes
    };
    let mut big = fixture().to_vec();
    // The first header of a segment says how much of the file it takes.
    big[64 + 32 + 7] = 0x7f;
    let shown = refused_in_short(&[
        ("other machine", changed(18, 8)),
        ("class of 32 bits", changed(4, 1)),
        ("other byte order", changed(5, 2)),
        ("of no known class", changed(4, 9)),
        ("a segment larger than any file", big),
        ("Windows", b"MZ".iter().copied().chain([0; 200]).collect()),
        ("macOS", [0xcf, 0xfa, 0xed, 0xfe].into_iter().chain([0; 200]).collect()),
    ]);
    // How large the fixture is depends on the compiler.
    insta::with_settings!({ filters => vec![(r"\d{4,}", "[number]")] }, {
        insta::assert_snapshot!(shown);
    });
}

/// The loader of the system would end the process when it touches what is not there.
#[test]
fn truncated_libraries() {
    let whole = fixture();
    for cut in (0..whole.len()).step_by(4096).chain([1, whole.len() - 1]) {
        let shown = refused(&whole[..cut]);
        assert!(shown.starts_with("exit code 2\n"), "cut at {cut}: {shown}");
        let is_clear = [
            "cut off or damaged",
            "it is cut off",
            "no shared library",
            "cut off: it has",
            "is empty",
        ]
        .iter()
        .any(|words| shown.contains(words));
        assert!(is_clear, "cut at {cut}: {shown}");
    }
    insta::assert_snapshot!(refused_in_short(&[
        ("half", whole[..whole.len() / 2].to_vec()),
        ("all but one byte", whole[..whole.len() - 1].to_vec()),
    ]));
}

#[test]
fn symbols_that_nobody_has() {
    let shown = refused_in_short(&[
        ("undefined symbol", fixture_built(&["-shared", "-DUNDEFINED"])),
        ("no entry", fixture_built(&["-shared", "-DNO_ENTRY", "-Wno-unused"])),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
#[cfg(unix)]
fn files_that_others_can_change() {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let folder = with_plugin(fixture(), "", "");
    mode(&folder.path().join("bad.so"), 0o666);
    let file = folder.run(&["check", "p.toml"]).shown();
    mode(&folder.path().join("bad.so"), 0o644);
    mode(folder.path(), 0o777);
    let parent = folder.run(&["check", "p.toml"]).shown();
    mode(folder.path(), 0o700);
    let neither = folder.run(&["check", "p.toml"]).shown();
    let own = folder.path().canonicalize().unwrap().display().to_string();
    // A link in a folder of everybody's is as bad as the library there.
    let shared = Folder::new();
    std::os::unix::fs::symlink(folder.path().join("bad.so"), shared.path().join("link.so"))
        .unwrap();
    let link = shared.path().join("link.so").display().to_string();
    mode(shared.path(), 0o777);
    let set = format!("plugins.x.path={link:?}");
    let linked = folder.run(&["check", "p.toml", "--set", &set]).shown();
    let shared = shared.path().canonicalize().unwrap().display().to_string();
    let linked = linked.replace(&shared, "[shared]");
    // So is a lock that everybody can change.
    assert_eq!(folder.run(&["plugin", "lock", "p.toml"]).code, Some(0));
    mode(&folder.path().join("cableway.lock"), 0o666);
    let lock = folder.run(&["check", "p.toml"]).shown();
    let shown = [file, parent, neither, linked, lock].join("\n").replace(&own, "[folder]");
    insta::assert_snapshot!(shown);
}

#[test]
fn the_lock_names_the_bytes() {
    let folder = with_plugin(fixture(), "", "how = \"fine\"\n");
    let locked = folder.run(&["plugin", "lock", "p.toml"]);
    assert_eq!(locked.code, Some(0), "{}", locked.shown());
    assert_eq!(folder.run(&["run", "p.toml", "-q"]).code, Some(0), "the lock fits");

    folder.write("bad.so", with_header(100, b'?'));
    let changed = folder.run(&["check", "p.toml"]).shown();
    folder.write("cableway.lock", "[plugins]\n");
    let unnamed = folder.run(&["check", "p.toml"]).shown();
    folder.write("cableway.lock", "plugins = 3\n");
    let broken = folder.run(&["check", "p.toml"]).shown();
    insta::with_settings!({ filters => vec![(r"[0-9a-f]{12}…", "[digest]…")] }, {
        insta::assert_snapshot!(format!("{changed}\n{unnamed}\n{broken}"));
    });
}

/// Pipelines that lie side by side share a lock.
#[test]
fn two_pipelines_and_one_lock() {
    let folder = with_plugin(fixture(), "", "how = \"fine\"\n");
    let first = folder.read("p.toml").unwrap();
    folder.write("q.toml", first.replace("plugins.x", "plugins.y").replace("x:bad", "y:bad"));
    folder.write("none.toml", first.split("[plugins").next().unwrap());
    for pipeline in ["p.toml", "q.toml", "none.toml"] {
        let locked = folder.run(&["plugin", "lock", pipeline]);
        assert_eq!(locked.code, Some(0), "{}", locked.shown());
    }
    for pipeline in ["p.toml", "q.toml"] {
        assert_eq!(folder.run(&["run", pipeline, "-q"]).code, Some(0), "{pipeline}");
    }
    let lock = folder.read("cableway.lock").unwrap();
    assert!(lock.contains("\nx = ") && lock.contains("\ny = "), "{lock}");
}
