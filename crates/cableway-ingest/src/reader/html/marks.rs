//! What the class, id, role and `itemprop` of an element say about its part in the page.
//!
//! Names are taken apart into words (at `-`, `_`, blanks and capitals), so that `share` is found in
//! `article-share_bar` but not in `shareholder`. The lists hold words of the trade, never the name of
//! a site.

use std::collections::HashMap;

use super::tree::{Key, Tree};

/// A set of the flags below.
pub(super) type Marks = u16;

/// Not part of an article: navigation, sharing, advertising, teasers.
pub(super) const FURNITURE: Marks = 1;
/// Readers' comments: often longer than the article.
pub(super) const COMMENTS: Marks = 1 << 1;
/// Says that it is the article's body.
pub(super) const BODY: Marks = 1 << 2;
/// Says that it holds the article, perhaps with what stands around it.
pub(super) const AREA: Marks = 1 << 3;
pub(super) const HEADLINE: Marks = 1 << 4;
pub(super) const STANDFIRST: Marks = 1 << 5;
pub(super) const BYLINE: Marks = 1 << 6;
pub(super) const DATELINE: Marks = 1 << 7;
pub(super) const CAPTION: Marks = 1 << 8;
pub(super) const CREDIT: Marks = 1 << 9;
/// Not shown: `hidden`, `display: none`.
pub(super) const HIDDEN: Marks = 1 << 10;

/// The marks of each class list, remembered: pages repeat themselves.
#[derive(Default)]
pub(super) struct Marker<'t> {
    known: HashMap<&'t str, Marks>,
    words: Words,
}

impl<'t> Marker<'t> {
    /// The marks of an element.
    pub(super) fn marks(&mut self, tree: &'t Tree, node: usize) -> Marks {
        let mut marks = 0;
        for (name, value) in tree.attributes_of(node) {
            marks |= match name {
                Key::Class | Key::Id => self.of_names(value),
                Key::ItemProp => of_property(value),
                Key::Role => of_role(value),
                Key::Hidden if !value.eq_ignore_ascii_case("false") => HIDDEN,
                Key::AriaHidden if value.eq_ignore_ascii_case("true") => HIDDEN,
                Key::Style => of_style(value),
                Key::Rel if value.eq_ignore_ascii_case("author") => BYLINE,
                _ => 0,
            };
        }
        marks
    }

    fn of_names(&mut self, value: &'t str) -> Marks {
        if let Some(&marks) = self.known.get(value) {
            return marks;
        }
        let marks = value
            .split_ascii_whitespace()
            .take(64)
            .map(|name| {
                self.words.split(name);
                of_name(&self.words)
            })
            .fold(0, |all, marks| all | marks);
        self.known.insert(value, marks);
        marks
    }
}

/// The words of one name, in lower case.
#[derive(Default)]
struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    fn split(&mut self, name: &str) {
        self.text.clear();
        self.ends.clear();
        let mut lower_before = false;
        for &byte in name.as_bytes().iter().take(128) {
            if !byte.is_ascii_alphanumeric() {
                self.end_word();
                lower_before = false;
                continue;
            }
            if byte.is_ascii_uppercase() && lower_before {
                self.end_word();
            }
            lower_before = byte.is_ascii_lowercase();
            self.text.push(byte.to_ascii_lowercase() as char);
        }
        self.end_word();
    }

    fn end_word(&mut self) {
        if self.text.len() > self.ends.last().copied().unwrap_or(0) {
            self.ends.push(self.text.len());
        }
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    fn word(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.word(at))
    }
}

fn of_name(words: &Words) -> Marks {
    // `no-sidebar`, `has-ads`, `comments-open`: names of a state, not of a part.
    if words.iter().any(is_state) {
        return 0;
    }
    // What is embedded is quoted in the article, whatever it is; what is written below it is not.
    let embedded = words.iter().any(|word| matches!(word, "embed" | "embedded"));
    let mut marks = 0;
    for at in 0..words.len() {
        marks |= of_word(words.word(at));
        if at + 1 < words.len() {
            marks |= of_pair(words.word(at), words.word(at + 1));
        }
    }
    if embedded {
        return marks & (CAPTION | CREDIT);
    }
    if marks & (FURNITURE | COMMENTS) == 0 {
        marks |= of_body_name(words);
    }
    marks
}

fn is_state(word: &str) -> bool {
    matches!(
        word,
        "no" | "not"
            | "without"
            | "with"
            | "has"
            | "have"
            | "hide"
            | "show"
            | "is"
            | "open"
            | "closed"
            | "enabled"
            | "disabled"
            | "before"
            | "after"
            | "above"
            | "below"
            | "supports"
            | "allow"
    )
}

