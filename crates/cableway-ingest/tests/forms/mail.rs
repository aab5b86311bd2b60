//! Mails: headers, bodies, attachments, and what programs for mail do wrong.

use insta::assert_snapshot;

use crate::bench::{FERRY, archive, gzip, shown};

/// A mail with line ends as mails have them.
fn mail(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

#[test]
fn a_letter_with_an_answer_and_a_signature() {
    let text = "From: =?utf-8?Q?Ana_D=C3=ADaz?= <ana@desk.example>, \"Roe, Ben\" <ben@desk.example>\n\
To: desk@desk.example\nSubject: =?iso-8859-1?Q?Re:_Die_Schleuse_=F6ffnet_?=\n =?utf-8?B?c3DDpHRlcg==?=\n\
Date: Mon, 2 Mar 2026 09:30:00 +0100 (CET)\nKeywords: lock, ferry\nArchived-At: <https://lists.desk.example/17>\n\
Content-Language: de-AT\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
Dear all,\n\nthe lock opens later than we wrote, the office said on\nMonday, and the café stays closed.\n\n\
On Sun, 1 Mar 2026 at 18:00, Ben Roe\n<ben@desk.example> wrote:\n\n> The lock opens on Monday, I was told\n> by the office.\n>\n> > Who says so?\n\n\
It was the office.\n\n-- \nAna Díaz\nHarbour desk, Zandeport\n";
    assert_snapshot!(shown("a.eml", &mail(text)));
}

#[test]
fn flowed_text() {
    let text = "From: a@b.example\nSubject: Flow\nMIME-Version: 1.0\n\
Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=no\n\n\
The ferry sails again \non Monday, the harbour \noffice said.\n\n \
From now on it sails twice.\n\n>> Does it sail on \n>> Sundays?\n> No.\n\n-- \nThe desk\n";
    assert_snapshot!(shown("a.eml", &mail(text)));
}

#[test]
fn a_newsletter() {
    let text = format!(
        "From: Harbour Weekly <weekly@harbour.example>\nSubject: The week at the lock\n\
Date: 2 Mar 2026 06:00 GMT\nList-Id: <weekly.harbour.example>\nMIME-Version: 1.0\n\
Content-Type: multipart/alternative; boundary=\"xx\"\n\nThis is a mail in many parts.\n\
--xx\nContent-Type: text/plain; charset=utf-8\n\nRead it in a browser.\n\
--xx\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
<html lang=3D\"en\"><body><h2>At the lock</h2><p>{FERRY} It is the fir=\nst ferry of the year, caf=C3=A9 and all.</p>\n\
<p>The lock master expects a thousand guests on the first day of the season.</p></body></html>\n--xx--\n"
    );
    assert_snapshot!(shown("a.eml", &mail(&text)));
}

#[test]
fn attachments_are_documents() {
    let packed = archive(&[("a.txt", FERRY.as_bytes())]);
    let digits = base64(&packed);
    let inner = format!(
        "From: Cy Fen <cy@desk.example>\nSubject: Inside\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=in\n\n--in\nContent-Type: text/plain\n\nThe inner letter says that the ferry is late.\n\
--in\nContent-Type: text/html; name=\"page.html\"\nContent-Disposition: attachment; filename=\"page.html\"\n\n<p>{FERRY}</p>\n--in--\n"
    );
    let text = format!(
        "From: Ada Moor <ada@desk.example>\nSubject: Papers\nMIME-Version: 1.0\n\
Content-Type: multipart/mixed; boundary=\"b 1\"\n\n\
--b 1\nContent-Type: text/plain; charset=utf-8\n\nHere are the papers that you asked for.\n\
--b 1\nContent-Type: text/plain; charset=iso-8859-1; name=\"note.txt\"\nContent-Disposition: attachment; filename=\"note.txt\"\nContent-Transfer-Encoding: base64\n\nRGllIFNjaGxldXNlIPZmZm5ldCBhbSBNb250YWcu\n\
--b 1\nContent-Type: message/rfc822\n\n{inner}\n\
--b 1\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename*=utf-8''b%C3%BCro.txt\n\nThe office is open.\n\
--b 1\nContent-Type: application/zip; name=\"all.zip\"\nContent-Transfer-Encoding: base64\n\n{digits}\n\
--b 1\nContent-Type: image/png; name=\"logo.png\"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n\
--b 1\nContent-Type: text/plain; name=\"note.txt\"\nContent-Disposition: attachment\n\nA second note of the same name.\n\
--b 1--\n"
    );
    assert_snapshot!(shown("a.eml", &mail(&text)));
}

#[test]
fn plain_text_beside_a_stub() {
    let letter = |plain: &str, page: &str| {
        mail(&format!(
            "From: a@b.example\nSubject: The ferry\nMIME-Version: 1.0\n\
Content-Type: multipart/alternative; boundary=q\n\n--q\nContent-Type: text/plain\n\n{plain}\n\
--q\nContent-Type: text/html\n\n<p>{page}</p>\n--q--\n"
        ))
    };
    let stub = shown("a.eml", &letter(&[FERRY; 2].join(" "), "Click to view in browser."));
    assert!(stub.contains(FERRY) && !stub.contains("browser"), "{stub}");
    let both = shown("a.eml", &letter(&format!("Plain: {FERRY}"), FERRY));
    assert!(both.contains(FERRY) && !both.contains("Plain"), "{both}");
}

#[test]
fn containers_that_are_attached() {
    let attached = |name: &str, bytes: &[u8]| {
        format!(
            "--q\nContent-Type: application/octet-stream; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{}\n",
            base64(bytes)
        )
    };
    let inner =
        archive(&[("deep.txt", b"The innermost note."), ("logo.png", b"\x89PNG\r\n\x1a\n")]);
    let packed = archive(&[
        ("a.txt", b"The first note.".as_slice()),
        ("more.zip", &inner),
        ("letter.eml", b"From: a@b.example\nSubject: Inside\n\nThe letter in the archive.\n"),
    ]);
    let inbox = "From a Mon Mar  2 09:30:00 2026\nSubject: One\n\nThe first letter.\n\n\
From a Mon Mar  2 09:40:00 2026\nSubject: Two\n\nThe second letter.\n";
    let text = format!(
        "From: a@b.example\nSubject: Papers\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n\
{}{}{}{}--q--\n",
        attached("page.html.gz", &gzip(b"<p>The page that was packed.</p>")),
        attached("all.zip", &packed),
        attached("cut.zip", &packed[..packed.len() / 2]),
        attached("in.mbox", inbox.as_bytes()),
    );
    assert_snapshot!(shown("a.eml", &mail(&text)));
}

#[test]
fn more_attachments_than_are_read() {
    let part = |number: u32| {
        format!(
            "--q\nContent-Type: text/plain; name=\"{number}.txt\"\n\
Content-Disposition: attachment\n\nNote {number} of all.\n"
        )
    };
    let parts = (1..=503).map(part).collect::<Vec<_>>().concat();
    let text = format!(
        "From: a@b.example\nSubject: Papers\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n{parts}--q--\n"
    );
    let said = shown("a.eml", &mail(&text));
    assert!(said.contains("Note 500 of all.") && !said.contains("Note 501"), "{said}");
    assert!(
        said.contains(
            "note: 3 of 503 attachments were left out: no more than 500 are read with one mail"
        ),
        "{said}"
    );
}

#[test]
fn mails_inside_mails_end_somewhere() {
    let mut text = "From: a@b.example\nSubject: 0\n\nThe innermost letter.\n".to_owned();
    for depth in 1..6 {
        text = format!(
            "From: a@b.example\nSubject: {depth}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b{depth}\n\n\
--b{depth}\nContent-Type: text/plain\n\nA letter around a letter.\n--b{depth}\nContent-Type: message/rfc822\n\n{text}\n--b{depth}--\n"
        );
    }
    assert_snapshot!(shown("a.eml", &mail(&text)));
}

#[test]
fn bad_encodings() {
    // A charset that lies, a subject in bytes of its own, base64 that is none, an unknown charset.
    let latin = b"From: a@b.example\r\nSubject: Die Schleuse \xf6ffnet sp\xe4ter\r\nMIME-Version: 1.0\r\n\
Content-Type: text/plain; charset=utf-8\r\n\r\nDie Schleuse \xf6ffnet sp\xe4ter f\xfcr G\xe4ste, sagt das Amt am Montag.\r\n";
    let broken = mail(
        "From: a@b.example\nSubject: =?utf-8?B?w6R0Z?= and =?no-such?Q?x=F6?=\nDate: Monday\nMIME-Version: 1.0\n\
Content-Type: text/plain; charset=\"x-nobody\"\nContent-Transfer-Encoding: base64\n\nVGhlIGZlcnJ5IHNhaWxzIGFnYWluIG9uIE1vbmRheSwgdGhlIG9mZmljZSBz!!YWlk*Lg\n",
    );
    let quoted = mail(
        "From: a@b.example\nSubject: Quoted\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n\
A price of 4=E2=82=AC is =not= what the =zz office said.=\n",
    );
    let unclosed = mail(
        "From: a@b.example\nSubject: Unclosed\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n\
--q\nContent-Type: text/plain\n\nThe letter has no end\n",
    );
    let all: Vec<String> = [
        ("latin.eml", &latin[..]),
        ("broken.eml", &broken),
        ("quoted.eml", &quoted),
        ("unclosed.eml", &unclosed),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn what_is_no_mail_and_what_has_no_text() {
    let empty = mail("From: a@b.example\nSubject: Nothing\n\n\n");
    let picture = mail(
        "From: a@b.example\nSubject: A picture\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n\
--q\nContent-Type: application/msword; name=\"old.doc\"\nContent-Transfer-Encoding: base64\n\n0M8R4KGxGuE=\n--q--\n",
    );
    let all: Vec<String> =
        [("empty.eml", &empty[..]), ("no.eml", b"\n\n"), ("picture.eml", &picture)]
            .iter()
            .map(|(name, bytes)| shown(name, bytes))
            .collect();
    assert_snapshot!(all.join("\n"));
}

#[test]
fn a_mail_without_a_telling_name() {
    let text = format!(
        "Received: from x\nFrom: a@b.example\nSubject: Found\nMessage-ID: <1@b>\n\n{FERRY}\n"
    );
    assert!(shown("17", &mail(&text)).starts_with("17 (mail/2)"));
    // An article that begins with such lines is none.
    let text = format!("Title: Found\nFrom: Zandeport\n\n{FERRY}\n");
    assert!(shown("17", &mail(&text)).starts_with("17 (text/2)"));
}

#[test]
fn a_saved_page() {
    let text = format!(
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://harbour.example/ferry\nSubject: The ferry\n\
Date: Mon, 2 Mar 2026 09:30:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"----x\"\n\n\
------x\nContent-Type: text/html\nContent-ID: <frame>\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://harbour.example/ferry\n\n\
<!doctype html><html><head><meta charset=3D\"utf-8\"><title>The ferry</title></head><body><article><p>{FERRY}</p></article></body></html>\n\
------x\nContent-Type: text/css\nContent-Location: cid:css\n\np {{ color: red }}\n------x--\n"
    );
    assert_snapshot!(shown("page.mhtml", &mail(&text)));
}

#[test]
fn a_mail_without_a_text_of_its_own_is_told_of() {
    let text = format!(
        "From: Ada Moor <ada@desk.example>\nSubject: The report\nDate: Mon, 2 Mar 2026 09:30:00 +0100\n\
MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n\n\
--q\nContent-Type: text/html; name=\"r.html\"\nContent-Disposition: attachment; filename=\"r.html\"\n\n<p>{FERRY}</p>\n--q--\n"
    );
    assert_snapshot!(shown("mail.eml", &mail(&text)), @r#"
    mail.eml!/r.html (html/4)
      paragraph: The ferry sails again on Monday, the harbour office said.
      note: the mail has no text of its own; subject: The report; sender: Ada Moor; sent: 2026-03-02T09:30:00+01:00
    "#);
}

#[test]
fn encrypted_mails_are_said_to_be() {
    let armour = "-----BEGIN PGP MESSAGE-----\n\nhQEMA7sXyE4bZUwUAQf+NQz1\n=abcd\n-----END PGP MESSAGE-----\n";
    let head = "From: a@b.example\nSubject: Secret\nMIME-Version: 1.0\n";
    let parts = format!(
        "{head}Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=q\n\n\
--q\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\
--q\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\n\n{armour}\n--q--\n"
    );
    let sealed = format!(
        "{head}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
Content-Transfer-Encoding: base64\n\nMIIBeQYJKoZIhvcNAQcDoIIBajCCAWYCAQAxggEh\n"
    );
    let around = format!(
        "{head}Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\n{FERRY}\n\
--o\nContent-Type: message/rfc822\n\n{parts}\n--o\nContent-Type: application/octet-stream; name=more.asc\n\n{armour}\n--o--\n"
    );
    let inline = format!("{head}Content-Type: text/plain\n\n{armour}");
    let all: Vec<String> = [
        ("parts.eml", mail(&parts)),
        ("sealed.eml", mail(&sealed)),
        ("inline.eml", mail(&inline)),
        ("armour.txt", armour.as_bytes().to_vec()),
        ("around.eml", mail(&around)),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat(), @r#"
    parts.eml: bad_input: the mail is encrypted: open it in a program for mail that has the key, and save it unencrypted
    sealed.eml: bad_input: the mail is encrypted: open it in a program for mail that has the key, and save it unencrypted
    inline.eml: bad_input: the mail is encrypted: open it in a program for mail that has the key, and save it unencrypted
    armour.txt: bad_input: looks like an encrypted message (PGP): decrypt it first
    around.eml (mail/2)
      authors = ["a@b.example"]
      title = "Secret"
      title: Secret
      paragraph: The ferry sails again on Monday, the harbour office said.
      note: attachment `mail-1.eml` was left out: the mail is encrypted: open it in a program for mail that has the key, and save it unencrypted
      note: attachment `more.asc` was left out: looks like an encrypted message (PGP): decrypt it first
    "#);
}

#[test]
fn what_is_handed_on_is_no_answer() {
    let head = "From: a@b.example\nSubject: Handed on\nContent-Type: text/plain\n\n";
    let quoted = format!("> {FERRY}\n");
    let only_quoted = shown("a.eml", &mail(&format!("{head}Ada wrote:\n\n{quoted}")));
    assert!(only_quoted.contains(&format!("quotation: {FERRY}")), "{only_quoted}");
    let forwarded = format!(
        "{head}This may be of use to you.\n\n---------- Forwarded message ---------\nFrom: Ben Roe\n\n{FERRY}\n"
    );
    let forwarded = shown("a.eml", &mail(&forwarded));
    assert!(forwarded.contains(&format!("quotation: {FERRY}")), "{forwarded}");
    let original = format!(
        "{head}This is no longer true.\n\n-----Original Message-----\nFrom: Ben Roe\n\n{FERRY}\n"
    );
    let original = shown("a.eml", &mail(&original));
    assert!(original.contains(&format!("note: {FERRY}")), "{original}");
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|three| {
            let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - three.len()));
            (0..4).map(move |place| {
                let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
                if place <= three.len() { char::from(digit) } else { '=' }
            })
        })
        .collect()
}
