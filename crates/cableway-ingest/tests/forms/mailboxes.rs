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

#[test]
fn mails_are_named_after_their_message_id() {
    let mail = |id: &str, text: &str| {
        format!(
            "From a Mon Mar  2 09:30:00 2026\nSubject: Lock\n{id}From: a@b.example\n\n{text}\n\n"
        )
    };
    let ids = [
        "Message-ID: <one@desk.example>\n",
        "MESSAGE-id:\n <two/2@desk.example>\n",
        "",
        "Message-Id: <>\n",
        "Message-ID: <one@desk.example>\n",
    ];
    let mails = ids.map(|id| mail(id, "The ferry sails.\n\nMessage-ID: <no@header>"));
    let before = shown("in.mbox", mails.concat().as_bytes());
    let names = |shown: &str| -> Vec<String> {
        let lines = shown.lines().filter(|line| line.starts_with("in.mbox"));
        lines.map(|line| line.trim_start_matches("in.mbox!/").to_owned()).collect()
    };
    let first = names(&before);
    assert_eq!(first[0], "one@desk.example (mail/2) is mail 1");
    assert_eq!(first[1], "two%2F2@desk.example (mail/2) is mail 2");
    assert_eq!(first[4], "one@desk.example~2 (mail/2) is mail 5");
    // One that is deleted takes no other's name.
    let after = names(&shown("in.mbox", mails[1..4].concat().as_bytes()));
    for (name, was) in after.iter().zip(&first[1..]) {
        assert_eq!(name.split(' ').next(), was.split(' ').next());
    }
    assert_eq!(after.len(), 3);
}

/// A mailbox is written mail by mail, each to the end of its last line.
#[test]
fn a_mailbox_that_is_cut_off_says_where() {
    let whole = BOX.trim_end().to_owned() + "\n";
    let cut_at = |end: usize| shown("in.mbox", &whole.as_bytes()[..end]);
    let says = |shown: &str| shown.lines().last().unwrap().to_owned();
    assert!(!cut_at(whole.len()).contains("cut off"));
    let second = whole.find("From ben").unwrap();
    let told = |end: usize, place: &str| {
        let shown = cut_at(end);
        let told = says(&shown);
        assert!(
            told.starts_with(&format!("in.mbox: bad_input: the mailbox ends {place}, in mail ")),
            "{shown}"
        );
        shown
    };
    // In the text, in the header, in the border, behind it.
    let shown =
        told(whole.len() - 5, &format!("in the middle of a line at byte {}", whole.len() - 5));
    assert!(shown.contains("The ferry sails on Mon\n"), "{shown}");
    let header = second + whole[second..].find("Subject").unwrap();
    told(header + 4, &format!("in the middle of a line at byte {}", header + 4));
    told(header, &format!("in the header of a mail at byte {header}"));
    told(second + 9, &format!("in the middle of a line at byte {}", second + 9));
    let behind = second + whole[second..].find('\n').unwrap() + 1;
    told(behind, &format!("behind the line that begins a mail, at byte {behind}"));
    assert!(cut_at(behind - 1).contains("cut off"));
    // Where it ends between two mails, nothing is missing that anybody could know of.
    assert!(!cut_at(second).contains("cut off"));
}
