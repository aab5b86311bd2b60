//! Which text of a page is the article, and of which kind.

use super::{ENGINE, FERRY, TICKETS, render};

/// Each block keeps its kind.
#[test]
fn kinds_are_kept() {
    let page = render(&format!(
        r"<html><body><article><h1>Ferry returns to the sound</h1><p>{FERRY}</p><h2>What is new</h2><p>{ENGINE}</p><ul><li>A lift for wheelchairs</li><li>Room for forty bicycles and their riders</li></ul><blockquote><p>We have missed her, every day of these two years.</p></blockquote><table><tr><th>Boat</th><th>Leaves</th></tr><tr><td>First</td><td>6.10</td></tr><tr><td>Last</td><td>22.00</td></tr></table><pre>north  6.10
  south 6.40</pre><p>{TICKETS}</p></article></body></html>"
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    heading: What is new
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    list_item: A lift for wheelchairs
    list_item: Room for forty bicycles and their riders
    quotation: We have missed her, every day of these two years.
    table: Boat	Leaves
    First	6.10
    Last	22.00
    code: north  6.10
      south 6.40
    paragraph: Tickets cost as much as before, but the last boat now leaves at ten, which islanders had asked for.
    ");
}

/// Title, standfirst, byline and date line stand before the body.
#[test]
fn header_of_the_article() {
    let page = render(&format!(
        r#"<html><body><article><h1>Ferry returns to the sound</h1>
         <p class="standfirst">Two years late, the boat is back: what passengers should know</p>
         <div class="byline">By <a href="/ada">Ada Quill</a> and Ben Roe</div>
         <p>Published 21 December 2020</p>
         <p>{FERRY}</p>
         <p>{ENGINE}</p>
         </article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    standfirst: Two years late, the boat is back: what passengers should know
    byline: By Ada Quill and Ben Roe
    dateline: Published 21 December 2020
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// Captions and credits are no body.
#[test]
fn pictures_bring_captions_and_credits() {
    let page = render(&format!(
        r#"<html><body><article><h1>Ferry returns to the sound</h1>
         <figure><img src=a><figcaption>The ferry in the yard last spring.</figcaption></figure>
         <p>{FERRY}</p>
         <p>Photo: Cleo Tarn / Getty Images</p>
         <div class="image"><img src=b><span class="caption">The captain at work.</span> <span class="credit">Cleo Tarn</span></div>
         <p>{ENGINE}</p>
         </article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    caption: The ferry in the yard last spring.
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    credit: Photo: Cleo Tarn / Getty Images
    caption: The captain at work. Cleo Tarn
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// Navigation, notices and footers go.
#[test]
fn what_surrounds_the_article() {
    let page = render(&format!(
        r#"<html><body><div id="cookie-banner"><p>We and our partners store cookies on your device, as told in our policy, to show you what you like.</p>
         </div>
         <nav><ul><li><a href=/>Home</a><li><a href=/w>Weather</a></ul>
         </nav>
         <div class="breadcrumbs"><a href=/>Home</a> &gt; Sea</div>
         <article><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p>{ENGINE}</p>
         </article><aside><p>A long word from the publisher about a book of tides, which everyone on the coast should own and read.</p>
         </aside>
         <footer><p>© 2020 Harbour Post. All words in this paper are ours, and copying them needs our leave in writing.</p>
         </footer></body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// Lines that lead elsewhere go.
#[test]
fn furniture_inside_the_article() {
    let page = render(&format!(
        r#"<html><body><article><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p>Advertisement</p>
         <p><strong>Read more: <a href=/b>Bridge plans shelved</a></strong></p>
         <p>{ENGINE}</p>
         <div class="newsletter-signup"><p>Get the tide in your inbox every morning, with a word from the editor, for nothing.</p>
         </div>
         <p>Sign up for our morning letter here.</p>
         <div class="share-tools"><a href=x>Share</a></div>
         <p>{TICKETS}</p>
         <h3>Related stories</h3>
         <ul><li><a href=/1>Bridge plans shelved</a><li><a href=/2>Harbour master retires</a></ul>
         <p>© 2020 Harbour Post</p>
         </article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    paragraph: Tickets cost as much as before, but the last boat now leaves at ten, which islanders had asked for.
    ");
}

/// Comments go, however long.
#[test]
fn comments_longer_than_the_article() {
    let page = render(&format!(
        r#"<html><body><article><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p>{ENGINE}</p>
         </article><section id="comments"><p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         <p>I have sailed on her since I was a child, and nobody will ever tell me that she was on time, not once.</p>
         </section>
         </body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// A class that only tells a state removes nothing.
#[test]
fn names_of_states_remove_nothing() {
    let page = render(&format!(
        r#"<body class="has-sidebar comments-open"><div class="post no-sidebar"><h1>Ferry returns to the sound</h1>
         <div class="shareholder-news"><p>{FERRY}</p>
         <p>{ENGINE}</p>
         </div>
         </div>
         </body>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// Two line breaks, or a block, end a paragraph; one does not.
#[test]
fn paragraphs_without_paragraph_tags() {
    let page = render(&format!(
        r"<div><h1>Ferry returns to the sound</h1>{FERRY}<br><br>{ENGINE}<br>{TICKETS}<div>The yard asked for more time twice, and got it, as the town had no other boat to send.</div>It is over now, and the island celebrates with cake, a band and a speech by the mayor.</div>"
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters. Tickets cost as much as before, but the last boat now leaves at ten, which islanders had asked for.
    paragraph: The yard asked for more time twice, and got it, as the town had no other boat to send.
    paragraph: It is over now, and the island celebrates with cake, a band and a speech by the mayor.
    ");
}

/// No blank within a word, one between blocks and cells.
#[test]
fn spaces_inside_and_between_words() {
    let page = render(&format!(
        r"<html><body><article><h1>Ferry returns to the sound</h1><p><b>T</b>he fer<i>ry</i> is <a href=x>back</a>,<br>they
   say,	&nbsp;and&nbsp;it is <span>faster</span><span>than</span> before by far, the yard said.</p><p>{FERRY}</p></article></body></html>"
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The ferry is back, they say, and it is fasterthan before by far, the yard said.
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    ");
}

/// A table that lays out the page is no table.
#[test]
fn tables_for_layout() {
    let page = render(&format!(
        r"<table width=100%><tr><td><a href=/>Home</a><br><a href=/w>Weather</a></td><td><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p>{ENGINE}</p>
         </td></tr>
         </table>"
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// What is not shown is not read.
#[test]
fn hidden_text() {
    let page = render(&format!(
        r#"<html><body><article><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p hidden>Hidden words.</p>
         <p style="color: red; display : none">More hidden words.</p>
         <p aria-hidden="true">Not for readers.</p>
         <p>{ENGINE}</p>
         <noscript>Turn on scripts.</noscript><template><p>A mould.</p>
         </template></article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    ");
}

/// The body is where the prose is.
#[test]
fn an_article_behind_a_page_of_teasers() {
    let page = render(&format!(
        r#"<div class="teasers"><div><h3><a href=/0>Story number 0</a></h3>
         <p>What it says in short.</p>
         </div>
         <div><h3><a href=/1>Story number 1</a></h3>
         <p>What it says in short.</p>
         </div>
         <div><h3><a href=/2>Story number 2</a></h3>
         <p>What it says in short.</p>
         </div>
         <div><h3><a href=/3>Story number 3</a></h3>
         <p>What it says in short.</p>
         </div>
         </div>
         <div class="x1"><div class="x2"><h1>Ferry returns to the sound</h1>
         <p>{FERRY}</p>
         <p>{ENGINE}</p>
         <p>{TICKETS}</p>
         </div>
         </div>"#
    ));
    insta::assert_snapshot!(page, @r"
    title: Ferry returns to the sound
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Its new engine burns far less oil, and the crew of nine has learned to run it, the captain told reporters.
    paragraph: Tickets cost as much as before, but the last boat now leaves at ten, which islanders had asked for.
    ");
}

/// A page without prose gives what there is.
#[test]
fn hardly_any_text() {
    let page = render(
        r"<title>x</title><body><p>Closed today</p>
         <p><a href=/>Home</a></p>
         </body>",
    );
    insta::assert_snapshot!(page, @r"paragraph: Closed today");
}

/// A page without text gives nothing.
#[test]
fn no_text() {
    let page = render(
        r#"<!doctype html><title>x</title><script>var a = "<p>";</script><body><img src=x></body>"#,
    );
    insta::assert_snapshot!(page, @"");
}

/// A body given apart is taken where the page shows none.
#[test]
fn text_only_in_json_ld() {
    let page = render(&format!(
        r#"<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry returns", "articleBody": "{FERRY}\n\nFish &amp; chips are back on board too."}}</script><body><div id=app></div>
         </body>"#
    ));
    insta::assert_snapshot!(page, @r"
    paragraph: The old ferry across the sound sails again on Monday, the harbour office said, after two years in the yard.
    paragraph: Fish & chips are back on board too.
    ");
}

/// A notice of a few sentences is read whole, however short its paragraphs are.
#[test]
fn short_notices() {
    for around in ["{}", "<div>{}</div>", "<main><div><div>{}</div></div></main>"] {
        let page = around.replacen(
            "{}",
            "<h1>Lock closed</h1><p>The lock at Zandeport is closed on Monday for repairs to its gates.</p><p>Boats may use the old canal until Friday.</p><p>Call the office.</p>",
            1,
        );
        assert_eq!(
            render(&page),
            "title: Lock closed\n\
             paragraph: The lock at Zandeport is closed on Monday for repairs to its gates.\n\
             paragraph: Boats may use the old canal until Friday.\n\
             paragraph: Call the office.",
            "{around}"
        );
    }
}
