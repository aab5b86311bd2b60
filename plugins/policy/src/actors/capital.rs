//! Whether a city stands for the government that sits there, or is a place.

use crate::syntax::{Analysis, GroupKind, Reading, Tag};
use crate::tables::{Compound, is_compound};

/// What a city means where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Its government, by this rule.
    Government(&'static str),
    Place,
}

#[expect(clippy::too_many_lines, reason = "lists of words, one after the other")]
/// Looks at the words around a city. It is a place unless something says that it acts or is dealt with.
pub(super) fn sense(reading: &Reading, analysis: &Analysis, first: usize, last: usize) -> Sense {
    let before = |back: usize| {
        let at = first.checked_sub(back).filter(|at| same_sentence(reading, *at, first));
        at.map_or("", |at| reading.lower(at))
    };
    let next = reading.lower(last + 1);
    if matches!(next, "'s" | "’s") {
        let owned = head_after(reading, analysis, last + 1);
        let is_of_place = matches!(
            owned,
            "street"
                | "streets"
                | "airport"
                | "suburb"
                | "suburbs"
                | "outskirts"
                | "centre"
                | "center"
                | "port"
                | "university"
                | "mayor"
                | "population"
                | "harbour"
                | "harbor"
                | "square"
                | "traffic"
                | "weather"
        );
        return if is_of_place {
            Sense::Place
        } else {
            Sense::Government("capital that owns a deed or a policy")
        };
    }
    // `Moscow and Pyongyang`: as the first, or where the first stands after a preposition.
    let joined = before(1) == "and" && first >= 2 && reading.is_capital(first - 2);
    let preposition = if joined { before(3) } else { before(1) };
    match preposition {
        "in" if matches!(
            before(2),
            "influence" | "leverage" | "confidence" | "trust" | "friends"
        ) =>
        {
            return Sense::Government("capital that is pressed or influenced");
        }
        "in" | "at" | "near" | "outside" | "inside" | "around" | "across" | "through" | "into"
        | "from" | "within" | "off" | "above" | "throughout" | "via" | "leaving" | "left" => {
            return Sense::Place;
        }
        "with" | "for" | "against" | "between" | "over" | "upon" | "towards" | "toward" | "by" => {
            return Sense::Government("capital after a preposition for partners and opponents");
        }
        "on" => {
            let presses = matches!(
                before(2),
                "pressure"
                    | "influence"
                    | "sanctions"
                    | "leverage"
                    | "dependence"
                    | "attack"
                    | "war"
                    | "embargo"
            );
            return if presses {
                Sense::Government("capital that is pressed or influenced")
            } else {
                Sense::Place
            };
        }
        "to" => {
            let moves = (2..=6).any(|back| is_motion(before(back)));
            return if moves {
                Sense::Place
            } else {
                Sense::Government("capital that something is said or given to")
            };
        }
        "of" => {
            let near = matches!(
                before(2),
                "ally"
                    | "allies"
                    | "government"
                    | "leadership"
                    | "enemy"
                    | "enemies"
                    | "friend"
                    | "friends"
                    | "partner"
                    | "partners"
                    | "critic"
                    | "critics"
                    | "position"
                    | "decision"
                    | "support"
                    | "policy"
                    | "demands"
                    | "rival"
                    | "rivals"
                    | "behalf"
                    | "patience"
                    | "intentions"
                    | "interests"
            );
            return if near {
                Sense::Government("capital with allies, interests or a policy")
            } else {
                Sense::Place
            };
        }
        _ => {}
    }
    let Some(group) = analysis.groups.iter().position(|one| one.first <= first && last <= one.last)
    else {
        return Sense::Place;
    };
    let GroupKind::Noun { head } = analysis.groups[group].kind else { return Sense::Place };
    if head != last && !(joined || head >= first && head <= last) {
        return Sense::Place;
    }
    for clause in &analysis.clauses {
        if clause.subject.contains(&group) {
            let verb = &clause.verb;
            let happens_to_a_place =
                matches!(verb.lemma, "host" | "lie" | "sit" | "fall" | "burn" | "stand" | "wake")
                    || verb.passive && is_violent(verb.lemma)
                    || verb.lemma == "be" && is_described_as_place(reading, verb.head);
            return if happens_to_a_place {
                Sense::Place
            } else {
                Sense::Government("capital as the subject of a verb")
            };
        }
        if clause.objects.contains(&group) {
            let is_dealt_with = matches!(
                clause.verb.lemma,
                "accuse"
                    | "urge"
                    | "tell"
                    | "ask"
                    | "warn"
                    | "consult"
                    | "blame"
                    | "press"
                    | "pressure"
                    | "remind"
                    | "persuade"
                    | "support"
                    | "back"
                    | "condemn"
                    | "criticise"
                    | "criticize"
                    | "threaten"
                    | "cost"
                    | "let"
                    | "drive"
                    | "inform"
                    | "assure"
                    | "convince"
                    | "force"
                    | "praise"
                    | "thank"
                    | "punish"
                    | "reassure"
                    | "give"
                    | "offer"
                    | "provoke"
                    | "isolate"
                    | "deter"
                    | "help"
                    | "want"
                    | "dissuade"
                    | "outbid"
            );
            return if is_dealt_with {
                Sense::Government("capital as the object of a verb of dealing")
            } else {
                Sense::Place
            };
        }
    }
    Sense::Place
}

fn same_sentence(reading: &Reading, one: usize, other: usize) -> bool {
    reading.sentence_of(one) == reading.sentence_of(other)
}

/// The head of the group that goes on after a possessive.
fn head_after<'r>(reading: &'r Reading, analysis: &Analysis, possessive: usize) -> &'r str {
    let group =
        analysis.groups.iter().find(|one| one.first <= possessive && possessive <= one.last);
    match group.map(|one| one.kind) {
        Some(GroupKind::Noun { head }) if head > possessive => reading.lower(head),
        _ => "",
    }
}

fn is_motion(word: &str) -> bool {
    matches!(
        word,
        "visit"
            | "visits"
            | "visited"
            | "travel"
            | "travels"
            | "travelled"
            | "traveled"
            | "flew"
            | "fly"
            | "flies"
            | "flight"
            | "go"
            | "goes"
            | "went"
            | "going"
            | "return"
            | "returned"
            | "returns"
            | "trip"
            | "trips"
            | "arrive"
            | "arrived"
            | "road"
            | "roads"
            | "led"
            | "leading"
            | "leads"
            | "came"
            | "come"
            | "delegation"
            | "drove"
            | "route"
            | "way"
            | "sent"
            | "moved"
            | "journey"
            | "close"
            | "next"
            | "train"
            | "headed"
    )
}

fn is_violent(lemma: &str) -> bool {
    matches!(
        lemma,
        "shell"
            | "bomb"
            | "bombard"
            | "attack"
            | "hit"
            | "strike"
            | "capture"
            | "seize"
            | "besiege"
            | "destroy"
            | "occupy"
            | "evacuate"
            | "flood"
            | "retake"
            | "hold"
            | "cut"
            | "locate"
            | "surround"
    )
}

/// `Tehran is the capital`, `Seoul is a city`.
fn is_described_as_place(reading: &Reading, verb: usize) -> bool {
    (verb + 1..verb + 6).any(|at| is_compound(reading.lower(at), Compound::Site))
        && reading.tokens.get(verb).is_some_and(|token| token.tag == Tag::Be)
}
