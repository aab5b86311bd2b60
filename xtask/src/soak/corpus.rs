//! What the soak reads: altered articles of the examples, as one meets them: three forms, some repeated,
//! some broken. The same number gives the same bytes on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::bench::corpus::{Article, Random};
use crate::process::{OnFile as _, Outcome};

/// How many files lie in one folder.
pub(crate) const FOLDER: usize = 20;

/// Files that no document can be made of, each for another reason.
const BROKEN: [(&str, &[u8]); 5] = [
    ("txt", b""),
    ("html", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
    ("pdf", b"%PDF-1.7\n1 0 obj << /Type"),
    ("md", b"\0\0\0\0\0\0\0\0"),
    ("html", b"<!doctype html><title>Away</title><nav><a href=\"/\">Home</a></nav>"),
];

/// One file in so many is broken.
const BROKEN_EVERY: usize = 15;
/// One file in so many repeats an earlier one word for word, and as many repeat one with a sentence more.
const REPEATED_EVERY: usize = 25;
/// How far back the one that is repeated lies.
const BACK: usize = 5;

/// Writes `count` files below `folder`, in folders of [`FOLDER`].
pub(crate) fn mixed(folder: &Path, articles: &[Article], count: usize) -> Outcome {
    let mut random = Random::new(count);
    let mut latest: Vec<(String, Vec<u8>)> = Vec::new();
    for number in 0..count {
        let repeats = (number >= BACK).then(|| latest[number % BACK].clone());
        let (extension, bytes) = match (repeats, number % REPEATED_EVERY) {
            _ if number % BROKEN_EVERY == 7 => {
                let (extension, bytes) = BROKEN[number / BROKEN_EVERY % BROKEN.len()];
                (extension.to_owned(), bytes.to_vec())
            }
            (Some(earlier), 11) => earlier,
            (Some((extension, mut bytes)), 19) if extension != "html" => {
                bytes.extend_from_slice(b"\n\nThe harbour office said so again on Tuesday.\n");
                (extension, bytes)
            }
            _ => article(&articles[number % articles.len()], number, &mut random),
        };
        write(folder, number, &extension, &bytes)?;
        if latest.len() < BACK {
            latest.push((extension, bytes));
        } else {
            latest[number % BACK] = (extension, bytes);
        }
    }
    Ok(())
}

/// An altered article; the examples have few Markdown files, so that every second text becomes one.
fn article(article: &Article, number: usize, random: &mut Random) -> (String, Vec<u8>) {
    let text = article.altered(random);
    if article.extension == "txt" && number % 2 == 1 {
        return ("md".to_owned(), format!("# Report {number}\n\n{text}").into_bytes());
    }
    (article.extension.clone(), article.encoded(&text))
}

/// One of the files of a corpus: where it lies.
pub(crate) fn path(folder: &Path, number: usize, extension: &str) -> PathBuf {
    folder.join(format!("{:03}", number / FOLDER)).join(format!("{number:06}.{extension}"))
}

fn write(folder: &Path, number: usize, extension: &str, bytes: &[u8]) -> Outcome {
    let path = path(folder, number, extension);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).on("make", folder)?;
    }
    fs::write(&path, bytes).on("write", &path)
}

/// Writes `count` web pages below `folder`, of the size that pages of newspapers have: the article is the
/// smallest part of one.
pub(crate) fn pages(folder: &Path, articles: &[Article], count: usize) -> Outcome {
    let articles: Vec<&Article> =
        articles.iter().filter(|article| article.extension == "html").collect();
    let mut random = Random::new(count);
    for number in 0..count {
        let bytes = page(&articles, number, &mut random);
        write(folder, number, "html", &bytes)?;
    }
    Ok(())
}

/// A page: an altered article, with all that stands around one.
pub(crate) fn page(articles: &[&Article], number: usize, random: &mut Random) -> Vec<u8> {
    let article = articles[number % articles.len()];
    let altered = article.altered(random);
    // An example without a body would be no example of a page.
    let after =
        altered.find("<body").and_then(|at| altered[at..].find('>').map(|end| at + end + 1));
    let before = altered.rfind("</body>");
    let (Some(after), Some(before)) = (after, before) else { return article.encoded(&altered) };
    let mut text = String::with_capacity(altered.len() + (64 << 10));
    text.push_str(&altered[..after]);
    navigation(&mut text, random);
    text.push_str(&altered[after..before]);
    teasers(&mut text, articles, random);
    script(&mut text, random);
    text.push_str(&altered[before..]);
    article.encoded(&text)
}

/// The menu of a site: lists of links, three deep.
fn navigation(text: &mut String, random: &mut Random) {
    text.push_str("\n<nav class=\"mega-menu\" aria-label=\"Sections\"><ul>\n");
    for section in 0..12 {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "<li class=\"item\"><a href=\"/section/{section}\">Section {section}</a><ul>"
        );
        for link in 0..10 {
            let number = random.below(90_000);
            let _ = writeln!(
                text,
                "<li class=\"item item--child\"><a class=\"menu-link\" href=\"/section/{section}/{number}\" \
                 data-track=\"nav-{section}-{link}\">Desk {number}</a></li>"
            );
        }
        text.push_str("</ul></li>\n");
    }
    text.push_str("</ul></nav>\n");
}

