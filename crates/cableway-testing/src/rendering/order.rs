//! In which order the fields of a record stand.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// Which part of a record an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Record,
    Source,
    Meta,
    Block,
    Annotation,
    Link,
    Summary,
    Sentence,
    Note,
    Quarantined,
    Failure,
    /// What no schema orders, such as attributes: by name.
    Free,
}

/// A field's name, and what its value, or each element of it, is.
type Field = (&'static str, Part);

impl Part {
    /// The known fields, in their order. `rendering::tests` compares them with what the core writes.
    fn fields(self) -> &'static [Field] {
        use Part::Free;
        match self {
            Self::Record => &[
                ("schema", Free),
                ("id", Free),
                ("source", Part::Source),
                ("meta", Part::Meta),
                ("text", Free),
                ("blocks", Part::Block),
                ("annotations", Part::Annotation),
                ("summaries", Part::Summary),
                ("notes", Part::Note),
                ("quarantined", Part::Quarantined),
            ],
            Self::Source => &[
                ("uri", Free),
                ("media_type", Free),
                ("bytes", Free),
                ("digest", Free),
                ("retrieved", Free),
                ("reader", Free),
                ("part", Free),
            ],
            Self::Meta => &[
                ("title", Free),
                ("standfirst", Free),
                ("authors", Free),
                ("publisher", Free),
                ("published", Free),
                ("modified", Free),
                ("language", Free),
                ("url", Free),
                ("section", Free),
                ("tags", Free),
            ],
            Self::Block => &[("kind", Free), ("span", Free)],
            Self::Annotation => &[
                ("id", Free),
                ("stage", Free),
                ("kind", Free),
                ("label", Free),
                ("score", Free),
                ("spans", Free),
                ("attributes", Free),
                ("links", Part::Link),
            ],
            Self::Link => &[("role", Free), ("to", Free)],
            Self::Summary => &[("stage", Free), ("sentences", Part::Sentence)],
            Self::Sentence => &[("text", Free), ("spans", Free), ("attributes", Free)],
            Self::Note => &[("stage", Free), ("message", Free)],
            Self::Quarantined => &[("uri", Free), ("stage", Free), ("error", Part::Failure)],
            Self::Failure => &[("kind", Free), ("message", Free), ("causes", Free)],
            Self::Free => &[],
        }
    }

    /// What the field `name` of an object of this part holds.
    pub(super) fn of_field(self, name: &str) -> Self {
        self.fields().iter().find(|field| field.0 == name).map_or(Self::Free, |field| field.1)
    }

    /// The fields of `object`: the known ones in their order, then the others by name. The order in
    /// which the object itself keeps them does not matter.
    pub(super) fn sorted(self, object: &Map<String, Value>) -> Vec<(&String, &Value)> {
        let place = |name: &str| self.fields().iter().position(|field| field.0 == name);
        let mut fields: Vec<_> = object.iter().collect();
        fields.sort_by(|(a, _), (b, _)| match (place(a), place(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => a.cmp(b),
        });
        fields
    }
}
