//! Names of authors out of a byline.

/// The people that a byline names, in its order: `By Ada Quill and Ben Roe` gives both. An address,
/// a number or a role is no name.
pub(crate) fn split(byline: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let text = byline.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = without_lead(&text);
    if let Some((first, others)) = text.split_once(" (")
        && let Some((with, others)) = others.trim_end_matches([')', '.']).split_once(' ')
        && WITH.contains(&with.to_lowercase().as_str())
        && !others.contains('(')
    {
        let mut names = split(first);
        names.extend(split(others).into_iter().filter(|name| name.contains(' ')));
        return names;
    }
    let text = text.split(" (").next().unwrap_or(text);
    // `Quill, Ada` is one name, as libraries write it.
    if let Some((last, first)) = text.split_once(", ")
        && [last, first].into_iter().all(|word| is_name(word) && !word.contains([' ', ',', ';']))
        && !is_title_after_name(first)
        && !first.chars().all(char::is_uppercase)
    {
        return vec![text.to_owned()];
    }
    for part in parts(text) {
        let part = without_lead(part.trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, ',' | ';' | '|' | '/' | '•' | '·' | ':' | '-' | '–' | '—' | '*')
        }));
        let part = without_weekday(part);
        if is_title_after_name(part)
            && let Some(last) = names.last_mut()
        {
            last.push_str(", ");
            last.push_str(part);
            continue;
        }
        // `Ada Quill, BBC`: initials after a name are no second author.
        let initials = part.len() <= 5 && part.chars().all(|c| c.is_ascii_uppercase());
        if !names.is_empty() && (initials || is_affiliation(part)) {
            continue;
        }
        if is_name(part) && !names.iter().any(|name| name == part) {
            names.push(part.to_owned());
        }
    }
    names
}

/// The names after a preposition that says `by` in `language`, a BCP 47 tag: `Von Jörg Maier`. Nothing
/// where there is none, or where it may belong to the name: `von der Aue`, `Di Carlo`.
pub(crate) fn after_preposition(line: &str, language: Option<&str>) -> Option<Vec<String>> {
    let language = language?.split('-').next()?;
    let (_, by) = PREPOSITIONS.iter().find(|(own, _)| *own == language)?;
    let (first, rest) = line.trim().split_once(char::is_whitespace)?;
    if first.trim_end_matches(':').to_lowercase() != *by {
        return None;
    }
    let names = split(rest);
    let is_full = |name: &String| {
        let mut words = name.split_whitespace();
        let first = words.next().is_some_and(|word| word.starts_with(char::is_uppercase));
        first && words.next_back().is_some_and(|word| word.starts_with(char::is_uppercase))
    };
    (!names.is_empty() && names.iter().all(is_full)).then_some(names)
}

/// What says `by`, by language.
const PREPOSITIONS: [(&str, &str); 9] = [
    ("de", "von"),
    ("fr", "par"),
    ("es", "por"),
    ("pt", "por"),
    ("it", "di"),
    ("nl", "door"),
    ("sv", "av"),
    ("nb", "av"),
    ("da", "af"),
];

/// What stands before those who helped: `Ada Quill (with Ben Roe and Cleo Tarn)`.
const WITH: [&str; 6] = ["with", "avec", "mit", "con", "met", "com"];

/// `Ada Quill Saturday` is what is left of a name and a date on one line.
fn without_weekday(part: &str) -> &str {
    const WEEKDAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    match part.rsplit_once(' ') {
        Some((name, last)) if WEEKDAYS.contains(&last) => name,
        _ => part,
    }
}

