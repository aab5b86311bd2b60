//! What queries parse to, and what is said of those that do not.

use std::fmt::Write as _;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::{Field, Kind, MOST_BYTES, Node, Step, doubts, parse};
use crate::topics::needle::{Needle, Style};

fn node(kind: Kind) -> Node {
    Node { kind, range: 0..0 }
}

/// Each mistake with the place of it under the query.
fn marked(
    query: &str,
    range: &std::ops::Range<usize>,
    message: &str,
    hint: Option<&String>,
) -> String {
    let before = query[..range.start].chars().count();
    let under = query[range.clone()].chars().count().max(1);
    let mut out = format!("{query}\n{}{} {message}\n", " ".repeat(before), "^".repeat(under));
    if let Some(hint) = hint {
        let _ = writeln!(out, "{}= {hint}", " ".repeat(before));
    }
    out
}

#[track_caller]
fn mistakes(query: &str) -> String {
    let problems = parse(query).expect_err("this query is wrong");
    let shown = problems.iter().map(|p| marked(query, &p.range, &p.message, p.hint.as_ref()));
    shown.collect()
}

#[track_caller]
fn doubted(query: &str) -> String {
    let parsed = parse(query).expect("this query is right");
    let mut needles: Vec<Needle> = Vec::new();
    let mut left = vec![&parsed.root];
    let mut terms = Vec::new();
    while let Some(node) = left.pop() {
        match &node.kind {
            Kind::Term { written, slot } => terms.push((*slot, written)),
            Kind::And(nodes) | Kind::Or(nodes) => left.extend(nodes),
            Kind::Not(node) | Kind::AtLeast(_, node) | Kind::In(_, node) => left.push(node),
            Kind::Near(first, steps) => {
                left.push(first);
                left.extend(steps.iter().map(|step| &step.node));
            }
        }
    }
    terms.sort_unstable();
    terms.dedup();
    for (_, written) in terms {
        needles.push(Needle::parse(written, Style::default()).expect("this term is right"));
    }
    let mut remarks = doubts(&parsed.root, &needles);
    remarks.extend(parsed.warnings);
    let shown = remarks.iter().map(|r| marked(query, &r.range, &r.message, r.hint.as_ref()));
    shown.collect()
}

#[track_caller]
fn each(shown: fn(&str) -> String, queries: &[&str]) -> String {
    let shown: Vec<String> = queries.iter().map(|query| shown(query)).collect();
    shown.join("\n")
}

#[track_caller]
fn same(query: &str, printed: &str) {
    assert_eq!(parse(query).expect("this query is right").root.to_string(), printed);
}

#[test]
fn precedence() {
    same("a OR b AND c", "a OR (b AND c)");
    same("a AND b OR c AND d", "(a AND b) OR (c AND d)");
    same("NOT a AND b", "NOT a AND b");
    same("NOT a NEAR/3 b", "NOT a NEAR/3 b");
    same("NOT (a OR b)", "NOT (a OR b)");
    same("a NOT b", "a AND NOT b");
    same("a OR b NEAR/5 c", "a OR b NEAR/5 c");
    same("a PRE/2 b NEAR/5f c", "a ONEAR/2 b ONEAR/5 c");
    same("title:a NEAR/2 b", "title:a NEAR/2 b");
    same("TITLE: (a OR b)", "title:(a OR b)");
    same("((a))", "a");
    same("“north  korea”AND(x)", "\"north korea\" AND x");
    same(
        "AT&T OR #tag OR covid-19 OR and/or OR n/a OR 3.5%",
        "AT&T OR #tag OR covid-19 OR and/or OR n/a OR 3.5%",
    );
    same("\"AND\" OR \"and\" OR \"a:b\" OR \"w/5\"", "\"AND\" OR \"and\" OR \"a:b\" OR \"w/5\"");
    same("ATLEAST/3 ferry", "ATLEAST/3(ferry)");
}

#[test]
fn mistakes_with_parentheses_and_marks() {
    assert_snapshot!(each(
        mistakes,
        &[
            "(ferry AND (port OR strike)",
            "ferry) AND )port",
            "() OR \"\" OR \"ferry port",
            "",
            " \t"
        ]
    ));
}

#[test]
fn mistakes_with_operators() {
    assert_snapshot!(each(
        mistakes,
        &[
            "AND ferry OR",
            "ferry AND OR port NEAR/5",
            "ferry port and strike not sport",
            "ferry w/5 port AND near5 a AND NEAR b OR x NEAR/0 y OR x PRE/9999 y",
            "atleast3(ferry) AND ATLEAST(port)",
            "ferry && port || -sport AND +x AND !y, z",
            "(a AND b) NEAR/5 c AND x NEAR/3 (NOT y) AND ATLEAST/2(a AND b)"
        ]
    ));
}

#[test]
fn mistakes_with_words() {
    assert_snapshot!(each(
        mistakes,
        &[
            "organi?ation OR roam~2 OR port^3",
            "headline:ferry OR titel:x OR author:smith OR 12:30",
            "\u{ad} OR a"
        ]
    ));
}

#[test]
fn what_is_too_large() {
    let long = "ferry OR ".repeat(120_000);
    assert!(long.len() > 1_000_000);
    let problems = parse(&long).expect_err("this is too long");
    assert_eq!(problems.len(), 1);
    assert_snapshot!(problems[0].message, @"this query has 1080000 bytes: at most 65536 are read");
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let problems = parse(&deep).expect_err("this is too deep");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_snapshot!(problems[0].message, @"this is nested deeper than 100 levels");
    for deep in ["NOT ", "title:", "ATLEAST/2 "] {
        let problems = parse(&format!("{}a", deep.repeat(5_000))).expect_err("this is too deep");
        assert_eq!(problems.len(), 1, "{problems:?}");
    }
    let wide = format!("a{}", " NEAR/3 a".repeat(5_000));
    let problems = parse(&wide).expect_err("this is too long a row");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_snapshot!(problems[0].message, @"more than 100 `NEAR` stand in a row");
    let wide = format!("a{}", " OR a".repeat(10_000));
    assert!(wide.len() < MOST_BYTES && parse(&wide).is_ok());
    let wrong = "? ".repeat(30_000);
    assert_eq!(parse(&wrong).expect_err("this is wrong").len(), 20);
}

