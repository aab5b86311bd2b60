//! Makes a large corpus from the examples' articles: each is repeated, and altered a little, so that
//! no two documents are the same. The same articles give the same corpus on every machine.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::process::{Failure, OnFile as _, Outcome, root};

/// How many files lie in one folder.
const FOLDER: usize = 500;
/// A shorter paragraph is no article's body: navigation, a caption, a line of contact.
const PARAGRAPH: usize = 120;
/// What names are replaced by; made up, as long as names are.
const NAMES: [&str; 12] = [
    "Arvenna", "Bellmar", "Corrin", "Dasquith", "Elmstad", "Farrowby", "Gelder", "Harrick",
    "Istva", "Jorund", "Kestrel", "Lowmoor",
];

/// An article of the examples.
#[derive(Debug)]
pub(crate) struct Article {
    /// `html`, `txt` or `md`.
    pub(crate) extension: String,
    text: String,
    /// The file held one byte a character, as some of the examples do.
    is_latin: bool,
    /// Where its paragraphs stand in `text`.
    paragraphs: Vec<Range<usize>>,
}

/// A corpus that was written.
#[derive(Debug)]
pub(crate) struct Corpus {
    pub(crate) name: String,
    /// What it is, for a table.
    pub(crate) form: &'static str,
    pub(crate) documents: usize,
    /// The ingest stage that reads it, as a part of a pipeline file beside it.
    pub(crate) ingest: String,
}

