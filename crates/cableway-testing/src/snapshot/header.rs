//! What stands before a snapshot's contents.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_saphyr::MergeKeyPolicy;

use super::error::Problem;
use super::node::Node;
use super::yaml::to_yaml;

/// A snapshot's header: the fields that insta writes, and any others that a file has. Nothing of it is
/// compared.
///
/// ```
/// use cableway_testing::snapshot::{Header, Snapshot};
///
/// let mut header = Header::default();
/// header.description = Some("as the harbour sees it".to_owned());
/// header.set_info(&serde_json::json!({"case": "harbour"}))?;
/// let snapshot = Snapshot::text(header, "contents");
/// assert_eq!(
///     snapshot.to_text(),
///     "---\ndescription: as the harbour sees it\ninfo:\n  case: harbour\n---\ncontents\n"
/// );
/// # Ok::<(), cableway_testing::snapshot::Problem>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// The source file of the test, from the workspace's folder.
    pub source: Option<String>,
    /// The line of the assertion, from 1: in pending files only.
    pub assertion_line: Option<u32>,
    /// What the snapshot is of, for people.
    pub description: Option<String>,
    /// The expression that gave the contents.
    pub expression: Option<String>,
    /// The file that the test was about.
    pub input_file: Option<String>,
    pub(super) info: Option<Node>,
    /// Fields that insta does not know, and would drop.
    pub(super) other: Vec<(String, Node)>,
}

/// Whether the contents stand behind the header, or in a file of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Binary { extension: String },
}

impl Header {
    /// Whatever the test wanted to be kept beside the contents, as plain data; nothing where there is
    /// no such field.
    ///
    /// # Errors
    /// When it is not of this type.
    pub fn info<T: DeserializeOwned>(&self) -> Result<Option<T>, Problem> {
        let Some(info) = &self.info else { return Ok(None) };
        serde_json::from_value(info.to_value())
            .map(Some)
            .map_err(|error| Problem::Info { message: error.to_string() })
    }

    /// Keeps `info` beside the contents, with the fields in the order in which it serializes them.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn set_info<T: Serialize>(&mut self, info: &T) -> Result<(), Problem> {
        let problem = |error: serde_json::Error| Problem::Info { message: error.to_string() };
        // By way of text, since JSON's values would sort the fields.
        let text = serde_json::to_string(info).map_err(problem)?;
        let info: Node = serde_json::from_str(&text).map_err(problem)?;
        self.info = (info != Node::Null).then_some(info);
        Ok(())
    }

    /// Reads the lines between the two lines `---`, of which the first is line `start` of the file.
    pub(super) fn parse(yaml: &str, start: usize) -> Result<(Self, Kind), Problem> {
        let problem = |line: usize, message: String| Problem::Header { line, message };
        // insta writes texts of these forms without quotes, and nothing that refers to something else.
        let options = serde_saphyr::options! {
            strict_booleans: true,
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            merge_keys: MergeKeyPolicy::AsOrdinary,
            budget: serde_saphyr::budget! {
                max_depth: 64,
                max_aliases: 0,
                max_anchors: 0,
                // A name may be as long as a path, and longer still with what is escaped in it.
                simple_key_max_lookahead: 1 << 20,
            },
        };
        let node = serde_saphyr::from_str_with_options::<Node>(yaml, options).map_err(|error| {
            let line = error.location().map_or(0, |place| place.line() as usize);
            // The message goes on with the place, which is not that in the file, a drawing, and what a
            // program could do about it.
            let message = error.without_snippet().to_string();
            let message = message.lines().next().unwrap_or_default();
            let message = [" at line ", ", set DuplicateKeyPolicy"]
                .iter()
                .fold(message, |text, end| text.split(end).next().unwrap_or_default());
            problem(start + line.max(1), message.to_owned())
        })?;
        let fields = match node {
            Node::Table(fields) => fields,
            Node::Null => Vec::new(),
            _ => return Err(problem(start + 1, "it is no list of fields".to_owned())),
        };
        let mut header = Self::default();
        let (mut is_binary, mut extension) = (false, None);
        for (name, value) in fields {
            match name.as_str() {
                "source" => header.source = value.as_text(),
                "assertion_line" => {
                    header.assertion_line = value.as_text().and_then(|line| line.parse().ok());
                }
                "description" => header.description = value.as_text(),
                "expression" => header.expression = value.as_text(),
                "info" => header.info = (value != Node::Null).then_some(value),
                "input_file" => header.input_file = value.as_text(),
                "snapshot_kind" => is_binary = value.as_text().as_deref() == Some("binary"),
                "extension" => extension = value.as_text(),
                _ => header.other.push((name, value)),
            }
        }
        if !is_binary {
            return Ok((header, Kind::Text));
        }
        let extension = extension.filter(|extension| is_extension(extension)).ok_or_else(|| {
            let message =
                "a binary snapshot needs an `extension`, of letters and digits and not `new`";
            problem(start + 1, message.to_owned())
        })?;
        Ok((header, Kind::Binary { extension }))
    }

    /// The header with the lines `---` around it.
    pub(super) fn to_yaml(&self, kind: &Kind) -> String {
        let mut fields: Vec<(String, Node)> = Vec::new();
        let mut add = |name: &str, value: Option<Node>| {
            fields.extend(value.map(|value| (name.to_owned(), value)));
        };
        let text = |text: &Option<String>| text.clone().map(Node::Text);
        add("source", text(&self.source));
        add("assertion_line", self.assertion_line.map(|line| Node::Number(line.into())));
        add("description", text(&self.description));
        add("expression", text(&self.expression));
        add("info", self.info.clone());
        add("input_file", text(&self.input_file));
        if let Kind::Binary { extension } = kind {
            add("extension", Some(Node::Text(extension.clone())));
            add("snapshot_kind", Some(Node::Text("binary".to_owned())));
        }
        fields.extend(self.other.iter().cloned());
        format!("---\n{}---\n", to_yaml(&fields))
    }
}

/// Whether a file may end so: it becomes part of a path, and `new` is for pending files.
pub(super) fn is_extension(extension: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    extension.split('.').all(is_part) && extension.split('.').next() != Some("new")
}
