//! Groups of words around a noun or a verb.

use super::lexicon::{self, Modal};
use super::tag::Tag;
use super::token::{Reading, Sentence};

/// Words that belong together, without what hangs on them by a preposition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    /// The first and the last token.
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) kind: GroupKind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupKind {
    /// `the Norwegian foreign ministry`; its head is its last noun. Pronouns are groups by themselves.
    Noun { head: usize },
    /// `would not have agreed`.
    Verb(VerbGroup),
    /// A preposition.
    Preposition,
    /// Any other word or mark, by itself.
    Word,
}

/// A full verb with what helps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they say independent things of a verb")]
pub(crate) struct VerbGroup {
    /// The token of the verb itself.
    pub(crate) head: usize,
    /// Its base form; `be` where there is nothing but that.
    pub(crate) lemma: &'static str,
    pub(crate) modal: Option<Modal>,
    pub(crate) passive: bool,
    pub(crate) perfect: bool,
    pub(crate) progressive: bool,
    pub(crate) negated: bool,
    /// True for a verb after `to`.
    pub(crate) infinitive: bool,
    /// True for a verb that can stand alone in a sentence.
    pub(crate) finite: bool,
    /// True for the present: `says`, `is saying`, `has said`.
    pub(crate) present: bool,
}

impl VerbGroup {
    /// True for `attacks`; not for `is attacking`, `has attacked`, `may attack`.
    pub(crate) fn is_simple_present(&self) -> bool {
        self.finite && self.present && !self.perfect && !self.progressive && self.modal.is_none()
    }

    /// True for `attacked`, `has attacked`, `having attacked`; not for what may have been.
    pub(crate) fn is_past(&self) -> bool {
        self.modal.is_none() && (self.perfect || self.finite && !self.present)
    }
}

/// The groups of a sentence, in order; each token is in one of them.
pub(crate) fn groups(reading: &Reading, sentence: &Sentence) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = sentence.first;
    while at < sentence.end {
        let group = verb_group(reading, at, sentence.end)
            .or_else(|| noun_group(reading, at, sentence.end))
            .unwrap_or(Group {
                first: at,
                last: at,
                kind: match reading.tokens[at].tag {
                    Tag::Preposition | Tag::To => GroupKind::Preposition,
                    _ => GroupKind::Word,
                },
            });
        at = group.last + 1;
        groups.push(group);
    }
    groups
}

