//! What English words may be: closed classes, verbs with their forms, and endings.

use std::sync::LazyLock;

use crate::hash::WordMap;

/// What a word may be, as a set of bits.
pub(crate) mod may_be {
    pub(crate) const DETERMINER: u32 = 1;
    pub(crate) const ADJECTIVE: u32 = 1 << 1;
    pub(crate) const ADVERB: u32 = 1 << 2;
    pub(crate) const NOUN: u32 = 1 << 3;
    pub(crate) const PRONOUN: u32 = 1 << 4;
    pub(crate) const PREPOSITION: u32 = 1 << 5;
    pub(crate) const COORDINATOR: u32 = 1 << 6;
    pub(crate) const SUBORDINATOR: u32 = 1 << 7;
    pub(crate) const MODAL: u32 = 1 << 8;
    pub(crate) const BE: u32 = 1 << 9;
    pub(crate) const HAVE: u32 = 1 << 10;
    pub(crate) const DO: u32 = 1 << 11;
    pub(crate) const BASE: u32 = 1 << 12;
    pub(crate) const PRESENT: u32 = 1 << 13;
    pub(crate) const PAST: u32 = 1 << 14;
    pub(crate) const PARTICIPLE: u32 = 1 << 15;
    pub(crate) const GERUND: u32 = 1 << 16;
    pub(crate) const NUMBER: u32 = 1 << 17;
    pub(crate) const TO: u32 = 1 << 18;
    pub(crate) const NOT: u32 = 1 << 19;
    pub(crate) const POSSESSIVE: u32 = 1 << 20;
    pub(crate) const RELATIVE: u32 = 1 << 21;
    pub(crate) const TIME: u32 = 1 << 22;
    /// An adjective with a capital letter, `Norwegian`.
    pub(crate) const NATION: u32 = 1 << 23;

    pub(crate) const VERB: u32 = BASE | PRESENT | PAST | PARTICIPLE | GERUND;
}
use may_be as m;

/// How a modal verb bends what it stands before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modal {
    /// `will`, `shall`.
    Will,
    /// `would`.
    Would,
    /// `may`, `might`, `could`, `can`.
    May,
    /// `must`, `should`, `ought`.
    Must,
}

/// Which modal a word is.
pub(crate) fn modal(word: &str) -> Option<Modal> {
    Some(match word {
        "will" | "shall" | "wo" => Modal::Will,
        "would" => Modal::Would,
        "may" | "might" | "could" | "can" | "ca" | "cannot" => Modal::May,
        "must" | "should" | "ought" => Modal::Must,
        _ => return None,
    })
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) may_be: u32,
    /// The verb that it is a form of; 0 for none.
    pub(crate) lemma: u16,
}

struct Lexicon {
    words: WordMap<String, Entry>,
    lemmas: Vec<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// All words, in no order.
pub(crate) fn words() -> impl Iterator<Item = (&'static str, Entry)> {
    LEXICON.words.iter().map(|(word, entry)| (word.as_str(), *entry))
}

/// What is known of a word in lower case; nothing for most nouns.
pub(crate) fn entry(word: &str) -> Option<Entry> {
    LEXICON.words.get(word).copied()
}

/// The base form of a verb; empty for 0.
pub(crate) fn lemma(number: u16) -> &'static str {
    LEXICON.lemmas.get(usize::from(number)).map_or("", String::as_str)
}

/// What a word that is in no list may be, by its ending.
pub(crate) fn by_ending(word: &str) -> u32 {
    const NOUNS: [&str; 18] = [
        "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "hood", "ism", "ist",
        "ists", "age", "ure", "dom", "cy", "ers", "ors",
    ];
    const ADJECTIVES: [&str; 11] =
        ["al", "ive", "ous", "ful", "able", "ible", "ic", "less", "ary", "ish", "ese"];
    if word.ends_with("ly") && word.len() > 4 {
        m::ADVERB
    } else if word.ends_with("ing") && word.len() > 5 {
        m::GERUND | m::NOUN
    } else if word.ends_with("ed") && word.len() > 4 {
        m::PAST | m::PARTICIPLE
    } else if NOUNS.iter().any(|end| word.ends_with(end)) {
        m::NOUN
    } else if ADJECTIVES.iter().any(|end| word.ends_with(end)) {
        m::ADJECTIVE | m::NOUN
    } else {
        m::NOUN
    }
}

