use super::*;

#[test]
fn wrapped_lines_are_joined() {
    let text = format!("A Ferry Returns\n\n{}\n\n{}\n", wrap(P1, 62), wrap(P2, 62));
    assert_snapshot!(outline(&text), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    "#);
    let text = format!("A Ferry Returns\n{}\n\n{}\n", wrap(P1, 62), wrap(P2, 62));
    assert_snapshot!(outline(&text), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    "#);
}

#[test]
fn wrapped_lines_without_empty_lines() {
    let text = format!("{P1} {P2}");
    let indented = format!("A Ferry Returns\n   {}\n   {}\n", wrap(&text, 62), wrap(&text, 62));
    assert_snapshot!(outline(&indented), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1 P2
    paragraph: P1 P2
    "#);
    let text = format!("{P1} {P2} {P1}");
    let short_last_lines = format!("A Ferry Returns\n{}\n{}", wrap(&text, 72), wrap(&text, 72));
    assert_snapshot!(outline(&short_last_lines), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1 P2 P1
    paragraph: P1 P2 P1
    "#);
}

#[test]
fn a_line_for_each_paragraph() {
    assert_snapshot!(outline("A Ferry Returns\nP1\nP2"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("A Ferry Returns\n\nP1\nP2\nShort.\nP1"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    paragraph: Short.
    paragraph: P1
    "#);
}

#[test]
fn white_space_of_all_sorts() {
    let text = "\r\n  A  Ferry\tReturns \r\n \t\r\n\r\nP1\r\n\u{a0}\r\nThe\u{a0}co-\r\noperation of all\tended.\r\n";
    assert_snapshot!(outline(text), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: The co- operation of all ended.
    "#);
}

#[test]
fn rules_are_borders() {
    assert_snapshot!(outline("A Ferry Returns\n\nP1\n\n* * *\n\nP2\n-----\nP1"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    paragraph: P1
    "#);
}

#[test]
fn scripts_without_spaces() {
    assert_snapshot!(outline("渡轮重新开航\n\n港务局表示，渡轮将于星期一\n重新开航，票价与以前相同。\n\n新发动机的油耗低得多。"), @r#"
    title = "渡轮重新开航"
    title: 渡轮重新开航
    paragraph: 港务局表示，渡轮将于星期一重新开航，票价与以前相同。
    paragraph: 新发动机的油耗低得多。
    "#);
}

#[test]
fn soft_hyphens_are_no_letters() {
    assert_snapshot!(outline("The fer\u{ad}ry across \u{ad} the sound sails on Mon\u{ad}day, it said."), @"paragraph: The ferry across the sound sails on Monday, it said.");
}
