//! Makes snapshots of what a run gave.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::gathered::Gathered;
use super::{Captured, DIAGNOSTICS, Place, RECORDS};
use crate::case::{Allowed, Case, Redaction, Replace};
use crate::redaction::{Filter, Found, Rule, filter_text, filter_values, redact};
use crate::rendering::render;
use crate::snapshot::{Header, Info, Snapshot};

/// Makes snapshots of what a run gave.
pub(super) struct Maker<'a> {
    place: &'a Place,
    case: &'a Case,
    rules: Vec<Rule>,
    filters: Vec<Filter>,
    found: Vec<Found>,
    matches: Vec<usize>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(place: &'a Place, case: &'a Case) -> Result<Self, String> {
        let rules: Vec<Rule> =
            case.redactions.iter().map(Redaction::rule).collect::<Result<_, _>>()?;
        let filters: Vec<Filter> =
            case.filters.iter().map(Replace::filter).collect::<Result<_, _>>()?;
        let (found, matches) = (vec![Found::default(); rules.len()], vec![0; filters.len()]);
        Ok(Self { place, case, rules, filters, found, matches })
    }

    pub(super) fn diagnostics(mut self, text: &str) -> Captured {
        let text = self.filtered(text);
        let snapshot = Snapshot::text(Self::header("what `check` says", None), text);
        let warnings = self.warnings();
        Captured {
            snapshots: [(DIAGNOSTICS.to_owned(), snapshot)].into(),
            unexpected: Vec::new(),
            warnings,
        }
    }

    pub(super) fn records(
        mut self,
        gathered: Gathered,
        pipeline_warnings: Option<String>,
        files: &BTreeMap<String, (String, Vec<u8>)>,
    ) -> Result<Captured, String> {
        let Gathered { mut records, quarantined, after, inputs, stages } = gathered;
        // The folder's own name: the way to it depends on where the tests are started.
        let folder = self.place.folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = folder.unwrap_or_else(|| self.place.name.clone());
        let mut info = Info::new(name, inputs.to_string(), stages);
        info.overlay = self.case.overlay().map(|digest| digest.to_string());
        let mut snapshots = BTreeMap::new();
        let last = "the records after the last stage";
        self.redacted(&mut records);
        let header = Self::header(last, Some(&info));
        snapshots.insert(RECORDS.to_owned(), Snapshot::text(header, render(&records)));
        for name in &self.case.after {
            let mut records = after.get(name).cloned().unwrap_or_default();
            self.redacted(&mut records);
            let key = format!("after-{}", name.replace(':', "+"));
            let header = Self::header(&format!("the records after `{name}`"), Some(&info));
            snapshots.insert(key, Snapshot::text(header, render(&records)));
        }
        for (key, (extension, bytes)) in files {
            let header = Self::header("what an export wrote", Some(&info));
            let bytes = match std::str::from_utf8(bytes) {
                Ok(text) => self.filtered(text).into_bytes(),
                Err(_) => bytes.clone(),
            };
            let snapshot = Snapshot::of_bytes(header, bytes, extension)
                .map_err(|problem| format!("`{key}`: {problem}"))?;
            snapshots.insert(key.clone(), snapshot);
        }
        let mut unexpected = Vec::new();
        if let (Some(words), false) = (pipeline_warnings, self.case.allows(Allowed::Warnings)) {
            unexpected.push(format!(
                "its pipeline is checked with warnings; mend them, or write `allow = [\"warnings\"]`\n{}",
                words.trim_end()
            ));
        }
        if !self.case.allows(Allowed::Quarantine) {
            let tell = |words: String| {
                format!("went to quarantine, which the case does not `allow`: {words}")
            };
            unexpected.extend(quarantined.into_iter().map(tell));
        }
        let warnings = self.warnings();
        Ok(Captured { snapshots, unexpected, warnings })
    }

    fn header(expression: &str, info: Option<&Info>) -> Header {
        let mut header = Header::default();
        header.expression = Some(expression.to_owned());
        if let Some(info) = info {
            // Plain data always fits.
            header.set_info(info).ok();
        }
        header
    }

    fn redacted(&mut self, records: &mut [Value]) {
        for (sum, found) in self.found.iter_mut().zip(redact(&self.rules, records)) {
            *sum += found;
        }
        for (sum, count) in self.matches.iter_mut().zip(filter_values(&self.filters, records)) {
            *sum += count;
        }
    }

    fn filtered(&mut self, text: &str) -> String {
        let (text, counts) = filter_text(&self.filters, text);
        for (sum, count) in self.matches.iter_mut().zip(counts) {
            *sum += count;
        }
        text
    }

    fn warnings(&self) -> Vec<String> {
        let redactions = self.rules.iter().zip(&self.found);
        let redactions = redactions.filter_map(|(rule, found)| rule.warning(*found));
        let filters = self.filters.iter().zip(&self.matches).filter(|(_, matches)| **matches == 0);
        let filters = filters.map(|(filter, _)| {
            format!("the filter `{}` matches nothing: correct it, or take it out", filter.regex())
        });
        let unique: BTreeSet<String> = redactions.chain(filters).collect();
        unique.into_iter().collect()
    }
}