const CLOSED: [(u32, &str); 19] = [
    (
        m::DETERMINER,
        "the a an this that these those its their his her our your my some any no every each both all many much \
         more most few fewer little several such another other others either neither half less own certain what whose",
    ),
    (
        m::PRONOUN,
        "i you he she it we they me him us them himself herself itself themselves ourselves who whom everyone \
         anyone someone nobody everybody anybody somebody nothing something anything everything none one \
         this that these those mine ours theirs there",
    ),
    (
        m::PREPOSITION,
        "of in on at by for with from into onto about against between among through during before after since \
         until till without within under over above below near across along around behind beyond despite \
         toward towards upon via throughout amid inside outside off out up down per like unlike than as except \
         regarding concerning alongside",
    ),
    (m::COORDINATOR, "and or but nor yet"),
    (
        m::SUBORDINATOR,
        "if unless because although though while whereas when whenever whether that once lest where how why \
         after before since until as so provided should whereby",
    ),
    (m::RELATIVE, "who which whom whose that"),
    (m::MODAL, "will would shall should may might can could must ought wo ca cannot"),
    (m::BE, "be am is are was were been being 's"),
    (m::HAVE, "have has had having 've"),
    (m::DO, "do does did done doing"),
    (m::TO, "to"),
    (m::NOT, "not n't n’t never"),
    (m::POSSESSIVE, "'s ’s"),
    (
        m::ADVERB,
        "also again already always even ever just now then here there only still soon too very yet today \
         yesterday tomorrow perhaps maybe rather quite almost often once twice together instead however \
         meanwhile therefore thus hence later earlier ago far forward back away abroad home so well \
         hardly barely scarcely no longer further else indeed nevertheless nonetheless otherwise elsewhere \
         merely largely mostly nearly outright overnight apart ahead up down out off over",
    ),
    (
        m::ADJECTIVE,
        "new old good bad big small large great high low long short early late former current recent last next \
         first second third other same different important major main key likely unlikely possible impossible \
         probable improbable certain uncertain strong weak poor rich free safe hard easy ready willing able \
         unable prepared eager keen reluctant top senior junior due worth alleged so-called official public \
         private civil foreign domestic nuclear naval armed joint common mutual vast whole full real true false \
         friendly hostile political military economic financial diplomatic international national regional local \
         young angry radical ethnic chief deputy best worst better worse greater larger smaller higher lower \
         northern southern eastern western central illegal legal wide deep clear firm open close direct \
         medium-range long-range controversial tense popular rare dependent reliant hostile allied beholden wary critical suspicious loyal \
         friendly subservient scheduled committed remote extra additional",
    ),
    (
        m::NUMBER,
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
         seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds \
         thousand thousands million millions billion billions trillion trillions dozen dozens",
    ),
    (
        m::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
         august september october november december today yesterday tomorrow tonight week month year weekend \
         morning evening afternoon night day days weeks months years spring summer autumn winter",
    ),
    (
        m::NOUN,
        "monday tuesday wednesday thursday friday saturday sunday january february april june july august \
         september october november december week month year weekend morning evening afternoon night day days \
         weeks months years spring summer autumn winter war wars king president minister leader leaders \
         government trade peace truce treaty power state states side sides second third half aid \
         negotiations talks meeting meetings sanctions dealings hearing building buildings training funding \
         spending shelling bombing bombings killing killings fighting understanding ruling proceedings warning \
         crossing shipping findings housing landing landings others needs",
    ),
    (m::NOUN | m::ADJECTIVE, "right left north south east west official rebel opposition"),
];

