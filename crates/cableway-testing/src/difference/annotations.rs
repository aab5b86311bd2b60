//! What the classify stages said.

use std::collections::HashMap;

use serde_json::Value;

use super::Options;
use super::change::{Origin, What};
use super::evidence::{Evidence, compare_attributes, compare_evidence};
use super::sequence::{moved, pair};
use super::value::{list_of, same_score, text_of};

/// The fields that are compared one by one. An id says no more than the annotation's place.
const KNOWN: [&str; 7] = ["id", "stage", "kind", "label", "score", "spans", "links"];

/// An annotation, taken apart.
struct Label<'a> {
    value: &'a Value,
    stage: &'a str,
    kind: &'a str,
    name: &'a str,
    evidence: Evidence<'a>,
}

impl Label<'_> {
    fn title(&self) -> String {
        format!("{} `{}`", self.kind, self.name)
    }

    fn score(&self) -> Option<Value> {
        self.value.get("score").cloned()
    }
}

fn labels(record: &Value) -> Vec<Label<'_>> {
    let text = text_of(record, "text");
    let label = |value| Label {
        value,
        stage: text_of(value, "stage"),
        kind: text_of(value, "kind"),
        name: text_of(value, "label"),
        evidence: Evidence::new(value, text),
    };
    list_of(record, "annotations").iter().map(label).collect()
}

/// Which annotation became which: by places among all annotations of the record.
struct Pairs {
    /// The same label, in the order of the old ones.
    kept: Vec<(usize, usize)>,
    /// One label in place of another of its kind.
    flipped: Vec<(usize, usize)>,
    lost: Vec<usize>,
    gained: Vec<usize>,
}

/// What differs in the annotations, stage by stage.
pub(super) fn compare_annotations(
    old: &Value,
    new: &Value,
    options: &Options,
    add: &mut dyn FnMut(Origin, What),
) {
    let text_is_same = text_of(old, "text") == text_of(new, "text");
    let (old, new) = (labels(old), labels(new));
    let pairs = pairs(&old, &new, text_is_same);
    let links = Links::new(&old, &new, &pairs);
    for stage in stages(&old, &new) {
        let mut add = |what| add(Origin::Stage(stage.to_owned()), what);
        for (before, after) in pairs.flipped.iter().map(|(a, b)| (&old[*a], &new[*b])) {
            if before.stage == stage {
                add(What::LabelFlipped {
                    kind: before.kind.to_owned(),
                    from: before.name.to_owned(),
                    to: after.name.to_owned(),
                    evidence_before: before.evidence.words.clone(),
                    evidence: after.evidence.words.clone(),
                });
            }
        }
        for label in pairs.lost.iter().map(|place| &old[*place]).filter(|one| one.stage == stage) {
            let (kind, name) = (label.kind.to_owned(), label.name.to_owned());
            let (score, evidence) = (label.score(), label.evidence.words.clone());
            add(What::LabelLost { kind, label: name, score, evidence });
        }
        for label in pairs.gained.iter().map(|place| &new[*place]).filter(|one| one.stage == stage)
        {
            let (kind, name) = (label.kind.to_owned(), label.name.to_owned());
            let (score, evidence) = (label.score(), label.evidence.words.clone());
            add(What::LabelGained { kind, label: name, score, evidence });
        }
        let own: Vec<(usize, usize)> =
            pairs.kept.iter().copied().filter(|pair| old[pair.0].stage == stage).collect();
        for &(before, after) in &own {
            compare_label(&old[before], &new[after], text_is_same, options, &mut add);
            if let Some(what) = links.compare(before, after) {
                add(what);
            }
        }
        if !moved(&own).is_empty() {
            add(What::LabelsReordered);
        }
    }
}