/// All articles of the examples, by path.
pub(crate) fn articles() -> Outcome<Vec<Article>> {
    let examples = root().join("examples");
    let mut paths = Vec::new();
    for example in fs::read_dir(&examples).on("list", &examples)? {
        let inbox = example.on("list", &examples)?.path().join("inbox");
        if inbox.is_dir() {
            collect(&inbox, &mut paths)?;
        }
    }
    paths.sort_unstable();
    let mut articles = Vec::new();
    for path in paths {
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if ["html", "txt", "md"].contains(&extension.as_str()) {
            let article = Article::new(extension, fs::read(&path).on("read", &path)?);
            // Without paragraphs there is nothing to alter.
            if !article.paragraphs.is_empty() {
                articles.push(article);
            }
        }
    }
    if articles.is_empty() {
        return Err(Failure::new("there is no article in examples/*/inbox to make a corpus from"));
    }
    Ok(articles)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).on("list", folder)? {
        let path = entry.on("list", folder)?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// Altered articles as files, in the examples' mix of forms.
pub(crate) fn files(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
) -> Outcome<Corpus> {
    write_files(folder, name, articles, count, |article, random| {
        (article.extension.clone(), article.encoded(&article.altered(random)))
    })
}

/// Altered articles as JSON Lines: what a crawler's database would give.
pub(crate) fn lines(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
) -> Outcome<Corpus> {
    write_lines(folder, name, articles, count, |article, random| {
        let paragraphs = article.altered_paragraphs(random);
        paragraphs.iter().map(|text| without_tags(text)).collect::<Vec<_>>().join("\n\n")
    })
}

/// Documents of one paragraph as text files.
pub(crate) fn small_files(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
) -> Outcome<Corpus> {
    write_files(folder, name, articles, count, |article, random| {
        ("txt".to_owned(), format!("{}\n", article.one_paragraph(random)).into_bytes())
    })
}

/// Documents of one paragraph as JSON Lines.
pub(crate) fn small_lines(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
) -> Outcome<Corpus> {
    write_lines(folder, name, articles, count, Article::one_paragraph)
}

fn write_files(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
    make: impl Fn(&Article, &mut Random) -> (String, Vec<u8>),
) -> Outcome<Corpus> {
    let mut random = Random::new(count);
    for (number, article) in articles.iter().cycle().take(count).enumerate() {
        let below = folder.join(name).join(format!("{:04}", number / FOLDER));
        if number % FOLDER == 0 {
            fs::create_dir_all(&below).on("make", &below)?;
        }
        let (extension, bytes) = make(article, &mut random);
        let path = below.join(format!("{number:06}.{extension}"));
        fs::write(&path, bytes).on("write", &path)?;
    }
    Ok(Corpus {
        name: format!("{name}-files"),
        form: "files",
        documents: count,
        ingest: format!("[[ingest]]\nuse = \"files\"\npaths = [\"{name}/**/*.*\"]\n"),
    })
}

fn write_lines(
    folder: &Path,
    name: &str,
    articles: &[Article],
    count: usize,
    make: impl Fn(&Article, &mut Random) -> String,
) -> Outcome<Corpus> {
    let path = folder.join(format!("{name}.jsonl"));
    let mut out = BufWriter::new(File::create(&path).on("make", &path)?);
    let mut random = Random::new(count);
    for (number, article) in articles.iter().cycle().take(count).enumerate() {
        let line = json!({
            "title": format!("Article {number}"),
            "text": make(article, &mut random),
        });
        writeln!(out, "{line}").on("write", &path)?;
    }
    out.flush().on("write", &path)?;
    Ok(Corpus {
        name: format!("{name}-lines"),
        form: "JSON Lines",
        documents: count,
        ingest: format!(
            "[[ingest]]\nuse = \"jsonl\"\npaths = [\"{name}.jsonl\"]\nfields = {{ title = \"title\", text = \"text\" }}\n"
        ),
    })
}

impl Article {
    fn new(extension: String, bytes: Vec<u8>) -> Self {
        let (text, is_latin) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (error.into_bytes().into_iter().map(char::from).collect(), true),
        };
        let paragraphs =
            if extension == "html" { html_paragraphs(&text) } else { text_paragraphs(&text) };
        Self { extension, text, is_latin, paragraphs }
    }

    /// `text` in the encoding of the article's file.
    pub(crate) fn encoded(&self, text: &str) -> Vec<u8> {
        if self.is_latin {
            return text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        }
        text.as_bytes().to_vec()
    }

    /// The article with its paragraphs in another order, and other numbers and names in them.
    pub(crate) fn altered(&self, random: &mut Random) -> String {
        let mut out = String::with_capacity(self.text.len() + 256);
        let mut from = 0;
        for (place, paragraph) in self.paragraphs.iter().zip(self.altered_paragraphs(random)) {
            out.push_str(&self.text[from..place.start]);
            out.push_str(&paragraph);
            from = place.end;
        }
        out.push_str(&self.text[from..]);
        out
    }

    fn altered_paragraphs(&self, random: &mut Random) -> Vec<String> {
        let mut order: Vec<&Range<usize>> = self.paragraphs.iter().collect();
        for last in (1..order.len()).rev() {
            order.swap(last, random.below(last + 1));
        }
        order.into_iter().map(|range| altered_words(&self.text[range.clone()], random)).collect()
    }

    pub(crate) fn one_paragraph(&self, random: &mut Random) -> String {
        let place = &self.paragraphs[random.below(self.paragraphs.len())];
        without_tags(&altered_words(&self.text[place.clone()], random))
    }
}

/// What stands between `<p …>` and `</p>`, where it is long enough.
fn html_paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("<p").map(|at| from + at) {
        let is_paragraph = text[at + 2..].starts_with(['>', ' ', '\n']);
        let inside = text[at..].find('>').map(|end| at + end + 1);
        let (Some(start), true) = (inside, is_paragraph) else {
            from = at + 2;
            continue;
        };
        let Some(end) = text[start..].find("</p>").map(|end| start + end) else { break };
        if end - start >= PARAGRAPH && !text[start..end].contains("<p") {
            found.push(start..end);
        }
        from = end;
    }
    found
}

/// What stands between empty lines, where it is long enough and no heading, list or table.
fn text_paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut found = Vec::new();
    for part in text.split("\n\n") {
        if part.len() >= PARAGRAPH && part.starts_with(|first: char| first.is_alphanumeric()) {
            found.push(start..start + part.len());
        }
        start += part.len() + 2;
    }
    found
}

