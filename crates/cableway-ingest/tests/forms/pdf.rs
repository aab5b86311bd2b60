//! PDF documents, printed here.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use insta::assert_snapshot;
use proptest::prelude::*;
use std::io::Write as _;

use crate::bench::{Bench, FERRY, shown};
use crate::print::{Page, document, pdf, stream};

/// A page of a report in two columns, with what stands around every page.
fn report_page(number: u32, left: &[&str], right: &[&str]) -> Page {
    Page::default()
        .line(56, 810, 8, "Harbour Weekly · No. 9")
        .line(280, 30, 8, &format!("Page {number} of 3"))
        .lines(56, 700, left)
        .lines(310, 700, right)
}

#[test]
fn a_report_in_two_columns() {
    let first = report_page(
        1,
        &[
            "The ferry sails again on Monday, the harbour",
            "office said. Its keepers had to wait for an extra-",
            "ordinary tide before the repaired gate could be",
            "hung, and for a diver who was on holiday.",
            "Nobody had foreseen that the old gate would not",
            "leave the water: it was long-",
            "term neglect, says the lock master. The long-term",
            "plan had been to paint it every spring.",
        ],
        &[
            "Visitors from the islands are expected in great",
            "numbers. The inn has ordered more chairs, and the",
            "school has a week without lessons.",
            "",
            "",
        ],
    )
    .bold(56, 770, 20, "The lock and the ferry")
    .line(56, 745, 10, "By Ada Moor")
    .bold(310, 650, 12, "What the office says")
    .lines(
        310,
        634,
        &[
            "The office does not promise anything. It speaks of",
            "a trial, and of a timetable that will be printed as",
            "soon as the second ferry has been found and the",
        ],
    )
    .line(310, 120, 7, "1 Letter of the office to the islands.");
    let second = report_page(
        2,
        &["crew has signed. Until then the bus goes round the", "bay twice a day."],
        &[
            "The last time that the lock was closed for so long,",
            "the islanders built a raft of their own and sailed",
            "it for two summers.",
        ],
    )
    .bold(56, 640, 12, "What to bring")
    .lines(
        56,
        624,
        &["• Warm clothes for the crossing", "• The ticket, and a coin for the", "   lock keeper"],
    );
    let third = report_page(
        3,
        &[
            "The paper will say more when more is known, and",
            "thanks all who wrote to it.",
            "It will not print letters that are not signed.",
        ],
        &[],
    );
    let info = "/Title (The lock and the ferry) /Author (Ada Moor; Ben Roe) /Keywords (lock, ferry) \
                /CreationDate (D:20260302080000+01'00') /ModDate (D:20260303090000Z)";
    assert_snapshot!(shown("a.pdf", &document(&[first, second, third], info, &[], "")));
}

#[test]
fn columns_close_together() {
    let page = Page::default()
        .lines(
            56,
            780,
            &[
                "The ferry sails again on Monday, the harbour",
                "office said. It will call at the two islands and,",
                "if the water is high, at the inn behind the mill,",
                "where the road ends.",
            ],
        )
        .lines(
            278,
            780,
            &[
                "The mill has been closed for a year. Its wheel",
                "turns still, and the miller's cat lives in it with",
                "more kittens than anybody has counted.",
            ],
        );
    assert_snapshot!(shown("a.pdf", &pdf(&[page])));
}

#[test]
fn a_table_and_a_caption() {
    let page = Page::default()
        .lines(56, 780, &[FERRY, "It goes more often than before, as the table shows."])
        .line(56, 740, 10, "Day")
        .line(200, 740, 10, "Ferries")
        .line(56, 726, 10, "Monday")
        .line(200, 726, 10, "2")
        .line(56, 712, 10, "Tuesday")
        .line(200, 712, 10, "4")
        .line(56, 680, 10, "Table 1: The ferries of a week");
    assert_snapshot!(shown("a.pdf", &pdf(&[page])));
}

