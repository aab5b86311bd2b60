//! Articles that are not what they seem: each costs itself, with a reason, and never the run.

use std::fs;
use std::io::Write as _;

use crate::folder::{Folder, assert_shown, outline};

pub(crate) const GOOD: &str =
    "The ferry sails again\n\nThe ferry to the island sails on Monday, the harbour office said.\n";

/// A run over `name` with `content`, beside a good article: what the user sees, what lies in
/// quarantine, and what became of the article where it came through.
#[track_caller]
pub(crate) fn beside_a_good_one(name: &str, content: &[u8]) -> String {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/z-good.txt", GOOD).write(&format!("inbox/{name}"), content);
    seen(&folder)
}

#[track_caller]
fn seen(folder: &Folder) -> String {
    let ran = folder.run(&["run", "p.toml"]);
    let records = crate::folder::lines(&folder.read("out.jsonl").expect("no output"));
    let mut out = ran.shown();
    out.push_str(&format!("--- quarantine\n{}", folder.quarantine()));
    let uri = |record: &serde_json::Value| record["source"]["uri"].as_str().unwrap().to_owned();
    let good = records.iter().filter(|record| uri(record).ends_with("z-good.txt")).count();
    assert_eq!(good, 1, "the good article did not come through\n{out}");
    for record in records.iter().filter(|record| !uri(record).ends_with("z-good.txt")) {
        out.push_str(&format!("--- {}\n{}", uri(record), outline(record)));
    }
    out
}

#[test]
fn an_empty_file() {
    assert_shown!(beside_a_good_one("a.txt", b""));
}

#[test]
fn white_space_alone() {
    assert_shown!(beside_a_good_one("a.html", b"<html><body> <br>\n </body></html>"));
}

#[test]
fn a_binary_renamed() {
    let mut bytes = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0".to_vec();
    bytes.extend((0..4000_u32).flat_map(|place| place.wrapping_mul(2_654_435_761).to_le_bytes()));
    assert_shown!(beside_a_good_one("a.html", &bytes));
}

#[test]
fn a_portable_document() {
    assert_shown!(beside_a_good_one(
        "report.txt",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    ));
}

#[test]
fn a_line_of_200_megabytes() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/z-good.txt", GOOD);
    let mut file = fs::File::create(folder.path().join("inbox/a.txt")).unwrap();
    let part = "The harbour office said nothing. ".repeat(1 << 15);
    for _ in 0..200 {
        file.write_all(part.as_bytes()).unwrap();
    }
    assert_shown!(seen(&folder));
}

#[test]
fn a_line_of_200_megabytes_packed() {
    let folder = Folder::with_pipeline("");
    folder.write("inbox/z-good.txt", GOOD);
    let file = fs::File::create(folder.path().join("inbox/a.txt.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let part = "The harbour office said nothing. ".repeat(1 << 15);
    for _ in 0..200 {
        gzip.write_all(part.as_bytes()).unwrap();
    }
    gzip.finish().unwrap();
    assert_shown!(seen(&folder));
}

#[test]
fn a_packed_file_cut_off() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(GOOD.as_bytes()).unwrap();
    let mut packed = gzip.finish().unwrap();
    packed.truncate(packed.len() - 20);
    assert_shown!(beside_a_good_one("a.txt.gz", &packed));
}

#[test]
fn not_utf_8_after_all() {
    let text = b"The harbour of Zandeport\n\nThe caf\xc3\xa9 \xe2\x80\x9cLa M\xc3\xa8re\xe2\x80\x9d at the harbour is open. \xff The ferry sails at nine, and the fare is \xe2\x82\xac 4.\n";
    assert_shown!(beside_a_good_one("a.txt", text));
}

#[test]
fn a_charset_that_lies() {
    let page = "<!doctype html><html><head><meta charset=\"iso-8859-1\"><title>Café</title></head><body>\
                <p>Das Café an der Schleuse öffnet für Gäste am Montag, später als üblich.</p></body></html>";
    assert_shown!(beside_a_good_one("latin-in-name-only.html", page.as_bytes()));
    let page = b"<!doctype html><html><head><meta charset=\"utf-8\"><title>Caf\xe9</title></head><body>\
                 <p>Das Caf\xe9 an der Schleuse \xf6ffnet f\xfcr G\xe4ste am Montag, sp\xe4ter als \xfcblich.</p></body></html>";
    assert_shown!(beside_a_good_one("utf-8-in-name-only.html", page));
}

/// Pages in UTF-16 that claim to be UTF-8, with the mark that says what they are and without.
#[test]
fn utf_16() {
    let page = "<!doctype html><html><head><meta charset=\"utf-8\"><title>Śluza</title></head><body>\
                <p>Śluza w Zandeport ma dziewięć metrów głębokości, podał w poniedziałek zarząd portu.</p>\
                <p>Barki mogą czekać na wodę w starym kanale.</p></body></html>";
    let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_shown!(beside_a_good_one("marked.html", &[b"\xff\xfe", little.as_slice()].concat()));
    assert_shown!(beside_a_good_one("marked-big.html", &[b"\xfe\xff", big.as_slice()].concat()));
    assert_shown!(beside_a_good_one("unmarked.html", &little));
    assert_shown!(beside_a_good_one("unmarked-big.html", &big));
}

#[test]
fn a_page_without_tags() {
    let page =
        "The lock at Zandeport\n\nThe lock is nine metres deep & wide < long, the office said.\n";
    assert_shown!(beside_a_good_one("a.html", page.as_bytes()));
}

#[test]
fn only_a_script() {
    let page = "<!doctype html><html><head><title>Lock</title></head><body><div id=app></div>\
                <script>document.write('<p>The lock is nine metres deep.</p>')</script></body></html>";
    assert_shown!(beside_a_good_one("a.html", page.as_bytes()));
}

#[test]
fn a_packed_page_cut_off() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for line in 0..5000 {
        writeln!(gzip, "<p>Boat {line} left the lock at {line} minutes past noon.</p>").unwrap();
    }
    let mut packed = gzip.finish().unwrap();
    packed.truncate(packed.len() / 2);
    assert_shown!(beside_a_good_one("a.html.gz", &packed));
}

