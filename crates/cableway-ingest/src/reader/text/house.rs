//! Remarks about who made an article, who paid for it, and who its author is, of any wording: told by whom they speak of and by
//! what they say of them.

/// No such remark is longer, in bytes.
const LONGEST: usize = 900;

/// How many words of a sentence may stand before what it says of its subject.
const SUBJECT: usize = 14;

/// What publishes, does research, or is published: the last word of what a remark speaks of.
const HOUSES: &[&str] = &[
    "institute",
    "centre",
    "center",
    "foundation",
    "journal",
    "magazine",
    "newsletter",
    "publication",
    "publications",
    "website",
    "site",
    "notebook",
    "review",
    "network",
    "initiative",
    "consortium",
    "observatory",
    "series",
    "podcast",
    "press",
    "newsroom",
    "project",
    "programme",
    "program",
    "paper",
    "study",
    "report",
    "brief",
    "article",
    "essay",
    "research",
    "work",
    "fieldwork",
    "translation",
    "tank",
    "charity",
    "organisation",
    "organization",
    "blog",
    "college",
    "chair",
    "fellowship",
    "analysis",
    "commentary",
    "outlet",
    "platform",
    "house",
    "society",
];

/// Of these, what anybody may pay for: they are an article's own where nothing but `the` or `this` stands before them, or a
/// subject behind them: `the project on hybrid threats`.
const COMMON: &[&str] = &[
    "project",
    "programme",
    "program",
    "initiative",
    "network",
    "series",
    "work",
    "report",
    "study",
    "site",
    "platform",
    "house",
    "centre",
    "center",
    "charity",
    "organisation",
    "organization",
    "society",
    "college",
    "paper",
    "review",
    "translation",
    "research",
];

/// What is said of who pays: the words after the subject.
const PAID: &[&str] = &[
    "is funded",
    "are funded",
    "was funded",
    "were funded",
    "has been funded",
    "is financed",
    "was financed",
    "is co-funded",
    "is partly funded",
    "is part-funded",
    "is supported",
    "are supported",
    "was supported",
    "were supported",
    "has been supported",
    "is sponsored",
    "was sponsored",
    "is made possible",
    "was made possible",
    "were made possible",
    "is paid for",
    "was paid for",
    "was carried out with",
    "was produced with",
    "was written with",
    "is published with",
    "is kept alive",
    "is owned by",
    "is published by",
    "is edited by",
    "receives funding",
    "receives money",
    "receives support",
    "receives grants",
    "receives donations",
    "received funding",
    "received money",
    "received support",
    "received a grant",
    "has received grants",
    "has received funding",
    "has received money",
    "has received support",
    "accepts donations",
    "accepts money",
    "accepts grants",
    "accepts funding",
    "takes money",
    "takes no money",
    "takes donations",
    "lives on donations",
    "relies on donations",
    "depends on donations",
    "benefits from",
    "benefited from",
    "came from",
    "comes from",
    "was provided by",
    "is provided by",
    "draws on grants",
];

/// What such a remark begins with, where it names who pays first.
const PAYERS_FIRST: &[&str] = &[
    "with the support of",
    "with support from",
    "with the kind support",
    "with the generous support",
    "with the financial support",
    "with financial support",
    "with funding from",
    "with funds from",
    "with the assistance of",
    "made possible by",
    "made possible with",
    "funded by",
    "co-funded by",
    "financed by",
    "supported by",
    "sponsored by",
    "paid for by",
    "produced with",
    "produced by",
    "published with",
    "in partnership with",
    "disclosure:",
    "disclosures:",
    "funding:",
    "acknowledgement",
    "acknowledgment",
    "conflict of interest",
    "conflicts of interest",
    "competing interests",
    "declaration of interest",
    "about us",
    "about the institute",
    "about the project",
    "for further information",
    "further information:",
    "for more information",
    "press contact",
    "media contact",
    "contact:",
    "contacts:",
    "for media enquiries",
    "for press enquiries",
    "for media inquiries",
];

/// Who an author is called.
const AUTHORS: &[&str] = &[
    "author",
    "authors",
    "writer",
    "writers",
    "translator",
    "interviewer",
    "columnist",
    "reviewer",
];

