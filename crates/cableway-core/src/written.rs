//! What a record looks like written down, for as long as it does not change.

use std::sync::OnceLock;

/// A record as JSON, once somebody has asked for it. It is no part of what the document says: a copy begins without,
/// and two documents are equal with it and without.
#[derive(Debug, Default)]
pub(crate) struct Written(OnceLock<Box<str>>);

impl Written {
    /// What was written, or what `write` writes now.
    pub(crate) fn get_or_write<E>(
        &self,
        write: impl FnOnce() -> Result<String, E>,
    ) -> Result<&str, E> {
        if let Some(text) = self.0.get() {
            return Ok(text);
        }
        let text = write()?.into_boxed_str();
        Ok(self.0.get_or_init(|| text))
    }
}

impl Clone for Written {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::{Annotation, Annotations, Document, Record, Sentence, Span, StageName, Summary};

    fn counts(record: &Record) -> String {
        let Record { annotations, summaries, notes, source, .. } = record;
        let bytes = source.bytes.unwrap_or_default();
        format!("{} {} {} {bytes}", annotations.len(), summaries.len(), notes.len())
    }

    fn written(document: &Document) -> Result<&str, ()> {
        document.written(|record| Ok(counts(record)))
    }

    #[test]
    fn a_record_is_written_once_and_again_after_each_change() {
        let mut builder = Document::builder("a.txt");
        builder.block(crate::BlockKind::Paragraph, "The ferry sails.");
        let mut document = builder.build();
        let stage: StageName = "topics".parse().unwrap();
        assert_eq!(written(&document), Ok("0 0 0 0"));
        assert_eq!(document.written(|_| Err(())), Ok("0 0 0 0"));
        let copy = document.clone();
        assert_eq!(copy, document);
        assert_eq!(copy.written(|_| Err("asked again")), Err("asked again"));
        document.add_note(&stage, "short");
        assert_eq!(written(&document), Ok("0 0 1 0"));
        let mut annotations = Annotations::new(stage.clone());
        annotations.push(Annotation::new("topic", "shipping"));
        document.add_annotations(&stage, &["topic"], annotations).unwrap();
        assert_eq!(written(&document), Ok("1 0 1 0"));
        let words = vec![Span::new(0, 16).unwrap()];
        let summary = Summary::new(vec![Sentence::new("The ferry sails.", words)]);
        document.add_summary(&stage, summary).unwrap();
        assert_eq!(written(&document), Ok("1 1 1 0"));
        document.source_mut().bytes = Some(16);
        assert_eq!(written(&document), Ok("1 1 1 16"));
    }
}
