//! What the text around a sentence makes of what it tells: scenarios and options, under a heading, after a label, or `in the
//! first scenario`; scenes; what is put right later.

use cableway_sdk::BlockKind;

use super::contradicted::{Contradiction, contradiction};
use super::corrected;
use super::foreseen;
use super::scene::Scene;
use super::status_table::{Place, Why, places};
use super::{Event, Status, Type};
use crate::syntax::{Analysis, Reading, Sentence, Tag};
use crate::work::Work;

/// How far what a sentence tells is imagined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Imagined {
    #[default]
    No,
    /// Nobody is hit in it: a game, an exercise.
    Blows,
    /// Deeds told in the present, without a date: what a text foresees.
    Deeds,
    /// All that is told as real: it would come after the day of publication.
    Later,
    /// What is told in the present.
    Present,
    /// All of it.
    Scene,
    /// All of it but what is said not to have been.
    Label,
}

/// What the text around a sentence makes of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame {
    /// It is a question.
    pub(crate) asked: bool,
    /// What it says that others say is said to be untrue.
    pub(super) untrue: bool,
    /// The word that says so, where it stands in the sentence: `Correction: …`.
    pub(super) correction: Option<Why>,
    /// A later clause of it says that somebody denies what it tells.
    pub(super) contradiction: Option<Contradiction>,
    /// It goes by hearsay: `according to unconfirmed reports`.
    pub(super) hearsay: Option<Why>,
    /// The word that makes it imagined.
    pub(super) why: Option<Why>,
    imagined: Imagined,
}

impl Frame {
    /// What becomes of the status of something told in the past, or not.
    pub(super) fn bend(self, status: Status, past: bool) -> Status {
        let denied = status == Status::Denied;
        let bends = match self.imagined {
            Imagined::No | Imagined::Blows | Imagined::Deeds => false,
            Imagined::Later => matches!(status, Status::Happened | Status::Ongoing),
            Imagined::Present => !past,
            Imagined::Scene => true,
            Imagined::Label => !(denied && past),
        };
        if bends { Status::Hypothetical } else { status }
    }

    /// Makes hypothetical what only a scenario tells.
    pub(super) fn bend_event(self, event: &mut Event) {
        let strikes = self.imagined == Imagined::Blows && event.kind == Type::Assault;
        let foreseen = self.imagined == Imagined::Deeds
            && event.status == Status::Happened
            && !event.past
            && event.when.is_none()
            && is_deed(event.kind);
        let status = if strikes || foreseen {
            Status::Hypothetical
        } else {
            self.bend(event.status, event.past)
        };
        if status != event.status {
            event.negated |= event.status == Status::Denied;
            event.status = status;
            event.why = self.why;
        }
    }

    /// True where all of it happens in a film, a game, or after `Suppose that`.
    pub(crate) fn is_scene(self) -> bool {
        self.imagined == Imagined::Scene
    }
}

/// True for what is done at one time, so that the present tells no state of affairs.
fn is_deed(kind: Type) -> bool {
    matches!(
        kind,
        Type::Assault
            | Type::Coerce
            | Type::Concede
            | Type::Retreat
            | Type::Mobilize
            | Type::Sanction
            | Type::Agree
            | Type::Aid
    )
}

/// Words of the table that a text has, in order: their tokens, and in which places of the table they are.
type Marks = Vec<(usize, u64)>;

/// What the text around makes of each sentence of a document.
pub(crate) fn frames(work: &Work) -> Vec<Frame> {
    let reading = &work.reading;
    let marks: Marks = (0..reading.tokens.len())
        .filter(|at| may_be_marked(reading, *at))
        .map(|at| (at, places(reading, at) & AROUND))
        .filter(|(_, places)| *places != 0)
        .collect();
    let mut frames = Vec::with_capacity(reading.sentences.len());
    let mut told = Told::default();
    let mut why = None;
    let mut next = 0;
    for (place, sentence) in reading.sentences.iter().enumerate() {
        let first = next;
        while marks.get(next).is_some_and(|(at, _)| *at < sentence.end) {
            next += 1;
        }
        let here = &marks[first..next];
        let analysis = &work.analyses[place];
        let mark = |wanted: Place| {
            let found = here.iter().find(|(_, places)| places & wanted.bit() != 0);
            found.map(|(token, _)| Why { place: wanted, token: *token })
        };
        let before = place.checked_sub(1);
        if before.is_some() && corrected::refutes(reading, analysis, sentence) {
            let start = reading.tokens[sentence.first].start;
            let last: Option<&mut Frame> = frames.last_mut();
            if let (Some(last), Some(before)) = (last, before) {
                let end = reading.tokens[reading.sentences[before].end - 1].start;
                last.untrue |= work.block_end(end) == work.block_end(start);
            }
        }
        let imagined = told.hear(work, sentence, analysis, here);
        let opener = [Place::Imagine, Place::Scene, Place::Fictional, Place::Game, Place::Future];
        why = match imagined {
            Imagined::No => None,
            _ => opener.into_iter().find_map(mark).or(why),
        };
        let correction =
            mark(Place::Correction).filter(|_| corrected::is_correction(reading, sentence));
        frames.push(Frame {
            asked: reading.word(sentence.end - 1) == "?",
            untrue: correction.is_some(),
            correction,
            contradiction: contradiction(reading, sentence, analysis),
            hearsay: mark(Place::Unconfirmed).filter(|_| goes_by_hearsay(reading, sentence, here)),
            why,
            imagined,
        });
    }
    frames
}

