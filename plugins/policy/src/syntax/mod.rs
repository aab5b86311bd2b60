//! A shallow analysis of English sentences: what each word is, which words belong together, who does
//! what to whom.
//!
//! Four steps, each linear in the length of the text and each in a file of its own: [`token`] finds words
//! and sentences, [`tag`] gives each word its part of speech by a lexicon, by endings and by its neighbours,
//! [`group`] puts words together to groups around a noun or a verb, [`clause`] finds for each verb its
//! subject, its objects and whether what it says is denied, merely possible, or said by somebody. Nothing here
//! knows of states or events; the nouns for people that stand before names as titles are the only words that it has from
//! the tables of the world. A sentence that defeats the rules gives fewer clauses, never an error.

mod attribution;
pub(crate) mod clause;
mod dateline;
mod dependence;
pub(crate) mod group;
pub(crate) mod lexicon;
mod opening;
mod report;
pub(crate) mod tag;
#[cfg(test)]
mod tests;
pub(crate) mod token;
mod verb_form;
pub(crate) mod verb_kind;

pub(crate) use clause::{Clause, Governor};
pub(crate) use group::{Group, GroupKind};
pub(crate) use lexicon::Modal;
pub(crate) use tag::Tag;
pub(crate) use token::{Reading, Sentence};

/// One sentence, analysed: its groups in order and a clause for each group around a verb.
#[derive(Debug)]
pub(crate) struct Analysis {
    pub(crate) groups: Vec<Group>,
    pub(crate) clauses: Vec<Clause>,
}

/// Analyses one sentence of a text whose words have their tags.
pub(crate) fn analyse(reading: &Reading, sentence: &Sentence) -> Analysis {
    let mut groups = group::groups(reading, sentence);
    opening::cut(reading, &mut groups);
    let clauses = clause::clauses(reading, &groups);
    Analysis { groups, clauses }
}