/// What a site shows of other articles beside and below one.
fn teasers(text: &mut String, articles: &[&Article], random: &mut Random) {
    text.push_str("\n<aside class=\"more-stories\"><h2>More stories</h2>\n");
    for _ in 0..24 {
        let number = random.below(90_000);
        let paragraph = articles[random.below(articles.len())].one_paragraph(random);
        // A teaser is the beginning of an article, cut off.
        let words: Vec<&str> = paragraph.split_whitespace().take(16).collect();
        let _ = writeln!(
            text,
            "<div class=\"card card--small\"><a href=\"/story/{number}\"><img loading=\"lazy\" src=\"/img/{number}-320.jpg\" \
             srcset=\"/img/{number}-320.jpg 320w, /img/{number}-640.jpg 640w\" alt=\"\"><h3>Story {number}</h3></a>\
             <p class=\"card-text\">{} …</p></div>",
            words.join(" ").replace(['<', '>', '&'], "")
        );
    }
    text.push_str("</aside>\n");
}

/// The data that a page carries for its own scripts.
fn script(text: &mut String, random: &mut Random) {
    text.push_str("<script>window.pageState = {\"slots\": [");
    for slot in 0..600 {
        let comma = if slot == 0 { "" } else { ", " };
        let _ = write!(
            text,
            "{comma}{{\"id\": \"slot-{slot}\", \"size\": [{}, {}], \"lazy\": true, \"group\": \"g{}\"}}",
            300 + random.below(600),
            50 + random.below(600),
            random.below(40)
        );
    }
    text.push_str("]};</script>\n");
}

/// Small documents of three sentences each: every word follows the one before it somewhere in the examples. So no
/// two have much in common but their words, however many there are; only one in fifty repeats an earlier one.
pub(crate) struct Small {
    words: Vec<String>,
    /// The places of each word; the word behind each of them may come next.
    places: BTreeMap<String, Vec<usize>>,
    /// Where sentences begin.
    beginnings: Vec<usize>,
    random: Random,
    earlier: Vec<String>,
}

impl Small {
    pub(crate) fn new(articles: &[Article]) -> Self {
        let mut random = Random::new(3);
        let mut words: Vec<String> = Vec::new();
        for _ in 0..2_000 {
            let paragraph = articles[random.below(articles.len())].one_paragraph(&mut random);
            words.extend(paragraph.split_whitespace().map(str::to_owned));
        }
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut beginnings = Vec::new();
        for (place, word) in words.iter().enumerate() {
            places.entry(word.clone()).or_default().push(place);
            if word.ends_with('.') {
                beginnings.push(place + 1);
            }
        }
        Self { words, places, beginnings, random, earlier: Vec::new() }
    }

    /// The next document's text.
    pub(crate) fn next(&mut self) -> String {
        if self.earlier.len() == 100 && self.random.below(50) == 0 {
            return self.earlier[self.random.below(100)].clone();
        }
        let mut text = String::new();
        for _ in 0..3 {
            let mut place = self.beginnings[self.random.below(self.beginnings.len())];
            for length in 1.. {
                let Some(word) = self.words.get(place) else { break };
                text.push_str(word);
                text.push(' ');
                if word.ends_with('.') || length == 30 {
                    break;
                }
                let again = &self.places[word];
                place = again[self.random.below(again.len())] + 1;
            }
        }
        text.truncate(text.trim_end().len());
        if self.earlier.len() < 100 {
            self.earlier.push(text.clone());
        } else {
            let place = self.random.below(100);
            self.earlier[place].clone_from(&text);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::corpus::articles;

    #[test]
    fn the_same_number_gives_the_same_files() {
        let made = [1, 2].map(|place| {
            let folder = std::env::temp_dir()
                .join(format!("cableway-corpus-{}-{place}", std::process::id()));
            mixed(&folder, &articles().unwrap(), 120).unwrap();
            let mut files = Vec::new();
            for below in 0..6 {
                let mut found: Vec<_> =
                    fs::read_dir(folder.join(format!("{below:03}"))).unwrap().flatten().collect();
                found.sort_by_key(fs::DirEntry::file_name);
                files.extend(
                    found.iter().map(|entry| (entry.file_name(), fs::read(entry.path()).unwrap())),
                );
            }
            fs::remove_dir_all(&folder).unwrap();
            files
        });
        assert_eq!(made[0].len(), 120);
        assert!(made[0] == made[1]);
        let extensions = ["txt", "html", "md", "pdf"].map(|extension| {
            made[0]
                .iter()
                .filter(|(name, _)| Path::new(name).extension().unwrap() == extension)
                .count()
        });
        assert!(extensions.iter().all(|count| *count > 0), "{extensions:?}");
        let copies = made[0].iter().skip(BACK).enumerate();
        let copies = copies.filter(|(place, (_, bytes))| made[0][*place].1 == *bytes).count();
        assert!(copies >= 3, "{copies} repeat an earlier one");
    }

    #[test]
    fn pages_are_as_large_as_those_of_newspapers() {
        let articles = articles().unwrap();
        let articles: Vec<&Article> =
            articles.iter().filter(|article| article.extension == "html").collect();
        let page = page(&articles, 3, &mut Random::new(1));
        assert!((50_000..120_000).contains(&page.len()), "{} bytes", page.len());
    }
}
