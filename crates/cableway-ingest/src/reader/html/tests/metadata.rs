//! What a page says of itself, from each of its sources.

use super::{ENGINE, FERRY, read};

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
