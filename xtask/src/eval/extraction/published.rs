//! What the benchmark's own README (of February 2026) says of the extractors whose output lies with the data:
//! over all of its 181 pages, with the standard deviation of each figure over resampled pages.

use super::score::Figures;

/// The pages of the whole benchmark.
const PAGES: usize = 181;

/// One row of the README: each figure with its deviation.
#[derive(Debug)]
pub(crate) struct Row {
    name: &'static str,
    precision: (f64, f64),
    recall: (f64, f64),
    pub(crate) f1: (f64, f64),
    exact: (f64, f64),
}

const ROWS: [Row; 6] = [
    row("dom_smoothie", (0.865, 0.008), (0.785, 0.012), (0.963, 0.005), (0.055, 0.018)),
    row("go_trafilatura", (0.960, 0.007), (0.940, 0.009), (0.980, 0.006), (0.287, 0.033)),
    row("newspaper", (0.949, 0.008), (0.964, 0.008), (0.934, 0.011), (0.326, 0.033)),
    row("readability_js", (0.947, 0.005), (0.914, 0.008), (0.982, 0.003), (0.166, 0.028)),
    row("rs_trafilatura", (0.970, 0.004), (0.951, 0.006), (0.990, 0.003), (0.287, 0.032)),
    row("trafilatura", (0.958, 0.006), (0.938, 0.009), (0.978, 0.006), (0.293, 0.034)),
];

/// In the order of the README's columns.
const fn row(
    name: &'static str,
    f1: (f64, f64),
    precision: (f64, f64),
    recall: (f64, f64),
    exact: (f64, f64),
) -> Row {
    Row { name, precision, recall, f1, exact }
}

/// What is published of the extractor called `name`.
pub(crate) fn of(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

/// How far our figures may lie from the published ones, in their deviations.
pub(crate) const DEVIATIONS: f64 = 3.0;

impl Row {
    /// The figures that do not agree with ours, by name.
    ///
    /// Over all pages they must be the same to the last digit. Half of the pages, drawn blindly, give
    /// figures that lie about one published deviation away: three are let pass.
    pub(crate) fn disagreements(&self, ours: &Figures, pages: usize) -> Vec<&'static str> {
        let figures = [
            ("precision", self.precision, ours.precision),
            ("recall", self.recall, ours.recall),
            ("F1", self.f1, ours.f1),
            ("exact", self.exact, ours.exact),
        ];
        figures
            .into_iter()
            .filter(|(_, (published, deviation), ours)| {
                let tolerance = if pages == PAGES { 0.0006 } else { DEVIATIONS * deviation };
                (published - ours).abs() > tolerance
            })
            .map(|(name, ..)| name)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pages_agree_to_the_digit_and_half_of_them_roughly() {
        let ours = Figures { precision: 0.9403, recall: 0.9868, f1: 0.9630, exact: 0.4 };
        let row = of("trafilatura").expect("it is published");
        assert_eq!(row.disagreements(&ours, 91), ["exact"]);
        assert_eq!(row.disagreements(&ours, PAGES), ["precision", "recall", "F1", "exact"]);
        assert!(of("something_else").is_none());
    }
}