#[test]
fn a_hundred_thousand_divs() {
    let depth = 100_000;
    let mut page =
        String::from("<!doctype html><html><head><title>Deep water</title></head><body>");
    page.push_str(&"<div>".repeat(depth));
    page.push_str(
        "<p>The lock at Zandeport is nine metres deep, the harbour office said on Monday.</p>",
    );
    page.push_str(&"</div>".repeat(depth));
    assert_shown!(beside_a_good_one("a.html", page.as_bytes()));
}

#[test]
fn a_folder_named_like_a_page() {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("p.toml", pipeline.replace("[\"inbox\"]", "[\"inbox/*.html\", \"inbox/*.txt\"]"));
    folder.write("inbox/z-good.txt", GOOD);
    folder.write(
        "inbox/b.html",
        "<title>Lock</title><p>The lock is nine metres deep, the office said.</p>",
    );
    fs::create_dir(folder.path().join("inbox/a.html")).unwrap();
    assert_shown!(seen(&folder));
}

/// Links that lead nowhere stand in for files that may not be read: whoever may read everything
/// cannot read these either.
#[test]
#[cfg(unix)]
fn files_that_cannot_be_read() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with_pipeline("");
    folder.write("inbox/z-good.txt", GOOD);
    symlink("nowhere.txt", folder.path().join("inbox/a.txt")).unwrap();
    symlink("loop.txt", folder.path().join("inbox/loop.txt")).unwrap();
    symlink(".", folder.path().join("inbox/more")).unwrap();
    assert_shown!(seen(&folder));
}

#[test]
#[cfg(unix)]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with_pipeline("");
    folder.write("inbox/z-good.txt", GOOD).write("inbox/a.txt", GOOD);
    let path = folder.path().join("inbox/a.txt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let may_read_everything = fs::read(&path).is_ok();
    let ran = folder.run(&["run", "p.toml"]);
    let expect = if may_read_everything { Some(0) } else { Some(3) };
    assert_eq!(ran.code, expect, "{}", ran.shown());
    if !may_read_everything {
        assert!(folder.quarantine().contains("permission denied"), "{}", folder.quarantine());
    }
}

#[test]
fn nothing_matches() {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("out.jsonl", "old\n");
    folder.write("p.toml", pipeline.replace("[\"inbox\"]", "[\"inbox/**/*.html\"]"));
    folder.write("inbox/a.txt", GOOD);
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    folder.write("p.toml", pipeline.replace("[\"inbox\"]", "[\"imbox\"]"));
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some("old\n"), "an output was replaced");
}

#[test]
fn nothing_matches_where_that_may_be() {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    folder
        .write("p.toml", pipeline.replace("[\"inbox\"]", "[\"inbox/*.html\"]\nallow_empty = true"));
    folder.write("inbox/a.txt", GOOD);
    assert_shown!(folder.run(&["run", "p.toml"]).shown());
    assert_eq!(folder.read("out.jsonl").as_deref(), Some(""));
}

#[test]
fn the_same_file_twice() {
    let folder = Folder::with_pipeline("");
    let pipeline = folder.read("p.toml").unwrap();
    folder.write("inbox/a.txt", GOOD);
    // Two patterns of one stage: the file is listed once.
    folder.write(
        "p.toml",
        pipeline.replace("[\"inbox\"]", "[\"inbox/*.txt\", \"inbox\", \"./inbox/a.txt\"]"),
    );
    assert_eq!(folder.records(0).len(), 1);
    // Two stages: the second one's is refused, by name.
    let second = "[[ingest]]\nname = \"again\"\nuse = \"files\"\npaths = [\"inbox/a.txt\"]\n";
    folder.write("p.toml", format!("{pipeline}\n{second}"));
    assert_eq!(folder.records(3).len(), 1);
    assert_shown!(folder.quarantine());
}
