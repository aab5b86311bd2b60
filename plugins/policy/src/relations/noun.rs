//! Ties in nouns: `China's influence on Pyongyang`, `trade between Peru and Chile`, `an ally of Mali`.

use super::table::{self, Named};
use super::tie::{Relation, Sight, change, grows};
use super::verb::agents;
use crate::events::{Party, Status, is_known, is_none, status, subjects};
use crate::syntax::{Clause, GroupKind, Tag};

/// A noun that names a tie, or who has it.
pub(super) fn by_noun(sight: Sight<'_>, place: usize, all: &mut Vec<Relation>) {
    let reading = sight.reading();
    let group = sight.analysis.groups[place];
    let GroupKind::Noun { head } = group.kind else { return };
    let Some((word, named, line)) = named(sight, group.first, head) else { return };
    let found = Found { sight, place, head: word, named, kind: line.kind };
    if found.ends() {
        return;
    }
    let preposition = reading.lower(head + 1);
    let targets = if line.takes(preposition) && sight.is_noun(place + 2) {
        sight.list(place + 2)
    } else {
        Vec::new()
    };
    let Some((pairs, through)) = found.pairs(preposition, &targets) else { return };
    let none = is_none(reading, group.first, head);
    let (negated, status) = found.standing(through, none);
    let Some(words) = reading.span(group.first, word.max(group.first)) else { return };
    for (from, to) in pairs {
        all.push(Relation {
            kind: line.kind,
            from,
            to,
            words,
            negated,
            status,
            change: found
                .change()
                .or_else(|| change(sight, group.first.saturating_sub(2), head + 1)),
            rule: format!("relations.tsv: {} {}", line.kind, reading.lower(word)),
        });
    }
}

/// The word of a group that is in the table: its head, or what stands before `volume` and the like.
fn named(
    sight: Sight<'_>,
    first: usize,
    head: usize,
) -> Option<(usize, Named, &'static table::Line)> {
    let reading = sight.reading();
    let at =
        |token: usize| table::noun(reading.lower(token)).map(|(named, line)| (token, named, line));
    let before = head.checked_sub(1).filter(|at| *at >= first);
    match reading.lower(head) {
        // `go-between`
        "between" if before.is_some_and(|at| reading.word(at) == "-") => {
            table::noun("go-between").map(|(named, line)| (head, named, line))
        }
        // `a trading partner`
        "partner" | "partners"
            if before.is_some_and(|at| matches!(reading.lower(at), "trading" | "trade")) =>
        {
            table::noun("customer").map(|(named, line)| (head, named, line))
        }
        // `a security agreement with`
        "agreement" | "treaty"
            if before.is_some_and(|at| {
                matches!(reading.lower(at), "security" | "defence" | "defense" | "friendship")
            }) =>
        {
            table::noun("alliance").map(|(named, line)| (head, named, line))
        }
        "volume" | "ties" | "relations" | "links" | "flows" | "relationship" | "turnover" => {
            before.and_then(at)
        }
        // `its ally Armenia`
        _ => at(head).or_else(|| {
            let name = sight.work.cast.at(head)?;
            let before = name.first.checked_sub(1).filter(|at| *at >= first)?;
            at(before).filter(|(_, named, _)| *named == Named::Holder)
        }),
    }
}

/// Where the one who is tied was found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Through {
    /// In the words of the noun itself.
    Words,
    /// In the subject of a clause.
    Subject(usize),
}

/// A noun of the table where it stands.
#[derive(Clone, Copy)]
struct Found<'a> {
    sight: Sight<'a>,
    place: usize,
    head: usize,
    named: Named,
    kind: &'static str,
}

type Pairs = Vec<(Party, Party)>;

