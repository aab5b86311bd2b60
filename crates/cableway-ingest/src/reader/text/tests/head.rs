use super::*;

#[test]
fn credit_title_standfirst_date() {
    assert_snapshot!(outline("Source: Harbour Press\n\nA Ferry Returns\n\nAfter two years, islanders get their boat back, and wonder for how long.\n\nPublished on December 21, 2020\n\nP1\n\nP2\n\nThis article was published as part of the “Small Ports” project. What it holds is the author’s own."), @r#"
    published = "2020-12-21"
    standfirst = "After two years, islanders get their boat back, and wonder for how long."
    title = "A Ferry Returns"
    credit: Source: Harbour Press
    title: A Ferry Returns
    standfirst: After two years, islanders get their boat back, and wonder for how long.
    dateline: Published on December 21, 2020
    paragraph: P1
    paragraph: P2
    note: This article was published as part of the “Small Ports” project. What it holds is the author’s own.
    "#);
}

#[test]
fn credit_after_the_title_and_byline_after_the_date() {
    assert_snapshot!(outline("A Ferry Returns\n\nPhoto by Jane Doe\n\n21 December 2020\n\nBy Ann Roe and John Poe, Port Ansel\n\nP1\n\nP2"), @r#"
    authors = ["Ann Roe","John Poe"]
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    credit: Photo by Jane Doe
    dateline: 21 December 2020
    byline: By Ann Roe and John Poe, Port Ansel
    paragraph: P1
    paragraph: P2
    "#);
}

#[test]
fn date_before_the_title() {
    assert_snapshot!(outline("21 December 2020\n\nA Ferry Returns\n\nP1\n\nP2"), @r#"
    published = "2020-12-21"
    title = "A Ferry Returns"
    dateline: 21 December 2020
    title: A Ferry Returns
    paragraph: P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("By Jane Doe\n\nA Ferry Returns\n\nP1"), @r#"
    authors = ["Jane Doe"]
    title = "A Ferry Returns"
    byline: By Jane Doe
    title: A Ferry Returns
    paragraph: P1
    "#);
}

#[test]
fn lines_without_empty_lines_between() {
    assert_snapshot!(outline("A Ferry Returns\nBy Jane Doe | 21 December 2020\nUpdated 22 December 2020\nP1\nP2"), @r#"
    authors = ["Jane Doe"]
    modified = "2020-12-22"
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By Jane Doe | 21 December 2020
    dateline: Updated 22 December 2020
    paragraph: P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("A Ferry Returns\nBy Jane Doe\nPort Ansel, 21 December 2020\n\nP1\n\nP2"), @r#"
    authors = ["Jane Doe"]
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By Jane Doe
    dateline: Port Ansel, 21 December 2020
    paragraph: P1
    paragraph: P2
    "#);
}

#[test]
fn a_report_with_a_place_in_front() {
    assert_snapshot!(outline("Ferry returns after two years\n\nThe last boat will leave at ten.\n\nPORT ANSEL, 3 March (Agency) — P1\n\nP2"), @r#"
    standfirst = "The last boat will leave at ten."
    title = "Ferry returns after two years"
    title: Ferry returns after two years
    standfirst: The last boat will leave at ten.
    paragraph: PORT ANSEL, 3 March (Agency) — P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("Ferry returns after two years\n\nPORT ANSEL, 3 March (Agency) — P1"), @r#"
    title = "Ferry returns after two years"
    title: Ferry returns after two years
    paragraph: PORT ANSEL, 3 March (Agency) — P1
    "#);
}

#[test]
fn other_languages() {
    assert_snapshot!(outline("Foto: Hafenpresse\n\nDie Fähre kehrt zurück\n\nVon Jane Doe und John Roe, Kiel\n\nVeröffentlicht am 21. Dezember 2020\n\nP1"), @r#"
    authors = ["Jane Doe","John Roe"]
    published = "2020-12-21"
    title = "Die Fähre kehrt zurück"
    credit: Foto: Hafenpresse
    title: Die Fähre kehrt zurück
    byline: Von Jane Doe und John Roe, Kiel
    dateline: Veröffentlicht am 21. Dezember 2020
    paragraph: P1
    "#);
    assert_snapshot!(outline("Crédit photo : Presse du Port\n\nLe bac revient\n\nPar Jane Doe et John Roe\n\nPublié le 21 décembre 2020\n\nP1"), @r#"
    authors = ["Jane Doe","John Roe"]
    published = "2020-12-21"
    title = "Le bac revient"
    credit: Crédit photo : Presse du Port
    title: Le bac revient
    byline: Par Jane Doe et John Roe
    dateline: Publié le 21 décembre 2020
    paragraph: P1
    "#);
    assert_snapshot!(outline("Fuente: Prensa del Puerto\n\nVuelve el transbordador\n\nPor Jane Doe y John Roe\n\nPublicado el 21 de diciembre de 2020\n\nP1"), @r#"
    authors = ["Jane Doe","John Roe"]
    published = "2020-12-21"
    title = "Vuelve el transbordador"
    credit: Fuente: Prensa del Puerto
    title: Vuelve el transbordador
    byline: Por Jane Doe y John Roe
    dateline: Publicado el 21 de diciembre de 2020
    paragraph: P1
    "#);
}

#[test]
fn no_title_where_none_is_shown() {
    assert_snapshot!(outline("P1\n\nP2"), @r#"
    paragraph: P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("Dear all,\n\nP1"), @r#"
    paragraph: Dear all,
    paragraph: P1
    "#);
    assert_snapshot!(outline("Short and nothing else"), @"paragraph: Short and nothing else");
    assert_snapshot!(outline("milk\neggs\nbread"), @r#"
    paragraph: milk
    paragraph: eggs
    paragraph: bread
    "#);
    assert_snapshot!(outline(""), @"");
}

#[test]
fn titles_of_many_shapes() {
    assert_snapshot!(outline("A Ferry Returns\n===============\n\nP1"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    "#);
    assert_snapshot!(outline("By Land and Sea\n\nP1"), @r#"
    title = "By Land and Sea"
    title: By Land and Sea
    paragraph: P1
    "#);
    assert_snapshot!(outline("What the ferry means in the U.S.\n\nP1"), @r#"
    title = "What the ferry means in the U.S."
    title: What the ferry means in the U.S.
    paragraph: P1
    "#);
    assert_snapshot!(outline("OPINION\n\nA Ferry Returns\n\nP1"), @r#"
    title = "A Ferry Returns"
    note: OPINION
    title: A Ferry Returns
    paragraph: P1
    "#);
    assert_snapshot!(outline("A Ferry Returns After Two Years,\nand the Islanders Cheer\n\n21 December 2020\n\nP1"), @r#"
    published = "2020-12-21"
    title = "A Ferry Returns After Two Years, and the Islanders Cheer"
    title: A Ferry Returns After Two Years, and the Islanders Cheer
    dateline: 21 December 2020
    paragraph: P1
    "#);
}

#[test]
fn a_name_alone_is_no_author() {
    assert_snapshot!(outline("A Ferry Returns\n\nJane Doe\n\n21 December 2020\n\nP1"), @r#"
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: Jane Doe
    dateline: 21 December 2020
    paragraph: P1
    "#);
    assert_snapshot!(outline("A Ferry Returns\n\nBy our correspondent\n\nP1"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By our correspondent
    paragraph: P1
    "#);
    assert_snapshot!(outline("A Ferry Returns\n\nBy Our Correspondent\n\nP1"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By Our Correspondent
    paragraph: P1
    "#);
}

#[track_caller]
fn check_authors(line: &str, expect: &[&str]) {
    let document = read(&format!("A Ferry Returns\n\n{line}\n\n{P1}"));
    assert_eq!(document.meta().authors, expect, "{line}");
}

#[test]
fn bylines() {
    check_authors("By Jane Doe", &["Jane Doe"]);
    check_authors("BY JANE DOE", &["JANE DOE"]);
    check_authors("By Jane van Doe, Brussels", &["Jane van Doe"]);
    check_authors("By Jane Doe, Ph.D., and John Roe Jr.", &["Jane Doe, Ph.D.", "John Roe Jr."]);
    check_authors(
        "By Jane Doe, John Roe and Ann Poe in Brussels",
        &["Jane Doe", "John Roe", "Ann Poe"],
    );
    check_authors("By Jane Doe for the Harbour Post", &["Jane Doe"]);
    check_authors("By Jane Doe, Brussels, 4 May 2021", &["Jane Doe"]);
    check_authors("Von Jana Döe", &["Jana Döe"]);
    check_authors("By Monday, the boat was back", &[]);
    check_authors("By Monday the boat was back.", &[]);
    check_authors("By Reuters", &[]);
    check_authors("By 2030", &[]);
}

#[test]
fn a_date_that_can_mean_two_days_is_left_out_with_a_note() {
    let context = Context::default();
    let mut builder = Document::builder("a.txt");
    let text = format!("Ferry Returns\n\nPublished on 03/04/2020\n\n{P1}\n\n{P2}");
    super::super::read(&text, &mut builder, &context).unwrap();
    assert_eq!(builder.meta.published, None);
    assert_eq!(builder.blocks()[1].kind, BlockKind::Dateline);
    assert_snapshot!(
        context.take_notes().join("\n"),
        @r#"`published` is left out: "03/04/2020" can mean 2020-03-04 or 2020-04-03"#
    );
}

#[test]
fn a_name_and_a_date_on_one_line_are_both_read() {
    assert_snapshot!(outline("Ferry Returns\n\nBy Ada Moor, 4 May 2021\n\nP1\n\nP2"), @r#"
    authors = ["Ada Moor"]
    published = "2021-05-04"
    title = "Ferry Returns"
    title: Ferry Returns
    byline: By Ada Moor, 4 May 2021
    paragraph: P1
    paragraph: P2
    "#);
}
