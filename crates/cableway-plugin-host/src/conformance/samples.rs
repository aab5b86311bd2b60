//! The documents that plugins are tried with.

use cableway_core::{BlockKind, Document};

/// Documents of many kinds, each with a name.
pub(super) fn samples() -> Vec<(&'static str, Document)> {
    let document = |uri: &str, blocks: &[(BlockKind, String)]| {
        let mut builder = Document::builder(uri);
        for (kind, text) in blocks {
            builder.block(*kind, text);
        }
        builder.build()
    };
    let paragraph = |text: &str| vec![(BlockKind::Paragraph, text.to_owned())];
    let plain = "The harbour board met on Monday. “Nothing will sail,” said Anna Holm! Why not?";
    let mut english = Document::builder("samples/english");
    english.meta.language = Some("en".to_owned());
    english.meta.title = Some("The harbour board".to_owned());
    english.block(BlockKind::Title, "The harbour board");
    english.block(BlockKind::Paragraph, plain);
    english.block(BlockKind::Caption, "Photograph: nobody");
    let many: Vec<_> = (0..5_000).map(|n| (BlockKind::ListItem, format!("entry {n}"))).collect();
    vec![
        ("an article", english.build()),
        ("no text at all", document("samples/empty", &[])),
        ("a title alone", document("samples/title", &[(BlockKind::Title, "Ferry".to_owned())])),
        ("one letter", document("samples/letter", &paragraph("a"))),
        (
            "letters of many bytes",
            document("samples/bytes", &paragraph("Zażółć gęślą jaźń 😀 e\u{301} ﬁ")),
        ),
        ("Chinese", document("samples/chinese", &paragraph("港口委员会星期一开会。没有船开。"))),
        ("Arabic", document("samples/arabic", &paragraph("اجتمع مجلس الميناء يوم الاثنين."))),
        ("no letters", document("samples/marks", &paragraph("!!! ??? ... 123 — “”"))),
        (
            "control characters",
            document("samples/control", &paragraph("a\u{1}b\u{7f}\u{200b}\u{feff}c")),
        ),
        ("one very long word", document("samples/word", &paragraph(&"a".repeat(1 << 20)))),
        (
            "a very long paragraph",
            document("samples/long", &paragraph(&format!("{plain} ").repeat(8_000))),
        ),
        ("very many blocks", document("samples/blocks", &many)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_what_they_say() {
        let samples = samples();
        assert!(samples.iter().any(|(_, document)| document.text().is_empty()));
        assert!(samples.iter().any(|(_, document)| document.blocks().len() == 5_000));
        assert!(samples.iter().any(|(_, document)| document.text().len() >= 1 << 20));
    }
}
