//! Remarks about an article that stand around it: project notes, disclaimers, who the author is.

use super::house::is_house_note;

/// No remark is longer, in bytes; a longer one is part of the article.
const LONGEST: usize = 2500;

/// How much of a paragraph is looked at for what starts it.
const START: usize = 400;

/// What starts a paragraph that is about the article and nothing else.
const STARTS: &[&str] = &[
    "©",
    "(c) ",
    "copyright ",
    "all rights reserved",
    "read more:",
    "read also:",
    "read next:",
    "see also:",
    "further reading:",
    "related:",
    "more on this",
    "originally published",
    "first published in",
    "this article first appeared",
    "this article originally appeared",
    "translated by",
    "translated from",
    "translation:",
    "translation by",
    "correction:",
    "corrections:",
    "editor's note:",
    "editors' note:",
    "editor’s note:",
    "editors’ note:",
    "editorial note:",
    "author's note:",
    "author’s note:",
    "disclaimer:",
    "about the author",
    "about the authors",
    "reporting by ",
    "(reporting by",
    "additional reporting by",
    "(additional reporting",
    "editing by ",
    "(editing by",
    "lesen sie auch",
    "mehr zum thema",
    "weiterlesen:",
    "anmerkung der redaktion",
    "hinweis der redaktion",
    "über den autor",
    "über die autorin",
    "aus dem englischen",
    "lire aussi",
    "à lire aussi",
    "note de la rédaction",
    "traduit de",
    "à propos de l'auteur",
    "à propos de l’auteur",
    "lea también",
    "lee también",
    "leer más",
    "lea más",
    "nota del editor",
    "nota de la redacción",
    "traducción de",
    "traducido por",
    "sobre el autor",
    "sobre la autora",
];

/// What an article is called by itself.
const SELF: &[&str] = &[
    "this article ",
    "this essay ",
    "this piece ",
    "this commentary ",
    "this op-ed ",
    "this story ",
    "this report ",
    "this publication ",
    "this analysis ",
    "this text ",
    "a version of this ",
    "dieser artikel ",
    "dieser beitrag ",
    "dieser text ",
    "cet article ",
    "ce texte ",
    "cette tribune ",
    "cette analyse ",
    "este artículo ",
    "este texto ",
    "esta nota ",
];

/// What is said of an article that was made, beside its subject.
const MADE: &[&str] = &[
    "published",
    "appeared",
    "produced",
    "part of",
    "supported by",
    "funded",
    "made possible",
    "translated",
    "updated",
    "corrected",
    "amended",
    "written by",
    "reprinted",
    "republished",
    "erschien",
    "veröffentlicht",
    "aktualisiert",
    "publié",
    "paru",
    "traduit",
    "mis à jour",
    "publicado",
    "publicó",
    "apareció",
    "traducido",
    "actualizado",
    "forma parte",
    "fait partie",
    "ist teil",
];

/// What a disclaimer calls what is disclaimed.
const VIEWS: &[&str] = &[
    "the opinions",
    "the views",
    "opinions ",
    "views expressed",
    "any opinions",
    "any views",
    "all views",
    "the findings",
    "the statements",
    "die meinung",
    "die hier",
    "die ansichten",
    "der beitrag gibt",
    "les opinions",
    "les propos",
    "les vues",
    "las opiniones",
    "los puntos de",
];

/// Whose the disclaimed is.
const OWNERS: &[&str] = &[
    "author",
    "writer",
    "those of",
    "do not necessarily",
    "does not necessarily",
    "autor",
    "auteur",
    "redaktion",
    "verfasser",
];

/// What authors are by trade.
const TRADES: &[&str] = &[
    "fellow",
    "professor",
    "researcher",
    "scholar",
    "analyst",
    "journalist",
    "correspondent",
    "columnist",
    "reporter",
    "editor",
    "writer",
    "author",
    "lecturer",
    "economist",
    "historian",
    "director",
    "expert",
    "specialist",
    "associate",
    "scientist",
    "adviser",
    "advisor",
    "commentator",
    "chair",
    "co-founder",
    "founder",
];

/// True for a paragraph about the article, not of it. To be asked of what stands at the end;
/// `authors` are those that the article names.
pub(crate) fn is_closing_note(text: &str, authors: &[String]) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    starts_as_note(text) || is_biography(text, authors) || is_house_note(text, authors)
}

/// True for a remark that shows by its first words what it is, wherever it stands.
pub(super) fn starts_as_note(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    let start = text[..text.floor_char_boundary(START)].to_lowercase();
    let start = start.trim_start_matches(['*', '_', '[', '(', ' ', '—', '–', '-']);
    let starts = |list: &[&str]| list.iter().any(|item| start.starts_with(item));
    let contains = |list: &[&str]| list.iter().any(|item| start.contains(item));
    let bare = STARTS.iter().any(|item| start.starts_with(item.trim_start_matches('(')));
    bare || (starts(SELF) && contains(MADE) && is_short_of_quotes(text))
        || (starts(VIEWS) && contains(OWNERS))
}

/// What leads from authors to what they do.
const VERBS: &[&str] = &[
    " is ",
    " was ",
    " are ",
    " works ",
    " teaches ",
    " writes ",
    " covers ",
    " ist ",
    " est ",
    " es ",
    " arbeitet ",
    " lehrt ",
];

/// True for `Jane Doe is a senior fellow at the Harbour Institute.`
fn is_biography(text: &str, authors: &[String]) -> bool {
    let text = text.trim_start_matches(['*', '_', '[', '(', ' ', '—', '–', '-']);
    if text.len() > 900 || !is_short_of_quotes(text) {
        return false;
    }
    let Some((at, verb)) =
        VERBS.iter().filter_map(|verb| text.find(verb).map(|at| (at, *verb))).min()
    else {
        return false;
    };
    let (name, rest) = (text[..at].trim_end_matches(','), &text[at + verb.len()..]);
    if authors
        .iter()
        .any(|author| name == author || (name.len() < 120 && name.starts_with(author.as_str())))
    {
        return true;
    }
    let words = name.split_whitespace().count();
    let named =
        (2..=4).contains(&words) && super::shape::is_capitalised(name) && !name.starts_with("The ");
    let rest = &rest[..rest.floor_char_boundary(100)];
    let article = ["a ", "an ", "the "].iter().any(|article| rest.starts_with(article));
    let trade = rest
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .take(8)
        .any(|word| TRADES.contains(&word.to_lowercase().as_str()));
    let house = [" at ", " of ", " for ", " with ", " in "].iter().any(|at| rest.contains(at));
    verb == " is " && named && article && trade && house && !text.contains(" said")
}

/// True where nobody is quoted at length: then the paragraph tells something.
fn is_short_of_quotes(text: &str) -> bool {
    text.matches(['"', '“', '”', '„', '«']).take(7).count() < 7
}
