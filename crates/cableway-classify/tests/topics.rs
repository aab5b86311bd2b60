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
    Topics::new(
        TopicsConfig { rules: Some("topics.toml".into()), set: None, max_labels: None },
        &setup,
    )
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
fn letters_that_change_with_their_case() {
    let rules = r#"
[[topic]]
label = "x"
any = ["izmir", "Straße", "office", "Οδός"]
"#;
    assert_snapshot!(labels(rules, "x\nİZMİR, İzmir; STRASSE; an oﬃce; ΟΔΌΣ"), @r#"x 0.8 = 4.0 points {"Straße":1,"izmir":2,"office":1,"Οδός":1}: ["İZMİR", "İzmir", "STRASSE", "oﬃce", "ΟΔΌΣ"]"#);
    // A word does not end between a letter and the mark on it.
    let rules = "[[topic]]\nlabel = \"x\"\nany = [\"cafe\", \"क\", \"กา\", \"นา*\"]\n";
    assert_eq!(labels(rules, "x\ncafe\u{301} क्या กา\u{e48} xक"), "");
    assert_snapshot!(labels(rules, "x\nEin Cafe, क। ข้าวกาน้ำ นา\u{e48}"), @r#"x 0.8 = 4.0 points {"cafe":1,"क":1,"กา":1,"นา*":1}: ["Cafe", "क", "กา", "นา\u{e48}"]"#);
}

#[test]
fn what_is_not_seen_is_no_evidence() {
    let rules = "[[topic]]\nlabel = \"x\"\nany = [\"ferry port\"]\n";
    assert_snapshot!(labels(rules, "x\nThe fer\u{ad}ry \u{200b} port\u{ad} is open."), @r#"x 0.5 = 1.0 points {"ferry port":1}: ["fer\u{ad}ry \u{200b} port"]"#);
}

#[test]
fn any_ending_of_any_word() {
    let rules = r#"
[[topic]]
label = "x"
any = ["container* ship*", "lock-keep*", "flood* of"]
[[topic]]
label = "exact"
case = "exact"
any = ["Port* Authorit*"]
"#;
    assert_snapshot!(labels(rules, "x\nContainers  shipped; a container ship, a lock‑keeper's; floods of. Ports Authority"), @r#"
    x 0.75 = 3.0 points {"container* ship*":2,"flood* of":1,"lock-keep*":1}: ["Containers  shipped", "container ship", "lock‑keeper", "floods of"]
    exact 0.5 = 1.0 points {"Port* Authorit*":1}: ["Ports Authority"]
    "#);
    assert_eq!(labels(rules, "x\ncontainer, ship; flood off, port authorities PORT AUTHORITY"), "");
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
fn no_frequent_term_keeps_a_rare_one_out_of_the_evidence() {
    let text = format!("News\n{} harbour", "ferry ".repeat(1000));
    let rules = "[[topic]]\nlabel = \"ships\"\nany = [\"ferry\", \"harbour\"]\n";
    let document = document(&text);
    let found = classify(&stage(rules).unwrap(), &document);
    let spans = &found.as_slice()[0].spans;
    assert_eq!(spans.len(), 100);
    assert_eq!(document.slice(spans[99]), Some("harbour"));
    assert!(spans.is_sorted());
}

#[test]
fn a_sum_that_is_the_threshold_is_enough() {
    let rules = r#"
[[topic]]
label = "x"
any = [{ term = "a", weight = 0.7 }, { term = "b", weight = 0.1 }, { term = "c", weight = 0.2 }]
"#;
    assert_snapshot!(labels(rules, "x\na b c"), @r#"x 0.5 = 1.0 points {"a":1,"b":1,"c":1}: ["a", "b", "c"]"#);
}

#[test]
fn near_has_a_limit_and_says_so() {
    let rules =
        "[[topic]]\nlabel = \"x\"\nnear = [{ terms = [\"port\", \"strike\"], within = 2 }]\n";
    let text = format!("News\n{} strike", "port ".repeat(10_000));
    assert_snapshot!(labels(rules, &text), @r#"x 0.5 = 1.0 points {"port ~ strike":1}: ["port", "strike"]"#);
    let text = format!("News\n{} strike", "port ".repeat(10_003));
    let context = Context::default();
    let mut found = Annotations::new("desk".parse::<StageName>().unwrap());
    stage(rules).unwrap().classify(&document(&text), &mut found, &context).unwrap();
    assert!(found.as_slice().is_empty());
    assert_snapshot!(context.take_notes().join("\n"), @"`near` looked at the first 10000 of the 10003 places of `port`");
}

#[test]
fn the_strongest_first_and_no_more_than_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let rules = "[[topic]]\nlabel = \"a\"\nany = [\"x\"]\n[[topic]]\nlabel = \"b\"\nany = [\"x\", \"y\"]\n[[topic]]\nlabel = \"c\"\nany = [\"x\"]\n";
    std::fs::write(folder.path().join("t.toml"), rules).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    let topics = Topics::new(
        TopicsConfig { rules: Some("t.toml".into()), set: None, max_labels: Some(2) },
        &setup,
    );
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
fn numbers_and_lists_that_make_no_sense() {
    assert_snapshot!(mistakes(
        r#"
[[topic]]
label = "a"
any = [{ term = "x", weight = inf }, { term = "y", weight = nan }, { term = "z", weight = 2e6 }]
threshold = 0
[[topic]]
label = "b"
any = []
none = ["x"]
[[topic]]
label = "c"
any = ["x", { term = "y", weight = 0x3 }]
threshold = 8.5
[[topic]]
label = "d"
near = [{ terms = ["x", "X"], within = 0 }, { term = ["x"], within = 99_999_999_999 }]
all = ["** x", "a**", "x *", "a*b c*"]
"#
    ));
}

#[test]
fn files_without_topics() {
    assert_snapshot!(mistakes(""), @r#"
    1 ``: there are no topics in this file
        such as `[[topic]]`, then `label = "shipping"`, then `any = ["ferry", "harbour"]`
    "#);
    assert_snapshot!(mistakes("topic = []"), @r#"
    1 `[]`: `topic` is a list of tables
        such as `[[topic]]`, then `label = "shipping"`, then `any = ["ferry", "harbour"]`
    "#);
    assert_snapshot!(mistakes("topic = \"sea\""), @r#"
    1 `"sea"`: `topic` is a list of tables
        such as `[[topic]]`, then `label = "shipping"`, then `any = ["ferry", "harbour"]`
    "#);
    assert_snapshot!(mistakes("threshold = 2\n[[topic]\nlabel = \"x\"\nany = [\"a\" \"b\"]\n"), @"
    2 ``: unclosed array table, expected `]`
    4 ``: missing comma between array elements, expected `,`
    ");
}

#[test]
fn files_that_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("old.toml"), b"[[topic]]\nlabel = \"caf\xe9\"\n").unwrap();
    std::fs::create_dir(folder.path().join("rules")).unwrap();
    let setup = Setup::new(folder.path(), Limits::default());
    let error = |rules: &str, max_labels| {
        Topics::new(TopicsConfig { rules: Some(rules.into()), set: None, max_labels }, &setup)
            .unwrap_err()
    };
    assert_snapshot!(error("nowhere.toml", Some(0)), @"max_labels: must be at least 1; rules: cannot read `nowhere.toml`: there is no such file");
    assert_snapshot!(error("old.toml", None), @"rules: `old.toml` is not UTF-8 text: byte 22 is not");
    assert_snapshot!(error("rules", None), @"rules: cannot read `rules`: it is a folder");
}

#[test]
fn files_from_other_systems() {
    let rules = "\u{feff}threshold = 0x1\r\n[[topic]]\r\nlabel = \"x\"\r\nany = [\"ferry\"]\r\n";
    assert_snapshot!(labels(rules, "x\na ferry"), @r#"x 0.5 = 1.0 points {"ferry":1}: ["ferry"]"#);
}

/// A character as it is compared, and where it stands.
type Compared = (char, usize, usize);

/// `text` character for character: white space as one space, nothing that is not seen.
fn compared(text: &str, exact: bool) -> Vec<Compared> {
    let mut out: Vec<Compared> = Vec::new();
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        match c {
            '\u{ad}' => {}
            ' ' if out.last().is_some_and(|last| last.0 == ' ') => {}
            '’' => out.push(('\'', start, end)),
            '–' => out.push(('-', start, end)),
            c if exact => out.push((c, start, end)),
            'ß' => out.extend([('s', start, end); 2]),
            'İ' => out.push(('i', start, end)),
            'ς' => out.push(('σ', start, end)),
            c => out.extend(c.to_lowercase().map(|c| (c, start, end))),
        }
    }
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && c != '京'
}

/// True if a word goes on at `at`.
fn goes_on(text: &[Compared], at: usize) -> bool {
    let (Some(&(next, ..)), false) = (text.get(at), at == 0) else { return false };
    let base = text[..at].iter().rev().find(|(c, ..)| *c != '\u{332}').map(|(c, ..)| *c);
    next == '\u{332}' || is_letter(next) && base.is_some_and(is_letter)
}

/// Where `term` ends if it starts at `at`, one character after the other.
fn ends(term: &[Compared], text: &[Compared], mut at: usize) -> Option<usize> {
    if goes_on(text, at) {
        return None;
    }
    for (c, ..) in term {
        if *c == '*' {
            at += text[at..].iter().take_while(|(c, ..)| *c == '\u{332}' || is_letter(*c)).count();
        } else if text.get(at).is_some_and(|(other, ..)| other == c) {
            at += 1;
        } else {
            return None;
        }
    }
    (!goes_on(text, at)).then_some(at)
}

/// The spans of `terms` by looking at every place for every term.
fn expected(terms: &[String], text: &str, exact: bool) -> Vec<(usize, usize)> {
    let text = compared(text, exact);
    let mut spans = Vec::new();
    for term in terms {
        let term = compared(term, exact);
        for start in 0..text.len() {
            if let Some(end) = ends(&term, &text, start) {
                spans.push((text[start].1, text[end - 1].2));
            }
        }
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// True if all of `terms` stand in one line of `text` with at most `within` words from the first to
/// the last.
fn stand_close(terms: &[&str], text: &str, within: usize) -> bool {
    text.lines().any(|line| {
        let words: Vec<&str> = line.split(' ').collect();
        (0..words.len()).any(|from| {
            let to = words.len().min(from + within + 1);
            terms.iter().all(|term| words[from..to].contains(term))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// The mark is one that makes no character with any of these letters.
    #[test]
    fn the_automaton_finds_what_a_search_finds(
        terms in prop::collection::vec(
            "[aABİßΣ京][aB\u{332}ßσ京'–-]{0,2}(\\*? [aBiİ]{1,2})?\\*?", 1..5
        ),
        text in "[aAbBiİßΣςσ京\u{332}\u{ad}’'–. -]{1,24}",
        exact: bool,
    ) {
        let folded = |term: &str| -> String {
            compared(term, exact).into_iter().map(|(c, ..)| c).collect()
        };
        let mut list: Vec<String> = Vec::new();
        for term in terms {
            if !list.iter().any(|other| folded(other) == folded(&term)) {
                list.push(term);
            }
        }
        let quoted: Vec<String> = list.iter().map(|term| format!("\"{term}\"")).collect();
        let case = if exact { "exact" } else { "ignore" };
        let rules = format!(
            "case = \"{case}\"\n[[topic]]\nlabel = \"x\"\nany = [{}]\n",
            quoted.join(", ")
        );
        let mut builder = Document::builder("a.txt");
        builder.block(BlockKind::Paragraph, &text);
        let document = builder.build();
        let found = classify(&stage(&rules).unwrap(), &document);
        let spans: Vec<(usize, usize)> = found
            .as_slice()
            .iter()
            .flat_map(|annotation| annotation.spans.iter().map(|span| (span.start(), span.end())))
            .collect();
        prop_assert_eq!(spans, expected(&list, document.text(), exact), "{}", rules);
    }

    #[test]
    fn near_is_what_a_search_says(
        lines in prop::collection::vec("[xyzab]( [xyzab]){0,12}", 1..4),
        terms in prop::sample::subsequence(vec!["x", "y", "z"], 2..=3),
        within in 1_usize..8,
    ) {
        let text = format!("title\n{}", lines.join("\n"));
        let rules = format!(
            "[[topic]]\nlabel = \"n\"\nnear = [{{ terms = {terms:?}, within = {within} }}]\n"
        );
        let document = document(&text);
        let found = classify(&stage(&rules).unwrap(), &document);
        prop_assert_eq!(!found.as_slice().is_empty(), stand_close(&terms, &text, within));
        for annotation in found.as_slice() {
            let words: Vec<&str> =
                annotation.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
            prop_assert!(terms.iter().all(|term| words.contains(term)), "{words:?}");
        }
    }

    #[test]
    fn rules_of_any_kind_are_read_or_refused(rules in ".{0,80}", text in ".{0,80}") {
        let rules = format!("[[topic]]\nlabel = \"x\"\nany = [{rules:?}]\n");
        if let Ok(topics) = stage(&rules) {
            classify(&topics, &document(&text));
        }
    }
}
