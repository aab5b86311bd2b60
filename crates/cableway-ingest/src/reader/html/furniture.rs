//! Lines that stand inside the body of an article without being part of it, known by their words.

use super::region;

/// Whether a line is part of the article, as far as its words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Text,
    /// A whole sentence that begins as furniture does: what stands around it decides.
    Doubtful,
    Furniture,
}

/// Whether a line invites the reader elsewhere, or says what surrounds it. `linked` is the share of it
/// that is a link.
pub(super) fn judge(text: &str, words: u32, linked: f64) -> Verdict {
    if words > 40 {
        return Verdict::Text;
    }
    if words <= 6 && is_counter(text) || (linked > 0.0 && is_page_list(text)) {
        return Verdict::Furniture;
    }
    let mut start = String::with_capacity(48);
    for c in text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©').chars().take(48) {
        start.extend(c.to_lowercase());
    }
    let start = start.as_str();
    let has = |list: &[&str]| list.iter().any(|phrase| begins(start, phrase));
    let label = start.trim_end_matches([':', '.', '!', ' ', '»', '>', '…', '→']);
    // `Follow @ada on …`: only a site's own line has that form.
    if words <= 12 && start.starts_with("follow @") {
        return Verdict::Furniture;
    }
    let is_label = words <= 3 && LABELS.contains(&label)
        || (words <= 5 && has(LABEL_BEGINNINGS) && !text.ends_with(['.', '?', ',', '”', '"']));
    if is_label || (words <= 30 && has(OF_THE_SITE) && text.starts_with(char::is_alphanumeric)) {
        return Verdict::Furniture;
    }
    let begins_so = (words <= 5 && heads_a_list(label))
        || (has(REFERRALS) && (linked > 0.3 || start.contains(':')))
        || (words <= 30 && has(INVITATIONS))
        || (words <= 10 && has(SHORT))
        || has(LEGAL)
        || is_copyright(start, text);
    match begins_so {
        false => Verdict::Text,
        true if linked == 0.0 && is_sentence(text) => Verdict::Doubtful,
        true => Verdict::Furniture,
    }
}

/// True for text that ends as a sentence does, which no label and no lead does.
pub(super) fn is_sentence(text: &str) -> bool {
    region::ends_a_sentence(text)
        && !text.ends_with([':', ';'])
        && text.split_whitespace().count() >= 4
}

/// `Copyright 2020 Harbour Post`; not a sentence about copyright.
fn is_copyright(start: &str, text: &str) -> bool {
    let is_sentence = text.ends_with(['.', '?', '!', '”', '"']);
    begins(start, "copyright")
        && (!is_sentence || start.contains(|c: char| c.is_ascii_digit() || c == '©'))
}

/// `Related`, `Related stories`, `Share this article`; not `Related work`, `Share prices`.
fn heads_a_list(label: &str) -> bool {
    let mut words = label.split(' ');
    let (Some(first), second) = (words.next(), words.next()) else { return false };
    match first {
        "share" => matches!(second, None | Some("this" | "on" | "via")),
        "comments" | "comment" => second.is_none(),
        "related" | "latest" | "recommended" | "trending" | "top" => matches!(
            second,
            None | Some(
                "stories"
                    | "articles"
                    | "content"
                    | "news"
                    | "video"
                    | "videos"
                    | "topics"
                    | "coverage"
                    | "posts"
                    | "links"
                    | "reading"
                    | "for"
                    | "now"
            )
        ),
        _ => false,
    }
}

/// `1 of 6`, `3/12`: where one is in a gallery.
fn is_counter(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (Some(at), Some(of)) = (numbers.next(), numbers.next()) else { return false };
    let between = text.trim().trim_start_matches(at).trim_end_matches(of).trim();
    let is_between =
        matches!(between, "/" | "of" | "von" | "de" | "di" | "sur" | "van" | "z" | "из");
    is_between
        && numbers.next().is_none()
        && at.parse::<u16>().ok().zip(of.parse::<u16>().ok()).is_some_and(|(at, of)| at <= of)
}

/// `Page 1 2 3 Next`: where the parts of an article are.
fn is_page_list(text: &str) -> bool {
    let words = || text.split_whitespace();
    let is_number = |word: &str| word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
    let is_step = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty()
            || matches!(
                word.as_str(),
                "page"
                    | "pages"
                    | "next"
                    | "previous"
                    | "prev"
                    | "last"
                    | "first"
                    | "seite"
                    | "weiter"
                    | "suivant"
                    | "siguiente"
            )
    };
    words().filter(|word| is_number(word)).count() >= 2
        && words().all(|word| is_number(word) || is_step(word))
}

/// True for a line that is a link with a word or two before a colon: `Read more: Bridge plans shelved`,
/// in any language.
pub(super) fn is_lead_and_link(text: &str, bytes: u32, linked: u32) -> bool {
    let Some((lead, rest)) = text.split_once([':', '：']) else { return false };
    let lead_words = lead.split_whitespace().count();
    let lead_bytes = lead.bytes().filter(|b| !b.is_ascii_whitespace()).count() as u32;
    // A title, rather than a name, a number or an address.
    let is_title = rest.starts_with(char::is_whitespace)
        && !rest.contains("://")
        && rest.split_whitespace().count() >= 4;
    lead_words <= 3 && is_title && lead_bytes + linked + 3 >= bytes
}

fn begins(start: &str, phrase: &str) -> bool {
    start.starts_with(phrase) && !start[phrase.len()..].starts_with(|c: char| c.is_alphanumeric())
}

