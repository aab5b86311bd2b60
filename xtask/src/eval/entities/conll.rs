//! Text in `CoNLL` columns: a token and its tag on each line, an empty line between sentences.

/// A name in a sentence, by its first and its last token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) kind: &'static str,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// A sentence with the names that are marked in it.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    /// The tokens with a space between them.
    pub(crate) text: String,
    /// Where each token starts, in bytes.
    starts: Vec<usize>,
    pub(crate) names: Vec<Name>,
}

impl Sentence {
    /// The token that has this byte.
    pub(crate) fn token_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }
}

/// All sentences of a file, without those that have no token.
pub(crate) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    let mut inside = "O";
    for line in text.trim_start_matches('\u{feff}').lines().chain([""]) {
        let Some((token, tag)) =
            line.split_once('\t').filter(|(token, _)| !token.trim().is_empty())
        else {
            if !sentence.starts.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            inside = "O";
            continue;
        };
        if !sentence.text.is_empty() {
            sentence.text.push(' ');
        }
        let place = sentence.starts.len();
        sentence.starts.push(sentence.text.len());
        sentence.text.push_str(token);
        let (position, name) = tag.trim().split_once('-').unwrap_or(("O", ""));
        let kind = match name {
            "person" => Some("person"),
            "corporation" | "group" => Some("organisation"),
            "location" => Some("place"),
            _ => None,
        };
        match (kind, position) {
            (Some(_), "I") if inside == name => {
                if let Some(last) = sentence.names.last_mut() {
                    last.last = place;
                }
            }
            (Some(kind), _) => sentence.names.push(Name { kind, first: place, last: place }),
            (None, _) => {}
        }
        inside = if kind.is_some() { name } else { "O" };
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_runs_of_tags() {
        let text = "Ada\tB-person\nLindqvist\tI-person\nleft\tO\nNorway\tB-location\n\t\n\nDune\tB-creative-work\n";
        let read = sentences(text);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].text, "Ada Lindqvist left Norway");
        let names =
            [Name { kind: "person", first: 0, last: 1 }, Name { kind: "place", first: 3, last: 3 }];
        assert_eq!(read[0].names, names);
        assert_eq!((read[0].token_at(0), read[0].token_at(4), read[0].token_at(24)), (0, 1, 3));
        assert!(read[1].names.is_empty());
    }
}
