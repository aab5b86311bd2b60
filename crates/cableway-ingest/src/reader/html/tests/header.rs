//! What stands between the headline and the text: who wrote it, and when.

use cableway_core::{Context, Document};

use super::{ENGINE, FERRY, TICKETS, read};

/// A word that speaks of a change belongs to the date that follows it, not to the one before it.
#[test]
fn the_date_before_an_update_is_that_of_publication() {
    let page = |line: &str| {
        let page = format!(
            "<html><body><article><h1>Ferry returns</h1>{line}<p>{FERRY}</p><p>{ENGINE}</p></article></body></html>"
        );
        let document = read(&page);
        let meta = document.meta();
        let text = |date: &Option<cableway_core::Date>| {
            date.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        format!(
            "{} / {} / {}",
            text(&meta.published),
            text(&meta.modified),
            meta.authors.join("; ")
        )
    };
    let first = r#"<time datetime="2026-03-03T18:22:00Z">3 March 2026</time>"#;
    let second = r#"<time datetime="2026-03-04">4 March</time>"#;
    for (line, expect) in [
        (format!("<p>{first} <span>Updated 4 March</span></p>"), "2026-03-03T18:22:00Z /  / "),
        (
            format!("<div class=meta><span>By Jill Barnes</span> {first} Updated {second}</div>"),
            "2026-03-03T18:22:00Z / 2026-03-04 / Jill Barnes",
        ),
        (
            format!(
                "<div class=meta><span>By Jill Barnes</span> Published {first} <span>Updated {second}</span></div>"
            ),
            "2026-03-03T18:22:00Z / 2026-03-04 / Jill Barnes",
        ),
        (
            format!("<p>Updated {second}</p><p>Published {first}</p>"),
            "2026-03-03T18:22:00Z / 2026-03-04 / ",
        ),
        (format!("<p>{second} (updated)</p>"), " / 2026-03-04 / "),
    ] {
        assert_eq!(page(&line), expect, "{line}");
    }
}

/// A date that is there, in whatever state, gives a date or the reason why not.
#[test]
fn no_date_is_lost_in_silence() {
    let said = |head: &str, line: &str| {
        let page = format!(
            "{head}<article><h1>Ferry returns</h1>{line}<p>{FERRY}</p><p>{ENGINE}</p><p>{TICKETS}</p></article>"
        );
        let context = Context::default();
        let mut builder = Document::builder("page.html");
        crate::reader::html::read(&page, &mut builder, &context).unwrap();
        let document = builder.build();
        let meta = document.meta();
        let mut said: Vec<String> =
            meta.published.iter().map(|date| format!("published {date}")).collect();
        said.extend(meta.modified.iter().map(|date| format!("modified {date}")));
        said.extend(context.take_notes());
        let body = document.blocks().iter().filter(|block| block.kind.is_body()).count();
        assert_eq!(body, 3, "{line}");
        said.join("; ")
    };
    let property = |value: &str| {
        said(&format!("<meta property=\"article:published_time\" content=\"{value}\">"), "")
    };
    let all = [
        said("<html lang=en-GB>", "<p>Published: 03/04/2026</p>"),
        said("", "<p>Posted: 04/03/2026</p>"),
        said("", "<p>LONDON, 4 March 2026 -</p>"),
        said("<html lang=de>", "<p>Stand: 3. März 2026, 18:22 Uhr</p>"),
        property("2026-02-31"),
        property("2026-03-04T10:00:00+99:00"),
        property("2026-03-04T10:00 Europe/Berlin"),
        property("9999-12-31T25:61:00Z"),
        property("0001-01-01T00:00:00Z"),
        said("<meta name=date content=2026-02-30>", ""),
        said("<meta name=date content=2026-02-30>", "<p>Published 3 March 2026</p>"),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    published 2026-04-03
    `published` is left out: "04/03/2026" can mean 2026-03-04 or 2026-04-03
    published 2026-03-04
    modified 2026-03-03T18:22
    `published` is left out: "2026-02-31" is no date that is known here
    `published` is left out: "2026-03-04T10:00:00+99:00" is no date that is known here
    published 2026-03-04T10:00
    `published` is left out: "9999-12-31T25:61:00Z" is no date that is known here

    `published` is left out: "2026-02-30" is no date that is known here
    published 2026-03-03
    "#);
}

/// A preposition is no part of a name where the language of the page says that it is one.
#[test]
fn bylines_in_other_languages() {
    let authors = |language: &str, head: &str, line: &str| {
        let page = format!(
            "<html lang={language}><head>{head}</head><article><h1>Ferry returns</h1>{line}<p>{FERRY}</p><p>{ENGINE}</p></article>"
        );
        let document = read(&page);
        let body = document.blocks().iter().filter(|block| block.kind.is_body()).count();
        assert_eq!(body, 2, "{line}");
        document.meta().authors.join("; ")
    };
    let marked = |name: &str| format!("<p class=byline>{name}</p>");
    let meta = |name: &str| format!("<meta name=author content=\"{name}\">");
    assert_eq!(authors("de", "", &marked("Von Jörg Maier")), "Jörg Maier");
    assert_eq!(authors("de", &meta("Von Jörg Maier"), ""), "Jörg Maier");
    assert_eq!(authors("de", &meta("von der Aue"), ""), "von der Aue");
    assert_eq!(
        authors("fr", "", &marked("Par Anne Dupont et Luc Blanc")),
        "Anne Dupont; Luc Blanc"
    );
    assert_eq!(authors("es", "", &marked("Por Ana Díaz")), "Ana Díaz");
    assert_eq!(authors("it", "", &marked("Di Carla Monti")), "Carla Monti");
    assert_eq!(authors("it", "", "<p>Di Carla Monti</p>"), "Carla Monti");
    assert_eq!(authors("en", "", &marked("Von Miller")), "Von Miller");
}