/// Whole lines.
const LABELS: &[&str] = &[
    "ad",
    "advert",
    "anzeige",
    "werbung",
    "publicité",
    "publicidad",
    "publicidade",
    "pubblicità",
    "advertentie",
    "annonse",
    "annons",
    "reklama",
    "реклама",
    "iklan",
    "reklam",
    "広告",
    "tweet",
    "email",
    "print",
    "save",
    "copy link",
    "sign in",
    "log in",
    "loading",
    "play",
    "watch",
    "close",
    "menu",
    "skip",
    "follow",
    "image",
    "video",
    "photo",
    "photos",
    "caption",
    "tags",
    "topics",
    "popular",
    "featured",
    "updated",
    "published",
    "posted",
    "by",
    "up next",
    "get started",
    "click here",
    "back to top",
    "key points",
    "for immediate release",
];

/// Beginnings of lines of few words that are no sentence.
const LABEL_BEGINNINGS: &[&str] = &[
    "advertisement",
    "advertising",
    "sponsored",
    "promoted",
    "story continues",
    "article continues",
    "continue reading",
    "read more",
    "read next",
    "read also",
    "also read",
    "see also",
    "see more",
    "view more",
    "show more",
    "load more",
    "learn more",
    "more on this",
    "more from",
    "more stories",
    "more news",
    "most read",
    "most popular",
    "you may",
    "you might",
    "view comments",
    "leave a",
    "show comments",
    "hide comments",
    "subscribe",
    "sign up",
    "newsletter",
    "filed under",
    "play video",
    "play audio",
    "watch now",
    "next article",
    "previous article",
    "about the author",
    "in this article",
    "view gallery",
    "media caption",
    "image caption",
    "image copyright",
    "follow us",
    "editor's picks",
    "editors' picks",
    "don't miss",
    "what to read",
];

/// Beginnings of lines that point to another article.
const REFERRALS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "read next",
    "read the full",
    "read this",
    "read our",
    "related",
    "see also",
    "see more",
    "more on",
    "more from",
    "more:",
    "watch more",
    "watch now",
    "watch the",
    "you may also",
    "you might also",
    "don't miss",
    "recommended",
    "click here",
    "click to",
    "must read",
    "check out",
    "up next",
    "find out more",
    "learn more",
    "continue reading",
    "for more",
    "view gallery",
    "explore more",
    "top stories",
    "to read more",
    "full coverage",
];

/// Beginnings of what only a site says of itself.
const OF_THE_SITE: &[&str] = &[
    "sign up for our",
    "subscribe to our",
    "enter your email",
    "by signing up you",
    "by subscribing you",
    "you need to enable javascript",
    "please enable javascript",
    "enable javascript",
    "your browser does not",
    "we use cookies",
    "this site uses cookies",
    "this website uses cookies",
    "hide caption",
    "toggle caption",
    "this article was originally",
    "this story was originally",
    "this post was originally",
    "already a subscriber?",
    "already a member?",
    "already registered?",
    "already have an account?",
    "this article is for subscribers",
    "this article is only for subscribers",
    "this article is for our subscribers",
    "this article is available to subscribers",
    "this article is exclusive to subscribers",
    "this story is for subscribers",
    "this content is for subscribers",
    "dieser artikel ist nur für abonnenten",
    "cet article est réservé aux abonnés",
    "este artículo es solo para suscriptores",
];

/// Beginnings of lines that ask for something.
const INVITATIONS: &[&str] = &[
    "sign up",
    "subscribe",
    "follow us",
    "follow me",
    "follow him",
    "follow her",
    "like us",
    "join us on",
    "join our",
    "join the conversation",
    "join the discussion",
    "download our",
    "get the latest",
    "get our",
    "share this",
    "share on",
    "email us",
    "contact the author",
    "have a tip",
    "got a tip",
    "send tips",
    "support our",
    "become a member",
    "already a subscriber",
    "already have an account",
    "enter your email",
    "by signing up",
    "by subscribing",
    "please enable",
    "you need to enable",
    "enable javascript",
    "to view this video",
    "your browser does not",
    "we use cookies",
    "this site uses cookies",
    "this website uses",
    "thanks for signing up",
    "thank you for subscribing",
    "skip to",
    "stay up to date",
    "stay updated",
    "for the latest",
    "for all the latest",
    "keep up with",
    "you can follow",
    "let us know",
    "tell us what you think",
    "what do you think",
    "leave a comment",
    "report a typo",
    "filed under",
    "tagged",
    "tags:",
    "categories:",
    "related topics",
    "view comments",
    "hide caption",
    "toggle caption",
    "enlarge this image",
    "enlarge image",
    "story continues",
    "article continues",
    "this article was originally",
    "this story was originally",
    "this post was originally",
    "originally published",
    "last updated",
    "last modified",
    "updated:",
    "we may earn",
    "if you buy something",
    "when you purchase",
    "buy now",
    "shop now",
    "listen to this",
    "play audio",
];

/// Beginnings of legal lines.
const LEGAL: &[&str] =
    &["©", "(c) 20", "all rights reserved", "reproduction in whole", "no part of this"];

/// Beginnings that say so only where the whole line is short.
const SHORT: &[&str] = &[
    "posted in",
    "posted on",
    "published on",
    "updated on",
    "first published",
    "this video",
    "image source",
    "photograph by",
    "topics:",
];
