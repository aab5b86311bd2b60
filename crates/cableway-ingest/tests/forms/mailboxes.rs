//! Mailboxes: each mail an item.

use insta::assert_snapshot;
use serde_json::json;

use crate::bench::{Bench, LIMIT, gzip, shown};

const BOX: &str = "From ada@desk.example Mon Mar  2 09:30:00 2026\n\
From: Ada Moor <ada@desk.example>\nSubject: The lock\nDate: Mon, 2 Mar 2026 09:30:00 +0100\n\n\
The lock at Zandeport is closed, the office said.\n\n>From Tuesday on it is open again.\n>>From was quoted once.\n\n\
From time to time it rains, and that is no border.\n\n\
From ben@desk.example Tue Mar  3 10:00:00 2026\n\
From: Ben Roe <ben@desk.example>\nSubject: The ferry\n\nThe ferry sails on Monday.\n\n\n";

#[test]
fn each_mail_is_an_item() {
    assert_snapshot!(shown("in.mbox", BOX.as_bytes()));
    // The bytes tell, not the name, and packed ones, too.
    assert_eq!(
        shown("inbox", BOX.as_bytes()),
        shown("in.mbox", BOX.as_bytes()).replace("in.mbox", "inbox")
    );
    let packed = shown("in.mbox.gz", &gzip(BOX.as_bytes()));
    assert_eq!(packed, shown("in.mbox", BOX.as_bytes()).replace("in.mbox", "in.mbox.gz"));
    let crossed = BOX.replace('\n', "\r\n");
    assert_eq!(shown("in.mbox", crossed.as_bytes()), shown("in.mbox", BOX.as_bytes()));
}

#[test]
fn a_mailbox_may_be_read_as_text() {
    let bench = Bench::with(&[("in.mbox", BOX.as_bytes())]).set("media_type", json!("text/plain"));
    assert!(bench.shown().starts_with("in.mbox (text/2)"), "{}", bench.shown());
}

#[test]
fn one_mail_too_large_and_a_broken_end() {
    let long = "x".repeat(usize::try_from(LIMIT).unwrap());
    let large = BOX.replacen("From Tuesday on", &long, 1);
    let packed = gzip(BOX.as_bytes());
    let bench = Bench::with(&[
        ("cut.mbox.gz", &packed[..packed.len() - 12]),
        ("large.mbox", large.as_bytes()),
    ]);
    assert_snapshot!(bench.shown());
}

#[test]
fn lines_that_look_like_borders() {
    let letter = "The ferry sails.\n\nFrom 1990 to 10:30 this morning the ferry ran. It was good.\n\n\
From ada@desk.example Mon Mar  2 09:30:00 2026\n\nwas what stood above her letter.\n\n";
    let text = BOX.replacen("The lock at", &format!("{letter}The lock at"), 1);
    assert_snapshot!(shown("in.mbox", text.as_bytes()));
}
