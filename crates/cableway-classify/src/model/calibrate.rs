//! From distances to probabilities.

use serde::{Deserialize, Serialize};

/// A sigmoid: how probable a label is at a distance from its plane.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sigmoid {
    pub(super) slope: f64,
    pub(super) middle: f64,
}

impl Sigmoid {
    /// The probability at `score`, within 0 and 1.
    pub(super) fn probability(self, score: f64) -> f64 {
        logistic(self.slope * score + self.middle)
    }

    /// The sigmoid under which what was found is likeliest. `scores` must be of documents that the plane
    /// was not made from.
    ///
    /// Platt 1999 ("Probabilistic outputs for support vector machines"), whose targets are a little
    /// inside 0 and 1, found by Newton's method with halved steps, as Lin, Lin and Weng 2007 ("A note on
    /// Platt's probabilistic outputs") advise. Where that would say that a label is the less probable the
    /// larger its score, which happens with next to no documents, the slope is 0.
    pub(super) fn fit(scores: &[f64], positive: &[bool]) -> Self {
        let yes = positive.iter().filter(|positive| **positive).count() as f64;
        let no = positive.len() as f64 - yes;
        let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
        let target = |positive: bool| if positive { high } else { low };
        let loss = |own: &Self| -> f64 {
            let pairs = scores.iter().zip(positive);
            pairs
                .map(|(&score, &positive)| {
                    let x = own.slope * score + own.middle;
                    // ln(1 + e^x) − t x, without overflow.
                    x.max(0.0) + (-x.abs()).exp().ln_1p() - target(positive) * x
                })
                .sum()
        };
        let mut own = Self { slope: 0.0, middle: ((yes + 1.0) / (no + 1.0)).ln() };
        let mut now = loss(&own);
        for _ in 0..100 {
            // A little on the diagonal keeps the matrix invertible.
            let (mut ss, mut sm, mut mm) = (1e-12, 0.0, 1e-12);
            let (mut ds, mut dm) = (0.0, 0.0);
            for (&score, &positive) in scores.iter().zip(positive) {
                let p = own.probability(score);
                let weight = p * (1.0 - p);
                ss += score * score * weight;
                sm += score * weight;
                mm += weight;
                ds += (p - target(positive)) * score;
                dm += p - target(positive);
            }
            if ds.abs() < 1e-8 && dm.abs() < 1e-8 {
                break;
            }
            let determinant = ss * mm - sm * sm;
            let step = (-(mm * ds - sm * dm) / determinant, -(ss * dm - sm * ds) / determinant);
            let descent = ds * step.0 + dm * step.1;
            let mut size = 1.0;
            let better = loop {
                let next =
                    Self { slope: own.slope + size * step.0, middle: own.middle + size * step.1 };
                let then = loss(&next);
                if then < now + 1e-4 * size * descent {
                    break Some((next, then));
                }
                size /= 2.0;
                if size < 1e-10 {
                    break None;
                }
            };
            let Some((next, then)) = better else { break };
            (own, now) = (next, then);
        }
        if own.slope.is_finite() && own.middle.is_finite() && own.slope > 0.0 {
            return own;
        }
        Self { slope: 0.0, middle: ((yes + 1.0) / (no + 1.0)).ln() }
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::{Sigmoid, logistic};
    use crate::model::random::Random;

    #[test]
    fn a_known_sigmoid_is_found_again() {
        let mut random = Random::new(5);
        let mut unit = || random.below(1 << 30) as f64 / f64::from(1 << 30);
        let scores: Vec<f64> = (0..20_000).map(|_| unit() * 4.0 - 2.0).collect();
        let positive: Vec<bool> =
            scores.iter().map(|score| unit() < logistic(3.0 * score - 1.0)).collect();
        let found = Sigmoid::fit(&scores, &positive);
        assert!((found.slope - 3.0).abs() < 0.15, "{found:?}");
        assert!((found.middle + 1.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn scores_that_say_nothing_give_the_share() {
        let positive: Vec<bool> = (0..100).map(|place| place < 20).collect();
        for scores in [vec![0.0; 100], (0..100).map(|place| f64::from(place) / 50.0).collect()] {
            let found = Sigmoid::fit(&scores, &positive);
            assert!((found.probability(0.3) - 0.2).abs() < 0.03, "{found:?}");
        }
    }

    #[test]
    fn scores_that_tell_all_do_not_run_away() {
        let scores = [-1.0, -0.9, -0.8, 0.8, 0.9, 1.0];
        let positive = [false, false, false, true, true, true];
        let found = Sigmoid::fit(&scores, &positive);
        assert!(found.probability(1.0) > 0.7 && found.probability(1.0) < 0.9, "{found:?}");
    }
}
