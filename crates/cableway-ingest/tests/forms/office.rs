//! Word documents and books, made here part by part.

use insta::assert_snapshot;

use crate::bench::{FERRY, archive, shown};

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

fn styles() -> String {
    let style = |id: &str, name: &str, more: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>{more}</w:style>"
        )
    };
    let all = [
        style("Titel", "Title", ""),
        style("Untertitel", "Subtitle", ""),
        style("berschrift2", "heading 2", "<w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>"),
        style("Zitat", "Quote", ""),
        style("Verzeichnis1", "toc 1", ""),
        style("Listenabsatz", "List Paragraph", ""),
        style("Haus", "House heading", "<w:basedOn w:val=\"berschrift2\"/>"),
        style("Quelltext", "Source Code", ""),
    ];
    format!("<w:styles {WORD}>{}</w:styles>", all.concat())
}

/// A Word document with this body.
fn docx(body: &str) -> Vec<u8> {
    let document =
        format!("<?xml version=\"1.0\"?><w:document {WORD}><w:body>{body}</w:body></w:document>");
    let notes = format!(
        "<w:footnotes {WORD}><w:footnote w:type=\"separator\" w:id=\"-1\"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>\
         <w:footnote w:id=\"2\"><w:p><w:r><w:t>Says the</w:t></w:r></w:p><w:p><w:r><w:t>lock master.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:dcterms=\"t\"><dc:title>Draft 7</dc:title>\
                <dc:creator>Ada Moor; Ben Roe</dc:creator><cp:keywords>lock, ferry</cp:keywords><dc:language>en-GB</dc:language>\
                <dcterms:created>2026-03-02T08:00:00Z</dcterms:created><dcterms:modified>2026-03-03T09:00:00Z</dcterms:modified></cp:coreProperties>";
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles().as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

fn p(style: &str, text: &str) -> String {
    let style = if style.is_empty() {
        String::new()
    } else {
        format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")
    };
    format!("<w:p>{style}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn a_word_document() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", text));
    let row = |a: &str, b: &str| format!("<w:tr>{}{}</w:tr>", cell(a), cell(b));
    let body = [
        p("Titel", "The lock &amp; the ferry"),
        p("Untertitel", "What the spring brings"),
        p("", "By Cy Fen"),
        p("Verzeichnis1", "The lock 2"),
        p("berschrift2", "At the lock"),
        "<w:p><w:r><w:t>The lock opens </w:t></w:r><w:del><w:r><w:delText>on Sunday</w:delText><w:t>on Sunday</w:t></w:r></w:del>\
                 <w:ins><w:r><w:t>on Monday</w:t></w:r></w:ins><w:r><w:t>, the </w:t></w:r><w:hyperlink r:id=\"rId4\"><w:r><w:t>harbour office</w:t></w:r></w:hyperlink>\
                 <w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r><w:r><w:t> said.</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r>\
                 <w:r><w:tab/><w:t>It is nine metres deep.</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>First, the gates.</w:t></w:r></w:p>".to_owned(),
        p("Zitat", "We have waited long."),
        p("Haus", "At the ferry"),
        format!("<w:tbl>{}{}</w:tbl>", row("Day", "Ferries"), row("Monday", "2")),
        format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("A box that only lays out the page.")),
        p("Quelltext", "sail(monday)"),
        p("Quelltext", "  .twice()"),
        format!("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>{FERRY}</w:t></w:r></w:p>",
            p("", "In a box beside it."), p("", "In a box beside it.")),
        "<w:sectPr><w:headerReference r:id=\"rId9\"/></w:sectPr>".to_owned(),
    ];
    assert_snapshot!(shown("a.docx", &docx(&body.concat())));
}

#[test]
fn a_word_document_under_another_name() {
    let bytes = docx(&p("", FERRY));
    assert_snapshot!(shown("a.txt", &bytes));
}

#[test]
fn a_heading_may_be_the_title() {
    let bytes = docx(
        &[
            p("Heading1", "The ferry"),
            p("", FERRY),
            p("heading 3", "Later"),
            p("", "It sails twice."),
        ]
        .concat(),
    );
    assert_snapshot!(shown("a.docx", &bytes));
}