/// True for what follows a name and is no second one: a house, a place, an office.
fn is_affiliation(part: &str) -> bool {
    const WORDS: [&str; 24] = [
        "academy",
        "agency",
        "associate",
        "bureau",
        "center",
        "centre",
        "college",
        "council",
        "department",
        "director",
        "fellow",
        "foundation",
        "institute",
        "institution",
        "ministry",
        "news",
        "post",
        "press",
        "professor",
        "reuters",
        "school",
        "society",
        "times",
        "university",
    ];
    let mut words = part.split_whitespace();
    let is_one_word = words.clone().count() == 1;
    is_one_word || words.any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// `text` without a leading `By`.
fn without_lead(text: &str) -> &str {
    const LEADS: &[&str] = &[
        "by",
        "written by",
        "posted by",
        "story by",
        "words by",
        "article by",
        "reported by",
        "published by",
        "author:",
        "authors:",
        "author",
        "by:",
    ];
    let mut text = text;
    while let Some(rest) = LEADS.iter().find_map(|lead| {
        let start = text.get(..lead.len())?;
        let rest = &text[lead.len()..];
        (start.eq_ignore_ascii_case(lead) && rest.starts_with([' ', ':']))
            .then(|| rest.trim_start_matches([' ', ':']))
    }) {
        text = rest;
    }
    text
}

fn parts(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for separator in [
        " and ", " And ", " AND ", " et ", " und ", " & ", ", ", "; ", ";", " | ", "|", " • ",
        " · ", " / ", " with ", " — ", " – ", " - ",
    ] {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts
}

pub(crate) fn is_title_after_name(part: &str) -> bool {
    let bare: String =
        part.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    matches!(
        bare.as_str(),
        "jr" | "sr" | "ii" | "iii" | "phd" | "md" | "mph" | "rn" | "dds" | "esq"
    )
}

/// True for what can be a name: a few words, no address, no number, no office.
pub(crate) fn is_name(part: &str) -> bool {
    let words = part.split_whitespace().count();
    let plain = !part.contains("://")
        && !part.contains("www.")
        && !part.contains('@')
        && !part.contains(['<', '>', '{', '}', '=', '?', '!']);
    let has_digit = part.bytes().any(|b| b.is_ascii_digit());
    let has_letter = part.chars().any(char::is_alphabetic);
    (1..=7).contains(&words)
        && part.len() <= 80
        && plain
        && !has_digit
        && has_letter
        && !is_office(part)
}

fn is_office(part: &str) -> bool {
    let lower = part.to_lowercase();
    // `Staff Writers` are as little a name.
    let one = lower.strip_suffix('s').unwrap_or(&lower);
    let whole = [
        "staff",
        "staff writer",
        "staff reporter",
        "contributor",
        "guest",
        "guest author",
        "admin",
        "administrator",
        "editor",
        "reporter",
        "updated",
        "published",
        "follow",
        "share",
        "comments",
        "null",
        "undefined",
        "none",
        "unknown",
        "author",
        "by",
        "view profile",
        "more",
        "et al",
    ];
    let ends = [
        " editor",
        " correspondent",
        " writer",
        " reporter",
        " columnist",
        " contributor",
        " producer",
        " analyst",
        " journalist",
        " ago",
        " min read",
        " minutes read",
    ];
    whole.contains(&lower.as_str())
        || whole.contains(&one)
        || ends.iter().any(|end| lower.ends_with(end) || one.ends_with(end))
        || lower.starts_with("for ")
        || lower.starts_with("updated ")
        || lower.starts_with("published ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(byline: &str, expect: &[&str]) {
        assert_eq!(split(byline), expect, "{byline}");
    }

    #[test]
    fn names_and_what_stands_around_them() {
        check("By Ada Quill and Ben Roe", &["Ada Quill", "Ben Roe"]);
        check("  by\n Ada   Quill ", &["Ada Quill"]);
        check("Written by: Ada Quill, Senior Editor", &["Ada Quill"]);
        check("Ada Quill, Ph.D., and Ben Roe, Jr.", &["Ada Quill, Ph.D.", "Ben Roe, Jr."]);
        check("Ada Quill | March 3, 2020", &["Ada Quill"]);
        check("By Ada Quill Saturday, 14 February 2026", &["Ada Quill"]);
        check("Byron Hall & Anders Andersson", &["Byron Hall", "Anders Andersson"]);
        check("Quill, Ada", &["Quill, Ada"]);
        check("Ada Quill, University of York", &["Ada Quill"]);
        check("By Ada Quill, BBC News, Kyiv", &["Ada Quill"]);
        check("Ada Quill, Senior Fellow, Ben Roe", &["Ada Quill", "Ben Roe"]);
        check("Ada Quill (avec Ben Roe et Cleo Tarn)", &["Ada Quill", "Ben Roe", "Cleo Tarn"]);
        check("Ada Quill (with files)", &["Ada Quill"]);
        check("Ada Quill (Harbour Post)", &["Ada Quill"]);
    }

    #[test]
    fn prepositions_of_a_language() {
        let after = |line, language| after_preposition(line, Some(language)).unwrap_or_default();
        assert_eq!(after("Von Jörg Maier", "de-AT"), ["Jörg Maier"]);
        assert_eq!(after("Par Anne Dupont et Luc Blanc", "fr"), ["Anne Dupont", "Luc Blanc"]);
        assert_eq!(after("POR Ana Díaz", "es"), ["Ana Díaz"]);
        assert_eq!(after("Di Carla Monti", "it"), ["Carla Monti"]);
        for (line, language) in [
            ("Von Jörg Maier", "en"),
            ("von der Aue", "de"),
            ("Di Carlo", "it"),
            ("Von hier aus geht es weiter", "de"),
        ] {
            assert_eq!(after_preposition(line, Some(language)), None, "{line}");
        }
    }

    #[test]
    fn what_is_no_name() {
        check("By Ada Moor and Ben Roe, Staff Writers", &["Ada Moor", "Ben Roe"]);
        check("https://example.org/ada", &[]);
        check("ada@example.org", &[]);
        check("", &[]);
        check("By", &[]);
        check("Ada Quill, BBC", &["Ada Quill"]);
        check("PTI", &["PTI"]);
    }
}
