//! Parts of a document in the forms of the interface, lent to a plugin for the length of a call.

use std::cell::RefCell;

use cableway_core::{Annotation, Document};
use cableway_plugin_abi as abi;

use crate::callbacks::block;

thread_local! {
    /// Kept from document to document.
    static BLOCKS: RefCell<Vec<abi::Block>> = const { RefCell::new(Vec::new()) };
}

pub(crate) fn take_blocks(document: &Document) -> Vec<abi::Block> {
    let mut blocks = BLOCKS.take();
    blocks.clear();
    blocks.extend(document.blocks().iter().map(block));
    blocks
}

pub(crate) fn give_blocks_back(blocks: Vec<abi::Block>) {
    if blocks.capacity() > 0 {
        BLOCKS.set(blocks);
    }
}

/// What other stages found in a document. The views point into the document and into `spans`.
pub(crate) struct Labels<'a> {
    views: Vec<abi::Label>,
    _spans: Vec<abi::Span>,
    _document: std::marker::PhantomData<&'a Document>,
}

impl<'a> Labels<'a> {
    /// The annotations of a document that are of one of these kinds.
    pub(crate) fn of(document: &'a Document, kinds: &[String]) -> Self {
        let wanted: Vec<&Annotation> =
            document.annotations().iter().filter(|one| kinds.contains(&one.kind)).collect();
        let count = |one: &&Annotation| one.spans.len();
        let mut spans = Vec::with_capacity(wanted.iter().map(count).sum());
        for span in wanted.iter().flat_map(|one| &one.spans) {
            spans.push(abi::Span { start: span.start(), end: span.end() });
        }
        // Nothing is added to the spans any more, and so they stay where they are.
        let mut left = spans.as_slice();
        let view = |one: &Annotation| {
            let (own, others) = left.split_at(one.spans.len());
            left = others;
            abi::Label {
                id: abi::Str::new(&one.id),
                stage: abi::Str::new(one.stage.as_str()),
                kind: abi::Str::new(&one.kind),
                label: abi::Str::new(&one.label),
                spans: own.as_ptr(),
                span_count: own.len(),
            }
        };
        let views = wanted.into_iter().map(view).collect();
        Self { views, _spans: spans, _document: std::marker::PhantomData }
    }

    pub(crate) fn views(&self) -> &[abi::Label] {
        &self.views
    }
}
