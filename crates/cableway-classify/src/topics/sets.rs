//! Rules that come with Cableway.

use std::path::PathBuf;

use cableway_core::ConfigError;
use schemars::JsonSchema;
use serde::Deserialize;

use super::rules::{Rules, read};

/// Rules that come with Cableway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleSet {
    /// Thirty of the IPTC Media Topics, for news in English. Names and codes are the IPTC's; the rules
    /// are Cableway's.
    Iptc,
}

impl RuleSet {
    /// The rules file of the set, as a start for one's own.
    pub fn text(self) -> &'static str {
        match self {
            Self::Iptc => include_str!("iptc.toml"),
        }
    }

    pub(crate) fn read(self) -> Result<Rules, ConfigError> {
        match self {
            Self::Iptc => read(self.text(), PathBuf::from("iptc")),
        }
    }
}
