//! The report for programs that watch tests.

use std::fmt::Write as _;

use super::{Outcome, Report, Status, document_name, push_escaped_attribute, push_escaped_text};

/// The report as XML in the form of `JUnit`: a test case for each snapshot, in the class of its case. What is broken
/// is an error, all else that did not pass a failure, and the `type` of either is the status. No time
/// is told.
///
/// ```
/// use cableway_testing::report::{Outcome, Report, Status, to_junit};
///
/// let xml = to_junit(&Report::new(vec![Outcome::new("harbour", Status::Missing)]));
/// assert!(xml.contains(r#"<failure type="missing""#));
/// ```
pub fn to_junit(report: &Report) -> String {
    let broken = report.count(Status::Broken);
    let tests = report.outcomes().len();
    let failed = tests - broken - report.count(Status::Passed);
    let counts =
        format!(r#"name="cableway" tests="{tests}" failures="{failed}" errors="{broken}""#);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite {counts}>\n"
    );
    for outcome in report.outcomes() {
        push_case(&mut out, outcome);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn push_case(out: &mut String, outcome: &Outcome) {
    out.push_str("    <testcase classname=\"");
    push_escaped_attribute(out, &outcome.case);
    out.push_str("\" name=\"");
    push_escaped_attribute(out, outcome.snapshot.as_deref().unwrap_or(&outcome.case));
    let element = match outcome.status {
        Status::Passed => None,
        Status::Broken => Some("error"),
        Status::Differs | Status::Missing | Status::Unreferenced => Some("failure"),
    };
    if element.is_none() && outcome.warnings.is_empty() {
        out.push_str("\"/>\n");
        return;
    }
    out.push_str("\">\n");
    if let Some(element) = element {
        // Writing to a string cannot fail.
        let _ = write!(out, "      <{element} type=\"{}\" message=\"", outcome.status);
        push_escaped_attribute(out, &headline(outcome));
        out.push_str("\">");
        push_escaped_text(out, &details(outcome));
        let _ = writeln!(out, "</{element}>");
    }
    if !outcome.warnings.is_empty() {
        out.push_str("      <system-err>");
        push_escaped_text(out, &outcome.warnings.join("\n"));
        out.push_str("</system-err>\n");
    }
    out.push_str("    </testcase>\n");
}

/// One line that tells the most.
fn headline(outcome: &Outcome) -> String {
    let first = outcome.message.as_deref().and_then(|message| message.lines().next());
    if let Some(message) = first {
        return message.to_owned();
    }
    match (&outcome.first_stage, outcome.status) {
        (Some(first), _) => format!("the first stage that differs is {}", first.stage),
        (None, Status::Missing) => "there is no snapshot yet".to_owned(),
        (None, Status::Unreferenced) => "nothing asks for this snapshot".to_owned(),
        (None, status) => status.to_string(),
    }
}

fn details(outcome: &Outcome) -> String {
    let mut out = String::new();
    let mut line = |line: String| {
        out.push_str(&line);
        out.push('\n');
    };
    if let Some(message) = &outcome.message {
        line(message.clone());
    }
    for change in &outcome.changes {
        line(format!("{}: {}: {change}", document_name(change), change.stage));
    }
    if let Some(first) = &outcome.first_stage {
        line(format!("first stage that differs: {}", first.stage));
        first.reasons.iter().for_each(|reason| line(format!("  {reason}")));
    }
    if !outcome.text.is_empty() {
        line(outcome.text.to_string());
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use quick_xml::events::Event;

    use super::super::tests::report;
    use super::*;

    #[test]
    fn failures_are_told_apart() {
        let xml = to_junit(&report());
        insta::assert_snapshot!(xml);
    }

    #[test]
    fn it_is_xml() {
        let xml = to_junit(&report());
        let mut reader = quick_xml::Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        let mut cases = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    cases += usize::from(tag.name().as_ref() == "testcase");
                    assert!(tag.attributes().all(|attribute| attribute.is_ok()));
                }
                _ => {}
            }
        }
        assert_eq!(cases, report().outcomes().len());
    }
}
