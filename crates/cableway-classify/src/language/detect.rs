//! Tells the language of a text: by its script where that is enough, else by its n-grams.

use super::groups::{GROUPS, Group, grams, row};
use super::script::{SCRIPTS, Script, number};

/// The weights of all n-grams, made by `xtask/language-table` from the models of the crate `lingua`: for
/// each group the worth of one unit as a little-endian `f32`, then a byte for each weight, row by row. A
/// weight of zero is 128, which adds the same to every language and so changes nothing.
static TABLE: &[u8] = include_bytes!("table.bin");

/// Characters of a word that are looked at.
const LONGEST_WORD: usize = 40;

/// Nynorsk is written by about one Norwegian in eight, and differs from Bokmål in few words: the
/// logarithm of the odds before a text was looked at. All other languages are taken as equally likely.
const NYNORSK: f64 = -2.0;

/// What a text is taken for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Guess {
    /// ISO 639-1.
    pub(crate) code: &'static str,
    /// How likely that is, from 0 to 1.
    pub(crate) confidence: f64,
    /// True where the words told, and not the script alone.
    pub(crate) by_words: bool,
}

/// Why a text has no language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// It has no letter of a known script.
    Script,
    /// Its script is known, but not of an allowed language.
    NotAllowed,
    /// Its words are like those of no language.
    Words,
}

/// The parts of a text that one script is in.
struct Count {
    /// Letters, as they count.
    letters: [usize; SCRIPTS.len()],
    /// Those of scripts that are not known here count one each.
    strange: usize,
    /// Letters that only one of the languages of a script has.
    yiddish: usize,
    assamese: usize,
}

/// Letters in `parts`, each counted as what it says: a Chinese character as three, a Korean syllable
/// as two.
pub(crate) fn letters<'a>(parts: impl Iterator<Item = &'a str>) -> usize {
    let count = Count::of(parts);
    count.letters.iter().sum::<usize>() + count.strange
}

impl Count {
    fn of<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        let mut count = Self { letters: [0; _], strange: 0, yiddish: 0, assamese: 0 };
        let mut before = ' ';
        for character in parts.flat_map(str::chars) {
            match number(character) {
                Some(number) => {
                    count.letters[number] += SCRIPTS[number].1;
                    match character {
                        '\u{5f0}'..='\u{5f2}' => count.yiddish += 1,
                        '\u{5b7}' | '\u{5b8}' if before == 'א' => count.yiddish += 1,
                        'ৰ' | 'ৱ' => count.assamese += 1,
                        _ => {}
                    }
                }
                None if character.is_alphabetic() => count.strange += 1,
                None => {}
            }
            before = character;
        }
        count
    }
}

/// The language of a text that comes in `parts`, of those that `allows` accepts.
pub(crate) fn detect(parts: &[&str], allows: impl Fn(&str) -> bool) -> Result<Guess, Unknown> {
    let count = Count::of(parts.iter().copied());
    let all = count.letters.iter().sum::<usize>() + count.strange;
    // The first of those with the most letters.
    let most = count.letters.iter().enumerate().rev().max_by_key(|(_, letters)| **letters);
    let Some((place, most)) = most.filter(|(_, most)| **most > count.strange) else {
        return Err(Unknown::Script);
    };
    let share = |letters: usize| letters as f64 / all as f64;
    let kana =
        count.letters.iter().zip(&SCRIPTS).find(|(_, script)| matches!(script.0, Script::Kana));
    let kana = kana.map_or(0, |(letters, _)| *letters);
    let (code, confidence) = match SCRIPTS[place].0 {
        Script::Shared(group) => {
            let guess = by_words(group, place, parts, &allows)?;
            // What is in another script speaks against it.
            return Ok(Guess { confidence: guess.confidence * share(*most).sqrt(), ..guess });
        }
        Script::One(code) => (code, share(*most)),
        Script::Hebrew if count.yiddish * 50 > *most => ("yi", share(*most)),
        Script::Hebrew => ("he", share(*most)),
        Script::Bengali if count.assamese > 0 => ("as", share(*most)),
        Script::Bengali => ("bn", share(*most)),
        Script::Kana => ("ja", share(*most)),
        // Headlines in Japanese have few kana; Chinese texts quote a name in kana now and then.
        Script::Han if kana * 12 > *most => ("ja", share(*most + kana)),
        Script::Han => ("zh", share(*most)),
    };
    if allows(code) {
        Ok(Guess { code, confidence, by_words: false })
    } else {
        Err(Unknown::NotAllowed)
    }
}