#[expect(clippy::too_many_lines, reason = "one state after the other")]
fn verb_group(reading: &Reading, first: usize, end: usize) -> Option<Group> {
    let tag = |at: usize| if at < end { reading.tokens[at].tag } else { Tag::Mark };
    let opens = tag(first).is_verb()
        || tag(first).is_auxiliary()
        || tag(first) == Tag::To
        || matches!(tag(first), Tag::Not) && matches!(tag(first + 1), Tag::To | Tag::Gerund);
    if !opens {
        return None;
    }
    let stands_before_noun = tag(first) == Tag::Participle
        && first.checked_sub(1).is_some_and(|at| {
            let before = reading.tokens[at].tag;
            before.is_verb() || matches!(before, Tag::Preposition | Tag::Have)
        })
        && modifies(reading, first, end);
    // `put growing pressure`
    let grows = tag(first) == Tag::Gerund
        && first > 0
        && !reading.tokens[first - 1].tag.is_auxiliary()
        && is_adjectival(reading.lower(first))
        && modifies(reading, first, end);
    if stands_before_noun || grows {
        return None;
    }
    let mut group = VerbGroup {
        head: first,
        lemma: "",
        modal: None,
        passive: false,
        perfect: false,
        progressive: false,
        negated: false,
        infinitive: false,
        finite: true,
        present: false,
    };
    let mut last_auxiliary = None;
    let mut at = first;
    let mut seen = None;
    while at < end {
        match tag(at) {
            Tag::To if at == first || seen.is_none() => group.infinitive = true,
            Tag::To if matches!(reading.lower(at - 1), "going" | "ought") => {}
            // `has not only threatened`
            Tag::Not => {
                group.negated |= !matches!(reading.lower(at + 1), "only" | "just" | "merely");
            }
            Tag::Adverb if at > first => {
                group.negated |= matches!(reading.lower(at), "hardly" | "barely" | "scarcely");
            }
            // `would likely not be`, `will likely leave`
            Tag::Adjective
                if seen == Some(Tag::Modal)
                    && reading.lower(at) == "likely"
                    && matches!(tag(at + 1), Tag::Not | Tag::Base | Tag::Be | Tag::Have) => {}
            Tag::Modal => {
                group.modal = lexicon::modal(reading.lower(at));
                group.negated |= reading.lower(at) == "cannot";
                (seen, last_auxiliary) = (Some(Tag::Modal), Some(at));
            }
            auxiliary @ (Tag::Be | Tag::Have | Tag::Do) => {
                if seen.is_none() {
                    group.present = matches!(
                        reading.lower(at),
                        "is" | "are" | "am" | "has" | "have" | "do" | "does" | "'s"
                    );
                    group.finite = group.present
                        || matches!(reading.lower(at), "was" | "were" | "had" | "did");
                }
                group.perfect |= auxiliary == Tag::Have;
                (seen, last_auxiliary) = (Some(auxiliary), Some(at));
            }
            verb if verb.is_verb() => {
                if seen == Some(Tag::Be) && !matches!(verb, Tag::Gerund | Tag::Participle) {
                    break;
                }
                if seen == Some(Tag::Have) && verb == Tag::Gerund {
                    break;
                }
                if seen.is_none() {
                    group.finite = matches!(verb, Tag::Present | Tag::Past | Tag::Base);
                    group.present = matches!(verb, Tag::Present | Tag::Base);
                }
                group.progressive = verb == Tag::Gerund && seen == Some(Tag::Be);
                group.passive = verb == Tag::Participle && !matches!(seen, Some(Tag::Have));
                group.head = at;
                group.lemma = lexicon::lemma(reading.tokens[at].lemma);
                return Some(finish(group, first, at));
            }
            // `may, therefore, put`: over what stands between two commas.
            Tag::Mark if last_auxiliary == Some(at.wrapping_sub(1)) && reading.word(at) == "," => {
                let close = (at + 2..end.min(at + 5)).find(|close| reading.word(*close) == ",");
                let Some(close) = close.filter(|close| {
                    let only_adverbs = (at + 1..*close).all(|between| {
                        matches!(tag(between), Tag::Adverb | Tag::Preposition | Tag::Noun)
                    });
                    only_adverbs
                        && (tag(close + 1).is_verb()
                            || matches!(tag(close + 1), Tag::Be | Tag::Have | Tag::Not))
                }) else {
                    break;
                };
                at = close;
            }
            _ => break,
        }
        at += 1;
    }
    // An auxiliary alone: `is a member`, `has leverage`, `can it`.
    let last = last_auxiliary?;
    // What was read after it, but for a negation, belongs to what follows.
    let is_negation = tag(last + 1) == Tag::Not;
    group.head = last;
    group.lemma = lexicon::lemma(reading.tokens[last].lemma);
    group.perfect = false;
    Some(finish(group, first, last + usize::from(is_negation)))
}

fn finish(mut group: VerbGroup, first: usize, last: usize) -> Group {
    group.finite &= !group.infinitive;
    group.finite |= group.modal.is_some();
    Group { first, last, kind: GroupKind::Verb(group) }
}

