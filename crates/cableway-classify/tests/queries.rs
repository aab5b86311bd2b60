//! The queries of the stage `topics`: what they find, and what they say of themselves.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write as _;

use cableway_classify::{RuleSet, Topics, TopicsConfig};
use cableway_core::{
    Annotation, Annotations, BlockKind, Classify as _, ConfigError, ConfigProblem, Context,
    Document, Limits, Place, Setup, Stage as _, StageName,
};
use insta::assert_snapshot;
use proptest::prelude::*;

fn stage(rules: &str) -> Result<(Topics, Vec<ConfigProblem>), ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("topics.toml"), rules).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    let config = TopicsConfig { rules: Some("topics.toml".into()), set: None, max_labels: None };
    Topics::new(config, &setup).map(|topics| (topics, setup.take_warnings()))
}

fn classify(topics: &Topics, document: &Document) -> Vec<Annotation> {
    let mut found = Annotations::new("desk".parse::<StageName>().unwrap());
    topics.classify(document, &mut found, &Context::default()).unwrap();
    let mut checked = document.clone();
    checked.add_annotations(&"desk".parse().unwrap(), &["topic"], found.clone()).unwrap();
    found.as_slice().to_vec()
}

/// A document whose first line is the title and whose other lines are paragraphs.
fn document(text: &str, language: Option<&str>) -> Document {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = language.map(ToOwned::to_owned);
    for (place, line) in text.lines().enumerate() {
        let kind = if place == 0 { BlockKind::Title } else { BlockKind::Paragraph };
        builder.block(kind, line);
    }
    builder.build()
}

fn rules(query: &str) -> String {
    format!("[[topic]]\nlabel = \"x\"\nquery = '{query}'\n")
}

/// What a query finds: the parts of it that hold and their words; empty where it does not hold.
#[track_caller]
fn found_in(rules: &str, document: &Document) -> String {
    let (topics, _) = stage(rules).unwrap();
    let shown = classify(&topics, document).into_iter().map(|annotation| {
        let words: Vec<&str> =
            annotation.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
        format!("{}: {words:?}", annotation.attributes["terms"])
    });
    shown.collect()
}

#[track_caller]
fn found(query: &str, text: &str) -> String {
    found_in(&rules(query), &document(text, None))
}

const NEWS: &str = "Council extends sanctions\nThe council extended its sanctions on North Korea on Monday. \
                    South Korea welcomed the step.\nThe sport of the day: sanctions in football.";

