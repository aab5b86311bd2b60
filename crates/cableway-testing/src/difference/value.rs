//! A record as JSON: what is where in it, and when two values are the same.

use serde_json::{Map, Number, Value};

/// The text in the field `name`; empty where there is none.
pub(super) fn text_of<'a>(object: &'a Value, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The list in the field `name`; empty where there is none.
pub(super) fn list_of<'a>(object: &'a Value, name: &str) -> &'a [Value] {
    object.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields of the object in the field `name`, by name; none where there is no object.
pub(super) fn fields_of<'a>(object: &'a Value, name: &str) -> Vec<(&'a String, &'a Value)> {
    sorted(object.get(name).and_then(Value::as_object))
}

/// All fields by name, in whatever order the object keeps them.
pub(super) fn sorted(object: Option<&Map<String, Value>>) -> Vec<(&String, &Value)> {
    let mut fields: Vec<_> = object.into_iter().flatten().collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    fields
}

/// The names of two lists of fields that are sorted by name, each once, with the values.
pub(super) fn both<'a>(
    old: &[(&'a String, &'a Value)],
    new: &[(&'a String, &'a Value)],
) -> Vec<(&'a str, Option<&'a Value>, Option<&'a Value>)> {
    let value = |fields: &[(&'a String, &'a Value)], name: &str| {
        let place = fields.binary_search_by(|field| field.0.as_str().cmp(name)).ok()?;
        Some(fields[place].1)
    };
    let mut names: Vec<&'a str> = old.iter().chain(new).map(|field| field.0.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| (name, value(old, name), value(new, name))).collect()
}

/// The bytes that a span on the wire covers.
fn range(span: &Value) -> Option<std::ops::Range<usize>> {
    match span.as_array()?.as_slice() {
        [start, end] => {
            let offset = |value: &Value| usize::try_from(value.as_u64()?).ok();
            Some(offset(start)?..offset(end)?)
        }
        _ => None,
    }
}

/// The words under a span of `text`; the span itself where it does not slice, as after a redaction.
pub(super) fn words(span: &Value, text: &str) -> String {
    match range(span).and_then(|range| text.get(range)) {
        Some(words) => words.to_owned(),
        None => span.to_string(),
    }
}

/// Whether two values are the same. A number may have gone through text, and so may differ in its
/// last bits.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    first_difference(a, b, 0.0).is_none()
}

/// Whether two scores differ by no more than `tolerance`.
pub(super) fn same_score(a: &Value, b: &Value, tolerance: f64) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => same_number(a, b, tolerance),
        (a, b) => same(a, b),
    }
}

/// Whether two fields are the same: those with the name `score` are scores.
pub(super) fn same_field(name: &str, a: &Value, b: &Value, tolerance: f64) -> bool {
    if name == "score" { same_score(a, b, tolerance) } else { same(a, b) }
}

fn same_number(a: &Number, b: &Number, tolerance: f64) -> bool {
    if a == b {
        return true;
    }
    if tolerance <= 0.0 && a.is_f64() != b.is_f64() {
        return false;
    }
    match (a.as_f64(), b.as_f64()) {
        (Some(x), Some(y)) if a.is_f64() || b.is_f64() || tolerance > 0.0 => {
            // Decimals are not exact, and a difference of just the tolerance is within it.
            let last_bits = 4.0 * f64::EPSILON * x.abs().max(y.abs());
            (x - y).abs() <= tolerance + last_bits
        }
        _ => false,
    }
}

/// A place in a value, and what is there in either of two values.
pub(super) type Place<'a> = (String, Option<&'a Value>, Option<&'a Value>);

/// The first place, in depth-first order, at which two values differ: `annotations[0].id`. Fields
/// with the name `score` may differ by `tolerance`.
pub(super) fn first_difference<'a>(
    a: &'a Value,
    b: &'a Value,
    tolerance: f64,
) -> Option<Place<'a>> {
    // What is still to be looked at, the next one last, so that depth costs no stack.
    let mut open = vec![(String::new(), Some(a), Some(b), false)];
    while let Some((path, a, b, is_score)) = open.pop() {
        let start = open.len();
        match (a, b) {
            (Some(Value::Number(a_number)), Some(Value::Number(b_number))) => {
                let tolerance = if is_score { tolerance } else { 0.0 };
                if !same_number(a_number, b_number, tolerance) {
                    return Some((path, a, b));
                }
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                for place in 0..a.len().max(b.len()) {
                    open.push((format!("{path}[{place}]"), a.get(place), b.get(place), false));
                }
            }
            (Some(Value::Object(a)), Some(Value::Object(b))) => {
                for (name, a, b) in both(&sorted(Some(a)), &sorted(Some(b))) {
                    let dot = if path.is_empty() { "" } else { "." };
                    open.push((format!("{path}{dot}{name}"), a, b, name == "score"));
                }
            }
            (a, b) if a == b => {}
            (a, b) => return Some((path, a, b)),
        }
        open[start..].reverse();
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_the_same_but_for_their_last_bits() {
        assert!(same(&json!(0.1), &json!(0.1 + f64::EPSILON / 10.0)));
        assert!(same(&json!(1e300), &json!(1e300)));
        assert!(!same(&json!(0.1), &json!(0.100_001)));
        assert!(!same(&json!(1), &json!(1.0)));
        assert!(!same(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)));
    }

    #[test]
    fn the_tolerance_is_for_scores_alone() {
        assert!(same_score(&json!(0.5), &json!(0.501), 0.001));
        assert!(!same_score(&json!(0.5), &json!(0.5011), 0.001));
        assert!(same_score(&json!(1), &json!(1.0005), 0.001));
        assert!(!same_score(&json!(0.5), &json!("0.5"), 0.001));
        assert!(same_field("score", &json!(0.5), &json!(0.501), 0.001));
        assert!(!same_field("points", &json!(0.5), &json!(0.501), 0.001));
    }

    #[test]
    fn the_first_difference_has_a_way() {
        let old = json!({"a": [1, {"score": 0.5, "b": 1}], "z": 1});
        let new = json!({"a": [1, {"score": 0.6, "b": 2}], "c": 3, "z": 2});
        let (path, a, b) = first_difference(&old, &new, 0.2).unwrap();
        assert_eq!((path.as_str(), a, b), ("a[1].b", Some(&json!(1)), Some(&json!(2))));
        let (old, new) = (json!({}), json!({"c": 3}));
        let (path, a, b) = first_difference(&old, &new, 0.0).unwrap();
        assert_eq!((path.as_str(), a, b), ("c", None, Some(&json!(3))));
        assert!(first_difference(&json!({"score": 1.0}), &json!({"score": 1.1}), 0.2).is_none());
    }

    #[test]
    fn spans_have_words() {
        assert_eq!(words(&json!([4, 9]), "The ferry"), "ferry");
        assert_eq!(words(&json!([4, 90]), "The ferry"), "[4,90]");
        assert_eq!(words(&json!("[span]"), "The ferry"), "\"[span]\"");
    }
}
