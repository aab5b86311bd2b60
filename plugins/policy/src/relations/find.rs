//! All ties of a document: in verbs, adjectives, nouns and events.

use super::noun::by_noun;
use super::tie::{Relation, Sight};
use super::verb::{by_adjective, by_verb};
use crate::events::{Event, Party, Status, Type};
use crate::work::Work;

/// All ties of the body, each sentence saying one of each type between two actors at most once.
pub(crate) fn relations(work: &Work) -> Vec<Relation> {
    let mut all: Vec<Relation> = Vec::new();
    let told = work.events();
    let mut next = 0;
    for (sentence, analysis) in work.analyses.iter().enumerate() {
        let one = &work.reading.sentences[sentence];
        // One actor alone is tied to nobody.
        let tied = work.cast.within(one.first, one.end.saturating_sub(1)).len() > 1
            || work.cast.places_within(one.first, one.end).next().is_some();
        if !one.kind.is_body() || !tied {
            continue;
        }
        let mut here: Vec<Relation> = Vec::new();
        let sight = Sight { work, analysis, frame: work.frames()[sentence] };
        for place in 0..analysis.clauses.len() {
            by_verb(sight, place, &mut here);
        }
        for place in 0..analysis.groups.len() {
            by_noun(sight, place, &mut here);
            by_adjective(sight, place, &mut here);
        }
        while told.get(next).is_some_and(|event| event.sentence < sentence) {
            next += 1;
        }
        let events = told[next..].iter().take_while(|event| event.sentence == sentence);
        here.extend(events.filter_map(|event| by_event(work, event)));
        let before = all.len();
        for one in here {
            let is_again = all[before..].iter().any(|other| {
                other.kind == one.kind && same(&other.from, &one.from) && same(&other.to, &one.to)
            });
            if !is_again && !same(&one.from, &one.to) {
                all.push(one);
            }
        }
    }
    all
}

fn same(one: &Party, other: &Party) -> bool {
    one.actor == other.actor && one.actor.is_some()
        || one.state == other.state && one.state.is_some()
}

/// How many bytes after the words of an event whom it ties may be named.
const NEAR: usize = 60;

/// Ties that events of some types show.
fn by_event(work: &Work, event: &Event) -> Option<Relation> {
    let kind = match event.kind {
        // Not every deed of its type is one: who cuts its aid sanctions nobody.
        Type::Sanction => {
            let from = event.trigger.start();
            let near = work.reading.text.get(from..)?.chars().take(NEAR);
            let near = near.collect::<String>().to_lowercase();
            let words = ["sanction", "embargo", "tariff", "blacklist", "blockade"];
            words.iter().any(|word| near.contains(word)).then_some("sanctions")?
        }
        // To thank or to welcome is no tie.
        Type::Aid => "supports",
        Type::Accuse => "opposes",
        _ => return None,
    };
    let from = *event.sources.first().filter(|party| party.actor.is_some())?;
    let to = *event.recipients.first().filter(|party| party.actor.is_some())?;
    // Who criticises the sanctions on Mali does not oppose Mali.
    let between = work.reading.text.get(event.trigger.end()..to.span.start()).unwrap_or_default();
    let is_harm = |word: &str| between.contains(word);
    if kind == "opposes" && ["sanctions", "embargo", "attack", "pressure"].into_iter().any(is_harm)
    {
        return None;
    }
    // A recipient that is found far from the verb is not tied by it.
    let is_near = to.span.start() < event.trigger.end() + NEAR && from.state != to.state;
    let real = matches!(event.status, Status::Happened | Status::Ongoing) && is_near;
    real.then(|| Relation {
        kind,
        from,
        to,
        words: event.trigger,
        negated: false,
        status: event.status,
        change: None,
        rule: format!("event {}", event.kind.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use cableway_sdk::{BlockKind, Context, Document};

    use super::relations;
    use crate::events::name;
    use crate::work::Work;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut builder = Document::builder("a.txt");
        builder.meta.published = "2021-03-03".parse().ok();
        builder.block(BlockKind::Paragraph, text);
        let document = builder.build();
        let work = Work::new(&document, &Context::default()).unwrap();
        let told = relations(&work).into_iter().map(|one| {
            let negated = if one.negated { "not " } else { "" };
            let change = one.change.map(|change| format!(", {change}")).unwrap_or_default();
            format!(
                "{negated}{}: {} -> {}{change}",
                one.kind,
                name(&work, &one.from),
                name(&work, &one.to)
            )
        });
        assert_eq!(told.collect::<Vec<_>>().join("\n"), expect, "{text}");
    }

    #[test]
    fn verbs() {
        check("Mali depends on Chad for its water.", "depends on: Mali -> Chad");
        check("Mali is not supported by Chad.", "not supports: Chad -> Mali");
    }

    #[test]
    fn nouns() {
        check("China's influence on Mali is waning.", "influences: China -> Mali, waning");
        check("Lima has no influence on Chile.", "not influences: Government of Peru -> Chile");
        check("Trade between Peru and Chile is small.", "trades with: Peru -> Chile");
        check("Peru put growing pressure on Chile.", "pressures: Peru -> Chile, rising");
    }

    #[test]
    fn events_tie_their_actors_where_they_are_real() {
        check("Peru imposed sanctions on Chile.", "sanctions: Peru -> Chile");
        check("Peru may accuse Chile.", "opposes: Peru -> Chile");
    }

    #[test]
    fn adjectives() {
        check("Mali is still dependent on Chad.", "depends on: Mali -> Chad");
        check("Mali, long hostile to Chad, waits.", "opposes: Mali -> Chad");
        check("Mali is no longer allied with Chad.", "not allies with: Mali -> Chad");
    }

    #[test]
    fn those_who_are_tied() {
        check("Mali, an ally of Chad, waits.", "allies with: Mali -> Chad");
        check("Mali and Chad are rivals.", "opposes: Mali -> Chad");
        check("Chad's ally Mali waits.", "allies with: Mali -> Chad");
        // Who only sees an ally is none.
        check("Peru saw in Mali an ally of Chad.", "");
    }

    #[test]
    fn both_sides_of_a_mediation() {
        check(
            "Kenya is mediating between Mali and Chad.",
            "mediates between: Kenya -> Mali\nmediates between: Kenya -> Chad",
        );
        check(
            "Kenyan mediation between Mali and Chad failed.",
            "mediates between: Kenya -> Mali\nmediates between: Kenya -> Chad",
        );
    }

    #[test]
    fn all_who_are_joined_are_tied() {
        check("Mali and Chad support Niger.", "supports: Mali -> Niger\nsupports: Chad -> Niger");
    }

    #[test]
    fn possessives_and_what_points_forward() {
        check("Mali hides its dependence on Chad.", "depends on: Mali -> Chad");
        check("Despite its rivalry with Chad, Mali waits.", "opposes: Mali -> Chad");
        // Whose it is, nobody can be sure.
        check("Mali told Peru of its dependence on Chad.", "");
    }

    #[test]
    fn who_only_speaks_of_a_tie_is_not_in_it() {
        check("Peru criticised the sanctions on Chile.", "");
        check("Peru lifted its sanctions on Chile.", "");
        check("Peru did not lift its sanctions on Chile.", "sanctions: Peru -> Chile");
        check("Peru stopped supporting Chile.", "not supports: Peru -> Chile");
        check("Peru gave precious little aid to Chile.", "not supports: Peru -> Chile");
        check("Mali is under pressure from Chad.", "pressures: Chad -> Mali");
    }
}