fn of_word(word: &str) -> Marks {
    match word {
        "comment" | "comments" | "commentlist" | "commentary" if word != "commentary" => COMMENTS,
        "disqus" | "respond" | "replies" | "livefyre" => COMMENTS,
        "share" | "sharing" | "shares" | "sharebar" | "sharedaddy" | "addthis" | "addtoany"
        | "social" | "socials" | "sociable" | "followus" | "related" | "relateds"
        | "recommended" | "recommendation" | "recommendations" | "recommends" | "recirc"
        | "recirculation" | "newsletter" | "newsletters" | "nl" | "promo" | "promos"
        | "promotion" | "promoted" | "advert" | "adverts" | "advertisement" | "advertisements"
        | "advertising" | "ad" | "ads" | "adslot" | "adunit" | "adbox" | "adwrap"
        | "adcontainer" | "advertorial" | "dfp" | "gpt" | "mpu" | "sponsor" | "sponsors"
        | "sponsored" | "cookie" | "cookies" | "consent" | "gdpr" | "ccpa" | "cmp" | "onetrust"
        | "cookiebot" | "cookiebanner" | "breadcrumb" | "breadcrumbs" | "crumbs" | "sidebar"
        | "sidebars" | "sidenav" | "rail" | "nav" | "navbar" | "navigation" | "menu" | "menus"
        | "submenu" | "footer" | "masthead" | "popup" | "modal" | "lightbox" | "overlay"
        | "tooltip" | "subscribe" | "subscription" | "subscriptions" | "signup" | "optin"
        | "paywall" | "regwall" | "outbrain" | "taboola" | "trending" | "popular" | "mostread"
        | "widget" | "widgets" | "toolbar" | "tools" | "taglist" | "tags" | "tagcloud"
        | "keywords" | "pagination" | "pager" | "paging" | "prevnext" | "copyright"
        | "colophon" | "noprint" | "skiplink" | "poll" | "quiz" | "carousel" | "teaser"
        | "teasers" | "bio" | "biography" | "aboutauthor" | "donate" | "donation" | "jobs"
        | "shopping" | "login" | "search" | "searchform" | "crosssell" | "readmore"
        | "morestories" | "seealso" | "moreon" | "blogroll" | "rss" | "feedback"
        | "notification" | "notifications" | "toc" | "cta" | "callout" | "playlist" | "player"
        | "infobox" | "factbox" | "buy" => FURNITURE,
        "byline" | "bylines" | "author" | "authors" | "autor" | "autores" | "auteur"
        | "auteurs" | "autore" => BYLINE,
        "dateline" | "timestamp" | "pubdate" | "published" | "updated" | "datetime"
        | "datestamp" | "publishdate" => DATELINE,
        "caption" | "captions" | "imagecaption" | "cutline" | "figcaption" | "legend" => CAPTION,
        "credit" | "credits" | "photocredit" | "attribution" | "photographer" => CREDIT,
        "headline" => HEADLINE,
        "standfirst" | "dek" | "subtitle" | "subheadline" | "subhead" | "deck" | "subheading"
        | "strapline" | "abstract" => STANDFIRST,
        "srt" | "sronly" | "visuallyhidden" => HIDDEN,
        _ => 0,
    }
}

fn of_pair(first: &str, second: &str) -> Marks {
    match (first, second) {
        ("read", "more" | "next" | "also")
        | ("most", "read" | "popular" | "viewed" | "shared" | "recent")
        | (
            "more",
            "stories" | "news" | "from" | "articles" | "on" | "like" | "posts" | "links" | "in"
            | "coverage" | "story" | "article",
        )
        | ("also", "read" | "like" | "see")
        | ("see", "also" | "more")
        | ("author", "bio" | "info" | "box" | "profile" | "card" | "about" | "description")
        | ("about", "author" | "the")
        | ("up" | "next" | "prev" | "previous", "next" | "story" | "article" | "post" | "up")
        | ("sign", "up" | "in")
        | ("log", "in")
        | ("follow", "us" | "links" | "buttons")
        | ("print" | "screen", "only" | "block")
        | ("jump" | "skip", "to" | "link")
        | ("you", "may" | "might")
        | (
            "article" | "post" | "entry" | "story" | "page",
            "footer" | "tags" | "nav" | "links" | "tools" | "utility" | "actions" | "topics"
            | "categories",
        )
        | ("top" | "latest" | "other" | "featured", "stories" | "news" | "posts" | "articles")
        | ("site", "header" | "footer")
        | ("back" | "call", "to")
        | ("end", "note" | "matter")
        | ("link", "list" | "box" | "block")
        | ("in", "brief")
        | ("table", "of")
        | ("hash", "tags")
        | ("topic" | "tag", "list" | "links" | "topics") => FURNITURE,
        ("sr", "only") | ("visually", "hidden") | ("screen", "reader") => HIDDEN,
        (
            "pub" | "publish" | "published" | "post" | "entry" | "article" | "update" | "story",
            "date" | "time",
        ) => DATELINE,
        (
            "article" | "story" | "post" | "entry" | "page" | "main",
            "title" | "heading" | "headline",
        ) => HEADLINE,
        (
            "article" | "story" | "post" | "entry",
            "summary" | "intro" | "excerpt" | "description" | "lead" | "lede" | "dek",
        ) => STANDFIRST,
        _ => 0,
    }
}