/// The places of the table whose words say something of the text around them.
const AROUND: u64 = Place::Scene.bit()
    | Place::Game.bit()
    | Place::Fictional.bit()
    | Place::Imagine.bit()
    | Place::Future.bit()
    | Place::Conceivable.bit()
    | Place::Unconfirmed.bit()
    | Place::Correction.bit();

/// The shortest word of the table that a text is searched for.
const SHORTEST: usize = 3;

fn may_be_marked(reading: &Reading, at: usize) -> bool {
    let token = reading.tokens[at];
    token.end - token.start >= SHORTEST
        && !matches!(
            token.tag,
            Tag::Determiner
                | Tag::Pronoun
                | Tag::Preposition
                | Tag::Coordinator
                | Tag::Subordinator
                | Tag::Modal
                | Tag::Be
                | Tag::Have
                | Tag::Do
                | Tag::Mark
                | Tag::Number
        )
}

/// `according to unconfirmed reports`, `if rumours are right` is a condition of its own.
fn goes_by_hearsay(reading: &Reading, sentence: &Sentence, marks: &[(usize, u64)]) -> bool {
    marks.iter().any(|(at, places)| {
        let from = sentence.first.max(at.saturating_sub(4));
        places & Place::Unconfirmed.bit() != 0
            && (from..*at).any(|at| reading.lower(at) == "according")
    })
}

/// What has been told while a text is gone through.
#[derive(Default)]
struct Told {
    /// Under a heading that names a scenario.
    under_heading: bool,
    /// The byte up to which what is told in the present goes on with a scenario: the end of its paragraph.
    scenario_until: usize,
    scene: Scene,
    /// Several futures were announced and are told since.
    futures: bool,
    /// The byte up to which a year goes on that is still to come.
    later_until: usize,
    /// The byte up to which deeds in the present go on with what may come.
    ahead_until: usize,
}

impl Told {
    /// Takes in the next sentence.
    fn hear(
        &mut self,
        work: &Work,
        sentence: &Sentence,
        analysis: &Analysis,
        marks: &[(usize, u64)],
    ) -> Imagined {
        let reading = &work.reading;
        let named = names_scenario(reading, sentence);
        if is_heading(reading, sentence) {
            self.under_heading = named;
            self.futures = false;
        }
        let start = reading.tokens[sentence.first].start;
        let block_end = || work.block_end(start);
        let label = self.under_heading || named && is_label(reading, sentence);
        let scene = self.scene.hear(work, sentence, analysis, marks);
        let phrase = within_future(reading, sentence, marks);
        let opens = phrase == Some(sentence.first)
            || label && (sentence.first..sentence.end).any(|at| reading.lower(at) == "scenario")
            || self.futures && opens_future(reading, sentence);
        if opens {
            self.scenario_until = block_end();
        }
        let announces =
            announces_futures(reading, marks) || foreseen::counts_ways(reading, sentence);
        let opens_one = foreseen::names_future(reading, analysis, sentence, is_one_of_several);
        if opens_one {
            self.scenario_until = block_end();
        }
        self.futures |= announces || opens_one || phrase.is_some();
        let later = foreseen::later_year(reading, sentence, work.date.as_deref());
        if later == Some(true) {
            self.later_until = block_end();
        }
        let ahead = self.looks_ahead(reading, sentence, analysis, block_end);
        let lists = announces
            && (sentence.first..sentence.end - 1).any(|at| matches!(reading.word(at), ":" | "—"));
        if label {
            Imagined::Label
        } else if scene == Imagined::Scene {
            scene
        } else if later.is_some() || start < self.later_until {
            Imagined::Later
        } else if phrase.is_some() || lists || start < self.scenario_until {
            Imagined::Present
        } else if scene == Imagined::No && ahead {
            Imagined::Deeds
        } else {
            scene
        }
    }

