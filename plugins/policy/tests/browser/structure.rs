//! What somebody who hears the page, or has no mouse, depends on: read off its elements.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::page;

/// An element of a page.
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// All words in it.
    text: String,
    parent: Option<usize>,
}

impl Element {
    fn is(&self, name: &str) -> bool {
        self.name == name
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    fn level(&self) -> Option<usize> {
        self.name.strip_prefix('h')?.parse().ok()
    }
}

/// All elements, in the order of the page.
fn elements(html: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(html);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return all,
            Event::Empty(start) => all.push(element(&start, open.last().copied())),
            Event::Start(start) => {
                let one = element(&start, open.last().copied());
                let is_void = matches!(one.name.as_str(), "meta" | "br" | "hr" | "img" | "link");
                all.push(one);
                if !is_void {
                    open.push(all.len() - 1);
                }
            }
            Event::End(end) => {
                let name = end.name();
                if let Some(at) = open.iter().rposition(|one| all[*one].name == name.as_ref()) {
                    open.truncate(at);
                }
            }
            Event::Text(text) => {
                for one in &open {
                    all[*one].text.push_str(&text);
                }
            }
            _ => {}
        }
    }
}

fn element(start: &BytesStart<'_>, parent: Option<usize>) -> Element {
    let attributes = start.html_attributes().map(|one| {
        let one = one.unwrap();
        (one.key.as_ref().to_owned(), one.value.into_owned())
    });
    Element {
        name: start.name().as_ref().to_owned(),
        attributes: attributes.collect(),
        text: String::new(),
        parent,
    }
}

/// What is wrong with a page, in words.
pub(crate) fn faults(html: &str) -> Vec<String> {
    let all = elements(html);
    let mut faults = Vec::new();
    let mut must = |is_so: bool, fault: String| {
        if !is_so {
            faults.push(fault);
        }
    };
    let named = |name: &'static str| all.iter().filter(move |one| one.is(name));
    let within = |of: usize, name: &str| {
        all.iter().filter(|one| one.is(name) && one.parent == Some(of)).collect::<Vec<_>>()
    };
    let says = |one: &&Element| !one.text.trim().is_empty();

    must(named("html").all(|one| !one.attribute("lang").is_empty()), "no language".to_owned());
    must(named("title").next().is_some_and(|one| says(&one)), "no title".to_owned());
    must(named("main").count() == 1, "not one `main`".to_owned());
    let first = named("a").next().map(|one| one.attribute("href").to_owned()).unwrap_or_default();
    let main = named("main").next().map(|one| format!("#{}", one.attribute("id")));
    must(Some(&first) == main.as_ref(), "the first link does not skip to `main`".to_owned());

    let mut before = 0;
    for (level, one) in all.iter().filter_map(|one| Some((one.level()?, one))) {
        must(level <= before + 1, format!("`{}` has level {level} after {before}", one.text));
        must(says(&one), format!("a heading of level {level} is empty"));
        before = level;
    }
    must(before > 0, "no heading".to_owned());

    let mut ids = BTreeSet::new();
    for one in all.iter().filter(|one| one.attributes.contains_key("id")) {
        must(ids.insert(one.attribute("id")), format!("two have the id `{}`", one.attribute("id")));
    }
    for one in &all {
        for name in ["aria-labelledby", "aria-describedby"] {
            for id in one.attribute(name).split_whitespace() {
                must(ids.contains(id), format!("`{name}` leads to no `{id}`"));
            }
        }
        must(
            matches!(one.attribute("tabindex"), "" | "0" | "-1"),
            format!("`{}` changes the order of the keyboard", one.name),
        );
    }
    for one in named("a") {
        must(says(&one), format!("a link to `{}` has no text", one.attribute("href")));
        let to = one.attribute("href").strip_prefix('#');
        must(to.is_some_and(|id| ids.contains(id)), format!("`{}` leads nowhere", one.text));
    }
    for (place, one) in all.iter().enumerate() {
        if one.is("table") {
            let caption = within(place, "caption");
            must(caption.first().is_some_and(says), "a table has no caption".to_owned());
        }
        if one.is("th") {
            must(one.attribute("scope") == "col", format!("`{}` has no scope", one.text));
            must(says(&one), "a column has no name".to_owned());
        }
        if one.is("svg") {
            picture(&all, place, &mut must);
        }
    }
    faults
}

/// The same for a picture at a place.
fn picture(all: &[Element], place: usize, must: &mut impl FnMut(bool, String)) {
    let within = |of: usize, name: &'static str| {
        all.iter().enumerate().filter(move |(_, one)| one.is(name) && one.parent == Some(of))
    };
    let words = |of: usize, name| within(of, name).next().map_or("", |(_, one)| one.text.trim());
    must(all[place].attribute("role") == "img", "a picture is no image".to_owned());
    must(!words(place, "title").is_empty(), "a picture has no title".to_owned());
    let told = words(place, "desc");
    for (tie, _) in within(place, "path") {
        let said = words(tie, "title");
        let is_told = !said.is_empty() && told.contains(said);
        must(is_told, format!("the picture's description lacks `{said}`"));
    }
    let scrolls = all[place].parent.is_some_and(|at| {
        all[at].attribute("tabindex") == "0" && !all[at].attribute("aria-labelledby").is_empty()
    });
    must(scrolls, "a picture cannot be scrolled by the keyboard".to_owned());
}

#[test]
fn pages_have_what_a_screen_reader_needs() {
    for page in [page::example(), page::difficult()] {
        assert_eq!(faults(&page), [""; 0]);
    }
}

#[test]
fn what_the_article_says_is_in_its_language() {
    let page = page::difficult();
    assert_eq!(page.matches(" lang=\"fr\"").count(), 3, "title, summary and text");
    assert_eq!(page::example().matches(" lang=").count(), 1);
}

/// The checks themselves: each finds what it is for.
#[test]
fn faults_are_found() {
    let page = page::example();
    for (from, to, fault) in [
        ("<html lang=\"en\">", "<html>", "no language"),
        (
            "<a class=\"skip\" href=\"#content\">To the content</a>",
            "",
            "the first link does not skip",
        ),
        ("<h1", "<h2", "has level 2 after 0"),
        ("<th scope=\"col\">actor", "<th>actor", "`actor` has no scope"),
        ("<caption><h2 id=\"actors-1\">Actors</h2></caption>", "", "a table has no caption"),
        ("id=\"s1-3\"", "id=\"s1-4\"", "two have the id `s1-4`"),
        ("id=\"source-1\"", "", "`To the source text` leads nowhere"),
        (">To the source text<", "><", "a link to `#source-1` has no text"),
        ("Oman mediates between Iran; ", "", "the picture's description lacks"),
        ("id=\"said-1\"", "", "`aria-describedby` leads to no `said-1`"),
        ("tabindex=\"0\"", "tabindex=\"1\"", "changes the order of the keyboard"),
        ("role=\"img\"", "", "a picture is no image"),
    ] {
        assert!(page.contains(from), "`{from}` is not on the page");
        let found = faults(&page.replacen(from, to, 1));
        assert!(found.iter().any(|one| one.contains(fault)), "`{fault}`: {found:?}");
    }
}
