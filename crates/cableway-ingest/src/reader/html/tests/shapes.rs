//! Pages of many shapes, with little markup to go by: the body comes out as a person would say it.

use super::render;

/// `page` gives the lines of `expect`, white space at their ends aside.
#[track_caller]
fn check(page: &str, expect: &str) {
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert_eq!(render(page), expect.join("\n"));
}

/// Elements of one kind for everything, with names that mean nothing.
#[test]
fn paragraphs_in_nameless_elements() {
    check(
        r"<title>Town buys the old cinema</title><body><div id=root><div class=a1><div class=b7><a href=/>Harbour Post</a><a href=/s>Letters</a></div>
        <div class=c2><h1>Town buys the old cinema</h1><div class=d9><span>By </span><a href=/ben>Ben Roe</a></div><div class=e4>Nov 3, 2026</div>
        <div class=p><span>The town has bought the old cinema on the market square for one euro.</span></div>
        <div class=p><span>It had been closed since 2009, and the roof is gone.</span></div>
        <div class=p><span>“It will be a library,” said the mayor.</span></div>
        <div class=p><span>Repairs will cost about two million euros, half of which comes from the state, and the rest from a fund for old buildings.</span></div>
        <div class=s><div>Share</div><div>Save</div></div>
        <div class=r><div>Related articles</div><div><a href=/1>Council votes for the canal</a></div><div><a href=/2>New clock for the tower</a></div></div></div></div></div>",
        "title: Town buys the old cinema
        byline: By Ben Roe
        dateline: Nov 3, 2026
        paragraph: The town has bought the old cinema on the market square for one euro.
        paragraph: It had been closed since 2009, and the roof is gone.
        paragraph: “It will be a library,” said the mayor.
        paragraph: Repairs will cost about two million euros, half of which comes from the state, and the rest from a fund for old buildings.",
    );
}

/// Questions are short, and so are many answers.
#[test]
fn an_interview() {
    check(
        r"<title>“The sea does not care”</title><body><section><h1>“The sea does not care”</h1><p>Nan Oar has steered the ferry for thirty years. She retires on Friday.</p>
        <p><b>Will you miss it?</b></p><p>No.</p><p><b>Not even a little?</b></p><p>Perhaps the mornings in June, when the water is flat and the gulls sleep on the ramp and nobody wants to go anywhere.</p><p><b>And your best day?</b></p><p>Ask me on Saturday.</p></section>
        <section><h2>Read next</h2><article><h3><a href=/a>Storm closes the bridge</a></h3><p>The council has closed the bridge after a lorry was blown on its side near the ramp.</p></article><article><h3><a href=/b>Herons return</a></h3><p>Twelve pairs have nested in the marsh behind the station this year, the wardens say.</p></article></section>",
        "title: “The sea does not care”
        paragraph: Nan Oar has steered the ferry for thirty years. She retires on Friday.
        paragraph: Will you miss it?
        paragraph: No.
        paragraph: Not even a little?
        paragraph: Perhaps the mornings in June, when the water is flat and the gulls sleep on the ramp and nobody wants to go anywhere.
        paragraph: And your best day?
        paragraph: Ask me on Saturday.",
    );
}

/// The list of questions stays whole, headings included.
#[test]
fn questions_and_answers() {
    check(
        r"<title>Your questions answered</title><body><main><h1>Your questions answered</h1><p>We asked the harbour office what our readers wanted to know about the new boat.</p><h3>How much is a ticket?</h3><p>Four euros.</p><h3>Can I bring a dog?</h3><p>Yes, on a lead.</p><h3>Who may sail free of charge?</h3><p>Children under six and everyone who lives on the island. You need a card from the town hall.</p></main><footer><a href=/i>Imprint</a></footer>",
        "title: Your questions answered
        paragraph: We asked the harbour office what our readers wanted to know about the new boat.
        heading: How much is a ticket?
        paragraph: Four euros.
        heading: Can I bring a dog?
        paragraph: Yes, on a lead.
        heading: Who may sail free of charge?
        paragraph: Children under six and everyone who lives on the island. You need a card from the town hall.",
    );
}

/// What the company is and whom to call stands under headings of its own.
#[test]
fn a_press_release() {
    check(
        r"<title>Tarn Marine opens second yard</title><body><div><p>FOR IMMEDIATE RELEASE</p><h1>Tarn Marine opens second yard</h1>
        <p><b>ZANDEPORT, March 3, 2026</b> – Tarn Marine, a builder of small ferries, will open its second yard in Zandeport this spring.</p>
        <p>The yard will build four boats a year and will employ sixty people, most of them from the region.</p>
        <p>“Demand has doubled within three years,” said Nan Oar, who leads Tarn Marine. “We could no longer keep our promises from one slipway.”</p>
        <ul><li>First boat: autumn 2026</li><li>Cost: 14 million euros</li></ul><p>The town has sold the land on condition that it remains a yard for thirty years.</p>
        <h3>About Tarn Marine</h3><p>Tarn Marine builds ferries for inland waters and has delivered 140 boats.</p>
        <h3>Media contact</h3><p>Cleo Roe<br>Tarn Marine<br>+31 20 555 0100</p></div>",
        "title: Tarn Marine opens second yard
        paragraph: ZANDEPORT, March 3, 2026 – Tarn Marine, a builder of small ferries, will open its second yard in Zandeport this spring.
        paragraph: The yard will build four boats a year and will employ sixty people, most of them from the region.
        paragraph: “Demand has doubled within three years,” said Nan Oar, who leads Tarn Marine. “We could no longer keep our promises from one slipway.”
        list_item: First boat: autumn 2026
        list_item: Cost: 14 million euros
        paragraph: The town has sold the land on condition that it remains a yard for thirty years.",
    );
}

