//! Prints PDF documents, by hand and uncompressed.

use std::fmt::Write as _;

/// The text of the page, in points, on a sheet of A4.
#[derive(Default)]
pub(crate) struct Page {
    content: String,
}

impl Page {
    /// A line of text; `(` and `)` must come in pairs.
    pub(crate) fn line(mut self, x: u32, y: u32, size: u32, text: &str) -> Self {
        writeln!(self.content, "BT /F1 {size} Tf {x} {y} Td ({}) Tj ET", encoded(text)).unwrap();
        self
    }

    pub(crate) fn bold(mut self, x: u32, y: u32, size: u32, text: &str) -> Self {
        writeln!(self.content, "BT /F2 {size} Tf {x} {y} Td ({}) Tj ET", encoded(text)).unwrap();
        self
    }

    /// Lines of 10 points from `y` down, 12 points apart.
    pub(crate) fn lines(self, x: u32, y: u32, lines: &[&str]) -> Self {
        (0..).zip(lines).fold(self, |page, (place, line)| page.line(x, y - 12 * place, 10, line))
    }

    /// What else a page may have drawn on it.
    pub(crate) fn drawn(mut self, operators: &str) -> Self {
        self.content.push_str(operators);
        self.content.push('\n');
        self
    }
}

fn encoded(text: &str) -> String {
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(text);
    bytes.iter().fold(String::new(), |mut out, byte| {
        match byte {
            b' '..=b'~' => out.push(char::from(*byte)),
            _ => write!(out, "\\{byte:03o}").unwrap(),
        }
        out
    })
}

/// The objects of a document with these pages and, from number 6 on, these objects besides: the first two
/// can be drawn as `/X0` and `/X1`.
fn objects(pages: &[Page], info: &str, more: &[&str]) -> Vec<String> {
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    };
    let first = 6 + more.len();
    let kids = (0..pages.len()).fold(String::new(), |mut out, place| {
        write!(out, "{} 0 R ", first + 2 * place).unwrap();
        out
    });
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len()),
        font("Helvetica"),
        font("Helvetica-Bold"),
        format!("<< {info} >>"),
    ];
    objects.extend(more.iter().map(|object| (*object).to_owned()));
    for (place, page) in pages.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /X0 6 0 R /X1 7 0 R >> >> >>",
            first + 2 * place + 1
        ));
        objects.push(stream("", &page.content));
    }
    objects
}

/// A stream as an object.
pub(crate) fn stream(entries: &str, content: &str) -> String {
    format!("<< {entries} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A document with these pages, properties and further objects; `trailer` is added to its trailer.
pub(crate) fn document(pages: &[Page], info: &str, more: &[&str], trailer: &str) -> Vec<u8> {
    let mut out = String::from("%PDF-1.7\n");
    let objects = objects(pages, info, more);
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(places, "{:010} 00000 n ", out.len()).unwrap();
        write!(out, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let (start, count) = (out.len(), objects.len() + 1);
    write!(
        out,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R /Info 5 0 R {trailer} >>\n\
         startxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
}

/// A document with these pages.
pub(crate) fn pdf(pages: &[Page]) -> Vec<u8> {
    document(pages, "", &[], "")
}
