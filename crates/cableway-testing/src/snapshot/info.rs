//! What a case's snapshot tells of its making.

use serde::{Deserialize, Serialize};

use super::error::Problem;
use super::header::Header;
use crate::difference::Origin;
use crate::fingerprint::{Fingerprint, NOTHING_KNOWN, reasons_for};

/// The `info` of the snapshots that cases have: what made the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// [`Info::SCHEMA`].
    pub schema: String,
    /// The case's name.
    pub case: String,
    /// The digest of the inputs.
    pub inputs: String,
    /// The digest of what the case itself lays over the output: mocks, redactions and filters; absent where it
    /// has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlay: Option<String>,
    /// All stages in running order.
    #[serde(default)]
    pub stages: Vec<Fingerprint>,
}

impl Info {
    /// The name and the version of the format.
    pub const SCHEMA: &'static str = "cableway.snapshot/1";

    /// The same without the version.
    const FORMAT: &'static str = "cableway.snapshot/";

    /// The information of a snapshot of the case `case`.
    pub fn new(
        case: impl Into<String>,
        inputs: impl Into<String>,
        stages: Vec<Fingerprint>,
    ) -> Self {
        let (case, inputs) = (case.into(), inputs.into());
        Self { schema: Self::SCHEMA.to_owned(), case, inputs, overlay: None, stages }
    }

    /// Why the output of `stage` may not be what it was when the snapshot with the information `old` was
    /// taken, in words; at least one reason.
    ///
    /// ```
    /// use cableway_testing::difference::Origin;
    /// use cableway_testing::snapshot::Info;
    ///
    /// let old = Info::new("harbour", "blake3:01", Vec::new());
    /// let new = Info::new("harbour", "blake3:02", Vec::new());
    /// assert_eq!(new.reasons_since(&old, &Origin::Ingest), ["the inputs changed"]);
    /// ```
    pub fn reasons_since(&self, old: &Self, stage: &Origin) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.inputs != old.inputs {
            reasons.push("the inputs changed".to_owned());
        }
        if self.overlay != old.overlay {
            reasons.push("the case's mocks, redactions or filters changed".to_owned());
        }
        reasons.extend(reasons_for(stage, &old.stages, &self.stages));
        if reasons.is_empty() {
            reasons.push(NOTHING_KNOWN.to_owned());
        }
        reasons
    }
}

impl Header {
    /// What made a case's snapshot; nothing for a snapshot that another program wrote.
    ///
    /// ```
    /// use cableway_testing::snapshot::{Header, Info};
    ///
    /// let mut header = Header::default();
    /// let info = Info::new("harbour", "blake3:01", Vec::new());
    /// header.set_info(&info)?;
    /// assert_eq!(header.case_info()?, Some(info));
    /// # Ok::<(), cableway_testing::snapshot::Problem>(())
    /// ```
    ///
    /// # Errors
    /// When a newer version wrote it, or when it was edited into something else.
    pub fn case_info(&self) -> Result<Option<Info>, Problem> {
        let schema = self.info.as_ref().and_then(|info| info.get("schema")?.as_text());
        match schema.as_deref() {
            Some(Info::SCHEMA) => self.info(),
            Some(found) if found.starts_with(Info::FORMAT) => {
                Err(Problem::Newer { found: found.to_owned(), known: Info::SCHEMA })
            }
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_reason() {
        let info = Info::new("harbour", "blake3:01", Vec::new());
        assert_eq!(info.reasons_since(&info, &Origin::Ingest), [NOTHING_KNOWN]);
    }

    #[test]
    fn an_edited_header_is_told_where_it_is_asked_for() {
        let mut header = Header::default();
        header.set_info(&serde_json::json!({"schema": Info::SCHEMA, "case": 1})).unwrap();
        assert!(matches!(header.case_info(), Err(Problem::Info { .. })));
        let text = format!("---\ninfo:\n  schema: {}\n---\nx\n", Info::SCHEMA);
        assert!(crate::snapshot::Snapshot::parse(text.as_bytes()).is_ok());
        header.set_info(&serde_json::json!({"schema": "another/1"})).unwrap();
        assert_eq!(header.case_info().unwrap(), None);
    }
}