/// The language of the words in the script of number `script`.
fn by_words(
    group: &'static Group,
    script: usize,
    parts: &[&str],
    allows: impl Fn(&str) -> bool,
) -> Result<Guess, Unknown> {
    let Some((unit, weights)) = weights(group) else { return Err(Unknown::Words) };
    let lanes = group.lanes();
    let mut sums = vec![0_u32; lanes];
    let mut of_word = vec![0_u16; lanes];
    let mut count = |word: &mut Vec<u32>| {
        if word.len() > 1 {
            word.push(0);
            // At most 255 for five n-grams for each of 44 characters: this fits 16 bits, and
            // takes less time than 32 bits.
            of_word.fill(0);
            grams(word, |hash| {
                let row = &weights[row(hash, group.bits) * lanes..][..lanes];
                for (sums, weights) in of_word.chunks_exact_mut(8).zip(row.chunks_exact(8)) {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += u16::from(*weight);
                    }
                }
            });
            for (sum, of_word) in sums.iter_mut().zip(&of_word) {
                *sum += u32::from(*of_word);
            }
            word.truncate(1);
        }
    };
    let mut word = Vec::with_capacity(LONGEST_WORD + 2);
    word.push(0);
    for part in parts {
        for character in part.chars() {
            if number(character) == Some(script) && !is_mark(character) {
                if word.len() <= LONGEST_WORD {
                    if character.is_ascii() {
                        word.push(u32::from(character.to_ascii_lowercase()));
                    } else {
                        word.extend(character.to_lowercase().map(u32::from));
                    }
                }
            } else {
                count(&mut word);
            }
        }
        count(&mut word);
    }
    let none = group.codes.len();
    if !group.codes.iter().any(|code| allows(code)) {
        return Err(Unknown::NotAllowed);
    }
    let odds: Vec<f64> = (0..=none)
        .map(|lane| match group.codes.get(lane) {
            Some(code) if !allows(code) => f64::NEG_INFINITY,
            Some(&"nn") => f64::from(sums[lane]) * f64::from(unit) + NYNORSK,
            _ => f64::from(sums[lane]) * f64::from(unit),
        })
        .collect();
    // The first of the likeliest.
    let best = (0..=none).rev().max_by(|a, b| odds[*a].total_cmp(&odds[*b])).unwrap_or(none);
    let whole: f64 = odds.iter().map(|other| (other - odds[best]).exp()).sum();
    match group.codes.get(best) {
        Some(code) => Ok(Guess { code, confidence: 1.0 / whole, by_words: true }),
        None => Err(Unknown::Words),
    }
}

/// True for the vowel signs of Devanagari and Arabic, which divide words: the models know letters alone.
fn is_mark(character: char) -> bool {
    matches!(u32::from(character),
        0x0610..=0x061a | 0x064b..=0x065f | 0x0670 | 0x06d6..=0x06dc | 0x06df..=0x06e4
        | 0x06e7..=0x06e8 | 0x06ea..=0x06ed
        | 0x0900..=0x0903 | 0x093a..=0x093c | 0x093e..=0x094f | 0x0951..=0x0957 | 0x0962..=0x0963)
}

/// The worth of one unit, and the weights of a group.
fn weights(group: &Group) -> Option<(f32, &'static [u8])> {
    let mut rest = TABLE;
    for other in GROUPS {
        let (unit, weights) = rest.split_first_chunk()?;
        if other.codes == group.codes {
            return Some((f32::from_le_bytes(*unit), weights.get(..group.weights())?));
        }
        rest = weights.get(other.weights()..)?;
    }
    None
}
