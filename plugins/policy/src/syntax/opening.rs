//! Where what opens a sentence ends and its subject begins, though no comma stands between: `On Monday Iran and Iraq met`.

use super::group::{Group, GroupKind, is_nation, is_time};
use super::tag::Tag;
use super::token::Reading;
use crate::tables::tables;

/// Cuts the group behind each preposition that opens a clause where a name begins in it that must be the subject: up to the verb
/// there is no other.
pub(super) fn cut(reading: &Reading, groups: &mut Vec<Group>) {
    let mut at = 0;
    while at + 1 < groups.len() {
        if opens_clause(reading, groups, at)
            && let GroupKind::Noun { head } = groups[at + 1].kind
            && let Some(name) = name_begins(reading, groups[at + 1])
            && is_followed_by_verb(reading, groups, at + 2)
        {
            let whole = groups[at + 1];
            let opening =
                Group { last: name - 1, kind: GroupKind::Noun { head: name - 1 }, ..whole };
            let subject = Group { first: name, kind: GroupKind::Noun { head }, ..whole };
            groups.splice(at + 1..at + 2, [opening, subject]);
        }
        at += 1;
    }
}

/// True for a preposition with nothing, a mark, or a word that joins clauses before it.
fn opens_clause(reading: &Reading, groups: &[Group], at: usize) -> bool {
    matches!(groups[at].kind, GroupKind::Preposition)
        && at.checked_sub(1).is_none_or(|before| {
            matches!(
                reading.tokens[groups[before].first].tag,
                Tag::Mark | Tag::Coordinator | Tag::Subordinator
            ) && reading.word(groups[before].first) != "-"
        })
}

/// Where a name begins inside a group behind what is none: a day, a year, a noun that is no title.
fn name_begins(reading: &Reading, group: Group) -> Option<usize> {
    let tag = |at: usize| reading.tokens[at].tag;
    (group.first + 1..=group.last).rev().find_map(|at| {
        if tag(at) != Tag::Proper || !reading.is_capital(at) || reading.tokens[at].joined {
            return None;
        }
        let before = at - 1;
        let word = reading.lower(before);
        if is_time(word) || tag(before) == Tag::Number && is_year(word) {
            return Some(at);
        }
        if tag(before) == Tag::Noun && !reading.is_capital(before) {
            if tables().role(word).is_none() {
                return Some(at);
            }
            // `In a speech president Lula warned`
            return (before > group.first && tag(before - 1) == Tag::Noun).then_some(before);
        }
        // `In Iraq Turkish troops attacked`
        (tag(before) == Tag::Proper && is_nation(reading.lower(at)) && !is_nation(word))
            .then_some(at)
    })
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20"))
}

/// True where a verb with a time follows, over names that are joined and what hangs on them.
fn is_followed_by_verb(reading: &Reading, groups: &[Group], from: usize) -> bool {
    for group in &groups[from..] {
        match group.kind {
            GroupKind::Verb(verb) => return verb.finite,
            GroupKind::Noun { .. } | GroupKind::Preposition => {}
            GroupKind::Word => {
                let joins = match reading.tokens[group.first].tag {
                    Tag::Coordinator | Tag::Adverb | Tag::Not => true,
                    Tag::Mark => reading.word(group.first) == ",",
                    _ => false,
                };
                if !joins {
                    return false;
                }
            }
        }
    }
    false
}
