//! The format of an output, by its name.

use std::path::Path;

use cableway_sdk::{ConfigError, KeyPath, Place};

/// The format that was asked for, else the one that the ending of the file's name stands for. `known` has all endings,
/// in lower case, each with its format and how that is asked for outright.
///
/// # Errors
/// Where no format is asked for and the ending is none of these: the file would hold something else than its name says.
pub(super) fn format<F: Copy>(
    asked: Option<F>,
    path: &Path,
    known: &[(&str, F, &str)],
) -> Result<F, ConfigError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let by_name = known.iter().find(|(one, ..)| Some(*one) == ending.as_deref());
    if let Some(format) = asked.or(by_name.map(|(_, format, _)| *format)) {
        return Ok(format);
    }
    let shown = path.display();
    let message = match ending {
        Some(ending) => {
            format!("`{shown}` ends in `.{ending}`, which stands for no format of this stage")
        }
        None => format!("`{shown}` has no ending that says in which format it is to be written"),
    };
    let endings: Vec<String> = known.iter().map(|(one, ..)| format!("`.{one}`")).collect();
    let mut formats: Vec<String> =
        known.iter().map(|(.., name)| format!("`format = \"{name}\"`")).collect();
    formats.dedup();
    let hint = format!(
        "the endings known are {}; with any other, say {}",
        endings.join(", "),
        formats.join(" or ")
    );
    let mut error = ConfigError::default();
    error.add(Place::Config(KeyPath::from("path")), message, Some(hint));
    Err(error)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::format;

    #[test]
    fn a_name_tells_its_format_or_that_it_does_not() {
        let known = [("html", 1, "html"), ("htm", 1, "html"), ("md", 2, "markdown")];
        let of = |asked, path: &str| format(asked, Path::new(path), &known);
        assert_eq!(of(None, "out/a.HTM").ok(), Some(1));
        assert_eq!(of(None, "a.md").ok(), Some(2));
        assert_eq!(of(Some(1), "a.md").ok(), Some(1));
        assert_eq!(of(Some(2), "a.txt").ok(), Some(2));
        for path in ["a.txt", "a", ".md"] {
            let hint = of(None, path).err().and_then(|error| error.problems[0].hint.clone());
            assert_eq!(
                hint.as_deref(),
                Some(
                    "the endings known are `.html`, `.htm`, `.md`; with any other, say `format = \"html\"` or \
                     `format = \"markdown\"`"
                ),
                "{path}"
            );
        }
    }
}
