//! Archives, mails and documents that are not what they should be.

use crate::bad_articles::{GOOD, beside_a_good_one};
use crate::containers::archive;
use crate::folder::assert_shown;

#[test]
fn an_archive_that_unpacks_without_end() {
    let zeros = vec![b' '; 60 << 20];
    let names: Vec<String> = (0..12).map(|number| format!("{number}.txt")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &zeros[..])).collect();
    let inner = archive(&members);
    assert!(inner.len() < 1 << 20);
    let bomb = archive(&[("inner.zip", &inner), ("z.txt", GOOD.as_bytes())]);
    assert_shown!(beside_a_good_one("a.zip", &bomb));
}

#[test]
fn a_member_larger_than_a_document_may_be() {
    let bomb = archive(&[("a.txt", &vec![b' '; 70 << 20]), ("b.txt", GOOD.as_bytes())]);
    assert_shown!(beside_a_good_one("a.zip", &bomb));
}

#[test]
fn an_archive_cut_off() {
    let whole = archive(&[("a.txt", GOOD.as_bytes()), ("b.txt", GOOD.as_bytes())]);
    assert_shown!(beside_a_good_one("a.zip", &whole[..whole.len() / 2]));
}

#[test]
fn a_mail_with_nested_attachments_and_bad_encodings() {
    let mut mail = b"From: Ada Moor <ada@desk.example>\r\nSubject: Die Schleuse \xf6ffnet\r\n\
Date: 31 Feb 2026\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n\
--o\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDie Schleuse \xf6ffnet sp\xe4ter f\xfcr G\xe4ste, sagt das Amt.\r\n"
        .to_vec();
    mail.extend(
        "--o\nContent-Type: message/rfc822\n\nFrom: Ben Roe <ben@desk.example>\nSubject: Inside\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=i\n\n--i\nContent-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: base64\n\n\
VGhlIGlubmVyIGxldHRlciBpcyBs!!YXRlLg==\n\
--i\nContent-Type: application/pdf; name=\"report.pdf\"\nContent-Transfer-Encoding: base64\n\nVGhpcyBpcyBubyBQREYu\n\
--i\nContent-Type: text/html; name=\"../../page.html\"\nContent-Transfer-Encoding: quoted-printable\n\n\
<p>The ferry sails again on Monday=2C the harbour office said.</p>\n--i--\n\
--o\nContent-Type: application/octet-stream; name=\"tool.exe\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA\n--o--\n"
            .replace('\n', "\r\n")
            .as_bytes(),
    );
    assert_shown!(beside_a_good_one("a.eml", &mail));
}

#[test]
fn a_mail_cut_off() {
    let mail = "From: Ada Moor <ada@desk.example>\nSubject: Papers\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n\
PHA+VGhlIGxvY2sgaXMgY2xvc2VkIG9uIE1vbmRheSwgdGhlIG9mZmljZSBzYWlkLjwvcD4";
    assert_shown!(beside_a_good_one("a.eml", mail.as_bytes()));
}