#[test]
fn doubts_about_the_whole() {
    assert_snapshot!(each(
        doubted,
        &[
            "a AND NOT a",
            "\"north korea\" AND NOT korea",
            "ships NEAR/3 port AND NOT (ship* OR boat)",
            "(alpha OR beta) AND NOT alpha AND NOT beta",
            "title:ferry AND NOT head:ferry",
            "title:(body:ferry)",
            "NOT sport",
            "ferry OR NOT sport",
            "ferry OR NOT ferry",
            "ATLEAST/3(ferry) AND NOT ferry"
        ]
    ));
}

#[test]
fn doubts_about_parts() {
    assert_snapshot!(each(
        doubted,
        &[
            "ferry OR (port AND NOT port)",
            "ferry NEAR/5 ferry",
            "ferry OR port OR ferry",
            "a* OR *s",
            "ferry AND port OR strike"
        ]
    ));
}

#[test]
fn no_doubts() {
    for query in [
        "ferry",
        "ferry AND NOT port",
        "korea AND NOT \"north korea\"",
        "body:ferry AND NOT title:ferry",
        "(ferry AND port) OR (ferry AND NOT port)",
        "(sanction* NEAR/5 \"north korea\") AND NOT sport",
        "ferry AND NOT ATLEAST/3(ferry)",
        "ship* AND NOT ships",
        "(a1 OR b1) AND (NOT a1 OR c1)",
    ] {
        assert_eq!(doubted(query), "", "{query}");
    }
}

/// A query that is no lists of lists of lists: doubts must not take a time that doubles with each level.
#[test]
fn doubts_end_soon() {
    let mut query = "x".to_owned();
    for level in 0..45 {
        query = format!("(a{level} AND (b{level} OR {query}))");
    }
    let started = std::time::Instant::now();
    doubted(&query);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

const WORDS: &[&str] = &[
    "ferry",
    "port*",
    "*wagen",
    "north korea",
    "AND",
    "not",
    "covid-19",
    "x:y",
    "w/5",
    "3.5%",
    "-5",
    "what?",
    "dock* strike",
    "港",
    "l'île",
    "NEAR/5",
    "title:",
];

fn term() -> BoxedStrategy<Node> {
    prop::sample::select(WORDS)
        .prop_map(|written| node(Kind::Term { written: written.to_owned(), slot: 0 }))
        .boxed()
}

fn field() -> impl Strategy<Value = Field> {
    prop::sample::select(&Field::NAMES[..]).prop_map(|(_, field)| field)
}

/// What may stand beside a `NEAR`.
fn positional() -> BoxedStrategy<Node> {
    let step = |inner: BoxedStrategy<Node>| {
        (any::<bool>(), 1_u32..1000, inner).prop_map(|(ordered, within, node)| Step {
            ordered,
            within,
            node,
        })
    };
    term()
        .prop_recursive(3, 12, 3, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(|n| node(Kind::Or(n))),
                (inner.clone(), prop::collection::vec(step(inner.clone()), 1..3))
                    .prop_map(|(first, steps)| node(Kind::Near(Box::new(first), steps))),
                (field(), inner).prop_map(|(field, n)| node(Kind::In(field, Box::new(n)))),
            ]
        })
        .boxed()
}

fn any_query() -> BoxedStrategy<Node> {
    let counted = (1_u32..50, positional());
    prop_oneof![
        positional(),
        counted.prop_map(|(times, n)| node(Kind::AtLeast(times, Box::new(n)))),
    ]
    .prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|n| node(Kind::And(n))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|n| node(Kind::Or(n))),
            inner.clone().prop_map(|n| node(Kind::Not(Box::new(n)))),
            (field(), inner).prop_map(|(field, n)| node(Kind::In(field, Box::new(n)))),
        ]
    })
    .boxed()
}

/// Gives all terms the slot 0.
fn without_slots(node: &mut Node) {
    match &mut node.kind {
        Kind::Term { slot, .. } => *slot = 0,
        Kind::And(nodes) | Kind::Or(nodes) => nodes.iter_mut().for_each(without_slots),
        Kind::Not(node) | Kind::AtLeast(_, node) | Kind::In(_, node) => without_slots(node),
        Kind::Near(first, steps) => {
            without_slots(first);
            for step in steps {
                without_slots(&mut step.node);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_is_printed_parses_to_the_same(query in any_query()) {
        let printed = query.to_string();
        let mut parsed = match parse(&printed) {
            Ok(parsed) => parsed.root,
            Err(problems) => return Err(TestCaseError::fail(format!("{printed}: {problems:?}"))),
        };
        prop_assert_eq!(parsed.to_string(), printed.clone());
        without_slots(&mut parsed);
        prop_assert_eq!(parsed, query, "{}", printed);
    }

    #[test]
    fn anything_parses_or_says_why(
        text in prop_oneof![
            ".{0,60}",
            "([ab()\":*?,-]|AND|OR|NOT|NEAR/3|ATLEAST/2|title:| | ){0,30}",
        ]
    ) {
        match parse(&text) {
            Ok(parsed) => prop_assert!(parsed.root.range.end <= text.len()),
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(text.get(problem.range.clone()).is_some(), "{problem:?}");
                }
            }
        }
    }
}
