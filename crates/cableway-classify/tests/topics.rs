//! The stage `topics` through its rules and documents.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests, though not all in a `#[test]`"
)]

use std::fmt::Write as _;

use cableway_classify::{Topics, TopicsConfig};
use cableway_core::{
    Annotations, BlockKind, Classify as _, ConfigError, Context, Document, Limits, Place, Setup,
    Stage as _, StageName,
};
use insta::assert_snapshot;
use proptest::prelude::*;

fn stage(rules: &str) -> Result<Topics, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("topics.toml"), rules).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    Topics::new(TopicsConfig { rules: "topics.toml".into(), max_labels: None }, &setup)
}

fn classify(topics: &Topics, document: &Document) -> Annotations {
    let mut found = Annotations::new("desk".parse::<StageName>().unwrap());
    topics.classify(document, &mut found, &Context::default()).unwrap();
    let mut checked = document.clone();
    checked.add_annotations(&"desk".parse().unwrap(), &["topic"], found.clone()).unwrap();
    found
}

/// A document whose first line is the title and whose other lines are paragraphs.
fn document(text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    for (place, line) in text.lines().enumerate() {
        let kind = if place == 0 { BlockKind::Title } else { BlockKind::Paragraph };
        builder.block(kind, line);
    }
    builder.build()
}

/// A line for each label: score, points, terms with counts, the words of the evidence.
#[track_caller]
fn labels(rules: &str, text: &str) -> String {
    let document = document(text);
    let mut out = String::new();
    for annotation in classify(&stage(rules).unwrap(), &document).as_slice() {
        let words: Vec<&str> =
            annotation.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
        let _ = writeln!(
            out,
            "{} {} = {} points {}: {words:?}",
            annotation.label,
            annotation.score.unwrap().get(),
            annotation.attributes["points"],
            annotation.attributes["terms"],
        );
    }
    out
}

