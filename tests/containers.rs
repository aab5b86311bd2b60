//! What lies in an archive, a mailbox or a mail, through the built command.

use std::io::Write as _;

use crate::folder::{Folder, assert_shown};

const MAIL: &str = "From: Ada Moor <ada@desk.example>\nSubject: Papers\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
Here are the papers that you asked for.\n--b\nContent-Type: text/html; name=\"page.html\"\n\n\
<p>The ferry sails again on Monday, the harbour office said.</p>\n--b--\n";

pub(crate) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn folder() -> Folder {
    let folder = Folder::with_pipeline("[[summarize]]\nuse = \"lead\"\nsentences = 1\n");
    let mailbox = format!("From a@b.example Mon Mar  2 09:30:00 2026\n{MAIL}\n");
    let packed = archive(&[
        (
            "desk/a.html",
            b"<title>Lock</title><p>The lock is nine metres deep, the office said.</p>",
        ),
        ("desk/bad.html", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0"),
        ("in.mbox", mailbox.as_bytes()),
    ]);
    folder.write("inbox/all.zip", packed).write("inbox/b.eml", MAIL);
    folder
}

#[test]
fn members_are_items_and_a_bad_one_costs_itself() {
    let folder = folder();
    let records = folder.records(3);
    let uris: Vec<&str> =
        records.iter().map(|record| record["source"]["uri"].as_str().unwrap()).collect();
    assert_eq!(
        uris,
        [
            "inbox/all.zip!/desk/a.html",
            "inbox/all.zip!/in.mbox!/ef756a04f1dba1ee",
            "inbox/all.zip!/in.mbox!/ef756a04f1dba1ee!/page.html",
            "inbox/b.eml",
            "inbox/b.eml!/page.html",
        ]
    );
    // Each has a digest and a length of its own.
    assert_ne!(records[3]["source"]["digest"], records[4]["source"]["digest"]);
    assert_eq!(records[2]["source"]["digest"], records[4]["source"]["digest"]);
    assert_shown!(folder.quarantine());
}

#[test]
fn members_are_explained() {
    let folder = folder();
    let explained = |input: &str| folder.run(&["explain", "p.toml", input]).shown();
    assert_shown!("a_member", explained("inbox/all.zip!/desk/a.html"));
    assert_shown!(
        "an_attachment",
        explained("inbox/all.zip!/in.mbox!/ef756a04f1dba1ee!/page.html")
    );
    assert_shown!("the_first_of_many", explained("inbox/all.zip"));
    assert_shown!("a_mail_with_what_is_attached", explained("./inbox/b.eml"));
    assert_shown!("a_bad_member", explained("./inbox/all.zip!/desk/bad.html"));
    assert_shown!("no_such_member", explained("inbox/all.zip!/nowhere.html"));
}
