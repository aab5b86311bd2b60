//! Archives, mails and documents that are not what they should be.

use std::fmt::Write as _;

use crate::bad_articles::{GOOD, beside_a_good_one};
use crate::containers::archive;
use crate::folder::{Folder, assert_shown};

#[test]
fn an_archive_that_unpacks_without_end() {
    let zeros = vec![b' '; 60 << 20];
    let names: Vec<String> = (0..2).map(|number| format!("{number}.txt")).collect();
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

/// A PDF document of one page with these operators, this font or picture as `/X`, and more in its trailer.
fn pdf(operators: &str, object: &str, trailer: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /X 5 0 R >> /XObject << /X 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{operators}\nendstream", operators.len()),
        object.to_owned(),
    ];
    let mut out = String::from("%PDF-1.7\n");
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", out.len()).unwrap();
        writeln!(out, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let start = out.len();
    writeln!(
        out,
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 /Root 1 0 R {trailer} >>\n\
         startxref\n{start}\n%%EOF"
    )
    .unwrap();
    out.into_bytes()
}

const FONT: &str = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";

pub(crate) fn written() -> Vec<u8> {
    pdf("BT /X 11 Tf 56 780 Td (The ferry sails again on Monday.) Tj ET", FONT, "")
}

#[test]
fn a_pdf_with_a_password() {
    let (key, id) = ("00".repeat(32), "11".repeat(16));
    let locked = pdf(
        "BT ET",
        FONT,
        &format!(
            "/ID [<{id}> <{id}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{key}> /U <{key}> >>"
        ),
    );
    assert_shown!(beside_a_good_one("a.pdf", &locked));
}

#[test]
fn a_pdf_that_is_a_scan() {
    let picture = "<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray \
                   /BitsPerComponent 8 /Length 4 >>\nstream\nabcd\nendstream";
    assert_shown!(beside_a_good_one("a.pdf", &pdf("q 595 0 0 842 0 0 cm /X Do Q", picture, "")));
}

#[test]
fn a_pdf_with_a_broken_list_of_objects() {
    let broken = String::from_utf8(written()).unwrap().replace("\n00000", "\n00009");
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.pdf", broken);
    assert_eq!(folder.records(0)[0]["text"], "The ferry sails again on Monday.");
}

#[test]
fn a_pdf_cut_off() {
    let whole = written();
    assert_shown!(beside_a_good_one("a.pdf", &whole[..whole.len() / 4]));
}

#[test]
fn a_web_archive_with_a_damaged_record() {
    let record = |place: u32, page: &str| {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://desk.example/{place}\r\n\
             WARC-Date: 2026-03-02T09:30:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
             Content-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        )
    };
    let page = "<title>Lock</title><p>The lock is nine metres deep, the office said.</p>";
    let damaged = record(2, page).replace("Content-Length", "Content-Lrngth");
    let archive = [record(1, page), damaged, record(3, page)].concat();
    let folder = Folder::with_pipeline("");
    folder.write("inbox/a.warc", archive);
    let uris: Vec<_> =
        folder.records(3).iter().map(|record| record["source"]["uri"].clone()).collect();
    assert_eq!(
        uris,
        [
            "inbox/a.warc!/20260302093000/https://desk.example/1",
            "inbox/a.warc!/20260302093000/https://desk.example/3"
        ]
    );
    assert_shown!(folder.quarantine());
}
