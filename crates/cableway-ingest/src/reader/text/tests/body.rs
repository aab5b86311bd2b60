use super::*;

#[test]
fn headings_between_paragraphs() {
    assert_snapshot!(outline("A Ferry Returns\n\nP1\n\nThe new engine\n\nP2\n\nTickets and times\n-----------------\n\nP1\n\nLast line without anything after"), @r#"
    title = "A Ferry Returns"
    title: A Ferry Returns
    paragraph: P1
    heading: The new engine
    paragraph: P2
    heading: Tickets and times
    paragraph: P1
    paragraph: Last line without anything after
    "#);
}

#[test]
fn short_lines_that_are_no_headings() {
    assert_snapshot!(outline("P1\n\nThe captain said:\n\nP2\n\nYes.\n\nand so on\n\nP1"), @r#"
    paragraph: P1
    paragraph: The captain said:
    paragraph: P2
    paragraph: Yes.
    paragraph: and so on
    paragraph: P1
    "#);
    assert_snapshot!(outline("P1\n\nFirst line of a poem\n\nSecond line of a poem\n\nThird line of a poem\n\nP2"), @r#"
    paragraph: P1
    paragraph: First line of a poem
    paragraph: Second line of a poem
    paragraph: Third line of a poem
    paragraph: P2
    "#);
}

#[test]
fn lists() {
    assert_snapshot!(outline("P1\n\nThe boat has:\n- a new engine\n- nine crew,\n  all trained\n\n* an asterisk\n\n• a bullet\n\nP2"), @r#"
    paragraph: P1
    paragraph: The boat has:
    list_item: a new engine
    list_item: nine crew, all trained
    list_item: an asterisk
    list_item: a bullet
    paragraph: P2
    "#);
    assert_snapshot!(outline("P1\n\n1. Buy a ticket\n2. Go on board\n\nP2\n\n1984. A year is no number\n\n3. März war ein Mittwoch."), @r#"
    paragraph: P1
    list_item: Buy a ticket
    list_item: Go on board
    paragraph: P2
    heading: 1984. A year is no number
    paragraph: 3. März war ein Mittwoch.
    "#);
    assert_snapshot!(outline("P1\n\n1. The engine\n\nP2"), @r#"
    paragraph: P1
    heading: 1. The engine
    paragraph: P2
    "#);
}

#[test]
fn quoted_lines() {
    assert_snapshot!(outline("Jane wrote:\n> The boat is back,\n> they say.\n>\n> > Is it?\n\nP1"), @r#"
    paragraph: Jane wrote:
    quotation: The boat is back, they say.
    quotation: Is it?
    paragraph: P1
    "#);
}

#[test]
fn what_stands_after_the_body() {
    assert_snapshot!(outline("A Ferry Returns\n\nBy Jane Doe\n\nP1\n\nP2\n\nPublished on 21 December 2020\n\nJane Doe covers ports for the Harbour Post.\n\nRead more: Ten boats to see\n\n© 2020 Harbour Post. All rights reserved."), @r#"
    authors = ["Jane Doe"]
    published = "2020-12-21"
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: By Jane Doe
    paragraph: P1
    paragraph: P2
    dateline: Published on 21 December 2020
    note: Jane Doe covers ports for the Harbour Post.
    note: Read more: Ten boats to see
    note: © 2020 Harbour Post. All rights reserved.
    "#);
    assert_snapshot!(outline("P1\n\nP2\n\nAnn Poe is a senior fellow at the Harbour Institute."), @r#"
    paragraph: P1
    paragraph: P2
    note: Ann Poe is a senior fellow at the Harbour Institute.
    "#);
    assert_snapshot!(outline("P1\n\nThe boat is a fellow traveller of the sea, which is at its best in June."), @r#"
    paragraph: P1
    paragraph: The boat is a fellow traveller of the sea, which is at its best in June.
    "#);
    assert_snapshot!(outline("P1\n\nThe views expressed in this article are the author’s own and do not necessarily reflect those of the Post."), @r#"
    paragraph: P1
    note: The views expressed in this article are the author’s own and do not necessarily reflect those of the Post.
    "#);
}

#[test]
fn a_remark_alone_is_the_body() {
    assert_snapshot!(outline("This article was published in error."), @"paragraph: This article was published in error.");
}

#[test]
fn credits_in_the_body() {
    assert_snapshot!(outline("P1\n\nPhoto: Harbour Press\n\nP2"), @r#"
    paragraph: P1
    credit: Photo: Harbour Press
    paragraph: P2
    "#);
}