#[test]
fn a_letter_of_one_line_and_no_properties() {
    assert_snapshot!(shown("a", &pdf(&[Page::default().line(56, 780, 11, FERRY)])));
}

#[test]
fn letters_drawn_one_by_one_and_twice() {
    // Kerned; as bold by a second print; across the page, as a stamp; and beyond its edge.
    let page = Page::default()
        .drawn("BT /F1 10 Tf 56 780 Td [(The f) 20 (err) -15 (y s) 30 (ails)-300(again.)] TJ ET")
        .drawn("BT /F1 10 Tf 56 600 Td (B) Tj 0.3 0 Td (B) Tj ET")
        .drawn("BT /F1 60 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (DRAFT) Tj ET")
        .line(900, 780, 10, "Nobody sees this.");
    assert_snapshot!(shown("a.pdf", &pdf(&[page])));
}

fn locked() -> Vec<u8> {
    let owner = "00".repeat(32);
    let encryption =
        format!("<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{owner}> /U <{owner}> >>");
    let id = "11".repeat(16);
    document(
        &[Page::default().line(56, 780, 11, FERRY)],
        "",
        &[&encryption],
        &format!("/Encrypt 6 0 R /ID [<{id}> <{id}>]"),
    )
}

#[test]
fn what_cannot_be_read() {
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        "abcd",
    );
    let scan = Page::default().drawn("q 595 0 0 842 0 0 cm /X0 Do Q");
    let whole = pdf(&[Page::default().line(56, 780, 11, FERRY)]);
    let all: Vec<String> = [
        ("encrypted.pdf", locked()),
        ("scanned.pdf", document(&[scan], "", &[&picture], "")),
        ("empty.pdf", pdf(&[Page::default()])),
        ("no-pages.pdf", pdf(&[])),
        ("only-a-start.pdf", whole[..whole.len() / 4].to_vec()),
        ("none.pdf", b"%PDF-1.4\nnothing of the kind".to_vec()),
        ("text.pdf", FERRY.as_bytes().to_vec()),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}

/// Whatever else is wrong with it, what is encrypted is said to be.
#[test]
fn encrypted_by_hand() {
    let shown_of = |bytes: Vec<u8>| shown("a.pdf", &bytes);
    let text = String::from_utf8(locked()).unwrap();
    for (change, bytes) in [
        ("whole", text.clone()),
        ("no identifier", text.replace("/ID [", "/Xx [")),
        ("an unknown filter", text.replace("/Standard", "/Nobody")),
        ("an unknown version", text.replace("/V 2", "/V 9")),
        ("no keys", text.replace("/O <", "/Y <").replace("/U <", "/Z <")),
        ("no end", text.split("startxref").next().unwrap().to_owned()),
        (
            "written in place",
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R /Encrypt << /Filter /Standard /V 1 >> >>\n".to_owned(),
        ),
    ] {
        let said = shown_of(bytes.into_bytes());
        assert!(said.contains("is encrypted"), "{change}: {said}");
    }
}

