//! The table `data/events.tsv`: which verbs with which nouns are events of which type.

use std::sync::LazyLock;

use super::Type;
use crate::actors::{Kind, Mention};
use crate::hash::WordMap;
use crate::syntax::{Analysis, Clause, GroupKind};
use crate::tables::{Role, tables};
use crate::work::Work;

/// One line of the table.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: Type,
    /// Nouns one of which must be there; empty for any or none.
    pub(super) nouns: Vec<&'static str>,
    /// True where they may stand after a preposition, too.
    pub(super) anywhere: bool,
    /// The word that must follow the verb.
    pub(super) particle: Option<&'static str>,
    /// True where only those who bear arms do it: `entered the town` is no blow by itself.
    pub(super) by_force: bool,
}

static LINES: LazyLock<WordMap<&'static str, Vec<Line>>> = LazyLock::new(read);

/// The lines for a verb, in the order of the table.
fn lines(lemma: &str) -> &'static [Line] {
    LINES.get(lemma).map_or(&[], Vec::as_slice)
}

/// What a verb tells whatever it governs.
pub(super) fn kind_of(lemma: &str) -> Option<Type> {
    let bare = |line: &&Line| line.nouns.is_empty() && line.particle.is_none() && !line.by_force;
    lines(lemma).iter().find(bare).map(|line| line.kind)
}

/// The line of the table that fits a clause.
pub(super) fn by_table(work: &Work, analysis: &Analysis, clause: &Clause) -> Option<&'static Line> {
    lines(clause.verb.lemma).iter().find(|line| fits(work, analysis, clause, line))
}

/// True where those who bear arms do it (the police strike no blow by coming), or somebody does it with them: `entered the town with tanks`.
fn is_by_force(work: &Work, analysis: &Analysis, clause: &Clause, kind: Type) -> bool {
    let is_force = |group: usize| {
        let GroupKind::Noun { head } = analysis.groups[group].kind else { return false };
        let by_role =
            matches!(tables().role(work.reading.lower(head)), Some(Role::Military | Role::Rebels))
                || kind != Type::Assault
                    && tables().role(work.reading.lower(head)) == Some(Role::Police);
        by_role
            || work.cast.at(head).is_some_and(|one| work.cast.actors[one.actor].kind == Kind::Group)
    };
    let hangs = |(preposition, group): &(usize, usize)| {
        let by = if clause.verb.passive { "by" } else { "with" };
        work.reading.lower(*preposition) == by && is_force(*group)
    };
    !clause.verb.passive && clause.subject.iter().any(|group| is_force(*group))
        || clause.prepositional.iter().any(hangs)
}

/// `entered Juba`, `reached Uganda`
fn is_named_place(work: &Work, first: usize, last: usize) -> bool {
    let is_state = |one: &Mention| work.cast.actors[one.actor].kind == Kind::State;
    work.cast.place_within(first, last).is_some()
        || work.cast.within(first, last).iter().any(is_state)
}

fn fits(work: &Work, analysis: &Analysis, clause: &Clause, line: &Line) -> bool {
    let reading = &work.reading;
    let after = |many: usize| {
        let end = analysis.groups.last().map_or(0, |group| group.last);
        (clause.verb.head + 1..=clause.verb.head + many).take_while(move |at| *at <= end)
    };
    if let Some(particle) = line.particle
        && !after(if matches!(particle, "on" | "for" | "to" | "upon" | "at") { 2 } else { 5 })
            .any(|at| reading.lower(at) == particle)
    {
        return false;
    }
    if line.by_force && !is_by_force(work, analysis, clause, line.kind) {
        return false;
    }
    if line.nouns.is_empty() {
        return true;
    }
    let within = |group: usize| {
        let one = analysis.groups[group];
        // In March nobody marches.
        (one.first..=one.last)
            .any(|at| line.nouns.contains(&reading.lower(at)) && reading.word(at) != "March")
    };
    let is_place = |group: usize| {
        let one = analysis.groups[group];
        line.by_force && is_named_place(work, one.first, one.last)
    };
    let objects = if clause.verb.passive { &clause.subject } else { &clause.objects };
    if objects.iter().any(|group| within(*group) || is_place(*group))
        || clause.verb.passive && clause.objects.iter().any(|group| within(*group))
    {
        return true;
    }
    let moves = |preposition: usize| matches!(reading.lower(preposition), "in" | "at" | "into");
    // What hangs on the object: `an extension of the truce`.
    let hanging = |prepositions: &[&str]| {
        clause.prepositional.iter().any(|(preposition, group)| {
            prepositions.contains(&reading.lower(*preposition))
                && (within(*group) || line.anywhere && moves(*preposition) && is_place(*group))
        })
    };
    // `carried out the raid`: what stands behind the verb's own particle is its object.
    if line.particle.is_some_and(|particle| hanging(&[particle])) {
        return true;
    }
    if line.anywhere {
        hanging(&["at", "on", "against", "of", "into", "in", "toward", "for", "to", "as", "from"])
    } else {
        hanging(&["of"]) || clause.objects.is_empty() && hanging(&["on", "for", "in"])
    }
}

fn read() -> WordMap<&'static str, Vec<Line>> {
    let mut lines: WordMap<&'static str, Vec<Line>> = WordMap::default();
    let text = include_str!("../../data/events.tsv");
    for row in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut columns = row.split('\t');
        let name = columns.next().unwrap_or_default();
        let Some((kind, _)) = Type::ALL.iter().find(|(_, one)| *one == name) else { continue };
        let verbs = columns.next().unwrap_or_default();
        let nouns = columns.next().unwrap_or_default();
        let by_force = columns.next() == Some("force");
        for verb in verbs.split(';') {
            let (lemma, particle) =
                verb.split_once('+').map_or((verb, None), |(lemma, word)| (lemma, Some(word)));
            lines.entry(lemma).or_default().push(Line {
                kind: *kind,
                nouns: nouns
                    .trim_start_matches('*')
                    .split(';')
                    .filter(|noun| !noun.is_empty())
                    .collect(),
                anywhere: nouns.starts_with('*'),
                particle,
                by_force,
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Type, read};

    #[test]
    fn every_line_has_a_type_of_plover() {
        let text = include_str!("../../data/events.tsv");
        for row in text.lines().filter(|line| !line.starts_with('#')) {
            let name = row.split('\t').next().unwrap_or_default();
            assert!(Type::ALL.iter().any(|(_, one)| *one == name), "{row}");
        }
        assert!(read().len() > 200);
    }
}
