//! Remarks about who made an article, who paid for it, and who its author is, of any wording: told by whom they speak of and by
//! what they say of them. What tells anything else is part of the article: rather a remark too many in it than a paragraph lost.

use std::sync::LazyLock;

use super::shape::is_capitalised;

/// No such remark is longer, in bytes.
const LONGEST: usize = 900;

/// How many words of a sentence may stand before what it says of its subject.
const SUBJECT: usize = 14;

/// The table `data/house.tsv`, by kind.
#[derive(Default)]
struct Table {
    text: Vec<&'static str>,
    work: Vec<&'static str>,
    publisher: Vec<&'static str>,
    common: Vec<&'static str>,
    paid: Vec<&'static str>,
    was_paid: Vec<&'static str>,
    payers: Vec<&'static str>,
    label: Vec<&'static str>,
    enquiry: Vec<&'static str>,
    ways: Vec<&'static str>,
    author: Vec<&'static str>,
    life: Vec<&'static str>,
    being: Vec<&'static str>,
    trade: Vec<&'static str>,
    named: Vec<&'static str>,
    seat: Vec<&'static str>,
    title: Vec<&'static str>,
    views: Vec<&'static str>,
    meant: Vec<&'static str>,
    clause: Vec<&'static str>,
    finite: Vec<&'static str>,
    small: Vec<&'static str>,
}

impl Table {
    fn of_kind(&mut self, kind: &str) -> Option<&mut Vec<&'static str>> {
        Some(match kind {
            "text" => &mut self.text,
            "work" => &mut self.work,
            "publisher" => &mut self.publisher,
            "common" => &mut self.common,
            "paid" => &mut self.paid,
            "was paid" => &mut self.was_paid,
            "payers" => &mut self.payers,
            "label" => &mut self.label,
            "enquiry" => &mut self.enquiry,
            "ways" => &mut self.ways,
            "author" => &mut self.author,
            "life" => &mut self.life,
            "being" => &mut self.being,
            "trade" => &mut self.trade,
            "named" => &mut self.named,
            "seat" => &mut self.seat,
            "title" => &mut self.title,
            "views" => &mut self.views,
            "meant" => &mut self.meant,
            "clause" => &mut self.clause,
            "finite" => &mut self.finite,
            "small" => &mut self.small,
            _ => return None,
        })
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for (kind, words) in rows() {
        if let Some(list) = table.of_kind(kind) {
            list.extend(words.split(';'));
        }
    }
    table
});

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = include_str!("../../../data/house.tsv");
    text.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once('\t'))
}

/// True for a paragraph about who made an article, or who paid for it. To be asked of what stands at the end; `authors` are
/// those that the article names.
pub(super) fn is_house_note(text: &str, authors: &[String]) -> bool {
    let marked = is_in_italics(text);
    let text = text.trim().trim_matches(['*', '_', '[', ']', '(', ')', '—', '–', '-', ' ']);
    // Who quotes, tells.
    if text.len() > LONGEST || text.contains(['"', '“', '”', '„', '«', '‘']) {
        return false;
    }
    if is_labelled(text) {
        return true;
    }
    let sentences = sentences(text);
    let Some(first) = sentences.first() else { return false };
    let first = Sentence::new(first);
    if first.is_fragment() {
        return sentences[1..].iter().all(|other| is_house_note(other, authors));
    }
    first.is_paid(marked) || first.is_life() || first.is_disclaimer() || first.is_named(authors)
}

/// True for a paragraph that is set in italics as a whole, in marks of Markdown.
fn is_in_italics(text: &str) -> bool {
    let text = text.trim();
    ['*', '_'].into_iter().any(|mark| {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        inner.is_some_and(|inner| inner.len() > 1 && !inner.starts_with(mark))
    })
}

/// The sentences of a paragraph. Initials and short forms with full stops inside end none.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?', ';']) {
        let last = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let rest = &text[at + 1..];
        let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
        if ends && last.chars().count() > 2 && !last.contains('.') {
            found.push(text[start..at].trim());
            start = at + 1;
        }
    }
    if !text[start..].trim().is_empty() {
        found.push(text[start..].trim());
    }
    found
}

/// `Disclosure: …`, `About us`, `For further information, write to …`
fn is_labelled(text: &str) -> bool {
    let (start, colon) = text.split_once(':').map_or((text, false), |(start, _)| (start, true));
    let start = start.trim().to_lowercase();
    if TABLE.label.contains(&start.as_str()) {
        return true;
    }
    TABLE.enquiry.iter().any(|enquiry| {
        start.strip_prefix(enquiry).is_some_and(|rest| {
            let way = rest
                .split(|c: char| !c.is_alphanumeric() && c != '-')
                .find(|word| !word.is_empty() && !matches!(*word, "on" | "about"));
            colon && rest.is_empty()
                || rest.contains('@')
                || way.is_some_and(|way| TABLE.ways.contains(&way))
        })
    })
}

