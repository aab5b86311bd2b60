//! What a stage was when a snapshot was taken, and what of it has changed since.
//!
//! A fingerprint is plain data. The snapshot's header carries one for each stage in running order, and a
//! difference in the output can then be told together with its likely reason.

use std::collections::BTreeMap;
use std::fmt;

use cableway_core::StageKind;
use serde::{Deserialize, Serialize};

use crate::difference::Origin;

/// All of a stage that its output may depend on, but for its input. Digests are texts that are
/// compared and shown, nothing more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// The stage's name in the pipeline.
    pub name: String,
    /// Which of the four kinds it is.
    pub kind: StageKind,
    /// The stage's type, as `use` names it: `topics`, `policy:actors`.
    #[serde(rename = "use")]
    pub stage: String,
    /// The version of its code.
    pub version: String,
    /// The digest of its configuration.
    pub config: String,
    /// The digest of each file that its configuration names, by the path that stands there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// The plugin that it comes from; nothing for a stage that is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plugin: Option<PluginFingerprint>,
}

/// The plugin that a stage comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginFingerprint {
    /// The plugin's name in the pipeline.
    pub name: String,
    /// The digest of its library or program.
    pub digest: String,
}

/// One thing about a stage that is not as it was. Shown, it is a phrase that the stage's name can
/// stand before: `its configuration changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The pipeline did not have the stage.
    Added,
    /// The pipeline has the stage no more.
    Removed,
    /// It runs before or after others than it did.
    Reordered,
    /// It is another stage under the same name.
    Use {
        /// Its type before.
        from: String,
        /// Its type now.
        to: String,
    },
    /// Its code has another version.
    Version {
        /// The version before.
        from: String,
        /// The version now.
        to: String,
    },
    /// Its configuration is another.
    Config,
    /// A file that its configuration names has other bytes.
    FileChanged {
        /// The file's path, as the configuration has it.
        path: String,
    },
    /// Its configuration names a file more.
    FileAdded {
        /// The file's path, as the configuration has it.
        path: String,
    },
    /// Its configuration names a file less.
    FileRemoved {
        /// The file's path, as the configuration had it.
        path: String,
    },
    /// It comes from another plugin, or from none.
    Plugin {
        /// The plugin before; nothing for a stage that was built in.
        from: Option<String>,
        /// The plugin now; nothing for a stage that is built in.
        to: Option<String>,
    },
    /// Its plugin has other bytes.
    PluginRebuilt {
        /// The plugin's name.
        name: String,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added => write!(f, "it is new in the pipeline"),
            Self::Removed => write!(f, "it is no more in the pipeline"),
            Self::Reordered => write!(f, "it runs at another place"),
            Self::Use { from, to } => write!(f, "it was `{from}` and is `{to}`"),
            Self::Version { from, to } => write!(f, "its code changed: {from} → {to}"),
            Self::Config => write!(f, "its configuration changed"),
            Self::FileChanged { path } => write!(f, "its file `{path}` changed"),
            Self::FileAdded { path } => write!(f, "its configuration names `{path}`, which is new"),
            Self::FileRemoved { path } => write!(f, "its configuration names `{path}` no more"),
            Self::Plugin { from: Some(from), to: Some(to) } => {
                write!(f, "it came from the plugin `{from}` and comes from `{to}`")
            }
            Self::Plugin { from: Some(from), to: None } => {
                write!(f, "it came from the plugin `{from}` and is built in")
            }
            Self::Plugin { to: Some(to), .. } => {
                write!(f, "it was built in and comes from the plugin `{to}`")
            }
            Self::Plugin { from: None, to: None } => write!(f, "it is built in"),
            Self::PluginRebuilt { name } => write!(f, "its plugin `{name}` was rebuilt"),
        }
    }
}

/// What stands where nothing of a stage changed and its output did all the same.
pub const NOTHING_KNOWN: &str = "nothing that is known of it changed: it may depend on chance, on the \
                                 clock, or on something outside the pipeline";

impl Fingerprint {
    /// What of the stage is not as it was in `old`, the same stage earlier.
    ///
    /// ```
    /// use cableway_core::StageKind;
    /// use cableway_testing::fingerprint::Fingerprint;
    ///
    /// let old = Fingerprint {
    ///     name: "desk".into(),
    ///     kind: StageKind::Classify,
    ///     stage: "topics".into(),
    ///     version: "3".into(),
    ///     config: "blake3:aa".into(),
    ///     files: [("topics.toml".to_owned(), "blake3:01".to_owned())].into(),
    ///     plugin: None,
    /// };
    /// let mut new = old.clone();
    /// new.files.insert("topics.toml".into(), "blake3:02".into());
    /// let reasons = new.changes_since(&old);
    /// assert_eq!(reasons[0].to_string(), "its file `topics.toml` changed");
    /// ```
    pub fn changes_since(&self, old: &Self) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if old.stage != self.stage {
            reasons.push(Reason::Use { from: old.stage.clone(), to: self.stage.clone() });
        }
        match (&old.plugin, &self.plugin) {
            (Some(old), Some(new)) if old.name == new.name => {
                if old.digest != new.digest {
                    reasons.push(Reason::PluginRebuilt { name: new.name.clone() });
                }
            }
            (None, None) => {}
            (old, new) => {
                let name = |plugin: &Option<PluginFingerprint>| {
                    plugin.as_ref().map(|plugin| plugin.name.clone())
                };
                reasons.push(Reason::Plugin { from: name(old), to: name(new) });
            }
        }
        if old.version != self.version {
            reasons.push(Reason::Version { from: old.version.clone(), to: self.version.clone() });
        }
        if old.config != self.config {
            reasons.push(Reason::Config);
        }
        for (path, digest) in &self.files {
            let path = path.clone();
            match old.files.get(&path) {
                None => reasons.push(Reason::FileAdded { path }),
                Some(old) if old != digest => reasons.push(Reason::FileChanged { path }),
                Some(_) => {}
            }
        }
        for path in old.files.keys().filter(|path| !self.files.contains_key(*path)) {
            reasons.push(Reason::FileRemoved { path: path.clone() });
        }
        reasons
    }
}