/// What is told of authors without telling what they think.
const LIVES: &[&str] = &[
    "works",
    "worked",
    "teaches",
    "taught",
    "lives",
    "lived",
    "grew",
    "served",
    "serves",
    "holds",
    "held",
    "thanks",
    "thank",
    "wishes",
    "wish",
    "leads",
    "directs",
    "heads",
    "covers",
    "lectures",
    "studied",
    "studies",
    "researches",
    "edits",
    "writes",
    "has worked",
    "has served",
    "has taught",
    "has written",
    "has advised",
    "has received",
    "has been a",
    "has been an",
    "is a",
    "is an",
    "is the author",
    "is the director",
    "is the editor",
    "is the founder",
    "is head",
    "is director",
    "is professor",
    "is senior",
    "is associate",
    "is currently",
    "is based",
    "are researchers",
    "are fellows",
    "are professors",
    "are members",
    "was a",
    "was an",
    "was ambassador",
    "was minister",
];

/// What nobody named in the text is known for but who wrote it, behind a name: with a house after it.
const TRADES_OF_THE_NAMED: &[&str] = &[
    "teaches",
    "lectures",
    "works",
    "writes",
    "studies",
    "researches",
    "covers",
    "directs",
    "edits",
];

/// What an author disclaims.
const VIEWS: &[&str] = &[
    "views",
    "opinions",
    "conclusions",
    "findings",
    "positions",
    "judgments",
    "judgements",
    "statements",
    "errors",
];

/// True for a paragraph about who made an article, or who paid for it. To be asked of what stands at the end.
pub(super) fn is_house_note(text: &str) -> bool {
    let marked = is_in_italics(text);
    let text = text.trim().trim_matches(['*', '_', '[', ']', '(', ')', '—', '–', '-', ' ']);
    if text.len() > LONGEST || text.contains(['"', '“', '„', '«']) && text.contains(" said") {
        return false;
    }
    let lower = text.to_lowercase();
    if PAYERS_FIRST.iter().any(|start| lower.starts_with(start)) {
        return true;
    }
    let first = lower.split(['.', ';']).next().unwrap_or_default();
    let words: Vec<&str> = lower
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-'))
        .take(SUBJECT)
        .collect();
    is_paid(first, marked)
        || is_life(&words)
        || is_disclaimer(&words, &lower)
        || is_named(text, &lower)
}

/// True for a paragraph that is set in italics as a whole, in marks of Markdown.
fn is_in_italics(text: &str) -> bool {
    let text = text.trim();
    ['*', '_'].into_iter().any(|mark| {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        inner.is_some_and(|inner| inner.len() > 1 && !inner.starts_with(mark))
    })
}

/// `The Institute for Border Questions is funded by …`, `Financial support for this work came from …`
fn is_paid(sentence: &str, marked: bool) -> bool {
    let found = PAID
        .iter()
        .filter_map(|words| Some((find_words(sentence, words)?, *words)))
        .min_by_key(|(at, _)| *at);
    let Some((at, said)) = found else { return false };
    let subject: Vec<&str> = sentence[..at]
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-'))
        .collect();
    if subject.is_empty() || subject.len() > SUBJECT {
        return false;
    }
    let is_own = |words: &[&str]| {
        words
            .windows(2)
            .any(|pair| matches!(pair[0], "this" | "our" | "these") && HOUSES.contains(&pair[1]))
    };
    let is_money = matches!(
        subject[0],
        "funding" | "support" | "financial" | "research" | "fieldwork" | "travel" | "work"
    );
    if is_own(&subject) || is_money && (subject.len() > 1 || marked) {
        return true;
    }
    // What comes from somewhere, or is owned by somebody, may be anything.
    if matches!(said, "came from" | "comes from" | "is provided by" | "was provided by") {
        return false;
    }
    let Some(place) = subject.iter().position(|word| HOUSES.contains(word)) else { return false };
    let begins = matches!(subject[0], "the" | "this" | "our" | "we" | "a") || place == 0;
    let behind = subject.get(place + 1).copied();
    let is_common = COMMON.contains(&subject[place]);
    let alone = place <= 1 && behind.is_none();
    let on = matches!(behind, Some("on" | "about"));
    begins
        && if is_common {
            alone || on || marked
        } else {
            !matches!(behind, Some("in" | "of" | "near" | "at")) || marked
        }
}

