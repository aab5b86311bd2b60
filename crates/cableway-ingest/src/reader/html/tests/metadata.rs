//! What a page says of itself, from each of its sources.

use cableway_core::{Context, Document};

use super::{ENGINE, FERRY, TICKETS, read};

fn metadata(html: &str) -> String {
    serde_json::to_string_pretty(read(html).meta()).unwrap()
}

/// JSON-LD is surer than meta, and meta than what is shown.
#[test]
fn json_ld_first() {
    let page = metadata(
        r#"<html lang=EN_gb><head><title>Ferry | Harbour Post</title>
<meta property="og:title" content="Another title"><meta name=author content="Someone Else">
<meta property="article:published_time" content="2019-01-01"><link rel=canonical href=https://harbour.example/ferry>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry returns &amp; stays", "author": [{"@type": "Person", "name": "Ada Quill"}, {"@type": "Person", "name": "Ben Roe"}], "publisher": {"@type": "Organization", "name": "Harbour Post"}, "datePublished": "2020-12-21T09:30:00+00:00", "dateModified": "2020-12-22", "keywords": ["ferry", "Sound"]}</script></head><body></body></html>"#,
    );
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry returns & stays",
      "authors": [
        "Ada Quill",
        "Ben Roe"
      ],
      "publisher": "Harbour Post",
      "published": "2020-12-21T09:30:00+00:00",
      "modified": "2020-12-22",
      "language": "en-GB",
      "url": "https://harbour.example/ferry",
      "tags": [
        "ferry",
        "Sound"
      ]
    }
    "#);
}

/// Meta tags, Dublin Core among them.
#[test]
fn meta_tags() {
    let page = metadata(
        r#"<html><head><title>Ferry returns - Harbour Post</title><meta property="og:title" content="Ferry returns - Harbour Post">
<meta property="og:site_name" content="Harbour Post"><meta property="og:locale" content="pt_BR"><meta property="og:description" content="The boat is back.">
<meta name="DC.creator" content="Quill, Ada"><meta name="dc:date" content="2020-12-21"><meta property="article:modified_time" content="2020-12-22T10:00:00Z">
<meta property="og:url" content="https://harbour.example/ferry"><meta property="article:author" content="https://harbour.example/ada">
<meta property="article:tag" content="Ferry"><meta name=keywords content="ferry, sound,, harbour"><meta name=news_keywords content="Tide"></head></html>"#,
    );
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry returns",
      "standfirst": "The boat is back.",
      "authors": [
        "Quill, Ada"
      ],
      "publisher": "Harbour Post",
      "published": "2020-12-21",
      "modified": "2020-12-22T10:00:00Z",
      "language": "pt-BR",
      "url": "https://harbour.example/ferry",
      "tags": [
        "Ferry",
        "sound",
        "harbour",
        "Tide"
      ]
    }
    "#);
}

/// Without metadata, what the page shows.
#[test]
fn what_the_page_shows() {
    let page = metadata(&format!(
        r#"<html><head><title>Ferry returns to the sound – Harbour Post</title></head><body><article><h1>Ferry returns to the sound</h1>
         <p class=byline>By Ada Quill</p>
         <time datetime="2020-12-21">Monday</time><p>{FERRY}</p>
         <p>{ENGINE}</p>
         </article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry returns to the sound",
      "authors": [
        "Ada Quill"
      ],
      "published": "2020-12-21"
    }
    "#);
}

/// What the page does not give is absent.
#[test]
fn nothing_is_guessed() {
    let page = metadata(
        r#"<html lang=English><head><link rel=canonical href=/ferry><meta name=author content="https://harbour.example"><meta name=date content=soon><meta property=og:title content=" "></head><body><p>Closed</p>
         </body></html>"#,
    );
    insta::assert_snapshot!(page, @r"{}");
}

/// A paper beside a name is not an author; alone it is.
#[test]
fn the_site_is_no_second_author() {
    let page = metadata(
        r#"<meta property="og:site_name" content="Harbour Post"><meta name=author content="Ada Quill, Harbour Post"><h1>Ferry</h1>"#,
    );
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry",
      "authors": [
        "Ada Quill"
      ],
      "publisher": "Harbour Post"
    }
    "#);
}

/// A paper beside a name is not an author; alone it is.
#[test]
fn the_site_as_the_author() {
    let page = metadata(
        r#"<meta property="og:site_name" content="Harbour Post"><meta name=author content="Harbour Post"><h1>Ferry</h1>"#,
    );
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry",
      "authors": [
        "Harbour Post"
      ],
      "publisher": "Harbour Post"
    }
    "#);
}

