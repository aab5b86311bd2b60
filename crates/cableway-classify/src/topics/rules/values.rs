//! Keys and values of a rules file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Defaults, MOST, Reader};
use crate::topics::needle::Style;

impl Reader {
    /// What a table sets, on top of what holds around it.
    pub(super) fn settings(&mut self, table: &DeTable<'_>, around: Defaults) -> Defaults {
        let exact = match table.get("case").map(|value| (value.span(), value.get_ref())) {
            None => around.style.exact,
            Some((_, DeValue::String(case))) if case == "exact" => true,
            Some((_, DeValue::String(case))) if case == "ignore" => false,
            Some((range, _)) => {
                self.problem(range, "`case` is \"ignore\" or \"exact\"", None);
                around.style.exact
            }
        };
        let style = self.style(table, around.style, exact);
        Defaults {
            threshold: self.positive(table, "threshold", around.threshold),
            title_boost: self.positive(table, "title_boost", around.title_boost),
            style,
        }
    }

    /// A number above 0, or `default` where there is none.
    pub(super) fn positive(&mut self, table: &DeTable<'_>, key: &str, default: f64) -> f64 {
        let Some(value) = table.get(key) else { return default };
        let number = match value.get_ref() {
            DeValue::Integer(_) => integer(value).map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        let message = match number {
            Some(number) if number > 0.0 && number <= MOST => return number,
            Some(number) if number > MOST => format!("`{key}` is at most {MOST}"),
            _ => format!("`{key}` is a number above 0"),
        };
        self.problem(value.span(), message, None);
        default
    }

    /// A number of words, at least 1.
    pub(super) fn words(&mut self, table: &DeTable<'_>, key: &str, default: u32) -> u32 {
        let Some(value) = table.get(key) else { return default };
        match integer(value).and_then(|number| u32::try_from(number).ok()) {
            Some(number) if number > 0 => number,
            _ => {
                let message = format!("`{key}` is a number of words, at least 1");
                self.problem(value.span(), message, None);
                default
            }
        }
    }

    /// How terms are compared: by their stems, or with their case, but not both.
    fn style(&mut self, table: &DeTable<'_>, around: Style, exact: bool) -> Style {
        let says_exact = exact && table.contains_key("case");
        let Some(value) = table.get("stem") else {
            return Style { exact, stem: around.stem && !says_exact };
        };
        let DeValue::Boolean(stem) = *value.get_ref() else {
            let hint = "`true`: words that differ in their ending alone are one".to_owned();
            self.problem(value.span(), "`stem` is true or false", Some(hint));
            return Style { exact, stem: false };
        };
        if stem && says_exact {
            let message = "a stem has no case: `stem` and `case = \"exact\"` exclude each other";
            self.problem(value.span(), message, Some("take one of them out".to_owned()));
        }
        Style { exact: exact && !stem, stem }
    }

    /// What another system calls the topic.
    pub(super) fn code(&mut self, table: &DeTable<'_>) -> Option<String> {
        let value = table.get("code")?;
        match value.get_ref() {
            DeValue::String(code) if !code.trim().is_empty() => Some(code.trim().to_owned()),
            _ => {
                self.problem(value.span(), "`code` is a text that is not empty", None);
                None
            }
        }
    }

    pub(super) fn known_keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        let mut unknown: Vec<_> = table
            .iter()
            .map(|(key, _)| (key.span(), key.get_ref().to_string()))
            .filter(|(_, key)| !known.contains(&key.as_str()))
            .collect();
        unknown.sort_by_key(|(range, _)| range.start);
        for (range, key) in unknown {
            let near = known
                .iter()
                .map(|known| (strsim::damerau_levenshtein(known, &key), *known))
                .min()
                .filter(|(distance, known)| *distance <= known.len().div_ceil(3));
            let hint = match near {
                Some((_, known)) => format!("did you mean `{known}`?"),
                None => format!("there is {}", known.join(", ")),
            };
            self.problem(range, format!("unknown key `{key}`"), Some(hint));
        }
    }
}

fn integer(value: &Spanned<DeValue<'_>>) -> Option<i64> {
    let number = value.get_ref().as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}