    /// True where deeds told in the present are only foreseen.
    fn looks_ahead(
        &mut self,
        reading: &Reading,
        sentence: &Sentence,
        analysis: &Analysis,
        block_end: impl Fn() -> usize,
    ) -> bool {
        let start = reading.tokens[sentence.first].start;
        let goes_on = start < self.ahead_until
            && foreseen::is_present(analysis)
            && !foreseen::is_standing(reading, sentence);
        self.ahead_until = if goes_on || foreseen::looks_ahead(reading, sentence, analysis) {
            block_end()
        } else {
            0
        };
        goes_on || foreseen::tells_unreal(reading, sentence)
    }
}

/// True for a short line without an end: a heading, whatever its block says.
fn is_heading(reading: &Reading, sentence: &Sentence) -> bool {
    let last = reading.word(sentence.end - 1);
    sentence.kind == BlockKind::Heading
        || sentence.end - sentence.first < 12
            && !matches!(last, "." | "?" | "!" | "”" | "\"" | "’" | ")")
}

/// `Scenario two`, `Option A`: in the first words.
fn names_scenario(reading: &Reading, sentence: &Sentence) -> bool {
    let first = sentence.first..sentence.end.min(sentence.first + 3);
    first.into_iter().any(|at| matches!(reading.lower(at), "scenario" | "option"))
}

/// `Option A: …`
fn is_label(reading: &Reading, sentence: &Sentence) -> bool {
    (sentence.first..sentence.end.min(sentence.first + 4)).any(|at| reading.word(at) == ":")
}

/// `in the first scenario`, `under this scenario`, `in the worst case`, `in the better future`: the first token of such words.
fn within_future(reading: &Reading, sentence: &Sentence, marks: &[(usize, u64)]) -> Option<usize> {
    let is_case = |at: usize| {
        reading.lower(at) == "case"
            && at > sentence.first
            && matches!(reading.lower(at - 1), "best" | "worst")
    };
    let is_future = |at: usize| {
        let before = at.checked_sub(1).map_or("", |at| reading.lower(at));
        reading.lower(at) == "scenario" || is_one_of_several(before) && before != "one"
    };
    let futures = marks
        .iter()
        .filter(|(at, places)| places & Place::Future.bit() != 0 && is_future(*at))
        .map(|(at, _)| *at);
    let cases = (sentence.first..sentence.end.min(sentence.first + 6)).filter(|at| is_case(*at));
    futures.chain(cases).find_map(|at| {
        let from = sentence.first.max(at.saturating_sub(5));
        (from..at).rev().find(|at| matches!(reading.lower(*at), "in" | "under" | "on"))
    })
}

/// `first`, `other`, `best`: words that choose one of several.
fn is_one_of_several(word: &str) -> bool {
    matches!(
        word,
        "first"
            | "second"
            | "third"
            | "fourth"
            | "fifth"
            | "last"
            | "other"
            | "one"
            | "best"
            | "worst"
            | "better"
            | "worse"
            | "likeliest"
            | "former"
            | "latter"
    )
}

/// `In the first, …`, `On the other …`, `Second, …`, `Either …`, behind what announced several futures.
fn opens_future(reading: &Reading, sentence: &Sentence) -> bool {
    let word = |nth: usize| reading.lower(sentence.first + nth);
    match word(0) {
        "in" | "on" | "under" | "along" => {
            let at = if matches!(word(1), "the" | "a") { 2 } else { 1 };
            // `In the first week` is a time.
            let next = reading.tokens.get(sentence.first + at + 1);
            is_one_of_several(word(at))
                && (word(at + 1) == "one" || next.is_some_and(|token| token.tag != Tag::Noun))
        }
        "either" => true,
        "first" | "second" | "third" | "fourth" | "fifth" | "one" | "two" | "three" | "four" => {
            matches!(word(1), "," | ":")
        }
        _ => false,
    }
}

/// `Three futures can be imagined`, `There are two possible endings`.
fn announces_futures(reading: &Reading, marks: &[(usize, u64)]) -> bool {
    let has = |wanted: Place| marks.iter().any(|(_, places)| places & wanted.bit() != 0);
    let counted = |at: usize| {
        (at.saturating_sub(3)..at).any(|at| {
            reading.tokens[at].tag == Tag::Number
                || matches!(reading.lower(at), "several" | "many" | "some" | "various")
        })
    };
    let is_future = |(at, places): &(usize, u64)| {
        let word = reading.lower(*at);
        places & Place::Future.bit() != 0
            && word.ends_with('s')
            && counted(*at)
            && (has(Place::Conceivable)
                || matches!(word, "scenarios" | "possibilities" | "alternatives"))
    };
    marks.iter().any(is_future)
}