/// A date in a sentence is not that of the article, and one that says so is that of a change.
#[test]
fn times_that_are_not_of_the_publication() {
    let shown = |line: &str| {
        metadata(&format!(
            "<html><body><article><h1>Ferry returns to the sound</h1>{line}<p>{FERRY}</p>\
             <p>{ENGINE}</p></article></body></html>"
        ))
    };
    let prose = shown(
        "<p>The ferry was built in a year of war, which began on <time datetime=\"1941-06-22\">22 June 1941</time>, and sails still.</p>",
    );
    assert!(!prose.contains("published"), "{prose}");
    let updated = shown("<p>Updated <time datetime=\"2020-12-22\">22 Dec</time></p>");
    assert!(updated.contains("\"modified\": \"2020-12-22\""), "{updated}");
    assert!(!updated.contains("published"), "{updated}");
}

/// What stands over the article goes before a title that was made for sharing.
#[test]
fn a_headline_before_a_title_for_sharing() {
    let title = |head: &str, heading: &str| {
        let page = format!(
            "<html><head>{head}</head><body><article><h1>{heading}</h1><p>{FERRY}</p>\
             <p>{ENGINE}</p></article></body></html>"
        );
        read(&page).meta().title.clone().unwrap_or_default()
    };
    let shared = "<meta property=og:title content='You will not believe what sails again'>";
    assert_eq!(title(shared, "Ferry returns to the sound"), "Ferry returns to the sound");
    let stated = "<meta name=dc.title content='Ferry returns'>";
    assert_eq!(title(stated, "Ferry returns to the sound"), "Ferry returns");
    // A word or two that no title has may be the name of a section.
    assert_eq!(title(shared, "Coast"), "You will not believe what sails again");
    let spelled = "<meta property=og:title content='Ferry returns to the Sound'>";
    assert_eq!(title(spelled, "FERRY RETURNS TO THE SOUND"), "Ferry returns to the Sound");
}

/// The canonical address leads from the page's base.
#[test]
fn addresses_that_are_not_absolute() {
    let url = |head: &str| read(&format!("<html><head>{head}</head></html>")).meta().url.clone();
    let based = "<base href='https://harbour.example/news/'><link rel=canonical href=ferry>";
    assert_eq!(url(based).as_deref(), Some("https://harbour.example/news/ferry"));
    let shared = "<base href=https://harbour.example><meta property=og:url content=/ferry>";
    assert_eq!(url(shared).as_deref(), Some("https://harbour.example/ferry"));
    assert_eq!(url("<base href=/news/><link rel=canonical href=ferry>"), None);
}

/// JSON-LD in several scripts that refer to one another, and the section.
#[test]
fn a_graph_over_two_scripts() {
    let page = metadata(
        r##"<script type="application/ld+json">{"@graph": [{"@type": "Organization", "@id": "#us", "name": "Harbour Post"},
{"@type": "Person", "@id": "#ada", "name": "Ada Quill"},]}</script>
<script type="application/ld+json">[{"@type": "BreadcrumbList"}, {"@type": ["Thing", "NewsArticle"], "headline": "Ferry
returns", "author": [{"@id": "#ada"}], "publisher": {"@id": "#us"}, "articleSection": ["Coast", "News"], "datePublished": "2020-12-21T09:30:00+01:00"</script>"##,
    );
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry returns",
      "authors": [
        "Ada Quill"
      ],
      "publisher": "Harbour Post",
      "published": "2020-12-21T09:30:00+01:00",
      "section": "Coast"
    }
    "#);
}

