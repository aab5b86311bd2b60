//! Names for the parts of a file that are items: lines, mails, entries, records.
//!
//! A part is named after what it is: the id that it bears, else the digest of its content. So it keeps its name, and
//! with it all that is remembered of it, when others come or go before it. Where it stands is told beside the name
//! ([`Item::part`](cableway_core::Item)).

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use cableway_core::Digest;

/// A longer id is no part of a URI; in bytes.
const LONGEST: usize = 500;

/// How many hexadecimal digits of a digest name a part.
const DIGITS: usize = 16;

/// The names that the parts of one file have so far: eight bytes for each.
#[derive(Debug, Default)]
pub(crate) struct Names {
    given: HashSet<u64>,
    /// How often those were wanted that more than one part has.
    wanted: HashMap<u64, u64>,
}

impl Names {
    /// `name`, or where a part before has it, `name` with a count: `name~2`.
    pub(crate) fn give(&mut self, name: String) -> String {
        if self.given.insert(hash(&name)) {
            return name;
        }
        let count = self.wanted.entry(hash(&name)).or_insert(1);
        loop {
            *count += 1;
            let counted = format!("{name}~{count}");
            if self.given.insert(hash(&counted)) {
                return counted;
            }
        }
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// The name of a part that bears no id.
pub(crate) fn of_content(content: &[u8]) -> String {
    let mut name = String::with_capacity(DIGITS);
    for byte in &Digest::of(content).as_bytes()[..DIGITS / 2] {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// The name of a part with this id: the id itself, but for what has a meaning of its own in a URI. The digest of one
/// that is very long.
pub(crate) fn of_id(id: &str) -> String {
    if id.len() > LONGEST {
        return of_content(id.as_bytes());
    }
    let mut name = String::with_capacity(id.len());
    for character in id.chars() {
        if character.is_whitespace()
            || character.is_control()
            || matches!(character, '#' | '%' | '!')
        {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                let _ = write!(name, "%{byte:02X}");
            }
        } else {
            name.push(character);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_parts_have_one_name() {
        let mut names = Names::default();
        let wanted = ["a", "b", "a", "a", "a~2", "b~2", "b"];
        let given = wanted.map(|name| names.give(name.to_owned()));
        assert_eq!(given, ["a", "b", "a~2", "a~3", "a~2~2", "b~2", "b~3"]);
    }

    #[test]
    fn ids_as_names() {
        let check = |id: &str, expect: &str| assert_eq!(of_id(id), expect);
        check("42", "42");
        check("https://desk.example/a?b=ż", "https://desk.example/a?b=ż");
        check("a b#c%!/\u{1}", "a%20b%23c%25%21/%01");
        check(&"x".repeat(LONGEST), &"x".repeat(LONGEST));
        check(&"x".repeat(LONGEST + 1), &of_content("x".repeat(LONGEST + 1).as_bytes()));
        assert_eq!(of_content(b"The ferry sails.").len(), DIGITS);
    }
}