#[test]
fn broken_word_documents() {
    let whole = docx(&p("", FERRY));
    let cut = &whole[..whole.len() - 50];
    let no_text = docx("<w:p/>");
    let no_main = archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document2.xml", b"<x/>")]);
    let no_xml = archive(&[("word/document.xml", b"<w:document><w:p></w:body>")]);
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><w:document><w:p><w:r><w:t>The ferry &b; sails.</w:t></w:r></w:p></w:document>";
    let bomb = archive(&[("word/document.xml", entities.as_bytes())]);
    let deep = format!("{}{}{}", "<w:sdt>".repeat(20_000), p("", FERRY), "</w:sdt>".repeat(20_000));
    let large = docx(&p("", &" ".repeat(2 << 20)));
    let all: Vec<String> = [
        ("cut.docx", cut),
        ("none.docx", FERRY.as_bytes()),
        ("no-text.docx", &no_text),
        ("no-main.docx", &no_main),
        ("no-xml.docx", &no_xml),
        ("entities.docx", &bomb),
        ("deep.docx", &docx(&deep)),
        ("large.docx", &large),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}

const CONTAINER: &str = "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";

const BOOK: &str = "<package xmlns:dc=\"d\" xmlns:opf=\"o\"><metadata><dc:title>The lock keepers</dc:title><dc:creator>Ada Moor</dc:creator><dc:creator>Ben Roe</dc:creator>\
<dc:language>en</dc:language><dc:publisher>Harbour Press</dc:publisher><dc:date opf:event=\"creation\">2020</dc:date><dc:date opf:event=\"publication\">2026-03</dc:date>\
<dc:subject>locks</dc:subject><meta property=\"dcterms:modified\">2026-03-02T08:00:00Z</meta></metadata>\
<manifest><item id=\"n\" href=\"nav.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/><item id=\"two\" href=\"text/two%20b.xhtml\"/><item id=\"one\" href=\"text/one.xhtml\"/><item id=\"gone\" href=\"text/gone.xhtml\"/></manifest>\
<spine><itemref idref=\"n\"/><itemref idref=\"one\"/><itemref idref=\"two\"/><itemref idref=\"gone\"/></spine></package>";

fn chapter(title: &str, text: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/><script src=\"x.js\"/></head><body><a id=\"top\"/><h1>{title}</h1><p>{text}</p><h2>Later</h2><p>The keepers went home when the last ferry had passed the lock.</p></body></html>"
    )
}

fn book(extra: &[(&str, &[u8])]) -> Vec<u8> {
    let (one, two) = (
        chapter("Spring", FERRY),
        chapter("Autumn", "The café at the lock closes early, the keeper said."),
    );
    let nav = chapter("Contents", "Spring, Autumn");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OEBPS/book.opf", BOOK.as_bytes()),
        ("OEBPS/nav.xhtml", nav.as_bytes()),
        ("OEBPS/text/two b.xhtml", two.as_bytes()),
        ("OEBPS/text/one.xhtml", one.as_bytes()),
    ];
    parts.extend(extra);
    archive(&parts)
}

#[test]
fn a_book() {
    assert_snapshot!(shown("a.epub", &book(&[])));
}

#[test]
fn broken_books() {
    let whole = book(&[]);
    let protected = "<encryption><EncryptedData><EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#aes128-cbc\"/></EncryptedData></encryption>";
    let no_opf = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
    ]);
    let no_container = archive(&[("META-INF/container.xml", b"<container/>")]);
    let all: Vec<String> = [
        ("cut.epub", &whole[..whole.len() / 2]),
        ("protected.epub", &book(&[("META-INF/encryption.xml", protected.as_bytes())])),
        ("no-opf.epub", &no_opf),
        ("no-container.epub", &no_container),
    ]
    .iter()
    .map(|(name, bytes)| shown(name, bytes))
    .collect();
    assert_snapshot!(all.concat());
}
