//! What the smaller stages share: a stage without options that reads English articles, and
//! links to the actors that were found before.

use cableway_sdk::Document;

use crate::hash::WordMap;

/// The ids of a document's annotations `actor`, by their labels; of several the first.
pub(crate) fn actor_ids(document: &Document) -> WordMap<&str, &str> {
    let mut ids = WordMap::default();
    for one in document.annotations().iter().filter(|one| one.kind == "actor") {
        ids.entry(one.label.as_str()).or_insert(one.id.as_str());
    }
    ids
}

/// Implements the stage traits for a type without fields: its name, what it says, the kind of annotation that it
/// adds, and the function that finds them in a [`Work`](crate::work::Work).
macro_rules! classify_stage {
    ($stage:ident, $config:ident, $id:literal, $summary:literal, $kind:literal, $find:path) => {
        impl cableway_sdk::Stage for $stage {
            type Config = $config;

            fn info() -> cableway_sdk::StageInfo {
                cableway_sdk::StageInfo::new(cableway_sdk::StageKind::Classify, $id, $summary)
                    .uses(&["language", "actor"])
                    .adds(&[$kind])
                    .reads(cableway_sdk::Reads::Labels)
                    .version("1")
            }

            fn new(_: $config, _: &cableway_sdk::Setup) -> Result<Self, cableway_sdk::ConfigError> {
                crate::vocabulary::warm();
                crate::tables::tables();
                Ok(Self {})
            }
        }

        impl cableway_sdk::Classify for $stage {
            fn classify(
                &self,
                document: &cableway_sdk::Document,
                annotations: &mut cableway_sdk::Annotations,
                context: &cableway_sdk::Context<'_>,
            ) -> Result<(), cableway_sdk::StageError> {
                if crate::work::applies(document, context) {
                    let work = crate::work::Work::new(document, context)?;
                    for annotation in $find(&work, document) {
                        annotations.push(annotation);
                    }
                }
                Ok(())
            }
        }
    };
}

pub(crate) use classify_stage;
