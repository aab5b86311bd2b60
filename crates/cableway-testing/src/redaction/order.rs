//! One order for all JSON values.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

/// Nothing, false, true, numbers, texts, lists element by element, objects by their names and then by
/// their values.
pub(super) fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    };
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Number(a), Value::Number(b)) => {
            // Whole numbers that are one as doubles are told apart, and stand before the double.
            let double = |number: &Number| number.as_f64().unwrap_or_default();
            let whole = |number: &Number| {
                number.as_i64().map(i128::from).or(number.as_u64().map(i128::from))
            };
            double(a).total_cmp(&double(b)).then_with(|| match (whole(a), whole(b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            })
        }
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (Value::Array(a), Value::Array(b)) => {
            let first = a.iter().zip(b).map(|(a, b)| order(a, b)).find(|found| found.is_ne());
            first.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Value::Object(a), Value::Object(b)) => {
            // By name, in whatever order the objects keep their fields.
            let sorted = |fields: &Map<String, Value>| {
                let mut names: Vec<String> = fields.keys().cloned().collect();
                names.sort_unstable();
                names
            };
            let (a_names, b_names) = (sorted(a), sorted(b));
            a_names.cmp(&b_names).then_with(|| {
                let differing = a_names.iter().map(|name| order(&a[name], &b[name]));
                differing.into_iter().find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
            })
        }
        _ => rank(a).cmp(&rank(b)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-8_i32..8).prop_map(|number| Value::from(f64::from(number) / 4.0)),
            (-2_i64..2).prop_map(Value::from),
            ((1_i64 << 53) - 1..(1 << 53) + 3).prop_map(Value::from),
            Just(Value::from(2_f64.powi(53))),
            "[ab]{0,2}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                proptest::collection::btree_map("[ab]", inner, 0..3)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_an_order(a in value(), b in value(), c in value()) {
            prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
            prop_assert!(order(&a, &a).is_eq());
            if order(&a, &b).is_le() && order(&b, &c).is_le() {
                prop_assert!(order(&a, &c).is_le());
            }
        }

        #[test]
        fn sorting_does_not_depend_on_the_order_before(values in proptest::collection::vec(value(), 0..8)) {
            let mut sorted = values.clone();
            sorted.sort_by(order);
            let mut reversed: Vec<Value> = values.into_iter().rev().collect();
            reversed.sort_by(order);
            prop_assert!(sorted.iter().zip(&reversed).all(|(a, b)| order(a, b).is_eq()));
        }
    }
}