/// The paragraph with other digits, and some of its names replaced; tags and character references
/// stay as they are.
fn altered_words(paragraph: &str, random: &mut Random) -> String {
    let mut out = String::with_capacity(paragraph.len() + 32);
    let mut rest = paragraph;
    let mut after_lower_case = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '<' => rest.find('>').map_or(rest.len(), |end| end + 1),
            '&' => reference(rest).unwrap_or(1),
            _ if first.is_alphanumeric() => {
                rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
            }
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        // A capital in the middle of a sentence begins a name.
        let is_name = after_lower_case && token.len() >= 4 && first.is_uppercase();
        if is_name && random.below(4) == 0 {
            out.push_str(NAMES[random.below(NAMES.len())]);
        } else if first.is_ascii_digit() {
            out.extend(token.chars().map(|c| if c.is_ascii_digit() { random.digit() } else { c }));
        } else {
            out.push_str(token);
        }
        if first.is_alphanumeric() {
            after_lower_case = first.is_lowercase();
        } else if first != ' ' {
            after_lower_case = false;
        }
    }
    out
}

/// The words of a piece of HTML; a character reference becomes a space.
fn without_tags(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |end| end + 1)
        } else if let Some(length) = reference(rest) {
            out.push(' ');
            length
        } else {
            out.push('&');
            1
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The length of the character reference at the start of `text`, which is a `&`.
fn reference(text: &str) -> Option<usize> {
    let name = text[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
    text[1 + name..].starts_with(';').then_some(name + 2)
}

/// A linear congruential generator (Knuth's MMIX constants): not good, but ours, small and the same
/// everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: usize) -> Self {
        Self(0x5eed ^ seed as u64)
    }

    /// A number below `limit`, which is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // The low bits of such a generator hardly vary.
        (self.0 >> 33) as usize % limit
    }

    /// A digit, but no zero, so that a number keeps its length.
    fn digit(&mut self) -> char {
        char::from(b'1' + self.below(9) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "said that the council of Ravenport would spend 250 million on the old harbour \
                        wall before winter, and that the ferry to Oldhaven would run.";

    #[test]
    fn paragraphs_of_html_are_shuffled_in_place() {
        let html = format!(
            "<nav><p>Home</p></nav>\n<p class=\"a\">A {LONG}</p><pre></pre><p>B {LONG}</p>"
        );
        let article = Article::new("html".into(), html.clone().into_bytes());
        assert_eq!(article.paragraphs.len(), 2);
        let mut random = Random::new(7);
        let altered = article.altered(&mut random);
        assert_ne!(altered, html);
        assert!(altered.starts_with("<nav><p>Home</p></nav>\n<p class=\"a\">"), "{altered}");
        assert_ne!(altered, article.altered(&mut random), "the next copy is another one");
        assert_eq!(altered, article.altered(&mut Random::new(7)), "the same seed, the same copy");
    }

    #[test]
    fn paragraphs_of_text_are_no_headings() {
        let text = format!("Title\n\n{LONG}\n\n# {LONG}\n\n{LONG}\n");
        let places = text_paragraphs(&text);
        assert_eq!(places.len(), 2);
        assert_eq!(&text[places[0].clone()], LONG);
    }

    #[test]
    fn tags_and_references_are_left_alone() {
        let mut random = Random::new(1);
        let altered = altered_words("<a href=\"/1\">in &#8217;2024</a>", &mut random);
        assert!(altered.starts_with("<a href=\"/1\">in &#8217;"), "{altered}");
        assert!(altered.ends_with("</a>") && !altered.contains("2024"), "{altered}");
        assert_eq!(without_tags("a <b>c</b> &amp; d"), "a c   d");
        assert_eq!(without_tags("R&D; a <b"), "R  a ");
        assert_eq!(without_tags("R & D; a&"), "R & D; a&");
    }
}