#[expect(clippy::too_many_lines, reason = "one part of speech after the other")]
fn noun_group(reading: &Reading, first: usize, end: usize) -> Option<Group> {
    let tag = |at: usize| if at < end { reading.tokens[at].tag } else { Tag::Mark };
    if tag(first) == Tag::Pronoun {
        return Some(Group { first, last: first, kind: GroupKind::Noun { head: first } });
    }
    let mut head: Option<usize> = None;
    let mut at = first;
    while at < end {
        let here = tag(at);
        let before = if at > first { tag(at - 1) } else { Tag::Mark };
        let before_word = if at > first { reading.lower(at - 1) } else { "" };
        let counts = head.is_none_or(|head| tag(head) == Tag::Number);
        let is_hyphen = here == Tag::Mark && reading.word(at) == "-" && is_joined(reading, at, end);
        let after_hyphen = at > first && before == Tag::Mark;
        let fits = match here {
            Tag::Noun | Tag::Proper => {
                let names_time = !counts && is_time(reading.lower(at)) && !after_hyphen;
                // `bombed the port hours before`
                let measures = !counts && at + 1 < end && measures_time(reading, at);
                !names_time && !measures
            }
            // `old and new models`
            Tag::Coordinator => {
                counts
                    && before == Tag::Adjective
                    && tag(at + 1) == Tag::Adjective
                    && tag(at + 2).is_noun()
            }
            Tag::Possessive => head == Some(at.wrapping_sub(1)),
            Tag::Mark => is_hyphen || matches!(reading.word(at), "$" | "€" | "£" | "%" | "/"),
            _ if after_hyphen && at > first => true,
            Tag::Number => {
                counts
                    || before == Tag::Possessive
                    || before == Tag::Proper && !is_time(before_word)
            }
            Tag::Determiner | Tag::Adjective => {
                let goes_on = here == Tag::Adjective
                    && before == Tag::Adjective
                    && head.is_some_and(|head| is_nation(reading.lower(head)));
                let after_nation = here == Tag::Adjective
                    && before == Tag::Proper
                    && is_nation(before_word)
                    && matches!(tag(at + 1), Tag::Noun | Tag::Adjective | Tag::Proper);
                counts
                    || after_nation
                    || goes_on
                    || head.is_some_and(|head| before == Tag::Possessive && head + 2 == at)
            }
            Tag::Participle | Tag::Gerund => {
                (counts || before == Tag::Possessive)
                    && (at > first || here == Tag::Participle || is_adjectival(reading.lower(at)))
                    && modifies(reading, at, end)
            }
            Tag::Adverb => {
                counts
                    && at > first
                    && matches!(tag(at + 1), Tag::Adjective | Tag::Participle | Tag::Number)
            }
            _ => false,
        };
        if !fits {
            break;
        }
        if here.is_noun() || here == Tag::Number || after_hyphen {
            head = Some(at);
        }
        at += 1;
    }
    // `those of 2015`, `both`: a determiner may stand alone.
    let head = match head {
        Some(head) => head,
        None if at > first && tag(first) == Tag::Determiner && tag(at) == Tag::Preposition => {
            at - 1
        }
        None => return None,
    };
    Some(Group {
        first,
        last: if tag(head + 1) == Tag::Possessive && head + 1 < at {
            head + 1
        } else {
            head.max(first)
        },
        kind: GroupKind::Noun { head },
    })
}

/// `hours before`, `days after`: how long before or after something else.
fn measures_time(reading: &Reading, at: usize) -> bool {
    matches!(
        reading.lower(at),
        "minutes" | "hours" | "days" | "weeks" | "months" | "years" | "decades"
    ) && matches!(reading.lower(at + 1), "after" | "before")
}

/// True for a participle that stands before its noun, `the proposed changes`.
fn modifies(reading: &Reading, at: usize, end: usize) -> bool {
    let follows = |at: usize| if at < end { reading.tokens[at].tag } else { Tag::Mark };
    match follows(at + 1) {
        Tag::Noun | Tag::Proper | Tag::Adjective => true,
        Tag::Mark => reading.word(at + 1) == "-",
        _ => false,
    }
}

/// Words in `-ing` that stand before a noun as adjectives do.
fn is_adjectival(word: &str) -> bool {
    matches!(
        word,
        "growing"
            | "rising"
            | "increasing"
            | "mounting"
            | "worsening"
            | "declining"
            | "waning"
            | "dwindling"
            | "shrinking"
            | "falling"
            | "deepening"
            | "weakening"
            | "remaining"
            | "existing"
            | "neighbouring"
            | "neighboring"
            | "warring"
            | "incoming"
            | "outgoing"
    )
}

/// True for a hyphen without a space on either side.
fn is_joined(reading: &Reading, at: usize, end: usize) -> bool {
    reading.tokens[at].joined && at + 1 < end && reading.tokens[at + 1].joined
}

/// Days and months, which stand beside a noun without belonging to it: `said Tuesday`.
pub(crate) fn is_time(word: &str) -> bool {
    lexicon::entry(word).is_some_and(|entry| entry.may_be & lexicon::may_be::TIME != 0)
}

/// True for adjectives such as `Norwegian`, which may stand before another adjective.
pub(super) fn is_nation(word: &str) -> bool {
    lexicon::entry(word).is_some_and(|entry| entry.may_be & lexicon::may_be::NATION != 0)
}