#[test]
fn words_and_phrases() {
    let rules = "[[topic]]\nlabel = \"ships\"\nany = [\"ferry\", \"container ship\", \"dock*\"]\n";
    assert_snapshot!(labels(rules, "Title\nA Ferry and a container \t ship. The ferry's dockers; undocked, FERRYMAN."), @r#"ships 0.75 = 3.0 points {"container ship":1,"dock*":1,"ferry":2}: ["Ferry", "container \t ship", "ferry", "dockers"]"#);
    assert_eq!(labels(rules, "Title\nferryman"), "");
    assert_eq!(labels(rules, "container\nship"), "", "no phrase goes across blocks");
}

#[test]
fn what_is_said_in_the_title_counts_more() {
    let rules = "[[topic]]\nlabel = \"ships\"\nany = [\"ferry\"]\nthreshold = 2\n";
    assert_eq!(labels(rules, "News\nA ferry. A ferry. A ferry."), "");
    assert_snapshot!(labels(rules, "A ferry\nIt sails."), @r#"ships 0.5 = 2.0 points {"ferry":1}: ["ferry"]"#);
    let boosted = format!("title_boost = 5\n{rules}");
    assert_snapshot!(labels(&boosted, "A ferry\nIt sails."), @r#"ships 0.7143 = 5.0 points {"ferry":1}: ["ferry"]"#);
}

#[test]
fn all_none_and_near() {
    let rules = r#"
[[topic]]
label = "strike at sea"
all = ["harbour", "strike"]
none = ["bowling"]

[[topic]]
label = "closure"
near = [{ terms = ["port", "closed"], within = 4, weight = 3 }]
"#;
    assert_snapshot!(labels(rules, "News\nThe strike closed the old port. The harbour is quiet."), @r#"
    closure 0.75 = 3.0 points {"port ~ closed":1}: ["closed", "port"]
    strike at sea 0.6667 = 2.0 points {"harbour":1,"strike":1}: ["strike", "harbour"]
    "#);
    assert_eq!(labels(rules, "News\nA strike in the harbour bowling club."), "");
    assert_eq!(labels(rules, "News\nThe port, which the town has loved for years, is closed."), "");
    assert_eq!(labels(rules, "News\nThe port.\nClosed."), "", "near means in the same block");
}

#[test]
fn all_alone_is_not_enough_where_any_is_asked_for() {
    let rules = "[[topic]]\nlabel = \"x\"\nall = [\"harbour\"]\nany = [\"strike\"]\n";
    assert_eq!(labels(rules, "News\nThe harbour."), "");
    assert_snapshot!(labels(rules, "News\nA strike in the harbour."), @r#"x 0.6667 = 2.0 points {"harbour":1,"strike":1}: ["strike", "harbour"]"#);
}

#[test]
fn letters_of_all_kinds() {
    let rules = r#"
[[topic]]
label = "x"
any = ["İzmir", "STRASSE", "l'île", "far-off", "港", "café"]
"#;
    assert_snapshot!(labels(rules, "x\nin İzmir, die Strasse, sur L’Île, far–off; 香港口; Cafés, CAFÉ"), @r#"x 0.8571 = 6.0 points {"STRASSE":1,"café":1,"far-off":1,"l'île":1,"İzmir":1,"港":1}: ["İzmir", "Strasse", "L’Île", "far–off", "港", "CAFÉ"]"#);
}

#[test]
fn case_where_it_counts() {
    let rules = "case = \"exact\"\n[[topic]]\nlabel = \"who\"\nany = [\"WHO\", \"Aid*\"]\n[[topic]]\nlabel = \"any\"\ncase = \"ignore\"\nany = [\"who\"]\n";
    assert_snapshot!(labels(rules, "x\nThose who aid."), @r#"any 0.5 = 1.0 points {"who":1}: ["who"]"#);
    assert_snapshot!(labels(rules, "x\nThe WHO sends Aiders"), @r#"
    who 0.6667 = 2.0 points {"Aid*":1,"WHO":1}: ["WHO", "Aiders"]
    any 0.5 = 1.0 points {"who":1}: ["WHO"]
    "#);
}

#[test]
fn what_stands_around_the_body_is_not_searched() {
    let topics = stage("[[topic]]\nlabel = \"ships\"\nany = [\"ferry\"]\n").unwrap();
    for kind in [BlockKind::Caption, BlockKind::Credit, BlockKind::Note, BlockKind::Byline] {
        let mut builder = Document::builder("a.txt");
        builder.block(kind, "A ferry");
        assert!(classify(&topics, &builder.build()).as_slice().is_empty(), "{kind:?}");
    }
}

#[test]
fn evidence_has_an_end() {
    let text = format!("News\n{}", "ferry ".repeat(1000));
    let topics = stage("[[topic]]\nlabel = \"ships\"\nany = [\"ferry\"]\n").unwrap();
    let found = classify(&topics, &document(&text));
    assert_eq!(found.as_slice()[0].spans.len(), 100);
    assert_eq!(found.as_slice()[0].attributes["terms"]["ferry"], 1000);
}

#[test]
fn the_strongest_first_and_no_more_than_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "[[topic]]\nlabel = \"a\"\nany = [\"x\"]\n[[topic]]\nlabel = \"b\"\nany = [\"x\", \"y\"]\n[[topic]]\nlabel = \"c\"\nany = [\"x\"]\n";
    std::fs::write(folder.path().join("t.toml"), rules).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    let topics = Topics::new(TopicsConfig { rules: "t.toml".into(), max_labels: Some(2) }, &setup);
    let found = classify(&topics.unwrap(), &document("t\nx y"));
    let labels: Vec<&str> = found.as_slice().iter().map(|found| found.label.as_str()).collect();
    assert_eq!(labels, ["b", "a"]);
}

/// The mistakes in `rules`: line, what is quoted, message, hint.
#[track_caller]
fn mistakes(rules: &str) -> String {
    let mut out = String::new();
    for problem in stage(rules).expect_err("these rules are wrong").problems {
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
fn all_mistakes_at_once() {
    assert_snapshot!(mistakes(
        r#"
treshold = 1
title_boost = -1
[[topic]]
label = ""
any = ["ferry", "", "...", "a*b", "dock *", 7, "ferry"]
[[topic]]
label = "b"
anny = ["x"]
[[topic]]
label = "c"
case = "upper"
any = "ferry"
none = [{ term = "x", weight = 2 }]
near = [{ terms = ["x"] }, { terms = ["x", "y"], within = 0.5 }, 3]
[[topic]]
label = "c"
all = [{ trem = "x" }]
"#
    ));
}

#[test]
fn files_without_topics() {
    assert_snapshot!(mistakes(""), @"
    1 ``: there are no topics in this file
        such as `[[topic]]`, then `label = \"shipping\"`, then `any = [\"ferry\", \"harbour\"]`
    ");
    assert!(mistakes("[[topic]\nlabel = \"x\"").contains("1 `"));
    let setup = Setup::new(".", Limits::default());
    let missing = TopicsConfig { rules: "nowhere.toml".into(), max_labels: None };
    assert_snapshot!(Topics::new(missing, &setup).unwrap_err(), @"rules: cannot read `nowhere.toml`: there is no such file");
}

/// The same by looking at every place for every term.
fn expected(terms: &[String], text: &str) -> Vec<(usize, usize)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let lower = |c: char| c.to_lowercase().collect::<String>();
    let mut spans = Vec::new();
    for term in terms {
        let folded: String = term.chars().map(lower).collect();
        for from in 0..chars.len() {
            for to in from + 1..=chars.len() {
                let words: String = chars[from..to].iter().map(|(_, c)| lower(*c)).collect();
                let before = from.checked_sub(1).map(|at| chars[at].1);
                let after = chars.get(to).map(|(_, c)| *c);
                let stands_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
                if words == folded && stands_alone(before) && stands_alone(after) {
                    let end = chars.get(to).map_or(text.len(), |(at, _)| *at);
                    spans.push((chars[from].0, end));
                }
            }
        }
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

proptest! {
    #[test]
    fn the_automaton_finds_what_a_search_finds(
        terms in prop::collection::btree_set("[aABİß]{1,2}( [abİ]{1,2})?", 1..5),
        text in "[aAbBİß .]{1,24}",
    ) {
        let terms: Vec<String> = terms.into_iter().collect();
        // A run of white space is one space, and blocks are trimmed: keep to texts without either.
        prop_assume!(!text.contains("  ") && text.trim() == text && !text.is_empty());
        let list: Vec<String> = terms.iter().map(|term| format!("{term:?}")).collect();
        let rules = format!("[[topic]]\nlabel = \"x\"\nany = [{}]\n", list.join(", "));
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, &text);
        let document = builder.build();
        let found = classify(&stage(&rules).unwrap(), &document);
        let spans: Vec<(usize, usize)> = found
            .as_slice()
            .iter()
            .flat_map(|annotation| annotation.spans.iter().map(|span| (span.start(), span.end())))
            .collect();
        prop_assert_eq!(spans, expected(&terms, &text));
    }

    #[test]
    fn rules_of_any_kind_are_read_or_refused(rules in ".{0,80}", text in ".{0,80}") {
        let rules = format!("[[topic]]\nlabel = \"x\"\nany = [{rules:?}]\n");
        if let Ok(topics) = stage(&rules) {
            classify(&topics, &document(&text));
        }
    }
}