/// The names of all stages, old and new, in the order of running: that of `new`, with each stage
/// that is gone behind the one that it ran behind.
///
/// Two stages of one name are told apart by their kinds; the name of the later one stands only once.
pub fn running_order(old: &[Fingerprint], new: &[Fingerprint]) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    for stage in new {
        if !order.contains(&stage.name) {
            order.push(stage.name.clone());
        }
    }
    let mut behind: Option<&str> = None;
    for stage in old {
        if !order.contains(&stage.name) {
            let before = behind.and_then(|name| order.iter().position(|known| known == name));
            order.insert(before.map_or(0, |place| place + 1), stage.name.clone());
        }
        behind = Some(&stage.name);
    }
    order
}

/// What changed in each stage that is not as it was, in [`running_order`].
///
/// A stage is the same as before where kind and name are. Where two have changed places, the one is
/// told that moved behind others.
///
/// ```
/// assert!(cableway_testing::fingerprint::changes(&[], &[]).is_empty());
/// ```
pub fn changes(old: &[Fingerprint], new: &[Fingerprint]) -> Vec<(String, Vec<Reason>)> {
    let same = |a: &Fingerprint, b: &Fingerprint| a.kind == b.kind && a.name == b.name;
    // The places that the stages had which still are there, in the order in which they now run.
    let places: Vec<Option<usize>> =
        new.iter().map(|stage| old.iter().position(|earlier| same(earlier, stage))).collect();
    let mut found: Vec<(String, Vec<Reason>)> = Vec::new();
    let mut highest = None;
    for (stage, place) in new.iter().zip(&places) {
        let mut reasons = Vec::new();
        match place.and_then(|place| old.get(place)) {
            None => reasons.push(Reason::Added),
            Some(earlier) => {
                reasons = stage.changes_since(earlier);
                if *place < highest {
                    reasons.push(Reason::Reordered);
                }
                highest = highest.max(*place);
            }
        }
        found.push((stage.name.clone(), reasons));
    }
    for stage in old.iter().filter(|stage| !new.iter().any(|later| same(stage, later))) {
        found.push((stage.name.clone(), vec![Reason::Removed]));
    }
    let order = running_order(old, new);
    found.sort_by_key(|(name, _)| order.iter().position(|known| known == name));
    found.retain(|(_, reasons)| !reasons.is_empty());
    found
}

