//! How sure a stage is.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A finite number that says how strongly a stage holds to an annotation; more is stronger.
///
/// What the number means (a probability, a weight) is for the stage's documentation to say. The
/// built-in stages stay within 0 and 1.
///
/// It is rounded to four decimals when made, because the last bits of a floating point sum differ
/// from machine to machine, and a record must not.
///
/// ```
/// use cableway_core::Score;
///
/// assert_eq!(Score::new(0.123_456)?.get(), 0.1235);
/// assert!(Score::new(f64::NAN).is_err());
/// # Ok::<(), cableway_core::ScoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Score(f64);

impl Score {
    /// The score `value`, rounded to four decimals.
    ///
    /// # Errors
    /// When `value` is not a number, or infinite.
    pub fn new(value: f64) -> Result<Self, ScoreError> {
        if !value.is_finite() {
            return Err(ScoreError(value));
        }
        let rounded = (value * 1e4).round() / 1e4;
        // Beyond this a double has no decimals left, and the product above may overflow.
        let kept = if value.abs() < 1e11 { rounded } else { value };
        // `+ 0.0` turns -0.0 into 0.0, so that equal scores are equal bytes.
        Ok(Self(kept + 0.0))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<f64> for Score {
    type Error = ScoreError;

    fn try_from(value: f64) -> Result<Self, ScoreError> {
        Self::new(value)
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl JsonSchema for Score {
    fn schema_name() -> Cow<'static, str> {
        "Score".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "How strongly the stage holds to this, more is stronger; four decimals. Built-in stages stay within 0 and 1.",
            "type": "number"
        })
    }
}

/// A score that is not a finite number.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a score is a finite number, not {0}")]
pub struct ScoreError(f64);