/// Comments that only their heading gives away.
#[test]
fn comments_without_a_name() {
    check(
        r"<title>Council votes for the canal</title><body><div class=c><h1>Council votes for the canal</h1><p>The council of Zandeport has voted to dig the canal. Eleven members were for it, nine against.</p><p>Work begins in spring.</p></div>
        <div class=c><h3>3 responses to “Council votes for the canal”</h3><ol><li><b>Ben</b> says:<p>What a waste of money! I have lived here for forty years and never once have I needed a canal.</p><li><b>Cleo</b> says:<p>At last! My father and his father asked for it, and now my children will sail from our own door.</p><li><b>Nan</b> says:<p>The roof first, please, and then the canal, and then perhaps a bench on the square.</p></ol></div>",
        "title: Council votes for the canal
        paragraph: The council of Zandeport has voted to dig the canal. Eleven members were for it, nine against.
        paragraph: Work begins in spring.",
    );
}

/// What a page says before its headline is not the article.
#[test]
fn a_notice_on_cookies_without_a_name() {
    check(
        r"<title>Herons return to the marsh</title><body><div class=q><div><h2>You decide</h2><p>We and our 846 partners keep and read cookies on your device, to learn what you like and what you may buy.</p><button>Yes</button></div></div>
        <div class=r><div><h1>Herons return to the marsh</h1><p>Twelve pairs of herons have nested in the marsh behind the station this year.</p><p>It is the first time since the dyke was raised.</p><p>Wardens ask visitors to keep to the paths until July.</p></div></div>",
        "title: Herons return to the marsh
        paragraph: Twelve pairs of herons have nested in the marsh behind the station this year.
        paragraph: It is the first time since the dyke was raised.
        paragraph: Wardens ask visitors to keep to the paths until July.",
    );
}

/// A form takes with it what is said about it.
#[test]
fn a_form_among_the_paragraphs() {
    check(
        r"<title>How the lighthouse got its colours</title><body><article><h1>How the lighthouse got its colours</h1><div class=x><p>For a hundred years the lighthouse of Zandeport was white. Then a painter ran out of paint.</p><p>He had done the top and the foot, and for the middle there was nothing but the red of the fishing boats.</p></div>
        <div class=y><h4>The morning tide</h4><p>All the news of the coast, every weekday at six.</p><form><input type=email><button>Yes</button></form><p>You may leave at any time.</p></div>
        <div class=x><p>The captains liked it. They could tell the tower from the dunes behind it, even in fog.</p><p>So it stayed.</p></div></article>",
        "title: How the lighthouse got its colours
        paragraph: For a hundred years the lighthouse of Zandeport was white. Then a painter ran out of paint.
        paragraph: He had done the top and the foot, and for the middle there was nothing but the red of the fishing boats.
        paragraph: The captains liked it. They could tell the tower from the dunes behind it, even in fog.
        paragraph: So it stayed.",
    );
}

/// Columns in the manner of 1999.
#[test]
fn a_page_laid_out_as_a_table() {
    check(
        r"<title>New clock for the tower</title><body><table><tr><td colspan=3><img src=l></td></tr><tr><td><a href=a>News</a><br><a href=b>Sport</a><br><a href=c>Weather</a></td><td><font size=5><b>New clock for the tower</b></font><br><br>The tower of the old church has a new clock. It was built by a smith from the island and paid for by the people of the town.<br><br>The old one had stopped in 1987.<br><br>“Nobody knew what time it was,” said the priest, “and nobody was late.” The new clock strikes every quarter of an hour, but not at night.</td><td>Your words here! Call 555 0100 for a banner that is seen by three hundred people every day.</td></tr></table>",
        "title: New clock for the tower
        paragraph: The tower of the old church has a new clock. It was built by a smith from the island and paid for by the people of the town.
        paragraph: The old one had stopped in 1987.
        paragraph: “Nobody knew what time it was,” said the priest, “and nobody was late.” The new clock strikes every quarter of an hour, but not at night.",
    );
}

/// Beside two sentences, an aside is most of the page.
#[test]
fn a_short_notice_beside_an_aside() {
    check(
        r"<title>Water off on Tuesday</title><body><nav><a href=/>Town</a></nav><div><h2>Water off on Tuesday</h2><p>The water will be off in Quay Street on Tuesday from nine to noon.</p><p>Please fill a bucket.</p></div><aside><h3>Opening hours</h3><p>Monday to Friday, nine to five. On Thursdays the office stays open until seven, and the registry closes an hour earlier.</p></aside>",
        "title: Water off on Tuesday
        paragraph: The water will be off in Quay Street on Tuesday from nine to noon.
        paragraph: Please fill a bucket.",
    );
}