impl Lexicon {
    fn read() -> Self {
        let mut lexicon = Self { words: WordMap::default(), lemmas: vec![String::new()] };
        for (class, words) in CLOSED {
            for word in words.split_whitespace() {
                lexicon.words.entry(word.to_owned()).or_default().may_be |= class;
            }
        }
        let lines = include_str!("../../data/verbs.txt").lines();
        for verb in lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
            lexicon.verb(verb);
        }
        let states =
            include_str!("../../data/states.tsv").lines().filter(|line| !line.starts_with('#'));
        for word in states
            .filter_map(|line| line.split('\t').nth(4))
            .flat_map(|list| list.split([';', ' ']))
        {
            lexicon.words.entry(word.to_lowercase()).or_default().may_be |= m::NATION;
        }
        for word in ["us", "u.s.", "u.n.", "un", "uk", "u.k.", "eu"] {
            lexicon.words.entry(word.to_owned()).or_default().may_be |= m::NATION;
        }
        for (form, class) in [("be", m::BE), ("have", m::HAVE), ("do", m::DO)] {
            let number = lexicon.number(form);
            let forms: Vec<String> = lexicon
                .words
                .iter()
                .filter(|(_, entry)| entry.may_be & class != 0)
                .map(|(word, _)| word.clone())
                .collect();
            for word in forms {
                lexicon.words.entry(word).or_default().lemma = number;
            }
        }
        lexicon
    }

    fn number(&mut self, lemma: &str) -> u16 {
        self.lemmas.push(lemma.to_owned());
        u16::try_from(self.lemmas.len() - 1).unwrap_or_default()
    }

    /// Enters all forms of a verb, written as in `data/verbs.txt`.
    fn verb(&mut self, written: &str) {
        let mut parts = written.split(':');
        let marked = parts.next().unwrap_or_default();
        let base = marked.trim_end_matches(['*', '+']);
        let is_noun = marked.contains('*');
        let doubles = marked.contains('+');
        let number = self.number(base);
        let mut add = |word: String, class: u32| {
            let entry = self.words.entry(word).or_default();
            entry.may_be |= class;
            entry.lemma = number;
        };
        let noun = if is_noun { m::NOUN } else { 0 };
        add(base.to_owned(), m::BASE | noun);
        add(third_person(base), m::PRESENT | noun);
        let stems = stems(base, doubles);
        for stem in &stems {
            add(format!("{stem}ing"), m::GERUND);
        }
        match (parts.next(), parts.next()) {
            (Some(past), Some(participle)) => {
                add(past.to_owned(), m::PAST);
                add(participle.to_owned(), m::PARTICIPLE);
            }
            _ if base.ends_with('e') => add(format!("{base}d"), m::PAST | m::PARTICIPLE),
            _ if base.ends_with('y') && !ends_in_vowel_and(base) => {
                add(format!("{}ied", &base[..base.len() - 1]), m::PAST | m::PARTICIPLE);
            }
            _ => {
                for stem in &stems {
                    add(format!("{stem}ed"), m::PAST | m::PARTICIPLE);
                }
            }
        }
    }
}

/// What `-ing` is put to: `stop` gives `stopp`, `use` gives `us`, `cancel` both `cancel` and `cancell`.
fn stems(base: &str, doubles: bool) -> Vec<String> {
    if doubles {
        let last = base.chars().next_back().unwrap_or('x');
        vec![format!("{base}{last}")]
    } else if let Some(stem) = base.strip_suffix("ie") {
        vec![format!("{stem}y")]
    } else if base.ends_with("ee") || base.ends_with("oe") {
        vec![base.to_owned()]
    } else if let Some(stem) = base.strip_suffix('e') {
        vec![stem.to_owned()]
    } else if base.ends_with("el") || base.ends_with("al") {
        vec![base.to_owned(), format!("{base}l")]
    } else {
        vec![base.to_owned()]
    }
}

fn ends_in_vowel_and(base: &str) -> bool {
    let mut letters = base.chars().rev().skip(1);
    letters.next().is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'))
}

fn third_person(base: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| base.ends_with(end));
    if base.ends_with('y') && !ends_in_vowel_and(base) {
        format!("{}ies", &base[..base.len() - 1])
    } else if hisses {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}
