//! Goes through the sources as a run does, and compares what they give with the records.

use std::sync::{Arc, Mutex, PoisonError};

use cableway_core::{
    Context, Digest, Document, DocumentId, Ingest, Item, ListError, Record, Source, StageError,
    StageKind,
};

use super::records::{Checked, Fate, is_remote};
use super::trouble::{LostQuotation, What};
use super::{VerifyOptions, again};
use crate::pipeline::{Pipeline, StepInfo};
use crate::run::{Quarantined, RunError, Sink, run_into};

/// Lists and reads all sources of `pipeline`, and tells `checked` what each record's is like.
pub(super) fn look_for(
    mut pipeline: Pipeline,
    checked: &mut Checked<'_>,
    options: &VerifyOptions,
) -> Result<(), RunError> {
    if !options.stages {
        pipeline.parallel.clear();
        pipeline.ordered.clear();
        pipeline.steps.retain(|step| step.info.kind == StageKind::Ingest);
    }
    pipeline.export.clear();
    let ingest = pipeline.steps.iter().filter(|step| step.info.kind == StageKind::Ingest);
    let names: Vec<String> = ingest.map(|step| step.name.to_string()).collect();
    let not_listed: Arc<Mutex<Vec<(String, StageError)>>> = Arc::default();
    for (stage, name) in pipeline.ingest.iter_mut().zip(names) {
        let inner = Arc::clone(stage);
        *stage = Arc::new(Lenient { inner, name, not_listed: Arc::clone(&not_listed) });
    }
    let mut sink = Comparison { checked, options };
    run_into(pipeline, &options.run, &mut sink)?;
    let not_listed =
        std::mem::take(&mut *not_listed.lock().unwrap_or_else(PoisonError::into_inner));
    for (stage, error) in not_listed {
        checked.not_listed(&stage, error.chain().collect::<Vec<_>>().join(": "));
    }
    Ok(())
}

/// An ingest stage whose sources may be missing: that is what is to be found out, and no reason to stop.
struct Lenient {
    inner: Arc<dyn Ingest>,
    name: String,
    not_listed: Arc<Mutex<Vec<(String, StageError)>>>,
}

impl Ingest for Lenient {
    fn items<'a>(
        &'a self,
        context: &'a Context<'a>,
    ) -> Box<dyn Iterator<Item = Result<Item, ListError>> + 'a> {
        Box::new(self.inner.items(context).filter_map(|listed| match listed {
            Err(ListError::Source(error)) => {
                let mut list = self.not_listed.lock().unwrap_or_else(PoisonError::into_inner);
                list.push((self.name.clone(), error));
                None
            }
            listed => Some(listed),
        }))
    }

    fn read(&self, item: &Item, context: &Context<'_>) -> Result<Vec<Document>, StageError> {
        self.inner.read(item, context)
    }
}

/// Takes what the ingest stages give.
struct Comparison<'a, 'b> {
    checked: &'a mut Checked<'b>,
    options: &'a VerifyOptions,
}

impl Sink for Comparison<'_, '_> {
    fn takes_quarantine(&self) -> bool {
        true
    }

    fn document(&mut self, _: &StepInfo, document: Document) {
        let VerifyOptions { stages, network, .. } = *self.options;
        let is_known = self.checked.judge(document.id(), |record| {
            // Of an entry whose page was not asked for there is only what its feed says.
            let is_fetched = |source: &Source| source.retrieved.is_some();
            if !network && is_fetched(&record.source) && !is_fetched(document.source()) {
                return (Fate::NotFound, Vec::new());
            }
            compare(record, &document, stages)
        });
        if !is_known {
            self.checked.unrecorded();
        }
    }

    fn quarantined(&mut self, _: &StepInfo, entry: Quarantined) {
        let id = match &entry.document {
            Some(document) => document.id().clone(),
            None => DocumentId::from_uri(&entry.source.uri),
        };
        let asked = self.options.network;
        self.checked.judge(&id, |record| {
            if is_remote(record) && !asked {
                return (Fate::NotFound, Vec::new());
            }
            let reason = entry.error.chain().collect::<Vec<_>>().join(": ");
            (Fate::Unreadable, vec![What::Unreadable { reason }])
        });
    }
}

/// The most lost quotations of a record that are told in full.
const MOST_QUOTES: usize = 100;

/// What has become of a record's source, which gives `document` now. `stages` says that all stages have worked on it.
fn compare(record: &Record, document: &Document, stages: bool) -> (Fate, Vec<What>) {
    let digests = (record.source.digest, document.source().digest);
    let is_same_text = record.text.as_ref() as &str == document.text();
    let is_changed = matches!(digests, (Some(then), now) if now != Some(then));
    let mut wrong = Vec::new();
    if is_same_text && !is_changed {
        wrong.extend(again::read(record, document));
        if stages {
            wrong.extend(again::said(record, document));
        }
        return (Fate::Same, wrong);
    }
    let (mut quotations, mut lost, mut quotes) = (0, 0, Vec::new());
    for quotation in super::consistency::quotations(record) {
        quotations += 1;
        if is_same_text || document.text().contains(quotation.words) {
            continue;
        }
        lost += 1;
        if quotes.len() < MOST_QUOTES {
            let (owner, quote) = (quotation.owner, quotation.words.to_owned());
            quotes.push(LostQuotation { owner, span: quotation.span, quote });
        }
    }
    if is_changed {
        let words = |digest: Option<Digest>| digest.map(|digest| digest.to_string());
        wrong.push(What::Changed {
            expected: words(digests.0).unwrap_or_default(),
            found: words(digests.1).unwrap_or_default(),
            quotations,
            lost,
        });
    }
    if lost > 0 {
        wrong.push(What::Lost { quotations, lost, quotes });
    }
    let fate = match lost {
        _ if is_changed => Fate::Changed,
        0 => Fate::ReadOtherwise,
        _ => Fate::Lost,
    };
    (fate, wrong)
}
