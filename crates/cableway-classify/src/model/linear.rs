//! Linear classifiers of two classes over sparse vectors.
//!
//! There is no crate for it that fits: `liblinear` binds C++, `linfa` and `smartcore` want dense arrays,
//! and solvers for kernels take time by the square of the documents.

use super::random::Random;

/// Sparse vectors, one a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Matrix {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl Matrix {
    /// No rows yet, of `width` columns.
    pub(super) fn new(width: usize) -> Self {
        Self { starts: vec![0], width, ..Self::default() }
    }

    /// Appends a row; columns are less than the width.
    pub(super) fn push(&mut self, row: impl Iterator<Item = (u32, f32)>) {
        for (column, value) in row {
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }

    pub(super) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The columns and values of a row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[row]..self.starts[row + 1];
        let columns = self.columns[range.clone()].iter();
        columns
            .zip(&self.values[range])
            .map(|(&column, &value)| (column as usize, f64::from(value)))
    }
}

/// A plane: a document is on its positive side where `weights · x + bias` is positive.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) weights: Vec<f64>,
    pub(super) bias: f64,
}

impl Plane {
    pub(super) fn score(&self, matrix: &Matrix, row: usize) -> f64 {
        self.bias + matrix.row(row).map(|(column, value)| self.weights[column] * value).sum::<f64>()
    }
}

/// When the solver stops.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stop {
    /// How far the largest and the smallest projected gradient may be apart.
    pub(super) tolerance: f64,
    /// The most passes over the documents.
    pub(super) passes: usize,
}

impl Default for Stop {
    fn default() -> Self {
        Self { tolerance: 0.01, passes: 200 }
    }
}

/// The support vector machine with squared hinge loss: the plane that makes
/// ½|w|² + `cost` · Σ max(0, 1 − y (w·x))² smallest, where the bias is the weight of one more column that
/// is always 1. `positive` tells y, one for each row.
///
/// The method is dual coordinate descent (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual
/// coordinate descent method for large-scale linear SVM", algorithm 1), which LIBLINEAR uses: documents
/// are gone through in an order that `seed` gives, and for each the one variable is set to its best.
pub(super) fn solve(matrix: &Matrix, positive: &[bool], cost: f64, seed: u64, stop: Stop) -> Plane {
    let mut random = Random::new(seed);
    let mut order: Vec<usize> = (0..matrix.rows()).collect();
    let diagonal = 0.5 / cost;
    let squares: Vec<f64> = order
        .iter()
        .map(|&row| 1.0 + matrix.row(row).map(|(_, value)| value * value).sum::<f64>() + diagonal)
        .collect();
    let mut alphas = vec![0.0_f64; matrix.rows()];
    let mut plane = Plane { weights: vec![0.0; matrix.width()], bias: 0.0 };
    for _ in 0..stop.passes {
        random.shuffle(&mut order);
        let (mut highest, mut lowest) = (f64::NEG_INFINITY, f64::INFINITY);
        for &row in &order {
            let sign = if positive[row] { 1.0 } else { -1.0 };
            let gradient = sign * plane.score(matrix, row) - 1.0 + diagonal * alphas[row];
            let projected = if alphas[row] == 0.0 { gradient.min(0.0) } else { gradient };
            highest = highest.max(projected);
            lowest = lowest.min(projected);
            if projected.abs() < 1e-12 {
                continue;
            }
            let before = alphas[row];
            alphas[row] = (before - gradient / squares[row]).max(0.0);
            let change = (alphas[row] - before) * sign;
            for (column, value) in matrix.row(row) {
                plane.weights[column] += change * value;
            }
            plane.bias += change;
        }
        if highest - lowest < stop.tolerance {
            break;
        }
    }
    plane
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Matrix, Plane, Stop, solve};

    const EXACT: Stop = Stop { tolerance: 1e-9, passes: 100_000 };

    fn matrix(rows: &[Vec<f32>]) -> Matrix {
        let mut matrix = Matrix::new(rows.first().map_or(0, Vec::len));
        for row in rows {
            let cells = row.iter().enumerate().map(|(column, &value)| (column as u32, value));
            matrix.push(cells.filter(|(_, value)| *value != 0.0));
        }
        matrix
    }

    fn loss(plane: &Plane, matrix: &Matrix, positive: &[bool], cost: f64) -> f64 {
        let squares: f64 = plane.weights.iter().map(|weight| weight * weight).sum();
        let losses = positive.iter().enumerate().map(|(row, &positive)| {
            let sign = if positive { 1.0 } else { -1.0 };
            (1.0 - sign * plane.score(matrix, row)).max(0.0).powi(2)
        });
        0.5 * (squares + plane.bias * plane.bias) + cost * losses.sum::<f64>()
    }

    #[test]
    fn two_points_have_a_known_plane() {
        // By symmetry the bias is 0, and w makes w²/2 + 2C(1 − w)² smallest: w = 4C / (1 + 4C).
        let points = matrix(&[vec![1.0], vec![-1.0]]);
        for cost in [0.1, 1.0, 10.0] {
            let plane = solve(&points, &[true, false], cost, 1, EXACT);
            let expect = 4.0 * cost / (1.0 + 4.0 * cost);
            assert!((plane.weights[0] - expect).abs() < 1e-7, "{plane:?} {expect}");
            assert!(plane.bias.abs() < 1e-7, "{plane:?}");
        }
    }

    #[test]
    fn one_class_alone_is_all_bias() {
        // w = (w, b) along (1, 1): w + b = s makes s²/4 + C(1 − s)² smallest: s = 4C / (1 + 4C).
        let plane = solve(&matrix(&[vec![1.0]]), &[true], 1.0, 1, EXACT);
        assert!((plane.weights[0] - 0.4).abs() < 1e-7 && (plane.bias - 0.4).abs() < 1e-7);
    }

    proptest! {
        #[test]
        fn the_gradient_is_zero_at_the_optimum(
            rows in prop::collection::vec(
                (prop::collection::vec(-2.0_f32..2.0, 4), any::<bool>()), 1..20),
            cost in 0.05_f64..5.0,
        ) {
            let positive: Vec<bool> = rows.iter().map(|(_, positive)| *positive).collect();
            let rows: Vec<Vec<f32>> = rows.into_iter().map(|(row, _)| row).collect();
            let matrix = matrix(&rows);
            let plane = solve(&matrix, &positive, cost, 7, EXACT);
            // The loss is convex and smooth: a step to any side makes it no smaller.
            let best = loss(&plane, &matrix, &positive, cost);
            for column in 0..=plane.weights.len() {
                for step in [1e-4, -1e-4] {
                    let mut other = plane.clone();
                    match other.weights.get_mut(column) {
                        Some(weight) => *weight += step,
                        None => other.bias += step,
                    }
                    prop_assert!(loss(&other, &matrix, &positive, cost) >= best - 1e-9);
                }
            }
        }

        #[test]
        fn the_order_does_not_matter_at_the_optimum(seed in any::<u64>()) {
            let points = matrix(&[vec![1.0, 0.5], vec![0.2, -1.0], vec![-0.3, 0.9], vec![0.0, 2.0]]);
            let positive = [true, false, true, false];
            let [one, other] = [1, seed].map(|seed| solve(&points, &positive, 1.0, seed, EXACT));
            for (a, b) in one.weights.iter().zip(&other.weights) {
                prop_assert!((a - b).abs() < 1e-6);
            }
        }
    }
}
