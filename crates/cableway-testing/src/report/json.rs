//! The report for programs.

use serde_json::{Value, json};

use super::{Report, Status};

/// The report as JSON: `schema` is `cableway.test/1`, `counts` has a number for each status, and
/// `outcomes` what came of each snapshot, with each change in words as `message`.
///
/// ```
/// use cableway_testing::report::{Outcome, Report, Status, to_json};
///
/// let json = to_json(&Report::new(vec![Outcome::new("harbour", Status::Missing)]));
/// assert_eq!(json["counts"]["missing"], 1);
/// assert_eq!(json["outcomes"][0]["case"], "harbour");
/// ```
pub fn to_json(report: &Report) -> Value {
    let mut counts = json!({});
    for status in Status::ALL {
        counts[status.as_str()] = report.count(status).into();
    }
    let outcomes: Vec<Value> = report
        .outcomes()
        .iter()
        .map(|outcome| {
            // Plain data without maps whose keys are no texts: this does not fail.
            let mut value = serde_json::to_value(outcome).unwrap_or_default();
            for (place, change) in outcome.changes.iter().enumerate() {
                value["changes"][place]["message"] = change.to_string().into();
            }
            value
        })
        .collect();
    json!({"schema": "cableway.test/1", "counts": counts, "outcomes": outcomes})
}

#[cfg(test)]
mod tests {
    use super::super::tests::report;
    use super::*;

    #[test]
    fn programs_find_all_of_it() {
        let mut json = to_json(&report());
        json.sort_all_objects();
        insta::assert_snapshot!(format!("{json:#}"));
    }
}