/// `article-body`, `storyText`, `entry-content__inner`: a word for the article, one for its text, and
/// nothing after them that could narrow it down to something else.
fn of_body_name(words: &Words) -> Marks {
    let is_article = |word: &str| {
        matches!(
            word,
            "article"
                | "story"
                | "post"
                | "entry"
                | "news"
                | "blog"
                | "content"
                | "single"
                | "main"
        )
    };
    let is_body = |word: &str| {
        matches!(word, "body" | "content" | "contents" | "text" | "copy" | "bodycopy" | "bodytext")
    };
    let is_wrap = |word: &str| {
        matches!(
            word,
            "wrapper"
                | "wrap"
                | "container"
                | "inner"
                | "area"
                | "main"
                | "text"
                | "content"
                | "html"
                | "body"
                | "column"
                | "col"
                | "full"
        ) || word.bytes().all(|b| b.is_ascii_digit())
    };
    let wrapped = |from: usize| (from..words.len()).all(|at| is_wrap(words.word(at)));
    let mut marks = 0;
    for at in 0..words.len() {
        let word = words.word(at);
        let next = (at + 1 < words.len()).then(|| words.word(at + 1));
        if next.is_some_and(|next| is_article(word) && is_body(next)) && wrapped(at + 2) {
            marks |= if matches!(word, "content" | "main") { AREA } else { BODY };
        }
        let joined = matches!(
            word,
            "articlebody"
                | "articlecontent"
                | "articletext"
                | "storybody"
                | "storycontent"
                | "storytext"
                | "postbody"
                | "postcontent"
                | "posttext"
                | "entrycontent"
                | "entrybody"
                | "entrytext"
                | "newsbody"
                | "newstext"
                | "newscontent"
                | "bodytext"
                | "bodycopy"
                | "articlecopy"
                | "storycopy"
                | "hentry"
        );
        if joined && wrapped(at + 1) {
            marks |= if word == "hentry" { AREA } else { BODY };
        }
        if matches!(word, "article" | "story" | "post") && wrapped(at + 1) {
            marks |= AREA;
        }
    }
    marks
}

fn of_property(value: &str) -> Marks {
    value.split_ascii_whitespace().fold(0, |marks, name| {
        marks
            | match name {
                "articleBody" | "reviewBody" => BODY,
                "headline" => HEADLINE,
                "author" | "creator" => BYLINE,
                "datePublished" | "dateModified" => DATELINE,
                "caption" => CAPTION,
                "comment" => COMMENTS,
                "alternativeHeadline" => STANDFIRST,
                _ => 0,
            }
    })
}

fn of_role(value: &str) -> Marks {
    match value.trim() {
        "navigation" | "complementary" | "banner" | "contentinfo" | "search" | "dialog"
        | "alertdialog" | "menu" | "menubar" | "toolbar" | "tablist" | "form" | "alert"
        | "button" | "tooltip" => FURNITURE,
        "main" | "article" => AREA,
        _ => 0,
    }
}

fn of_style(value: &str) -> Marks {
    let hides = value.split(';').any(|rule| {
        rule.split_once(':').is_some_and(|(property, value)| {
            let value = value.trim().trim_end_matches("!important").trim_end();
            match property.trim() {
                p if p.eq_ignore_ascii_case("display") => value.eq_ignore_ascii_case("none"),
                p if p.eq_ignore_ascii_case("visibility") => value.eq_ignore_ascii_case("hidden"),
                _ => false,
            }
        })
    });
    if hides { HIDDEN } else { 0 }
}
