//! `cableway plugin new`.

use std::fs;
use std::io::{self, Write as _, stdout};
use std::path::{Path, PathBuf};

use crate::Exit;
use crate::arguments::{Language, PluginNew};
use crate::logging::error;

/// A file of a plugin: its path and its text, in which names are replaced.
type File = (&'static str, &'static str);

const RUST: [File; 5] = [
    ("Cargo.toml", include_str!("../../../templates/plugin/rust/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("../../../templates/plugin/rust/lib.rs.txt")),
    ("tests/stage.rs", include_str!("../../../templates/plugin/rust/stage.rs.txt")),
    ("pipeline.toml", include_str!("../../../templates/plugin/rust/pipeline.toml")),
    ("README.md", include_str!("../../../templates/plugin/rust/README.md.txt")),
];

const C: [File; 5] = [
    ("NAME.c", include_str!("../../../templates/plugin/c/stage.c.txt")),
    ("Makefile", include_str!("../../../templates/plugin/c/Makefile.txt")),
    ("pipeline.toml", include_str!("../../../templates/plugin/c/pipeline.toml")),
    ("snapshot.jsonl", include_str!("../../../templates/plugin/c/snapshot.jsonl")),
    ("README.md", include_str!("../../../templates/plugin/c/README.md.txt")),
];

const PYTHON: [File; 5] = [
    ("stage.py", include_str!("../../../templates/plugin/python/stage.py")),
    ("test_stage.py", include_str!("../../../templates/plugin/python/test_stage.py")),
    ("snapshot.json", include_str!("../../../templates/plugin/python/snapshot.json")),
    ("pipeline.toml", include_str!("../../../templates/plugin/python/pipeline.toml")),
    ("README.md", include_str!("../../../templates/plugin/python/README.md.txt")),
];

/// The same for all.
const COMMON: [File; 2] = [
    ("inbox/sample.txt", include_str!("../../../templates/plugin/sample.txt")),
    (".gitignore", "/target/\n/out/\n*.so\n*.dylib\n*.dll\n__pycache__/\n*.quarantine.jsonl\n"),
];

/// What no crate can be called: the keywords of Rust, and crates that a test has already.
const TAKEN: [&str; 57] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

const HEADER: File = ("cableway.h", cableway_plugin_host::C_HEADER);

pub(crate) fn new(arguments: &PluginNew) -> io::Result<Exit> {
    let name = &arguments.name;
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
        && name.len() <= 40;
    if !fits {
        let message = format!(
            "`{name}` cannot name a plugin: a name is a lower-case letter, then lower-case letters, \
             digits and `-`, 40 at most"
        );
        error(&message, &[]);
        return Ok(Exit::Wrong);
    }
    if matches!(arguments.lang, Language::Rust) && TAKEN.contains(&name.as_str()) {
        error(&format!("`{name}` cannot name a crate: Rust uses the word itself"), &[]);
        return Ok(Exit::Wrong);
    }
    let folder = Path::new(name);
    if folder.exists() {
        error(&format!("`{name}` is there already"), &[]);
        return Ok(Exit::Wrong);
    }
    let mut files: Vec<File> = match arguments.lang {
        Language::Rust => RUST.to_vec(),
        Language::C => [&C[..], &[HEADER]].concat(),
        Language::Python => PYTHON.to_vec(),
    };
    files.extend(COMMON);
    let sdk = sdk(arguments.sdk.as_deref());
    let mut made = Vec::new();
    for (path, text) in files {
        let path = folder.join(path.replace("NAME", name));
        let text = text
            .replace("PLUGIN_CRATE", &name.replace('-', "_"))
            .replace("PLUGIN_NAME", name)
            .replace("SDK_DEPENDENCY", &sdk);
        let parent = path.parent().unwrap_or(folder);
        let written = fs::create_dir_all(parent).and_then(|()| fs::write(&path, text));
        if let Err(cause) = written {
            error(&format!("cannot write `{}`", path.display()), &[cause.to_string()]);
            return Ok(Exit::Failed);
        }
        made.push(path);
    }
    let mut out = stdout();
    writeln!(out, "made `{name}`:")?;
    for path in made {
        writeln!(out, "  {}", path.display())?;
    }
    let next = match arguments.lang {
        Language::Rust => "cargo test && cargo build --release && cableway run pipeline.toml",
        Language::C => "make test",
        Language::Python => "python3 -m unittest && cableway run pipeline.toml",
    };
    writeln!(out, "\nnext:  cd {name} && {next}")?;
    Ok(Exit::Done)
}

/// How a plugin in Rust depends on the SDK.
fn sdk(given: Option<&Path>) -> String {
    let built_from = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("cableway-sdk");
    let path: Option<PathBuf> =
        given.map(Path::to_owned).or_else(|| built_from.is_dir().then_some(built_from));
    match path.map(|path| fs::canonicalize(&path).unwrap_or(path)) {
        Some(path) => format!("path = {:?}", path.to_string_lossy()),
        None => format!("version = {:?}", env!("CARGO_PKG_VERSION")),
    }
}