#[test]
fn what_can_be_mended() {
    let whole = pdf(&[Page::default().line(56, 780, 11, FERRY)]);
    let text = String::from_utf8(whole.clone()).unwrap();
    let (start, _) = text.rsplit_once("startxref").unwrap();
    let wrong_start = format!("{start}startxref\n7\n%%EOF\n");
    let wrong_places = text.replace("00000 n", "00001 n").replace("00000000", "00000099");
    let no_list = &whole[..text.find("xref\n0").unwrap()];
    let wrong_length = text.replace("/Length ", "/Length 9");
    let before = [b"some lines\nof a log\n", &whole[..], &[0; 200]].concat();
    let all: Vec<String> = [
        ("wrong-start.pdf", wrong_start.as_bytes()),
        ("wrong-places.pdf", wrong_places.as_bytes()),
        ("no-list.pdf", no_list),
        ("wrong-length.pdf", wrong_length.as_bytes()),
        ("before.pdf", &before),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}

#[test]
fn bombs() {
    let mut deflate = ZlibEncoder::new(Vec::new(), Compression::best());
    deflate.write_all(&vec![b' '; 3 << 20]).unwrap();
    let packed = deflate.finish().unwrap();
    let mut large = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    large.extend(packed);
    large.extend(b"\nendstream\nendobj\n");
    // Each of several pages shows one long text.
    let line = "The ferry sails. ".repeat(60);
    let long =
        (0..300).fold(Page::default(), |page, place| page.line(10, 800 - 2 * place, 1, &line));
    let shared =
        String::from_utf8(pdf(&[long, Page::default(), Page::default(), Page::default()])).unwrap();
    let many = [9, 11, 13].iter().fold(shared, |text, number| {
        text.replace(&format!("/Contents {number} 0 R"), "/Contents 7 0 R")
    });
    let circle = String::from_utf8(pdf(&[Page::default()])).unwrap();
    let all: Vec<String> = [
        ("large.pdf", &large[..]),
        ("many.pdf", many.as_bytes()),
        ("circle.pdf", circle.replace("/Kids [6 0 R ]", "/Kids [2 0 R 2 0 R]").as_bytes()),
        ("deep.pdf", &[b"%PDF-1.4\n1 0 obj\n", &b"[".repeat(500_000)[..]].concat()),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}

#[test]
fn forms_that_draw_each_other_without_end() {
    let forms: Vec<String> = (7..40)
        .map(|next| {
            let entries = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {next} 0 R >> >>"
            );
            stream(&entries, "/X Do /X Do")
        })
        .collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let page = Page::default().line(56, 780, 11, FERRY).drawn("/X0 Do");
    let bytes = document(&[page], "", &forms, "");
    assert_snapshot!(Bench::with(&[("a.pdf", &bytes)]).shown());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is broken, it comes out as documents or as an error.
    #[test]
    fn broken_anyhow(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40)) {
        let page = report_page(1, &[FERRY, FERRY, FERRY], &[FERRY, FERRY, FERRY]);
        let mut bytes = document(&[page], "/Title (A)", &[], "");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let said = Bench::with(&[("a.pdf", &bytes)]).within(5).shown();
        prop_assert!(!said.contains("timeout"), "{said}");
    }
}

/// `lines`, drawn with the matrix `turn`, each `step` from the one before.
fn turned(page: Page, turn: &str, (x, y): (i32, i32), step: (i32, i32), lines: &[&str]) -> Page {
    (0..).zip(lines).fold(page, |page, (place, line)| {
        let (x, y) = (x + place * step.0, y + place * step.1);
        page.drawn(&format!("BT /F1 10 Tf {turn} {x} {y} Tm ({line}) Tj ET"))
    })
}

#[test]
fn turned_text() {
    const LINES: [&str; 2] =
        ["The ferry sails again on Monday, the harbour", "office said in a letter."];
    let up = || turned(Page::default(), "0 1 -1 0", (100, 72), (12, 0), &LINES);
    let down = turned(Page::default(), "0 -1 1 0", (400, 700), (-12, 0), &LINES);
    let over = turned(Page::default(), "-1 0 0 -1", (500, 100), (0, 12), &LINES);
    let mixed = turned(Page::default(), "0 1 -1 0", (300, 72), (12, 0), &["Sideways"]);
    let rotated = String::from_utf8(pdf(&[Page::default().lines(56, 700, &LINES)])).unwrap();
    let rotated = rotated.replace("/MediaBox", "/Rotate 90 /MediaBox");
    let aslant =
        Page::default().drawn("BT /F1 10 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (Aslant only) Tj ET");
    let all: Vec<String> = [
        ("up.pdf", pdf(&[up()])),
        ("down.pdf", pdf(&[down])),
        ("over.pdf", pdf(&[over])),
        ("rotated.pdf", rotated.into_bytes()),
        ("mixed.pdf", pdf(&[mixed.lines(56, 700, &LINES), up()])),
        ("aslant.pdf", pdf(&[aslant])),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}