/// Where the other parts are is no part of this one.
#[test]
fn one_part_of_many() {
    check(
        r"<title>The long winter</title><body><div><h1>The long winter</h1><p>By January the Sound was frozen from shore to shore.</p><p>Farmers drove their carts across it, and the ferry lay in the harbour like a toy in a drawer.</p><h2>The road on the ice</h2><p>It was marked with fir branches. A warden walked it every morning and measured.</p><div>Page 1 <a href=?2>2</a> <a href=?3>3</a> <a href=?2>Next</a></div></div>",
        "title: The long winter
        paragraph: By January the Sound was frozen from shore to shore.
        paragraph: Farmers drove their carts across it, and the ferry lay in the harbour like a toy in a drawer.
        heading: The road on the ice
        paragraph: It was marked with fir branches. A warden walked it every morning and measured.",
    );
}

/// Other articles with a few words of each, and a list of the same make that is the article.
#[test]
fn teasers_with_text() {
    let teaser = |title: &str, text: &str| {
        format!("<div class=i><h3><a href=/1>{title}</a></h3><p>{text}</p></div>")
    };
    let list = [
        teaser(
            "The dyke",
            "Start at the lock and follow the water to the pumping station, where a bench waits.",
        ),
        teaser(
            "The marsh",
            "Best in spring, when the herons nest. Bring field glasses and something to drink.",
        ),
    ]
    .concat();
    let page = |own: &str| {
        render(&format!(
            "<title>On foot</title><body><div><h1>On foot</h1>{own}</div><div>{list}</div>"
        ))
    };
    let article = "<p>The council of Zandeport has decided that the market square is to be free of cars from May, at first for a year. Shops may be supplied until ten in the morning, and the bus stops at the church.</p><p>Traders had asked for more time.</p>";
    assert!(!page(article).contains("pumping station"), "{}", page(article));
    let walks = page("<p>Two walks for a short day.</p>");
    assert!(walks.contains("pumping station") && walks.contains("herons"), "{walks}");
}

/// Short lines first, and a greeting that no sentence ends.
#[test]
fn a_letter() {
    check(
        r"<title>To the harbour</title><body><div id=t><h2>To the harbour</h2><p>Dear harbour,</p><p>I am leaving.</p><p>You were never beautiful. You smelled of oil and fish, and in winter your cranes sang all night.</p><p>I shall miss you.</p></div><div id=f>Made in Zandeport. <a href=/r>News</a></div>",
        "title: To the harbour
        paragraph: Dear harbour,
        paragraph: I am leaving.
        paragraph: You were never beautiful. You smelled of oil and fish, and in winter your cranes sang all night.
        paragraph: I shall miss you.",
    );
}

/// What is told apart by its make has counterparts that stay: a table, a box to unfold, a heading with a
/// number.
#[test]
fn an_explainer() {
    check(
        r"<title>Budget day</title><body><main><article><header><h1>Budget day</h1></header><div><h2>What happens?</h2><p>The minister presents the budget at noon.</p><p>It is her first.</p><figure><table><tr><th>Year</th><th>Deficit</th></tr><tr><td>2025</td><td>3</td></tr></table><figcaption>Source: ministry</figcaption></figure><p>Unions have announced protests in four towns. The largest is expected on the harbour square.</p><details><summary>How is it made?</summary><p>Each ministry sends its wishes in spring. They are cut in summer.</p></details><h2>3 responses to the plan</h2><p>Employers welcome it. Unions reject it, and the towns wait for their share.</p></div></article></main>",
        "title: Budget day
        heading: What happens?
        paragraph: The minister presents the budget at noon.
        paragraph: It is her first.
        table: Year\tDeficit
2025\t3
        credit: Source: ministry
        paragraph: Unions have announced protests in four towns. The largest is expected on the harbour square.
        paragraph: How is it made?
        paragraph: Each ministry sends its wishes in spring. They are cut in summer.
        heading: 3 responses to the plan
        paragraph: Employers welcome it. Unions reject it, and the towns wait for their share.",
    );
}

/// What an editor has deleted is no longer said, and soft hyphens are no letters.
#[test]
fn deletions_and_soft_hyphens() {
    check(
        "<title>To\u{ad}wn</title><article><h1>Town bu&shy;ys cinema</h1><p>The town has bought the <del>new</del><ins>old</ins> cinema on the mar\u{ad}ket square for one eu&shy;ro, as it said.</p><del><p>The roof is whole, and nothing has to be mended in the next ten years.</p></del><p>It had been closed since 2009, and the roof is gone, say those who live there.</p><pre>a\u{ad}b</pre></article>",
        "title: Town buys cinema
        paragraph: The town has bought the old cinema on the market square for one euro, as it said.
        paragraph: It had been closed since 2009, and the roof is gone, say those who live there.
        code: ab",
    );
}