/// The names of the stages, in the order of their first annotations: the old ones, then the new.
fn stages<'a>(old: &[Label<'a>], new: &[Label<'a>]) -> Vec<&'a str> {
    let mut found = Vec::new();
    for label in old.iter().chain(new) {
        if !found.contains(&label.stage) {
            found.push(label.stage);
        }
    }
    found
}

fn pairs(old: &[Label<'_>], new: &[Label<'_>], text_is_same: bool) -> Pairs {
    let mut kept = Vec::new();
    let mut flipped = Vec::new();
    let (mut old_is_open, mut new_is_open) = (vec![true; old.len()], vec![true; new.len()]);
    let mut take = |found: &mut Vec<(usize, usize)>,
                    is_same: &dyn Fn(&Label<'_>) -> Option<String>| {
        let keys = |labels: &[Label<'_>], is_open: &[bool]| -> Vec<Option<String>> {
            let open = labels.iter().zip(is_open);
            open.map(|(label, is_open)| if *is_open { is_same(label) } else { None }).collect()
        };
        let pairs = pair(keys(old, &old_is_open), keys(new, &new_is_open));
        for &(before, after) in &pairs {
            old_is_open[before] = false;
            new_is_open[after] = false;
        }
        found.extend(pairs);
    };
    // Quoted, so that no two rows of texts are one key.
    let kind = |label: &Label<'_>| format!("{:?}{:?}", label.stage, label.kind);
    let name = |label: &Label<'_>| format!("{}{:?}", kind(label), label.name);
    let words = |label: &Label<'_>| format!("{:?}", label.evidence.words);
    let place = |label: &Label<'_>| Value::from(label.evidence.spans.to_vec()).to_string();
    // The same label on the same words; on words that moved; on other words.
    if text_is_same {
        take(&mut kept, &|label| Some(name(label) + &place(label)));
    }
    take(&mut kept, &|label| Some(name(label) + &words(label)));
    take(&mut kept, &|label| Some(name(label)));
    // Another label on the same words.
    take(&mut flipped, &|label| {
        (!label.evidence.words.is_empty()).then(|| kind(label) + &words(label))
    });
    // Another label, where one is lost and one gained of a kind.
    let rest = |labels: &[Label<'_>], is_open: &[bool]| -> Vec<usize> {
        (0..labels.len()).filter(|place| is_open[*place]).collect()
    };
    let (mut lost, mut gained) = (rest(old, &old_is_open), rest(new, &new_is_open));
    let counts = |labels: &[Label<'_>], places: &[usize]| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for place in places {
            *counts.entry(kind(&labels[*place])).or_default() += 1;
        }
        counts
    };
    let (old_counts, new_counts) = (counts(old, &lost), counts(new, &gained));
    lost.retain(|before| {
        let kind_before = kind(&old[*before]);
        if old_counts.get(&kind_before) != Some(&1) || new_counts.get(&kind_before) != Some(&1) {
            return true;
        }
        let Some(at) = gained.iter().position(|after| kind(&new[*after]) == kind_before) else {
            return true;
        };
        flipped.push((*before, gained.remove(at)));
        false
    });
    kept.sort_unstable();
    flipped.sort_unstable();
    Pairs { kept, flipped, lost, gained }
}

/// What differs between two annotations of one label.
fn compare_label(
    old: &Label<'_>,
    new: &Label<'_>,
    text_is_same: bool,
    options: &Options,
    add: &mut dyn FnMut(What),
) {
    let is_same_score = match (old.value.get("score"), new.value.get("score")) {
        (Some(old), Some(new)) => same_score(old, new, options.tolerance),
        (old, new) => old.is_none() && new.is_none(),
    };
    if !is_same_score {
        let (kind, label) = (new.kind.to_owned(), new.name.to_owned());
        add(What::ScoreChanged { kind, label, from: old.score(), to: new.score() });
    }
    compare_evidence(&old.evidence, &new.evidence, text_is_same, || new.title(), add);
    compare_attributes(old.value, new.value, &KNOWN, || new.title(), options, add);
}

/// Links lead to ids, and ids are places: a label that comes in front changes them all. So they are
/// compared by what became of the annotation that they lead to.
struct Links<'a> {
    old: &'a [Label<'a>],
    new: &'a [Label<'a>],
    old_ids: HashMap<&'a str, usize>,
    new_ids: HashMap<&'a str, usize>,
    became: HashMap<usize, usize>,
}

impl<'a> Links<'a> {
    fn new(old: &'a [Label<'a>], new: &'a [Label<'a>], pairs: &Pairs) -> Self {
        let ids = |labels: &'a [Label<'a>]| -> HashMap<&'a str, usize> {
            let places = labels.iter().enumerate();
            places.map(|(place, label)| (text_of(label.value, "id"), place)).collect()
        };
        let became = pairs.kept.iter().chain(&pairs.flipped).copied().collect();
        Self { old, new, old_ids: ids(old), new_ids: ids(new), became }
    }

    fn compare(&self, before: usize, after: usize) -> Option<What> {
        let old_links = list_of(self.old[before].value, "links");
        let new_links = list_of(self.new[after].value, "links");
        // A link to nothing, or to what is gone, is only itself.
        let old_ends = old_links.iter().map(|link| {
            let end = self.old_ids.get(text_of(link, "to"));
            (text_of(link, "role"), end.map(|place| self.became.get(place).copied()))
        });
        let new_ends = new_links.iter().map(|link| {
            let end = self.new_ids.get(text_of(link, "to"));
            (text_of(link, "role"), end.map(|place| Some(*place)))
        });
        if old_ends.eq(new_ends) {
            return None;
        }
        let shown = |links: &[Value], ids: &HashMap<&str, usize>, labels: &[Label<'_>]| {
            let shown = links.iter().map(|link| {
                let to = text_of(link, "to");
                let end = ids.get(to).map_or_else(|| to.to_owned(), |place| labels[*place].title());
                format!("{}: {end}", text_of(link, "role"))
            });
            shown.collect()
        };
        Some(What::LinksChanged {
            of: self.new[after].title(),
            from: shown(old_links, &self.old_ids, self.old),
            to: shown(new_links, &self.new_ids, self.new),
        })
    }
}