/// What changed in one stage, in words. Which ingest stage a document came from is not told by its record, so
/// for [`Origin::Ingest`] it is what changed in all of them, each with its name. Nothing where nothing did.
///
/// ```
/// use cableway_testing::difference::Origin;
/// use cableway_testing::fingerprint::reasons_for;
///
/// assert!(reasons_for(&Origin::Stage("desk".to_owned()), &[], &[]).is_empty());
/// ```
pub fn reasons_for(stage: &Origin, old: &[Fingerprint], new: &[Fingerprint]) -> Vec<String> {
    let is_ingest = |name: &str| {
        let mut all = old.iter().chain(new);
        all.any(|stage| stage.name == name && stage.kind == StageKind::Ingest)
    };
    let mut found = Vec::new();
    for (name, reasons) in changes(old, new) {
        match stage {
            Origin::Stage(wanted) if *wanted == name => {
                found.extend(reasons.iter().map(ToString::to_string));
            }
            Origin::Ingest if is_ingest(&name) => {
                found.extend(reasons.iter().map(|reason| format!("`{name}`: {reason}")));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &str) -> Fingerprint {
        Fingerprint {
            name: name.to_owned(),
            kind: StageKind::Classify,
            stage: "topics".to_owned(),
            version: "0.1.0".to_owned(),
            config: "blake3:aa".to_owned(),
            files: BTreeMap::from([("topics.toml".to_owned(), "blake3:01".to_owned())]),
            plugin: None,
        }
    }

    fn plugin(name: &str, digest: &str) -> PluginFingerprint {
        PluginFingerprint { name: name.to_owned(), digest: digest.to_owned() }
    }

    #[track_caller]
    fn check(change: impl Fn(&mut Fingerprint, &mut Fingerprint), expect: &[&str]) {
        let (mut old, mut new) = (stage("desk"), stage("desk"));
        change(&mut old, &mut new);
        let reasons: Vec<String> =
            new.changes_since(&old).iter().map(ToString::to_string).collect();
        assert_eq!(reasons, expect);
    }

    #[test]
    fn each_change_is_told() {
        check(|_, _| {}, &[]);
        check(|_, new| new.stage = "model".to_owned(), &["it was `topics` and is `model`"]);
        check(|_, new| new.version = "0.2.0".to_owned(), &["its code changed: 0.1.0 → 0.2.0"]);
        check(|_, new| new.config = "x".to_owned(), &["its configuration changed"]);
        check(
            |_, new| *new.files.get_mut("topics.toml").unwrap() = "x".to_owned(),
            &["its file `topics.toml` changed"],
        );
        check(
            |_, new| new.files = BTreeMap::from([("a.toml".to_owned(), "x".to_owned())]),
            &[
                "its configuration names `a.toml`, which is new",
                "its configuration names `topics.toml` no more",
            ],
        );
        check(
            |old, new| {
                old.plugin = Some(plugin("policy", "1"));
                new.plugin = Some(plugin("policy", "2"));
            },
            &["its plugin `policy` was rebuilt"],
        );
        check(
            |old, new| {
                old.plugin = Some(plugin("policy", "1"));
                new.plugin = Some(plugin("other", "1"));
            },
            &["it came from the plugin `policy` and comes from `other`"],
        );
        check(
            |old, _| old.plugin = Some(plugin("policy", "1")),
            &["it came from the plugin `policy` and is built in"],
        );
        check(
            |_, new| new.plugin = Some(plugin("policy", "1")),
            &["it was built in and comes from the plugin `policy`"],
        );
        check(
            |_, new| {
                new.version = "0.2.0".to_owned();
                new.config = "x".to_owned();
            },
            &["its code changed: 0.1.0 → 0.2.0", "its configuration changed"],
        );
    }

    #[track_caller]
    fn check_changes(old: &[&str], new: &[&str], order: &[&str], expect: &[(&str, Reason)]) {
        let stages = |names: &[&str]| names.iter().map(|name| stage(name)).collect::<Vec<_>>();
        let (old, new) = (stages(old), stages(new));
        assert_eq!(running_order(&old, &new), order);
        let expect: Vec<(String, Vec<Reason>)> = expect
            .iter()
            .map(|(name, reason)| ((*name).to_owned(), vec![reason.clone()]))
            .collect();
        assert_eq!(changes(&old, &new), expect);
    }

    #[test]
    fn stages_come_and_go() {
        check_changes(&[], &["a"], &["a"], &[("a", Reason::Added)]);
        check_changes(&["a", "b"], &["a", "b"], &["a", "b"], &[]);
        check_changes(
            &["a", "x", "y", "b"],
            &["a", "c", "b"],
            &["a", "x", "y", "c", "b"],
            &[("x", Reason::Removed), ("y", Reason::Removed), ("c", Reason::Added)],
        );
        check_changes(&["x", "a"], &["a"], &["x", "a"], &[("x", Reason::Removed)]);
        check_changes(
            &["a", "b", "c"],
            &["b", "c", "a"],
            &["b", "c", "a"],
            &[("a", Reason::Reordered)],
        );
    }

    #[test]
    fn reasons_are_of_one_stage_or_of_all_that_ingest() {
        let mut old = [stage("files"), stage("feed"), stage("desk")];
        old[0].kind = StageKind::Ingest;
        old[1].kind = StageKind::Ingest;
        let mut new = old.clone();
        new[1].config = "x".to_owned();
        new[2].version = "0.2.0".to_owned();
        assert_eq!(reasons_for(&Origin::Ingest, &old, &new), ["`feed`: its configuration changed"]);
        let desk = Origin::Stage("desk".to_owned());
        assert_eq!(reasons_for(&desk, &old, &new), ["its code changed: 0.1.0 → 0.2.0"]);
    }

    #[test]
    fn the_same_name_of_another_kind_is_another_stage() {
        let old = [stage("a")];
        let mut new = old.clone();
        new[0].kind = StageKind::Summarize;
        let expect =
            [("a".to_owned(), vec![Reason::Added]), ("a".to_owned(), vec![Reason::Removed])];
        assert_eq!(changes(&old, &new), expect);
    }

    #[test]
    fn it_is_written_as_a_header_shows_it() {
        let mut stage = stage("desk");
        stage.plugin = Some(plugin("policy", "sha256:01"));
        let json = serde_json::to_string(&stage).unwrap();
        assert_eq!(
            json,
            r#"{"name":"desk","kind":"classify","use":"topics","version":"0.1.0","config":"blake3:aa","files":{"topics.toml":"blake3:01"},"plugin":{"name":"policy","digest":"sha256:01"}}"#
        );
        assert_eq!(serde_json::from_str::<Fingerprint>(&json).unwrap(), stage);
    }
}
