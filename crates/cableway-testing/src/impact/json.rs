//! What differs, for programs.

use std::time::Duration;

use serde_json::{Value, json};

use super::outcome::Impact;

/// The impact as JSON: `schema` is `cableway.diff/1`, and the rest is [`Impact`] as it is. The same runs give
/// the same bytes, unless `with_times` asks for how long each stage took, in milliseconds.
///
/// ```
/// use cableway_testing::impact::{Impact, to_json};
///
/// let json = to_json(&Impact::default(), false);
/// assert_eq!(json["schema"], "cableway.diff/1");
/// assert_eq!(json["documents"]["changed"], 0);
/// ```
pub fn to_json(impact: &Impact, with_times: bool) -> Value {
    // Plain data without maps whose keys are no texts: this does not fail.
    let mut value = serde_json::to_value(impact).unwrap_or_default();
    value["schema"] = "cableway.diff/1".into();
    for (place, stage) in impact.stages.iter().enumerate() {
        for (number, reason) in stage.reasons.iter().enumerate() {
            value["stages"][place]["reasons"][number] = reason.to_string().into();
        }
    }
    if with_times {
        let milliseconds = |time: Option<Duration>| time.map(|time| time.as_secs_f64() * 1e3);
        let times = impact.times.iter().map(|one| {
            let (old, new) = (milliseconds(one.old), milliseconds(one.new));
            json!({"kind": one.kind, "name": one.name, "old": old, "new": new})
        });
        value["times"] = times.collect();
    }
    value
}
