//! ZIP archives: their members as items, and all that can be wrong with them.

use insta::assert_snapshot;
use serde_json::json;

use crate::bench::{Bench, FERRY, archive, gzip, shown};

fn page(title: &str) -> String {
    format!("<html><head><title>{title}</title></head><body><p>{FERRY}</p></body></html>")
}

#[test]
fn members_are_read_like_files() {
    let inner = archive(&[("deep.txt", FERRY.as_bytes())]);
    let packed = archive(&[
        ("desk/", b""),
        ("desk/a.html", page("A ferry").as_bytes()),
        ("desk/b.md", format!("# Ferry\n\n{FERRY}").as_bytes()),
        ("c.txt.gz", &gzip(FERRY.as_bytes())),
        ("more.zip", &inner),
        ("logo.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    assert_snapshot!(shown("in.zip", &packed));
}

#[test]
fn what_is_no_article_of_the_archive() {
    let packed = archive(&[
        ("__MACOSX/._a.txt", b"\0\x05\x16\x07"),
        (".DS_Store", b"\0\0\0\x01Bud1"),
        ("desk/.draft.txt", FERRY.as_bytes()),
        ("desk/a.txt", FERRY.as_bytes()),
        ("desk/a.png", b"\x89PNG\r\n\x1a\n"),
        ("old/b.txt", FERRY.as_bytes()),
    ]);
    let bench = || Bench::with(&[("in.zip", &packed)]);
    let without = bench().set("exclude", json!(["*.png", "old/"]));
    assert_snapshot!(without.shown(), @"
    in.zip!/desk/a.txt (text/2)
      paragraph: The ferry sails again on Monday, the harbour office said.
    ");
    let anchored = bench().set("exclude", json!(["/in.zip!/desk"]));
    assert_snapshot!(anchored.shown(), @"
    in.zip!/old/b.txt (text/2)
      paragraph: The ferry sails again on Monday, the harbour office said.
    ");
    let hidden = bench().set("hidden", json!(true)).set("exclude", json!(["*.png", "old/"]));
    assert_snapshot!(hidden.shown(), @"
    in.zip!/desk/.draft.txt (text/2)
      paragraph: The ferry sails again on Monday, the harbour office said.
    in.zip!/desk/a.txt (text/2)
      paragraph: The ferry sails again on Monday, the harbour office said.
    ");
}

#[test]
fn names_that_lead_elsewhere() {
    let packed = archive(&[
        ("../../etc/passwd", FERRY.as_bytes()),
        ("/abs/a.txt", FERRY.as_bytes()),
        ("win\\b.txt", FERRY.as_bytes()),
        ("Žába/čaj.txt", FERRY.as_bytes()),
    ]);
    assert_snapshot!(shown("in.zip", &packed));
}

/// The bytes of the names are those of code page 437, in which DOS wrote them.
#[test]
fn a_name_in_an_old_code_page() {
    let mut packed = archive(&[("m__er.txt", FERRY.as_bytes())]);
    let at: Vec<usize> =
        (0..packed.len()).filter(|at| packed[*at..].starts_with(b"m__er")).collect();
    assert_eq!(at.len(), 2);
    for at in at {
        packed[at + 1..at + 3].copy_from_slice(b"\x84\x81");
    }
    assert!(shown("in.zip", &packed).starts_with("in.zip!/mäüer.txt (text/2)"));
}

#[test]
fn a_document_is_no_archive() {
    let packed = archive(&[("xl/workbook.xml", b""), ("[Content_Types].xml", b"<Types/>")]);
    assert_snapshot!(shown("sheet.xlsx", &packed), @"sheet.xlsx: bad_input: looks like a spreadsheet (XLSX): save it as HTML or plain text first");
}

#[test]
fn an_archive_that_is_packed_again() {
    let packed = gzip(&archive(&[("a.txt", FERRY.as_bytes())]));
    assert_snapshot!(shown("in.zip.gz", &packed), @"
    in.zip.gz!/a.txt (text/2)
      paragraph: The ferry sails again on Monday, the harbour office said.
    ");
}

#[test]
fn containers_too_deep() {
    let mut packed = archive(&[("a.txt", FERRY.as_bytes())]);
    for name in ["3.zip", "2.zip", "1.zip"] {
        packed = archive(&[(name, &packed), ("beside.txt", FERRY.as_bytes())]);
    }
    assert_snapshot!(shown("0.zip", &packed));
}

#[test]
fn bombs() {
    let zeros = vec![b' '; 900 << 10];
    // Larger than a document may be.
    let large = archive(&[("a.txt", FERRY.as_bytes()), ("b.txt", &vec![b' '; 2 << 20])]);
    // A member after another that is packed a thousand times, each of them small enough.
    let names: Vec<String> = (0..40).map(|number| format!("{number:02}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &zeros[..])).collect();
    let many = archive(&members);
    // The same, one level down.
    let nested = archive(&[("many.zip", &many), ("z.txt", FERRY.as_bytes())]);
    let bench = Bench::with(&[("large.zip", &large), ("nested.zip", &nested)]);
    let shown = bench.shown();
    let lines: Vec<&str> =
        shown.lines().filter(|line| !line.ends_with("no text found in the file")).collect();
    assert_snapshot!(lines.join("\n"));
}

#[test]
fn damaged_archives() {
    let whole = archive(&[("a.txt", FERRY.repeat(20).as_bytes()), ("b.txt", FERRY.as_bytes())]);
    let mut flipped = whole.clone();
    flipped[45] ^= 0x55;
    // The flag of encryption, in the header of the first member and in the list.
    let mut locked = whole.clone();
    locked[6] |= 1;
    let list = (0..whole.len()).rev().find(|at| whole[*at..].starts_with(b"PK\x01\x02")).unwrap();
    let first = (0..list).find(|at| whole[*at..].starts_with(b"PK\x01\x02")).unwrap();
    locked[first + 8] |= 1;
    let bench = Bench::with(&[
        ("cut.zip", &whole[..whole.len() - 30]),
        ("empty.zip", &archive(&[])),
        ("flipped.zip", &flipped),
        ("locked.zip", &locked),
        ("start.zip", b"PK\x03\x04"),
        ("wrong.zip", FERRY.as_bytes()),
    ]);
    assert_snapshot!(bench.shown());
}

#[test]
fn two_members_of_one_name() {
    let packed = archive(&[("a.txt", b"The first of the name."), ("b.txt", b"The second one.")]);
    // Nothing that packs archives here writes a name twice.
    let mut twice = packed.clone();
    for at in 0..twice.len() - 5 {
        if &packed[at..at + 5] == b"b.txt" {
            twice[at] = b'a';
        }
    }
    assert_snapshot!(shown("in.zip", &twice));
}