impl Found<'_> {
    fn pairs(self, preposition: &str, targets: &[Party]) -> Option<(Pairs, Through)> {
        let owner = self.owner();
        let to_all = |from: Party| targets.iter().map(|to| (from, *to)).collect::<Pairs>();
        let mediates = self.kind == "mediates between";
        if self.named == Named::Holder {
            return self.holder(owner, targets);
        }
        if preposition == "between" && !mediates {
            let [first, second, ..] = targets else { return None };
            return Some((vec![(*first, *second)], Through::Words));
        }
        let subject = || self.subject(self.lends());
        // `under pressure from Greece`
        let under = self.sight.word(self.place.wrapping_sub(1)) == "under"
            && matches!(preposition, "from" | "by");
        if under {
            let by = self.sight.known(self.place + 2)?;
            let (to, through) = self.subject(true).or_else(|| {
                let before = self.place.checked_sub(2)?;
                Some((self.sight.known(before)?, Through::Words))
            })?;
            return Some((vec![(by, to)], through));
        }
        if !targets.is_empty() {
            if let Some(owner) = owner {
                return Some((to_all(owner), Through::Words));
            }
            if let Some(given) = self.given() {
                return Some((to_all(given), Through::Words));
            }
            if let Some((by, place)) = self.imposed() {
                return Some((to_all(by), place));
            }
            let (from, through) =
                self.explained().map(|by| (by, Through::Words)).or_else(subject)?;
            return Some((to_all(from), through));
        }
        if mediates || owner.is_some() {
            return None;
        }
        // `gives Ankara influence over …` has no one after it; `Turkey gives Peru support`.
        let (from, through) = self.subject(self.lends())?;
        let Through::Subject(at) = through else { return None };
        let clause = &self.sight.analysis.clauses[at];
        if let Some(pair) = self.mutual(clause) {
            return Some((vec![pair], through));
        }
        let mut others = clause.objects.iter().filter(|group| **group != self.place);
        let to = others.find_map(|group| self.sight.known(*group))?;
        Some((vec![(from, to)], through))
    }

    /// `an ally of Mali`, `its ally Armenia`, `Peru and Chile are allies`.
    fn holder(self, owner: Option<Party>, targets: &[Party]) -> Option<(Pairs, Through)> {
        let (sight, clause) = (self.sight, self.clause());
        let mut to: Pairs = Vec::new();
        let name = sight.work.cast.at(self.head + 1).filter(|one| one.first == self.head + 1);
        let own: Vec<Party> = match (owner, targets) {
            (Some(owner), []) => vec![owner],
            (_, targets) => targets.to_vec(),
        };
        // `Peru's ally Chile`
        if let (Some(name), Some(owner)) = (name, owner) {
            let state = sight.work.cast.actors[name.actor].state;
            let named = Party { actor: Some(name.actor), state, span: name.span };
            return Some((vec![(named, owner)], Through::Words));
        }
        let is_so = |at: &usize| {
            let clause = &sight.analysis.clauses[*at];
            let acts = matches!(clause.verb.lemma, "act" | "serve" | "function" | "work")
                && sight.word(self.place.wrapping_sub(1)) == "as";
            acts || matches!(clause.verb.lemma, "be" | "become" | "remain")
        };
        if own.is_empty() {
            let at = clause.filter(is_so)?;
            let pair = self.mutual(&sight.analysis.clauses[at])?;
            return Some((vec![pair], Through::Subject(at)));
        }
        let (from, through) = match self.explained() {
            Some(from) => (from, Through::Words),
            None => self.subject(clause.as_ref().is_some_and(is_so))?,
        };
        to.extend(own.into_iter().map(|to| (from, to)));
        Some((to, through))
    }

    /// Two who are the subject together.
    fn mutual(self, clause: &Clause) -> Option<(Party, Party)> {
        let symmetric = matches!(self.kind, "opposes" | "allies with" | "trades with");
        let both: Vec<Party> = subjects(self.sight.work, self.sight.analysis, clause)
            .into_iter()
            .filter(is_known)
            .collect();
        match both[..] {
            [first, second] if symmetric => Some((first, second)),
            _ => None,
        }
    }

    /// Whoever stands before the noun in its group: `China's influence`, `French influence`.
    fn owner(self) -> Option<Party> {
        let group = self.sight.analysis.groups[self.place];
        let cast = &self.sight.work.cast;
        let mention =
            cast.within(group.first, self.head).iter().find(|one| one.last < self.head)?;
        let state = cast.actors[mention.actor].state;
        Some(Party { actor: Some(mention.actor), state, span: mention.span })
    }

    /// `Cuba, a close ally of Caracas`
    fn explained(self) -> Option<Party> {
        let is_apposed = self.place >= 2 && self.sight.word(self.place - 1) == ",";
        is_apposed.then(|| self.sight.known(self.place - 2)).flatten()
    }

    fn clause(self) -> Option<usize> {
        self.sight.clause_of(self.place)
    }

    /// The subject of the clause that the noun belongs to.
    fn subject(self, lends: bool) -> Option<(Party, Through)> {
        let at = self.clause().filter(|_| lends)?;
        let clause = &self.sight.analysis.clauses[at];
        if clause.subject.contains(&self.place) {
            return None;
        }
        let from =
            subjects(self.sight.work, self.sight.analysis, clause).into_iter().find(is_known)?;
        Some((from, Through::Subject(at)))
    }

    /// `gives Turkey influence over Moscow`: who is given it has it.
    fn given(self) -> Option<Party> {
        let clause = &self.sight.analysis.clauses[self.clause()?];
        let gives = matches!(clause.verb.lemma, "give" | "grant" | "lend" | "hand");
        let first = clause.objects.first().filter(|group| gives && **group < self.place)?;
        self.sight.known(*first)
    }

    /// `Sanctions were imposed on Mali by Chad`
    fn imposed(self) -> Option<(Party, Through)> {
        let at = self.clause()?;
        let clause = &self.sight.analysis.clauses[at];
        let passive = clause.verb.passive && clause.subject.contains(&self.place);
        let by = if passive { agents(self.sight, clause) } else { Vec::new() };
        by.first().map(|by| (*by, Through::Subject(at)))
    }

    /// True where the verb says that its subject has, makes or gives what the noun names; who condemns a war is not in it.
    fn lends(self) -> bool {
        let Some(at) = self.clause() else { return false };
        let clause = &self.sight.analysis.clauses[at];
        if clause.verb.passive {
            return matches!(
                clause.verb.lemma,
                "embroil" | "lock" | "engage" | "entangle" | "involve" | "force"
            );
        }
        table::lends(clause.verb.lemma)
    }

    /// Whether it is said not to be so, and how real it is.
    fn standing(self, through: Through, none: bool) -> (bool, Status) {
        let (sight, at) = (self.sight, self.clause());
        let reading = sight.reading();
        let of_clause = |at: usize| status(reading, sight.analysis, at, sight.frame);
        let Some(at) = at else {
            return (none, if none { Status::Denied } else { Status::Happened });
        };
        let clause = &sight.analysis.clauses[at];
        let mut status = match through {
            Through::Subject(_) => of_clause(at),
            // What is named as somebody's is there, whatever else may come of it.
            Through::Words if clause.subject.contains(&self.place) => Status::Happened,
            Through::Words => match of_clause(at) {
                Status::Denied => Status::Happened,
                other => other,
            },
        };
        if matches!(clause.verb.lemma, "seek" | "want" | "need" | "risk" | "threaten")
            && matches!(through, Through::Subject(_))
            && status != Status::Denied
        {
            status = Status::Hypothetical;
        }
        if none || clause.verb.lemma == "lack" && matches!(through, Through::Subject(_)) {
            status = Status::Denied;
        }
        (status == Status::Denied, status)
    }

    /// True where a verb ends it: sanctions that are lifted, or not joined, tie nobody.
    fn ends(self) -> bool {
        let Some(at) = self.clause() else { return false };
        let clause = &self.sight.analysis.clauses[at];
        let ends = matches!(
            clause.verb.lemma,
            "lift"
                | "ease"
                | "end"
                | "join"
                | "remove"
                | "suspend"
                | "loosen"
                | "waive"
                | "avoid"
                | "escape"
                | "withdraw"
                | "stop"
                | "drop"
                | "abandon"
                | "halt"
                | "cut"
                | "resolve"
                | "settle"
        );
        let takes_part = clause.objects.contains(&self.place)
            || clause.verb.passive && clause.subject.contains(&self.place);
        // What is not lifted stands.
        let stands = clause.verb.negated && !matches!(clause.verb.lemma, "join");
        ends && takes_part && !stands
    }

    /// Whether the verb that the noun is the subject or the object of tells of growing or fading.
    fn change(self) -> Option<&'static str> {
        let at = self.clause()?;
        let clause = &self.sight.analysis.clauses[at];
        let reading = self.sight.reading();
        let is_part = clause.subject.contains(&self.place) || clause.objects.contains(&self.place);
        let group = self.sight.analysis.groups[clause.group];
        let verb = (group.first..=group.last + 1).find_map(|at| grows(reading.lower(at)));
        let step = matches!(clause.verb.lemma, "step") && reading.lower(group.last + 1) == "up";
        let reaches = clause.subject.contains(&self.place)
            && clause.objects.iter().any(|group| {
                let first = self.sight.analysis.groups[*group].first;
                reading.tokens[first].tag == Tag::Adjective && grows(reading.lower(first)).is_some()
            });
        let found = if step || reaches { Some("rising") } else { verb };
        found.filter(|_| is_part && !clause.verb.negated)
    }
}
