//! One page for each kind of furniture: what goes, and what resembles it and stays.

use super::{ENGINE, FERRY, TICKETS, render};

/// The lines that `piece` adds to an article around it.
fn added(piece: &str) -> String {
    let page = render(&format!(
        "<html><body><article><h1>Ferry returns to the sound</h1><p>{FERRY}</p><p>{ENGINE}</p>{piece}<p>{TICKETS}</p></article></body></html>"
    ));
    within(&page)
}

/// The lines that `piece` adds below an article.
fn added_below(piece: &str) -> String {
    let page = render(&format!(
        "<html><body><article><h1>Ferry returns to the sound</h1><p>{FERRY}</p><p>{ENGINE}</p><p>{TICKETS}</p>{piece}</article></body></html>"
    ));
    within(&page)
}

fn within(page: &str) -> String {
    for text in [FERRY, ENGINE, TICKETS] {
        let line = format!("paragraph: {text}");
        assert!(page.lines().any(|own| own == line), "lost of the article: {text}\n{page}");
    }
    let own = |line: &&str| ![FERRY, ENGINE, TICKETS].iter().any(|text| line.ends_with(text));
    page.lines().skip(1).filter(own).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn goes(piece: &str) {
    assert_eq!(added(piece), "", "{piece}");
}

#[track_caller]
fn goes_below(piece: &str) {
    assert_eq!(added_below(piece), "", "{piece}");
}

#[track_caller]
fn stays(piece: &str, lines: &str) {
    assert_eq!(added(piece), lines, "{piece}");
}

#[track_caller]
fn stays_below(piece: &str, lines: &str) {
    assert_eq!(added_below(piece), lines, "{piece}");
}

#[test]
fn captions() {
    stays(
        "<figure><img src=a><figcaption>The quay at dawn.</figcaption></figure>",
        "caption: The quay at dawn.",
    );
    stays(
        "<div class=InlineImage-embedCaption>The quay at dawn.</div>",
        "caption: The quay at dawn.",
    );
    stays("<p>(Photo: Cleo Tarn)</p>", "credit: (Photo: Cleo Tarn)");
    stays(
        "<p>The photo shows the quay at dawn, which nobody had seen so empty before.</p>",
        "paragraph: The photo shows the quay at dawn, which nobody had seen so empty before.",
    );
}

#[test]
fn bylines() {
    goes("<div class=byline>Ada Quill</div>");
    stays(
        "<p>By Monday, all cabins had been sold, the office said.</p>",
        "paragraph: By Monday, all cabins had been sold, the office said.",
    );
}

#[test]
fn related_links() {
    goes("<p>Related: <a href=/b>Bridge plans shelved after a vote</a></p>");
    goes("<p>Czytaj też: <a href=/b>Most nie powstanie w tym roku</a></p>");
    goes("<p>You may also like...</p><p><a href=/b>Bridge plans shelved after a vote</a></p>");
    goes(
        "<h3>More stories</h3><ul><li><a href=/1>Bridge plans shelved</a><li><a href=/2>Harbour master retires</a></ul>",
    );
    stays(
        "<p>The plan: <a href=/plan>a second boat</a> by spring, and a third one within two years.</p>",
        "paragraph: The plan: a second boat by spring, and a third one within two years.",
    );
}

/// Headings of a text may begin like those of a list.
#[test]
fn headings_like_furniture() {
    for heading in ["Related work", "Share prices", "Latest figures", "Comment on the plan"] {
        stays(&format!("<h2>{heading}</h2>"), &format!("heading: {heading}"));
    }
}

/// An id is often made from the heading below it, which may name anything.
#[test]
fn ids_made_from_headings() {
    for heading in [
        "Related work",
        "Tools and methods",
        "The search for survivors",
        "Jobs at the port",
        "Comments of the council",
        "Navigation",
        "Popular vote",
    ] {
        let id = heading.to_lowercase().replace(' ', "-");
        let lines =
            format!("heading: {heading}\nparagraph: The town wrote a letter to all islanders.");
        let text = "<p>The town wrote a letter to all islanders.</p>";
        stays(&format!("<section id={id}><h2>{heading}</h2>{text}</section>"), &lines);
        stays(&format!("<h2 id={id}>{heading}</h2>{text}"), &lines);
    }
    stays(
        "<h2 id=jobs>Jobs</h2><p>The yard hires.</p>",
        "heading: Jobs\nparagraph: The yard hires.",
    );
    goes("<div id=comments><h2>Comments</h2><p>She was never once on time, I tell you.</p></div>");
    goes("<div id=search><p>Look for a boat, a quay or an island of ours in this box.</p></div>");
}

/// A class may say what its text is about.
#[test]
fn classes_that_name_a_subject() {
    let text = "The town wrote a letter to all islanders.";
    for class in
        ["social-policy", "jobs-report", "player-ratings", "donation-scandal", "popular-vote"]
    {
        stays(&format!("<div class={class}><p>{text}</p></div>"), &format!("paragraph: {text}"));
    }
    for class in ["social", "social-links", "article__social", "video-player", "popular-posts"] {
        goes(&format!("<div class={class}><p>{text}</p></div>"));
    }
}

/// A sentence in the midst of an article may begin as an invitation does.
#[test]
fn sentences_like_furniture() {
    for text in [
        "What do you think will happen to the old pier?",
        "No part of this island has been spared by the storm.",
        "Become a member of the European Union, said the minister, and rules will follow.",
        "Related: the council also sold the old crane.",
        "For the latest ferry the council paid nine million crowns.",
        "This video shows the ferry ramming the pier.",
        "“We use cookies,” the baker said, “for the children.”",
        "Source: the river rises in the hills.",
    ] {
        stays(&format!("<p>{text}</p><p>{FERRY}</p>"), &format!("paragraph: {text}"));
    }
    let text = "Become a member of our harbour and we will be glad.";
    goes(&format!("<p>{text} <a href=/join>Join</a></p>"));
    goes(&format!("<p>{text} <button>Join</button></p>"));
    goes(&format!("<div><p>{text}</p><form><input name=a></form></div>"));
    goes(&format!("<p>Advertisement</p><p>{text}</p>"));
    goes_below(&format!("<p>{text}</p>"));
}

/// In a mail, a chapter or a feed, all of it is the article.
#[test]
fn sentences_where_all_is_article() {
    let page = format!("<p>{FERRY}</p><p>{ENGINE}</p><p>Let us know what you think of her.</p>");
    let mut builder = cableway_core::Document::builder("mail.html");
    crate::reader::html::read_article(&page, &mut builder, &cableway_core::Context::default())
        .unwrap();
    assert!(builder.text().ends_with("Let us know what you think of her."), "{}", builder.text());
}

/// Many forms deep in many boxes are looked at once each.
#[test]
fn forms_in_many_boxes() {
    let boxes = "<div>".repeat(20_000);
    let forms = "<form></form>".repeat(20_000);
    goes(&format!("{boxes}{forms}{}", "</div>".repeat(20_000)));
}

#[test]
fn newsletter_boxes() {
    goes(
        "<div class=newsletter-box><p>The tide in your inbox, every morning, with a word from the editor.</p></div>",
    );
    goes("<p>Sign up for our morning letter.</p>");
    stays(
        "<p>The town will sign up for the service in May, the mayor told the council.</p>",
        "paragraph: The town will sign up for the service in May, the mayor told the council.",
    );
}

#[test]
fn cookie_text() {
    goes(
        "<div id=cookie-notice><p>We store cookies on your device to show you what you like, as our policy tells.</p></div>",
    );
    goes("<p>We use cookies to make this page better.</p>");
    stays(
        "<p>Cookies are baked on board every morning, and sold out by noon.</p>",
        "paragraph: Cookies are baked on board every morning, and sold out by noon.",
    );
}

#[test]
fn live_blog() {
    goes("<div class=share-entry><a href=x>Link to this entry</a></div>");
    goes("<p>Load more</p>");
    goes("<p>3 / 12</p>");
    goes("<p>1 of 6</p>");
    stays(
        "<h3>12.40: The first car rolls off</h3><p>It took the ramp slowly, and the crowd on the quay cheered loudly.</p>",
        "heading: 12.40: The first car rolls off\nparagraph: It took the ramp slowly, and the crowd on the quay cheered loudly.",
    );
}

#[test]
fn teaser_lists() {
    goes(
        "<div><div><a href=/1>Bridge plans shelved after a vote</a></div><div><a href=/2>Harbour master retires at sixty</a></div></div>",
    );
    stays(
        "<ul><li>Bicycles ride free of charge.</li><li>Dogs need a <a href=/dogs>ticket</a>.</li></ul>",
        "list_item: Bicycles ride free of charge.\nlist_item: Dogs need a ticket.",
    );
}

#[test]
fn share_buttons() {
    goes("<ul class=share-bar><li><a href=x>Post</a><li><a href=y>Send</a></ul>");
    goes("<p>Share this article</p>");
    stays(
        "<p>Share prices of the yard rose by a tenth on the news, and kept rising.</p>",
        "paragraph: Share prices of the yard rose by a tenth on the news, and kept rising.",
    );
}

#[test]
fn about_the_author() {
    goes_below(
        "<div class=author-bio><p>Ada Quill has written about boats for twenty years and lives on one.</p></div>",
    );
    goes_below(
        "<p>Ada Quill writes about boats. Follow her on <a href=/ada>the harbour's board</a>.</p>",
    );
    goes_below("<p>Additional reporting by Ben Roe</p>");
    stays(
        "<p>Fans follow her on every crossing, said the captain, who has <a href=/fans>counted</a> them.</p>",
        "paragraph: Fans follow her on every crossing, said the captain, who has counted them.",
    );
}

#[test]
fn about_the_company() {
    goes_below("<h3>About Sound Lines</h3><p>Sound Lines runs four boats between the islands.</p>");
    goes_below("<p><b>Über Sund-Linien</b></p><p>Die Sund-Linien betreiben vier Schiffe.</p>");
    goes_below(
        "<h3>About Tarn</h3><p>Tarn builds engines for boats. More at <a href=//tarn.test>tarn.test</a>.</p>",
    );
    stays_below(
        "<h3>About time, say islanders</h3><p>They had waited for two years.</p>",
        "heading: About time, say islanders\nparagraph: They had waited for two years.",
    );
}

/// The last part of an article may be about something, in headings with capitals too.
#[test]
fn about_the_subject() {
    stays_below(
        "<h3>About the Data</h3><p>The data were counted by hand at the quay.</p>",
        "heading: About the Data\nparagraph: The data were counted by hand at the quay.",
    );
    stays_below(
        "<h3>About Tickets</h3><p>Tickets are sold on board and at the quay.</p>",
        "heading: About Tickets\nparagraph: Tickets are sold on board and at the quay.",
    );
    stays_below(
        "<h3>About Cabin Fares</h3><p>Cabin fares follow the season, and dogs sail free.</p>",
        "heading: About Cabin Fares\nparagraph: Cabin fares follow the season, and dogs sail free.",
    );
}

#[test]
fn legal_tails() {
    goes_below("<p>This text is subject to copyright. It may be copied for study alone.</p>");
    goes("<p>© 2020 Harbour Post</p>");
    stays(
        "<p>A court will rule on the copyright to the ship's plans next spring.</p>",
        "paragraph: A court will rule on the copyright to the ship's plans next spring.",
    );
    goes_below("<p>Copyright 2020 Harbour Post. Ask us before you copy.</p>");
    for text in [
        "A court will rule on the copyright to the ship's plans next spring.",
        "Copyright is not the yard's worry, its owner said, but the price of steel.",
    ] {
        stays_below(&format!("<p>{text}</p>"), &format!("paragraph: {text}"));
    }
}

#[test]
fn comments() {
    goes(
        "<div class=comments><p>I sailed on her as a child, and she was never once on time, I tell you.</p></div>",
    );
    goes("<p>View comments</p>");
    stays(
        "<p>The yard did not return our calls, and had no comment on the delay.</p>",
        "paragraph: The yard did not return our calls, and had no comment on the delay.",
    );
    goes_below("<h3>1 comment</h3><p>She was never once on time, I tell you, not once.</p>");
    stays_below(
        "<h3>3 responses to the delay</h3><p>The town wrote a letter.</p>",
        "heading: 3 responses to the delay\nparagraph: The town wrote a letter.",
    );
}

#[test]
fn tags() {
    goes("<div class=article-tags><a href=/t/sea>Sea</a> <a href=/t/ferry>Ferry</a></div>");
    goes("<p>Filed under: <a href=/t/sea>Sea</a></p>");
}

#[test]
fn advertising() {
    for label in ["Advertisement", "Advert", "Anzeige", "Publicité", "Iklan", "Реклама"] {
        goes(&format!("<div><center><span>{label}</span></center></div>"));
    }
}

#[test]
fn read_more() {
    goes("<p><a href=/b>Read more</a></p>");
    goes("<p>Read more: <a href=/b>Bridge plans shelved</a></p>");
    stays(
        "<p><a href=/fares>Click here</a> to see the new fares, or to reserve a place for your car.</p>",
        "paragraph: Click here to see the new fares, or to reserve a place for your car.",
    );
}

/// A card about a person opens where the name is pointed at; it is no part of the sentence.
#[test]
fn cards_among_words() {
    stays(
        "<p>The mayor, <span class=p><a href=/nan>Nan Oar</a><span><img src=n><a href=/nan>Nan Oar, mayor</a><a href=/1>Bridge plans shelved</a><a href=/2>More</a></span></span> (Harbour), cut the ribbon.</p>",
        "paragraph: The mayor, Nan Oar (Harbour), cut the ribbon.",
    );
    stays(
        "<p>The <a href=/t>timetable<span class=sr-only> (opens a new page)</span></a> is out, the office said.</p>",
        "paragraph: The timetable is out, the office said.",
    );
}

/// The first paragraph stays where a picture parts it from the others.
#[test]
fn lead_apart_from_the_body() {
    let page = render(&format!(
        "<body><div><h1>Ferry returns to the sound</h1><div class=row><p>{FERRY} {ENGINE}</p></div><div class=row><img src=a></div><div class=row><div><p>{TICKETS} {FERRY}</p><p>{ENGINE} {TICKETS}</p></div></div></div>"
    ));
    assert_eq!(page.lines().filter(|line| line.starts_with("paragraph: ")).count(), 3, "{page}");
}

#[test]
fn lines_of_sites_that_are_whole_sentences() {
    for line in [
        "Follow @adamoor on Twitter.",
        "Already a subscriber? Log in to read on.",
        "This article is for subscribers only. Please log in to read on.",
    ] {
        goes(&format!("<p>{line}</p>"));
        goes_below(&format!("<p>{line}</p>"));
    }
    stays(
        "<p>Already a subscriber of three papers, she reads a fourth.</p>",
        "paragraph: Already a subscriber of three papers, she reads a fourth.",
    );
    stays("<p>Follow the river to the lock.</p>", "paragraph: Follow the river to the lock.");
}

#[test]
fn times_over_the_entries_of_a_report() {
    for time in ["10:42", "10:42 GMT", "9.05 a.m.", "10h42"] {
        stays(&format!("<p>{time}</p>"), &format!("dateline: {time}"));
    }
    for number in ["10.42", "10:75", "100:42"] {
        stays(&format!("<p>{number}</p>"), &format!("paragraph: {number}"));
    }
}