/// A sentence: its words as they stand, without marks, and in lower case; and behind which of them a comma stands.
struct Sentence {
    words: Vec<String>,
    lower: Vec<String>,
    commas: Vec<usize>,
}

impl Sentence {
    fn new(text: &str) -> Self {
        let mut sentence = Self { words: Vec::new(), lower: Vec::new(), commas: Vec::new() };
        for token in text.split_whitespace() {
            let word = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'');
            if word.is_empty() {
                continue;
            }
            if token.ends_with([',', ':', '–', '—']) {
                sentence.commas.push(sentence.words.len());
            }
            sentence.lower.push(word.to_lowercase());
            sentence.words.push(word.to_owned());
        }
        sentence
    }

    fn is(&self, at: usize, list: &[&str]) -> bool {
        self.lower.get(at).is_some_and(|word| list.contains(&word.as_str()))
    }

    /// Whether the words of `phrase` stand at a word.
    fn starts_with(&self, at: usize, phrase: &str) -> bool {
        let mut words = self.lower.iter().skip(at);
        phrase.split(' ').all(|word| words.next().is_some_and(|own| own == word))
    }

    /// The first place where one of the phrases stands, from `first` on, and how many words it has.
    fn find(&self, first: usize, phrases: &[&str]) -> Option<(usize, usize)> {
        (first..self.lower.len()).find_map(|at| {
            let phrase = phrases.iter().find(|phrase| self.starts_with(at, phrase))?;
            Some((at, phrase.split(' ').count()))
        })
    }

    fn is_capital(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
    }

    /// Names with small words between them, and nothing else.
    fn are_names(&self, first: usize) -> bool {
        (first..self.words.len()).all(|at| self.is_capital(at) || self.is(at, &TABLE.small))
            && !(first..self.words.len()).any(|at| self.is(at, &TABLE.finite))
    }

    /// Whether anything more is told from a word on: a verb that is bent, one more clause, or what follows a comma and is no list.
    fn tells_more(&self, first: usize) -> bool {
        let verb = |at: usize| {
            let ends = |end| self.lower[at].ends_with(end);
            self.is(at, &TABLE.finite)
                || self.is(at, &TABLE.clause)
                || !self.is_capital(at) && ends("ed")
                || at > first
                    && self.lower[at - 1] == "and"
                    && !self.is_capital(at)
                    && ends("s")
                    && (self.is_capital(at + 1)
                        || self.is(at + 1, &["the", "a", "an", "to", "on", "against"]))
        };
        (first..self.lower.len()).any(verb)
            || self.commas.iter().any(|comma| *comma >= first && !self.are_names(comma + 1))
    }

    /// `With the support of the European Union and Switzerland.`: no sentence, but whom somebody thanks.
    fn is_fragment(&self) -> bool {
        let start = TABLE.payers.iter().find(|start| self.starts_with(0, start));
        start.is_some_and(|start| !self.tells_more(start.split(' ').count()))
    }

    /// `The Institute for Border Questions is funded by …`, `Financial support for this work came from …`
    fn is_paid(&self, marked: bool) -> bool {
        let now = self.find(0, &TABLE.paid);
        let then = self.find(0, &TABLE.was_paid);
        let Some((at, count)) = [now, then].into_iter().flatten().min() else { return false };
        if at == 0 || at > SUBJECT || self.tells_more(at + count) {
            return false;
        }
        let is_now = now.is_some_and(|(now, _)| now == at);
        // `this paper is`, and `research for this paper was`.
        let own = self.is(at - 1, &TABLE.text)
            && at >= 2
            && (self.is(at - 2, &["this", "our", "these"])
                || self.is(at - 2, &["the"]) && (is_now || at > 2))
            || at >= 2
                && self.is(at - 2, &["this", "our", "these"])
                && (self.is(at - 1, &TABLE.work) || self.is(at - 1, &TABLE.publisher));
        if own {
            return true;
        }
        let is_money = self.is(0, &["funding", "support", "financial", "research", "fieldwork"]);
        if is_money {
            return marked;
        }
        let house = (0..at).find(|place| {
            [&TABLE.text, &TABLE.work, &TABLE.publisher, &TABLE.common]
                .iter()
                .any(|list| self.is(*place, list))
        });
        let Some(place) = house else { return false };
        if !(self.is(0, &["the", "this", "our", "a"]) || place == 0) {
            return false;
        }
        let is_last = place + 1 == at;
        if marked {
            return true;
        }
        // What was paid for once, anybody may tell.
        if !is_now {
            return false;
        }
        if place + 1 < at && self.is(place + 1, &["on", "about"]) {
            return true;
        }
        let may = if self.is(place, &TABLE.publisher) {
            !self.is(place + 1, &["in", "of", "near", "at"])
        } else {
            (self.is(place, &TABLE.work) || self.is(place, &TABLE.text)) && is_last && place <= 1
        };
        may && !self.tells_more_of_subject(at)
    }

    /// `The institute, which …, is funded`: what is told between is no remark.
    fn tells_more_of_subject(&self, end: usize) -> bool {
        (0..end).any(|at| self.is(at, &TABLE.finite) || self.is(at, &TABLE.clause))
    }

    /// `The author grew up in Kayes.`; not `The author of the attack`.
    fn is_life(&self) -> bool {
        let skip = usize::from(self.is(0, &["the", "our", "both"]));
        if !self.is(skip, &TABLE.author) {
            return false;
        }
        let rest = skip + 1;
        let find = |list: &[&str]| {
            list.iter()
                .find(|life| self.starts_with(rest, life))
                .map(|life| rest + life.split(' ').count())
        };
        let being = find(&TABLE.being)
            .filter(|end| (*end..self.lower.len()).take(6).any(|at| self.is(at, &TABLE.trade)));
        let Some(end) = being.or_else(|| find(&TABLE.life)) else { return false };
        // `a fellow at an institute, which …` tells of the institute.
        match (end..self.lower.len()).find(|at| self.is(*at, &["which", "who"])) {
            Some(aside) => {
                being.is_some() && self.lower[rest] == "is" && !self.has_clause(end, aside)
            }
            None => !self.has_clause(end, self.lower.len()) && !self.is_joined(end),
        }
    }

    /// Whether a word that begins a clause stands between two words.
    fn has_clause(&self, first: usize, end: usize) -> bool {
        (first..end).any(|at| self.is(at, &TABLE.clause) && self.lower[at] != "as")
    }

    /// Whether `, and` joins what has a subject of its own: `, and Russia arrested him`.
    fn is_joined(&self, first: usize) -> bool {
        self.commas.iter().any(|comma| {
            *comma >= first && self.is(comma + 1, &["and"]) && {
                let second = comma + 2;
                self.is_capital(second)
                    || self.is(second, &["the", "a", "an", "it", "they", "he", "she", "this"])
            }
        })
    }

    /// `Views are the author's own.`, `The views of this paper are not those of Austria.`
    fn is_disclaimer(&self) -> bool {
        if !(0..5).any(|at| self.is(at, &TABLE.views)) {
            return false;
        }
        let has = |list: &[&str]| (0..self.lower.len()).any(|at| self.is(at, list));
        let of_author = self.lower.iter().any(|word| {
            let word = word.trim_end_matches(['\'', '’']);
            let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            TABLE.author.contains(&word)
        });
        let this = (1..self.lower.len()).any(|at| {
            self.is(at - 1, &["this", "our"])
                && [&TABLE.text, &TABLE.work, &TABLE.publisher].iter().any(|list| self.is(at, list))
        });
        let here = has(&["expressed", "here", "herein"]);
        let all = self.is(0, &["any", "all"]);
        if let Some((at, count)) = self.find(0, &["his own", "her own", "their own", "my own"]) {
            let bare = self.is(0, &TABLE.views);
            if at + count == self.lower.len() && (bare || here || all) {
                return has(&["are", "remain"]);
            }
        }
        if of_author && (has(&["own", "alone"]) || self.find(0, &["those of the"]).is_some()) {
            return true;
        }
        let not = self.lower.iter().position(|word| word == "not");
        let meant = not.is_some_and(|not| {
            (self.is(not + 1, &["necessarily", "reflect", "represent", "those"]))
                && (not + 1..self.lower.len()).any(|at| self.is(at, &TABLE.meant))
        });
        meant && (of_author || this || here)
    }

    /// `Ana Quispe teaches at the University of Lima.`
    fn is_named(&self, authors: &[String]) -> bool {
        let Some((at, _)) = self.find(0, &TABLE.named) else { return false };
        let name = self.words[..at].join(" ");
        if authors.contains(&name) {
            return true;
        }
        let is_name = (2..=4).contains(&at)
            && is_capitalised(&name)
            && !self.is(0, &["the"])
            && !(0..at).any(|at| self.is(at, &TABLE.title));
        if !is_name || self.tells_more(at + 1) && !self.is(at + 1, &["as"]) {
            return false;
        }
        let rest = at + 1..self.words.len();
        let seat = rest.clone().any(|at| self.is(at, &TABLE.seat) && self.is_capital(at));
        // `writes for The Harbour`; `works for Brazil` may be anybody.
        let paper = self.is(at, &["writes", "covers", "edits"])
            && self.are_names(at + 1)
            && (self.is(at, &["edits"]) || rest.clone().any(|at| self.is(at, &["for"])));
        seat || paper
    }
}

#[cfg(test)]
mod tests;