#[test]
fn operators() {
    assert_snapshot!(found("sanction* AND monday", NEWS), @r#"{"monday":1,"sanction*":3}: ["sanctions", "sanctions", "Monday", "sanctions"]"#);
    assert_snapshot!(found("sanction* AND NOT tennis", NEWS), @r#"{"sanction*":3}: ["sanctions", "sanctions", "sanctions"]"#);
    assert_eq!(found("(sanction* NEAR/5 \"north korea\") AND NOT sport", NEWS), "");
    assert_snapshot!(found("(sanction* NEAR/5 \"north korea\") AND NOT tennis", NEWS), @r#"{"sanction* NEAR/5 \"north korea\"":1}: ["sanctions", "North Korea"]"#);
    assert_snapshot!(found("tennis OR (council AND sport) OR golf", NEWS), @r#"{"council":2,"sport":1}: ["Council", "council", "sport"]"#);
    assert_snapshot!(found("*ball OR *tend*", NEWS), @r#"{"*ball":1,"*tend*":2}: ["extends", "extended", "football"]"#);
}

#[test]
fn how_near() {
    // sanctions on North Korea: the last word of the one and the first of the other are two apart.
    assert_eq!(found("sanctions NEAR/1 \"north korea\"", NEWS), "");
    assert_ne!(found("sanctions NEAR/2 \"north korea\"", NEWS), "");
    assert_ne!(found("\"north korea\" NEAR/2 sanctions", NEWS), "");
    assert_eq!(found("\"north korea\" ONEAR/2 sanctions", NEWS), "");
    assert_ne!(found("sanctions PRE/2 \"north korea\"", NEWS), "");
    assert_eq!(found("extended NEAR/9 extends", NEWS), "", "a title is a block of its own");
    assert_snapshot!(found("(north OR south) ONEAR/1 korea", NEWS), @r#"{"(north OR south) ONEAR/1 korea":2}: ["North", "Korea", "South", "Korea"]"#);
    assert_snapshot!(found("council NEAR/3 sanctions NEAR/3 korea", NEWS), @r#"{"council NEAR/3 sanctions NEAR/3 korea":1}: ["council", "sanctions", "Korea"]"#);
    assert_eq!(
        found("korea NEAR/3 \"north korea\"", "x\nin North Korea"),
        "",
        "no word counts twice"
    );
    // The second `b` is beside `c`, though the first one is closer to `a`.
    assert_snapshot!(found("(a NEAR/5 b) NEAR/1 c", "x\na b x b c"), @r#"{"(a NEAR/5 b) NEAR/1 c":1}: ["a", "b", "c"]"#);
}

#[test]
fn evidence_is_the_smallest() {
    assert_snapshot!(found("port NEAR/9 strike", "x\nport a port b strike c strike d port"), @r#"{"port NEAR/9 strike":2}: ["port", "strike", "strike", "port"]"#);
    assert_snapshot!(found("ATLEAST/2(ferry OR port) AND NOT strike", "x\na ferry, a port and a car"), @r#"{"ATLEAST/2(ferry OR port)":2}: ["ferry", "port"]"#);
    assert_eq!(found("ATLEAST/3(ferry OR port)", "x\na ferry, a port and a car"), "");
    assert_snapshot!(found("title:ferry OR body:car", "a ferry\na ferry, a car"), @r#"{"body:car":1,"title:ferry":1}: ["ferry", "car"]"#);
}

#[test]
fn fields() {
    assert_eq!(found("title:korea", NEWS), "");
    assert_snapshot!(found("title:(council AND sanctions)", NEWS), @r#"{"title:council":1,"title:sanctions":1}: ["Council", "sanctions"]"#);
    assert_ne!(found("head:council AND body:(korea NEAR/5 sanctions)", NEWS), "");
    assert_eq!(found("standfirst:council", NEWS), "");
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, "body");
    builder.block(BlockKind::Standfirst, "first");
    builder.block(BlockKind::Heading, "between");
    builder.block(BlockKind::Quotation, "said");
    let document = builder.build();
    let query = "standfirst:first AND heading:between AND quotation:said AND body:(between AND said AND body) AND NOT body:first AND NOT head:body";
    assert_ne!(found_in(&rules(query), &document), "");
}

#[test]
fn a_title_counts_for_queries_too() {
    let rules = "[[topic]]\nlabel = \"x\"\nthreshold = 2\nquery = 'ferry AND NOT car'\n";
    assert_ne!(found_in(rules, &document("a ferry\nx", None)), "");
    assert_eq!(found_in(rules, &document("x\na ferry", None)), "");
    let two = "[[topic]]\nlabel = \"x\"\nthreshold = 3\nquery = ['ferry', { query = 'port', weight = 2 }]\n";
    assert_ne!(found_in(two, &document("x\na ferry in port", None)), "");
    assert_eq!(found_in(two, &document("x\na port", None)), "");
}

#[test]
fn stems() {
    let rules = "stem = true\n[[topic]]\nlabel = \"x\"\nany = [\"vote\", \"oil price\", \"run* ferry\", \"*wagen\"]\n";
    let text =
        "x\nVoters voted; the voting ends. Oil prices, oil-price. Running ferries, Volkswagen.";
    assert_snapshot!(found_in(rules, &document(text, Some("en-GB"))), @r#"{"*wagen":1,"oil price":1,"run* ferry":1,"vote":2}: ["voted", "voting", "Oil prices", "Running ferries", "Volkswagen"]"#);
    assert_snapshot!(found_in(rules, &document(text, None)), @r#"{"*wagen":1}: ["Volkswagen"]"#);
    let german =
        "stem = true\n[[topic]]\nlabel = \"x\"\nquery = 'wahl NEAR/3 partei AND NOT urne'\n";
    assert_snapshot!(found_in(german, &document("x\nDie Wahlen der Parteien", Some("de"))), @r#"{"wahl NEAR/3 partei":1}: ["Wahlen", "Parteien"]"#);
    let both = "stem = true\n[[topic]]\nlabel = \"x\"\ncase = \"exact\"\nany = [\"Vote\"]\n";
    assert_eq!(found_in(both, &document("x\nvotes vote Votes", Some("en"))), "");
}

#[test]
fn case_counts_in_queries() {
    let rules = "[[topic]]\nlabel = \"x\"\ncase = \"exact\"\nquery = 'WHO NEAR/2 *Aid'\n";
    assert_ne!(found_in(rules, &document("x\nThe WHO sends KidsAid", None)), "");
    assert_eq!(found_in(rules, &document("x\nThose who send KidsAid", None)), "");
    assert_eq!(found_in(rules, &document("x\nThe WHO sends kidsaid", None)), "");
}

#[test]
fn what_holds_without_a_word() {
    let (topics, warnings) = stage(&rules("NOT sport")).unwrap();
    assert_eq!(warnings.len(), 1);
    let found = classify(&topics, &document("x\nnothing", None));
    assert_eq!(found.len(), 1);
    assert!(found[0].spans.is_empty());
    assert!(classify(&topics, &document("x\nsport", None)).is_empty());
    assert_eq!(classify(&topics, &Document::builder("a.txt").build()).len(), 1);
}

/// The problems of a rules file: line, what is quoted, message, hint.
fn shown(problems: Vec<ConfigProblem>) -> String {
    let mut out = String::new();
    for problem in problems {
        let Place::File { text, range, .. } = problem.place else { panic!("not in the file") };
        let line = text[..range.start].matches('\n').count() + 1;
        let _ = writeln!(out, "{line} `{}`: {}", &text[range], problem.message);
        if let Some(hint) = problem.hint {
            let _ = writeln!(out, "    {hint}");
        }
    }
    out
}

#[test]
fn mistakes_stand_where_they_are_written() {
    let rules = r#"
[[topic]]
label = "a"
query = "(ferry \u0041ND \"port\" strike"
[[topic]]
label = "b"
query = '''
ferry AND
  title:(port titel:x'''
[[topic]]
label = "c"
query = ["*", "a**b OR 'x", { query = "p AND", weight = -1 }, { qeury = "x" }, 7]
stem = "yes"
[[topic]]
label = "d"
query = '*'
code = 7
stem = true
case = "exact"
"#;
    assert_snapshot!(shown(stage(rules).unwrap_err().problems));
}

#[test]
fn doubts_stand_where_they_are_written() {
    let rules = r#"
[[topic]]
label = "a"
query = "ferry AND NOT \"ferry\""
[[topic]]
label = "b"
any = ["north korea", "x*"]
all = ["korea"]
none = ["korea", "y"]
[[topic]]
label = "c"
query = ["port", "strike AND quay"]
[[topic]]
label = "d"
query = ["port", "strike AND quay"]
"#;
    let (_, warnings) = stage(rules).unwrap();
    assert_snapshot!(shown(warnings));
}

/// What `check` says of one topic.
#[track_caller]
fn doubts(topic: &str) -> String {
    let (_, warnings) = stage(&format!("[[topic]]\nlabel = \"x\"\n{topic}\n")).unwrap();
    shown(warnings)
}

#[test]
fn topics_that_no_document_can_have() {
    for topic in [
        "query = 'foo AND bar'\nnone = [\"bar\"]",
        "query = 'foo'\nall = [\"bar\"]\nnone = [\"foo*\"]",
        "near = [{ terms = [\"ferry\", \"port\"] }]\nnone = [\"port\"]",
        "query = '(ferry NEAR/3 port) AND NOT (ferry NEAR/5 port)'",
        "query = '(ferry NEAR/3 port) AND NOT (port NEAR/5 ferry)'",
        "query = '(ferry ONEAR/3 port) AND NOT (ferry ONEAR/5 port)'",
        "query = '(ferry ONEAR/3 port) AND NOT (port NEAR/3 ferry)'",
        "query = 'head:x AND NOT title:x AND NOT standfirst:x'",
        "query = 'vote AND NOT voting'\nstem = true",
        "all = [\"votes\"]\nnone = [\"voting\"]\nstem = true",
        "all = [\"Wahl\"]\nnone = [\"Wahlen\"]\nstem = true",
        "query = 'vote'\nnone = [\"votes\"]\nstem = true",
    ] {
        let given = doubts(topic);
        let is_told =
            given.contains("no document can ever have") || given.contains("no document in");
        assert!(is_told, "{topic}: {given}");
    }
    for topic in [
        "query = '(ferry NEAR/5 port) AND NOT (ferry NEAR/3 port)'",
        "query = '(ferry NEAR/3 port) AND NOT (ferry ONEAR/5 port)'",
        "query = '(ferry ONEAR/3 port) AND NOT (port ONEAR/5 ferry)'",
        "query = 'head:x AND NOT title:x'",
        "query = 'ATLEAST/2(head:x) AND NOT ATLEAST/2(title:x) AND NOT ATLEAST/2(standfirst:x)'",
        "query = 'vote AND NOT voting'",
        "query = 'vote AND NOT port'\nstem = true",
        "query = 'foo OR bar'\nnone = [\"bar\"]",
        "near = [{ terms = [\"ferry\", \"port\"] }]\nnone = [\"strike\"]",
    ] {
        assert_eq!(doubts(topic), "", "{topic}");
    }
    let given = doubts("query = ['foo', 'bar AND quay']\nnone = [\"bar\"]");
    assert!(given.contains("this never counts: `all` and `none` rule it out"), "{given}");
}

/// The boost of the title does not count where a query asks for the body.
#[test]
fn points_that_cannot_be_reached() {
    let topic = |query: &str| {
        stage(&format!("[[topic]]\nlabel = \"x\"\nthreshold = 2.0\nquery = '{query}'\n"))
    };
    for query in ["body:foo", "body:(foo OR bar)", "NOT title:foo AND body:bar", "heading:foo"] {
        let error = topic(query).unwrap_err().to_string();
        assert!(error.contains("give 1, and the threshold is 2"), "{query}: {error}");
    }
    for query in ["foo", "title:foo", "body:foo AND bar", "foo NEAR/3 bar"] {
        assert!(topic(query).is_ok(), "{query}");
    }
}

#[test]
fn a_term_that_stands_twice_counts_once() {
    let (topics, warnings) =
        stage("[[topic]]\nlabel = \"x\"\nany = [\"ferry\", \"Ferry\"]\n").unwrap();
    let warnings = shown(warnings);
    assert!(warnings.contains("`Ferry` stands twice in this list"), "{warnings}");
    let found = classify(&topics, &document("x\nA ferry.", None));
    assert_eq!(found[0].attributes["points"], 1.0);
}

#[test]
fn letters_with_marks_are_the_same_however_written() {
    for (rule, text) in [
        ("Zürich", "x\nIn Zu\u{308}rich, on Monday."),
        ("Zu\u{308}rich", "x\nIn Zürich, on Monday."),
        ("zu\u{308}rich*", "x\nThe Zu\u{308}richsee."),
    ] {
        for more in ["", "case = \"exact\"\n", "stem = true\n"] {
            if more.contains("exact") && rule.starts_with('z') {
                continue;
            }
            let rules = format!("[[topic]]\nlabel = \"x\"\nany = [\"{rule}\"]\n{more}");
            let (topics, _) = stage(&rules).unwrap();
            let document = document(text, Some("de"));
            let found = classify(&topics, &document);
            let word = found[0].spans[0].slice(document.text()).unwrap();
            assert!(word.starts_with('Z') && word.contains("rich"), "{rule} {more}: {word}");
        }
    }
}

#[test]
fn what_nearly_was_a_topic() {
    let (topics, _) = stage(
        "[[topic]]\nlabel = \"shipping\"\nany = [\"ferry\", \"harbour\"]\nthreshold = 2.0\n\
         [[topic]]\nlabel = \"strike\"\nquery = 'strike AND NOT baseball'\n\
         [[topic]]\nlabel = \"quay\"\nany = [\"ferry\"]\nall = [\"quay\"]\nnone = [\"strike\"]\n\
         [[topic]]\nlabel = \"rail\"\nany = [\"train\"]\nnone = [\"ferry\"]\n\
         [[topic]]\nlabel = \"baseball\"\nany = [\"baseball\"]\n",
    )
    .unwrap();
    let document = document("x\nA ferry, a strike, and baseball.", None);
    let mut found = Annotations::new("desk".parse::<StageName>().unwrap());
    let context = Context::default().explaining();
    topics.classify(&document, &mut found, &context).unwrap();
    assert_eq!(found.as_slice().len(), 1);
    assert_snapshot!(context.take_remarks().join("\n"), @r"
    not `quay`: 1 of 1 points; `all` asks for `quay`; `none` forbids `strike`
    not `shipping`: 1 of 2 points
    not `strike`: 0 of 1 points; `NOT baseball` blocks
    ");
    let context = Context::default();
    topics.classify(&document, &mut found, &context).unwrap();
    assert!(context.take_remarks().is_empty());
}

#[test]
fn stems_without_a_language() {
    let (topics, _) = stage("stem = true\n[[topic]]\nlabel = \"x\"\nany = [\"vote\"]\n").unwrap();
    let notes = |language: Option<&str>| {
        let mut found = Annotations::new("topics".parse().unwrap());
        let context = Context::default();
        topics.classify(&document("x\nThey voted.", language), &mut found, &context).unwrap();
        (found.as_slice().len(), context.take_notes().join("; "))
    };
    assert_eq!(notes(Some("en-GB")), (1, String::new()));
    assert_eq!(notes(None).1, "`stem` does nothing in this text: its language is not known");
    assert_eq!(
        notes(Some("cy")),
        (0, "`stem` does nothing in this text: no stems are known of `cy`".to_owned())
    );
}

#[test]
fn the_set_that_ships() {
    let setup = Setup::new(".", Limits::default());
    let config = TopicsConfig { rules: None, set: Some(RuleSet::Iptc), max_labels: Some(1) };
    let topics = Topics::new(config, &setup).unwrap();
    assert_eq!(shown(setup.take_warnings()), "");
    assert_eq!(RuleSet::Iptc.text().matches("[[topic]]").count(), 30);
    let text = "Striker joins league champions\nThe midfielder scored twice in the quarter-final before \
                the head coach praised his players and the goalkeeper.";
    let found = classify(&topics, &document(text, Some("en")));
    assert_eq!(found[0].label, "sport");
    assert_eq!(found[0].attributes["code"], "medtop:15000000");
    assert!(found[0].attributes["rule"].as_str().unwrap().starts_with("iptc:"));
}

#[test]
fn a_file_beside_the_set() {
    let folder = tempfile::tempdir().unwrap();
    let own = "[[topic]]\nlabel = \"sport\"\nany = [\"curling\"]\n";
    std::fs::write(folder.path().join("own.toml"), own).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    let config = |rules: Option<&str>, set| TopicsConfig {
        rules: rules.map(Into::into),
        set,
        max_labels: None,
    };
    let topics = Topics::new(config(Some("own.toml"), Some(RuleSet::Iptc)), &setup).unwrap();
    let found = classify(&topics, &document("x\ncurling", None));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].attributes["rule"], "own.toml:1");
    let error = Topics::new(config(None, None), &setup).unwrap_err();
    assert_snapshot!(error, @"`rules` or `set` must say what the topics are");
}

/// A query as it is tested against a slow and plain reading of it.
#[derive(Clone, Debug)]
enum Query {
    Term(&'static str),
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    Near(Box<Query>, Box<Query>, usize, bool),
    AtLeast(usize, Box<Query>),
    Title(Box<Query>),
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |parts: &[Query], with: &str| -> String {
            parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(with)
        };
        match self {
            Query::Term(word) => write!(f, "\"{word}\""),
            Query::And(parts) => f.write_str(&join(parts, " AND ")),
            Query::Or(parts) => f.write_str(&join(parts, " OR ")),
            Query::Not(part) => write!(f, "NOT ({part})"),
            Query::Near(one, other, n, true) => write!(f, "({one}) ONEAR/{n} ({other})"),
            Query::Near(one, other, n, false) => write!(f, "({one}) NEAR/{n} ({other})"),
            Query::AtLeast(n, part) => write!(f, "ATLEAST/{n}({part})"),
            Query::Title(part) => write!(f, "title:({part})"),
        }
    }
}

/// The lines of a text, each as its words; the first is the title.
type Lines<'a> = [Vec<&'a str>];

/// Line, first word, last word.
type Stretch = (usize, usize, usize);

fn fits(pattern: &str, word: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), None) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        _ => word == pattern,
    }
}

fn stretches(query: &Query, lines: &Lines<'_>, title: bool) -> BTreeSet<Stretch> {
    let mut out = BTreeSet::new();
    match query {
        Query::Term(term) => {
            let patterns: Vec<&str> = term.split(' ').collect();
            for (line, words) in lines.iter().enumerate().filter(|(line, _)| !title || *line == 0) {
                for (at, words) in words.windows(patterns.len()).enumerate() {
                    if patterns.iter().zip(words).all(|(pattern, word)| fits(pattern, word)) {
                        out.insert((line, at, at + patterns.len() - 1));
                    }
                }
            }
        }
        Query::Or(parts) => parts.iter().for_each(|part| out.extend(stretches(part, lines, title))),
        Query::Title(part) => out = stretches(part, lines, true),
        Query::Near(one, other, n, ordered) => {
            let (left, right) = (stretches(one, lines, title), stretches(other, lines, title));
            for &(line, a, b) in &left {
                for &(_, c, d) in right.iter().filter(|other| other.0 == line) {
                    if c > b && c - b <= *n || !ordered && a > d && a - d <= *n {
                        out.insert((line, a.min(c), b.max(d)));
                    }
                }
            }
        }
        _ => panic!("{query} has no places"),
    }
    out
}

/// Those that hold no other one.
fn smallest(all: &BTreeSet<Stretch>) -> BTreeSet<Stretch> {
    let holds = |one: &Stretch, other: &Stretch| {
        one != other && one.0 == other.0 && one.1 <= other.1 && other.2 <= one.2
    };
    all.iter().filter(|one| !all.iter().any(|other| holds(one, other))).copied().collect()
}

fn holds(query: &Query, lines: &Lines<'_>, title: bool) -> bool {
    match query {
        Query::And(parts) => parts.iter().all(|part| holds(part, lines, title)),
        Query::Or(parts) => parts.iter().any(|part| holds(part, lines, title)),
        Query::Not(part) => !holds(part, lines, title),
        Query::Title(part) => holds(part, lines, true),
        Query::AtLeast(n, part) => smallest(&stretches(part, lines, title)).len() >= *n,
        Query::Term(_) | Query::Near(..) => !stretches(query, lines, title).is_empty(),
    }
}

/// The words that make a query true which does: of each part outside of `NOT` that holds, of `NEAR` those
/// of the smallest stretches.
fn allowed(query: &Query, lines: &Lines<'_>, title: bool, out: &mut BTreeSet<(usize, usize)>) {
    match query {
        Query::And(parts) => parts.iter().for_each(|part| allowed(part, lines, title, out)),
        Query::Or(parts) => parts
            .iter()
            .filter(|part| holds(part, lines, title))
            .for_each(|part| allowed(part, lines, title, out)),
        Query::Not(_) => {}
        Query::Title(part) => allowed(part, lines, true, out),
        Query::AtLeast(_, part) => allowed(part, lines, title, out),
        Query::Term(_) | Query::Near(..) => {
            for (line, first, last) in smallest(&stretches(query, lines, title)) {
                out.extend((first..=last).map(|word| (line, word)));
            }
        }
    }
}

fn positional() -> BoxedStrategy<Query> {
    let terms = &["a", "b", "c", "ab", "a*", "*b", "a b", "a* c"][..];
    let near = |inner: BoxedStrategy<Query>| {
        (inner.clone(), inner, 1_usize..5, any::<bool>()).prop_map(|(one, other, n, ordered)| {
            Query::Near(Box::new(one), Box::new(other), n, ordered)
        })
    };
    prop::sample::select(terms)
        .prop_map(Query::Term)
        .prop_recursive(3, 8, 2, move |inner| {
            prop_oneof![
                2 => near(inner.clone()),
                1 => prop::collection::vec(inner.clone(), 2..3).prop_map(Query::Or),
                1 => inner.prop_map(|part| Query::Title(Box::new(part))),
            ]
        })
        .boxed()
}

fn any_query() -> BoxedStrategy<Query> {
    let counted =
        (1_usize..4, positional()).prop_map(|(n, part)| Query::AtLeast(n, Box::new(part)));
    prop_oneof![3 => positional(), 1 => counted]
        .prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Query::And),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Query::Or),
                inner.clone().prop_map(|part| Query::Not(Box::new(part))),
                inner.prop_map(|part| Query::Title(Box::new(part))),
            ]
        })
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn queries_find_what_a_plain_reading_finds(
        query in any_query(),
        lines in prop::collection::vec("(a|b|c|ab|x)( (a|b|c|ab|x)){0,9}", 1..4),
        others in prop::collection::vec(any_query(), 0..3),
    ) {
        // Others beside it, so that topics are told apart.
        let mut rules = rules(&query.to_string());
        for (number, other) in others.iter().enumerate() {
            let _ = write!(rules, "[[topic]]\nlabel = \"other {number}\"\nquery = '{other}'\n");
        }
        let text = lines.join("\n");
        let words: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
        let document = document(&text, None);
        let (topics, _) = stage(&rules).unwrap();
        let found = classify(&topics, &document);
        let own = found.iter().find(|annotation| annotation.label == "x");
        prop_assert_eq!(own.is_some(), holds(&query, &words, false), "{} in {:?}", query, lines);
        for (number, other) in others.iter().enumerate() {
            let label = format!("other {number}");
            let is_there = found.iter().any(|annotation| annotation.label == label);
            prop_assert_eq!(is_there, holds(other, &words, false), "{} in {:?}", other, lines);
        }
        let Some(own) = own else { return Ok(()) };
        let mut allowed_words = BTreeSet::new();
        allowed(&query, &words, false, &mut allowed_words);
        let mut place_of = Vec::new();
        for (line, block) in document.blocks().iter().enumerate() {
            let mut at = block.span.start();
            for (number, word) in words[line].iter().enumerate() {
                place_of.push((at, at + word.len(), line, number));
                at += word.len() + 1;
            }
        }
        for span in &own.spans {
            for (.., line, word) in
                place_of.iter().filter(|place| span.start() < place.1 && place.0 < span.end())
            {
                prop_assert!(allowed_words.contains(&(*line, *word)), "{query} in {lines:?}: {span}");
            }
        }
        prop_assert_eq!(own.spans.is_empty(), allowed_words.is_empty(), "{} in {:?}", query, lines);
    }
}
