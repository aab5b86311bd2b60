//! The turns of an interview: questions and answers that are marked as such, `Q:` and `A:`.

use cableway_core::{BlockKind, Document};

/// As many questions and as many answers make an interview.
const TURNS: usize = 2;

/// What stands before a question and before an answer, in small letters and without the colon: English, French, German and
/// Spanish.
const MARKS: [(&str, Turn); 12] = [
    ("q", Turn::Question),
    ("question", Turn::Question),
    ("f", Turn::Question),
    ("frage", Turn::Question),
    ("p", Turn::Question),
    ("pregunta", Turn::Question),
    ("a", Turn::Answer),
    ("answer", Turn::Answer),
    ("antwort", Turn::Answer),
    ("r", Turn::Answer),
    ("réponse", Turn::Answer),
    ("respuesta", Turn::Answer),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    Question,
    Answer,
}

/// Goes through the paragraphs of a document and tells what of them is the interviewer's.
#[derive(Debug)]
pub(crate) struct Turns {
    is_interview: bool,
    asks: bool,
}

impl Turns {
    pub(crate) fn of(document: &Document) -> Self {
        let (mut questions, mut answers) = (0, 0);
        for block in document.body().filter(|block| block.kind == BlockKind::Paragraph) {
            match mark(document.slice(block.span).unwrap_or_default()) {
                Some((Turn::Question, _)) => questions += 1,
                Some((Turn::Answer, _)) => answers += 1,
                None => {}
            }
        }
        Self { is_interview: questions >= TURNS && answers >= TURNS, asks: false }
    }

    /// With how many bytes the mark of the next paragraph and the white space behind it end; `None` where the interviewer
    /// speaks. A turn goes on in paragraphs without a mark.
    pub(crate) fn next(&mut self, text: &str) -> Option<usize> {
        if !self.is_interview {
            return Some(0);
        }
        let marked = mark(text);
        if let Some((turn, _)) = marked {
            self.asks = turn == Turn::Question;
        }
        (!self.asks).then_some(marked.map_or(0, |(_, length)| length))
    }
}

/// The mark that a paragraph begins with, and its length with the white space behind it.
fn mark(text: &str) -> Option<(Turn, usize)> {
    // No mark has as many bytes as this.
    let colon = text.bytes().take(16).position(|byte| byte == b':')?;
    let word = text[..colon].trim().to_lowercase();
    let (_, turn) = MARKS.iter().find(|(mark, _)| word == *mark)?;
    let words = text[colon + 1..].trim_start();
    (!words.is_empty()).then_some((*turn, text.len() - words.len()))
}

#[cfg(test)]
mod tests {
    use super::{Turn, mark};

    #[test]
    fn marks_of_turns() {
        assert_eq!(mark("Q: Why?"), Some((Turn::Question, 3)));
        assert_eq!(mark("Answer:  It sails."), Some((Turn::Answer, 9)));
        assert_eq!(mark("R\u{a0}: Il part."), Some((Turn::Answer, 5)));
        for text in
            ["", "A:", "A ferry: it sails.", "Quay: closed.", "Questionnaire: yes.", "It sails."]
        {
            assert_eq!(mark(text), None, "{text}");
        }
    }
}