/// Microdata and `RDFa`, between the headline and the body.
#[test]
fn marked_elements() {
    let page = metadata(&format!(
        r#"<html lang=en-US><body><article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop=headline>Ferry returns to the sound</h1>
<meta itemprop=articleSection content=Coast>
<span itemprop=author itemscope><a rel=author href=/ada><span itemprop=name>Ada Quill</span></a></span>
<span property="schema:datePublished" content="2020-12-21T09:30:00Z">21/12/20</span>
<span itemprop=publisher itemscope><meta itemprop=name content="Harbour Post"></span>
<p>{FERRY}</p><p>{ENGINE}</p></article></body></html>"#
    ));
    insta::assert_snapshot!(page, @r#"
    {
      "title": "Ferry returns to the sound",
      "authors": [
        "Ada Quill"
      ],
      "publisher": "Harbour Post",
      "published": "2020-12-21T09:30:00Z",
      "language": "en-US",
      "section": "Coast"
    }
    "#);
}

/// A date that can mean two days is settled by the language or the address, or else absent with a note.
#[test]
fn dates_that_can_mean_two_days() {
    let published = |head: &str| {
        let context = Context::default();
        let mut builder = Document::builder("page.html");
        let page = format!("<html {head}<meta name=date content=03/04/2020></html>");
        super::super::read(&page, &mut builder, &context).unwrap();
        let date = builder.meta.published.as_ref().map(ToString::to_string);
        date.unwrap_or_else(|| context.take_notes().join("\n"))
    };
    assert_eq!(published("lang=en-GB>"), "2020-04-03");
    assert_eq!(published("lang=en-US>"), "2020-03-04");
    assert_eq!(
        published("><link rel=canonical href=https://harbour.example/2020/04/03/ferry>"),
        "2020-04-03"
    );
    insta::assert_snapshot!(published(">"), @r#"`published` is left out: "03/04/2020" can mean 2020-03-04 or 2020-04-03"#);
}

/// An article that opens with `piece`.
fn story(head: &str, piece: &str) -> Document {
    read(&format!(
        "<html><head><title>Ferry returns to the sound</title>{head}</head><body><article><h1>Ferry returns to the sound</h1>{piece}<p>{FERRY}</p><p>{ENGINE}</p><p>{TICKETS}</p></article></body></html>"
    ))
}

/// A day that is told of is none of publication, whatever element the sentence stands in.
#[test]
fn times_in_sentences() {
    let time = "<time datetime=1912-04-15>15 April 1912</time>";
    for piece in [
        format!("<p>On {time} a ship sank.</p>"),
        format!("<p>{FERRY} On <b>{time}</b> a ship sank nearby.</p>"),
        format!("<div>{FERRY} On {time} a ship sank nearby.</div>"),
        format!("<ul><li>{time} A ship sank</li></ul>"),
    ] {
        assert_eq!(story("", &piece).meta().published, None, "{piece}");
    }
    let time = "<time datetime=2026-03-02>2 March 2026</time>";
    for piece in [
        format!("<p>{time}</p>"),
        format!("<p>Published on {time}.</p>"),
        format!("<div>By Ada Quill, harbour correspondent | {time}</div>"),
        format!("<ul><li>Published {time}</li></ul>"),
    ] {
        let published = story("", &piece).meta().published.clone();
        assert_eq!(published.unwrap().as_str(), "2026-03-02", "{piece}");
    }
}

/// Who wrote a comment, or another story that is shown beside, wrote nothing of the article.
#[test]
fn authors_of_other_things() {
    for piece in [
        "<section class=comments><div itemprop=comment itemscope><span itemprop=author>Cleo Tarn</span><p>Never on time.</p></div></section>",
        "<aside><div itemscope><h2 itemprop=headline>Bridge shelved</h2><span itemprop=author>Cleo Tarn</span></div></aside>",
        "<div itemprop=isPartOf itemscope><span itemprop=author>Cleo Tarn</span></div>",
    ] {
        assert!(story("", piece).meta().authors.is_empty(), "{piece}");
    }
    let piece = "<div itemprop=author itemscope><span itemprop=name>Ada Quill</span></div>";
    assert_eq!(story("", piece).meta().authors, ["Ada Quill"]);
}

/// JSON-LD of another story says nothing of this one; of this one, it may give the whole text.
#[test]
fn json_ld_of_another_story() {
    let script = |headline: &str, text: &str| {
        format!(
            "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"{headline}\",\"author\":\"Cleo Tarn\",\"datePublished\":\"2001-01-01\",\"articleBody\":\"{}\"}}</script>",
            text.repeat(60)
        )
    };
    let other = "Other words that nobody shows here. ";
    let document = story(&script("Bridge plans shelved", other), "");
    assert_eq!(document.meta().title.as_deref(), Some("Ferry returns to the sound"));
    assert!(document.meta().authors.is_empty() && document.meta().published.is_none());
    assert!(document.text().contains(FERRY) && !document.text().contains(other));
    let document = story(&script("Ferry returns to the sound", other), "");
    assert!(document.text().contains(other.trim()), "{}", document.text());
    let document = story(&script("Boats!", &format!("{FERRY} {other}")), "");
    assert!(document.text().contains(other.trim()), "{}", document.text());
}

/// A sign of reckoning in the text of JSON-LD opens no tag.
#[test]
fn signs_in_the_text_of_json_ld() {
    let text = "The ratio was p <q in all of them, R&D said, and <i>this</i> ending matters too. ";
    for (body, end) in [
        (
            "The ratio was p <q in all of them, R&D said, and this end matters.",
            "p <q in all of them, R&D said, and this end matters.",
        ),
        (text, "and this ending matters too."),
    ] {
        let page = format!(
            "<title>Ferry returns</title><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"Ferry returns\",\"articleBody\":\"{body}\"}}</script><h1>Ferry returns</h1>"
        );
        let document = read(&page);
        assert!(document.text().ends_with(end), "{}", document.text());
    }
}

/// A line without words is no headline, whatever the title.
#[test]
fn stars_are_no_headline() {
    let page = "<title>Sea and wind</title><p>* * *</p><p>Sea and wind</p><p>Wind and sea</p>";
    assert_ne!(read(page).meta().title.as_deref(), Some("* * *"));
}

/// Authors within authors are each looked at once.
#[test]
fn nested_authors() {
    let piece = "<div itemscope itemprop=author>".repeat(50_000) + &"</div>".repeat(50_000);
    assert!(story("", &piece).meta().authors.is_empty());
}
