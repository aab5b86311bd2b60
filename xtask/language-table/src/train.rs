//! Learns the weights of one group of languages: softmax regression on n-grams of drawn words.

use crate::groups::{Group, grams, row};
use crate::model::{Model, Random, Spelling};

/// Words drawn from each language.
const POOL: usize = 200_000;
/// Texts to learn from, for each language.
const TEXTS: usize = 30_000;
/// How far one step goes.
const RATE: f32 = 0.15;
/// What a sum of weights is divided by to make it a logarithm of odds.
pub(crate) const DIVISOR: f32 = 16.0;

/// The words that were drawn from one language.
struct Pool {
    letters: Vec<u32>,
    starts: Vec<usize>,
}

impl Pool {
    fn draw(model: &Model, random: &mut Random) -> Self {
        let mut pool = Self { letters: Vec::new(), starts: Vec::new() };
        for _ in 0..POOL {
            pool.starts.push(pool.letters.len());
            pool.letters.push(0);
            for letter in model.word(random) {
                match model.spelling {
                    Spelling::Own => pool.letters.push(letter),
                    Spelling::SerbianInLatin => in_latin(letter, &mut pool.letters),
                }
            }
            pool.letters.push(0);
        }
        pool.starts.push(pool.letters.len());
        pool
    }

    fn word(&self, random: &mut Random) -> &[u32] {
        let at = random.below(POOL);
        &self.letters[self.starts[at]..self.starts[at + 1]]
    }
}

/// A letter of the Serbian alphabet in Latin letters, which are used as much.
fn in_latin(letter: u32, to: &mut Vec<u32>) {
    const CYRILLIC: &str = "абвгдђежзијклљмнњопрстћуфхцчџш";
    const LATIN: [&str; 30] = [
        "a", "b", "v", "g", "d", "đ", "e", "ž", "z", "i", "j", "k", "l", "lj", "m", "n", "nj", "o", "p", "r",
        "s", "t", "ć", "u", "f", "h", "c", "č", "dž", "š",
    ];
    let place = CYRILLIC.chars().position(|known| u32::from(known) == letter);
    match place {
        Some(place) => to.extend(LATIN[place].chars().map(u32::from)),
        None => to.push(letter),
    }
}

/// The weights of `group`, row by row.
pub(crate) fn train(group: &Group, models: &[Model]) -> Vec<f32> {
    let mut random = Random::new(7);
    let pools: Vec<Pool> = models.iter().map(|model| Pool::draw(model, &mut random)).collect();
    let lanes = group.lanes();
    let used = group.codes.len() + 1;
    let mut weights = vec![0.0_f32; group.weights()];
    let mut squares = vec![1e-3_f32; group.weights()];
    let mut rows: Vec<usize> = Vec::new();
    let mut sums = vec![0.0_f32; lanes];
    let steps = TEXTS * used;
    let mut wrong = 0;
    for step in 0..steps {
        let truth = random.below(used);
        rows.clear();
        text(group, &pools, truth, &mut random, &mut rows);
        sums.fill(0.0);
        for &row in &rows {
            for (sum, weight) in sums.iter_mut().zip(&weights[row * lanes..][..lanes]) {
                *sum += weight;
            }
        }
        let most = sums[..used].iter().copied().fold(f32::MIN, f32::max);
        wrong += usize::from(sums[truth] < most);
        let mut whole = 0.0;
        for sum in &mut sums[..used] {
            *sum = ((*sum - most) / DIVISOR).exp();
            whole += *sum;
        }
        for (lane, sum) in sums[..used].iter_mut().enumerate() {
            *sum = *sum / whole - if lane == truth { 1.0 } else { 0.0 };
        }
        sums[used..].fill(0.0);
        let rate = RATE * (1.0 - step as f32 / steps as f32);
        for &row in &rows {
            let at = row * lanes;
            let weights = &mut weights[at..][..lanes];
            let squares = &mut squares[at..][..lanes];
            for ((weight, square), error) in weights.iter_mut().zip(squares).zip(&sums) {
                *square += error * error;
                *weight -= rate * error / square.sqrt();
            }
        }
        if (step + 1) % 100_000 == 0 {
            eprintln!("  {} of {steps} texts, {:.1} % wrong", step + 1, wrong as f32 / 1000.0);
            wrong = 0;
        }
    }
    weights
}

/// Adds the rows of the n-grams of a drawn text in language `truth`.
fn text(group: &Group, pools: &[Pool], truth: usize, random: &mut Random, rows: &mut Vec<usize>) {
    let words = 2 + random.below(14);
    // Names, loans and quotations.
    let foreign = if random.below(3) == 0 { random.fraction() * 0.4 } else { 0.0 };
    let kind = random.below(3);
    let mut scrambled: Vec<u32> = Vec::new();
    for _ in 0..words {
        let other = random.below(pools.len());
        let word = if truth == pools.len() {
            // No language: letters in disorder, or words of many languages.
            let letters = pools[other].word(random);
            scrambled.clear();
            scrambled.extend(letters);
            let last = scrambled.len().saturating_sub(1);
            match kind {
                0 => for place in 1..last {
                    scrambled.swap(place, 1 + random.below(last - 1));
                },
                1 => for place in 1..last {
                    let letters = pools[random.below(pools.len())].word(random);
                    if letters.len() > 2 {
                        scrambled[place] = letters[1 + random.below(letters.len() - 2)];
                    }
                },
                _ if last > 2 => scrambled[1..last].reverse(),
                _ => {}
            }
            &scrambled
        } else if random.fraction() < foreign {
            pools[other].word(random)
        } else {
            pools[truth].word(random)
        };
        grams(word, |hash| rows.push(row(hash, group.bits)));
    }
}
