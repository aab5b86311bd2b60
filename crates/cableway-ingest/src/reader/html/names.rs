//! The words of the names that pages give to their elements, and what they mean.

use super::marks::{
    AREA, BODY, BYLINE, CAPTION, COMMENTS, CREDIT, DATELINE, FURNITURE, HEADLINE, HIDDEN, Marks,
    STANDFIRST,
};

/// The words of one name, in lower case.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    /// Takes the place of what was split before.
    pub(super) fn split(&mut self, name: &str) {
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

/// What a name says of the element that bears it.
pub(super) fn marks_of(words: &Words) -> Marks {
    // `no-sidebar`, `has-ads`, `comments-open`: names of a state, not of a part.
    if words.iter().any(is_state) {
        return 0;
    }
    // What is embedded is quoted in the article, whatever it is; what is written below it is not.
    let embedded = words.iter().any(|word| matches!(word, "embed" | "embedded"));
    let mut marks = 0;
    for at in 0..words.len() {
        let word = words.word(at);
        marks |= of_word(word);
        if is_topic(word) && (at + 1..words.len()).all(|at| is_piece(words.word(at))) {
            marks |= FURNITURE;
        }
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
        "comment" | "comments" | "commentlist" | "disqus" | "respond" | "replies" | "livefyre" => {
            COMMENTS
        }
        "share" | "sharing" | "shares" | "sharebar" | "sharedaddy" | "addthis" | "addtoany"
        | "socials" | "sociable" | "followus" | "relateds" | "recommended" | "recommendation"
        | "recommendations" | "recommends" | "recirc" | "recirculation" | "newsletter"
        | "newsletters" | "nl" | "promo" | "promos" | "promotion" | "promoted" | "advert"
        | "adverts" | "advertisement" | "advertisements" | "advertising" | "ad" | "ads"
        | "adslot" | "adunit" | "adbox" | "adwrap" | "adcontainer" | "advertorial" | "dfp"
        | "gpt" | "mpu" | "sponsored" | "consent" | "gdpr" | "ccpa" | "cmp" | "onetrust"
        | "cookiebot" | "cookiebanner" | "breadcrumb" | "breadcrumbs" | "crumbs" | "sidebar"
        | "sidebars" | "sidenav" | "nav" | "navbar" | "menus" | "submenu" | "footer"
        | "masthead" | "popup" | "modal" | "lightbox" | "overlay" | "tooltip" | "subscribe"
        | "subscription" | "subscriptions" | "signup" | "optin" | "paywall" | "regwall"
        | "outbrain" | "taboola" | "trending" | "mostread" | "widget" | "widgets" | "toolbar"
        | "taglist" | "tags" | "tagcloud" | "keywords" | "pagination" | "pager" | "paging"
        | "prevnext" | "colophon" | "noprint" | "skiplink" | "carousel" | "teaser" | "teasers"
        | "aboutauthor" | "login" | "searchform" | "crosssell" | "readmore" | "morestories"
        | "seealso" | "moreon" | "blogroll" | "rss" | "notification" | "notifications" | "toc"
        | "cta" | "callout" | "playlist" | "infobox" | "factbox" => FURNITURE,
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

/// Words that name furniture, or what a text is about: `social-links` and `social-policy`.
fn is_topic(word: &str) -> bool {
    matches!(
        word,
        "search"
            | "jobs"
            | "tools"
            | "bio"
            | "biography"
            | "player"
            | "popular"
            | "social"
            | "poll"
            | "quiz"
            | "buy"
            | "donate"
            | "donation"
            | "shopping"
            | "rail"
            | "cookie"
            | "cookies"
            | "menu"
            | "sponsor"
            | "sponsors"
            | "navigation"
            | "related"
            | "feedback"
            | "copyright"
    )
}

/// True for a word for a piece of a page, which leaves what stands before it the subject of a name.
fn is_piece(word: &str) -> bool {
    PIECES.contains(&word) || word.bytes().all(|b| b.is_ascii_digit())
}

const PIECES: &[&str] = &[
    "area",
    "articles",
    "banner",
    "bar",
    "block",
    "body",
    "box",
    "btn",
    "button",
    "buttons",
    "card",
    "col",
    "column",
    "container",
    "content",
    "contents",
    "coverage",
    "embed",
    "footer",
    "form",
    "group",
    "head",
    "header",
    "heading",
    "holder",
    "icon",
    "icons",
    "inner",
    "inline",
    "input",
    "item",
    "items",
    "label",
    "law",
    "message",
    "alert",
    "settings",
    "left",
    "link",
    "links",
    "list",
    "main",
    "media",
    "mobile",
    "module",
    "desktop",
    "nav",
    "news",
    "notice",
    "outer",
    "panel",
    "placeholder",
    "posts",
    "reading",
    "right",
    "row",
    "sec",
    "section",
    "sharing",
    "side",
    "slot",
    "stories",
    "story",
    "text",
    "title",
    "toggle",
    "top",
    "bottom",
    "topics",
    "video",
    "videos",
    "widget",
    "wrap",
    "wrapper",
    "article",
    "post",
    "follow",
    "info",
];

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