/// Where words stand as a whole in a text.
fn find_words(text: &str, words: &str) -> Option<usize> {
    let at = text.find(words)?;
    let before = text[..at].ends_with(' ') || at == 0;
    let after = text[at + words.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    (before && after).then_some(at)
}

/// `The author grew up in Kayes.`; not `The author of the attack`.
fn is_life(words: &[&str]) -> bool {
    let skip =
        usize::from(words.first().is_some_and(|word| matches!(*word, "the" | "our" | "both")));
    if !words.get(skip).is_some_and(|word| AUTHORS.contains(word)) {
        return false;
    }
    let rest = words.get(skip + 1..).unwrap_or_default().join(" ");
    LIVES.iter().any(|life| {
        rest.strip_prefix(life).is_some_and(|after| after.is_empty() || after.starts_with(' '))
    })
}

/// `Views are the author's own.`, `The views of this paper are not those of Austria.`
fn is_disclaimer(words: &[&str], lower: &str) -> bool {
    let speaks = words.iter().take(5).any(|word| VIEWS.contains(word));
    let owner = [
        "author's",
        "author’s",
        "authors'",
        "authors’",
        "writer's",
        "writer’s",
        "his own",
        "her own",
        "their own",
        "my own",
    ];
    let own = lower.contains("own") && owner.iter().any(|owner| lower.contains(owner))
        || lower.contains(" those of the author")
        || lower.contains("not those of")
        || lower.contains("not necessarily")
        || lower.contains("not reflect");
    speaks && own
}

/// `Ana Quispe teaches at the University of Lima.`
fn is_named(text: &str, lower: &str) -> bool {
    let Some((at, verb)) =
        TRADES_OF_THE_NAMED.iter().filter_map(|verb| Some((find_words(lower, verb)?, *verb))).min()
    else {
        return false;
    };
    // Lower case may be longer than what it stands for.
    let Some(name) = text.get(..at).map(|name| name.trim().trim_end_matches(',')) else {
        return false;
    };
    let words = name.split_whitespace().count();
    let named =
        (2..=4).contains(&words) && super::shape::is_capitalised(name) && !name.starts_with("The ");
    let rest = lower.get(at + verb.len()..).unwrap_or_default();
    let house = [" at ", " for ", " as "].iter().any(|at| rest.starts_with(at))
        || rest.split_whitespace().take(6).any(|word| matches!(word, "at" | "for"));
    named && house && !lower.contains(" said")
}

#[cfg(test)]
mod tests {
    use super::is_house_note;

    #[test]
    fn who_pays_and_who_writes() {
        for text in [
            "The Institute is funded by the Government of Norway and the British Embassy in Quito.",
            "The Institute for Border Questions is funded by the Austrian Foreign Ministry and the Embassy of Canada.",
            "The Ministry's project on hybrid threats is supported by the United States and the United Kingdom.",
            "The Caucasus Notebook is supported by the Government of Norway and the British Embassy in Tbilisi.",
            "This paper was made possible by a grant from the Government of Japan.",
            "The project is supported by the United States.",
            "Financial support for this work came from the German Foreign Office.",
            "Research for this article was paid for by the Danish Ministry of Defence.",
            "With the support of the European Union and Switzerland.",
            "The foundation accepts donations from Germany and France.",
            "The journal receives money from Qatar and the United Arab Emirates.",
            "Disclosure: the institute has received grants from Saudi Arabia.",
            "The author is a fellow at the Swedish Institute of Peace, which supports Ukraine.",
            "The author grew up in Kayes.",
            "The writer served as ambassador of India to Nepal, and opposed Pakistan.",
            "Views are the author's own.",
            "The views of this paper are not those of Austria.",
            "Any errors are the authors’ own.",
            "Ana Quispe teaches at the University of Lima. She has advised the Government of Peru.",
            "*The programme on river states is co-funded by Austria.*",
            "For further information: Press service of the Ministry, available 24/7, tel. +358 295 350 000.",
        ] {
            assert!(is_house_note(text), "{text}");
        }
    }

    #[test]
    fn what_ends_an_article_stays() {
        for text in [
            "The rebels are funded by Iran.",
            "The institute in Niamey was closed by Niger, which expelled the French ambassador.",
            "The project of a dam is supported by Egypt.",
            "The author of the attack was arrested by Kenya.",
            "The paper was signed by Peru and Chile.",
            "The author is right to fear Russia.",
            "The author argues that Peru should leave.",
            "The militia network in Iraq is financed by Iran.",
            "Views differ on what Mali will do next.",
            "Peru supports the institute in Quito.",
            "Half of the money came from Norway, and the work goes on.",
            "The programme of reforms is supported by the Fund, and Ghana will keep to it.",
            "Vladimir Putin is a patient man.",
            "Supporters of the treaty live in the north.",
        ] {
            assert!(!is_house_note(text), "{text}");
        }
    }
}
