//! What an annotation or a sentence says besides, by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Index;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use smol_str::SmolStr;

/// As many as most annotations have at most.
const MOSTLY: usize = 8;

/// Values by name, in the order of the names (by their bytes); a name stands once.
///
/// It reads like a map. There are a handful in each annotation and very many annotations, so that all stand in one
/// piece of memory, short names with them.
///
/// ```
/// use cableway_core::Attributes;
///
/// let mut attributes = Attributes::new();
/// attributes.insert("unit", "tonnes");
/// attributes.insert("low", 20_000);
/// assert_eq!(attributes["unit"], "tonnes");
/// assert_eq!(attributes.get("high"), None);
/// assert_eq!(serde_json::to_string(&attributes)?, r#"{"low":20000,"unit":"tonnes"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(SmolStr, Value)>);

impl Attributes {
    /// None.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// None, with room for `count`.
    ///
    /// ```
    /// assert!(cableway_core::Attributes::with_capacity(3).is_empty());
    /// ```
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True for none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        // Few as they are, to look at all of them takes less than to compare a few to the letter.
        self.0.iter().find(|(own, _)| own.as_str() == name).map(|(_, value)| value)
    }

    /// True where there is a value of this name, be it `null`.
    pub fn contains_key(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Sets the value of `name`, and gives back the one that it had.
    ///
    /// ```
    /// let mut attributes = cableway_core::Attributes::new();
    /// assert_eq!(attributes.insert("count", 2), None);
    /// assert_eq!(attributes.insert("count", 3), Some(2.into()));
    /// assert_eq!(attributes.len(), 1);
    /// ```
    pub fn insert(&mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Option<Value> {
        self.set(name.as_ref(), SmolStr::new, value.into())
    }

    fn set<N: AsRef<str>>(
        &mut self,
        name: N,
        own: impl FnOnce(N) -> SmolStr,
        value: Value,
    ) -> Option<Value> {
        match self.place(name.as_ref()) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                if self.0.capacity() == 0 {
                    self.0.reserve(MOSTLY);
                }
                self.0.insert(at, (own(name), value));
                None
            }
        }
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.0.iter())
    }

    /// The names, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The values, in the order of the names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// Where the name stands, or would.
    fn place(&self, name: &str) -> Result<usize, usize> {
        // Whoever hands over many does so in order.
        match self.0.last() {
            Some((last, _)) if last.as_str() >= name => {
                self.0.binary_search_by(|(own, _)| own.as_str().cmp(name))
            }
            Some(_) | None => Err(self.0.len()),
        }
    }
}

/// The attributes of an annotation or a sentence, in the order of their names.
#[derive(Clone, Debug)]
pub struct Iter<'a>(std::slice::Iter<'a, (SmolStr, Value)>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a str, &'a Value);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, value)| (name.as_str(), value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Attributes {
    type Item = (&'a str, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl<N: AsRef<str>> Extend<(N, Value)> for Attributes {
    fn extend<I: IntoIterator<Item = (N, Value)>>(&mut self, values: I) {
        for (name, value) in values {
            self.insert(name, value);
        }
    }
}

impl<N: AsRef<str>> FromIterator<(N, Value)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(values: I) -> Self {
        let mut attributes = Self::new();
        attributes.extend(values);
        attributes
    }
}

/// `null` where there is no value of this name, as for the objects of `serde_json`; [`Attributes::get`] tells such from
/// values that are `null`.
///
/// ```
/// use cableway_core::Attributes;
///
/// let mut attributes = Attributes::new();
/// attributes.insert("unit", "tonnes");
/// assert_eq!(attributes["unit"], "tonnes");
/// assert!(attributes["low"].is_null());
/// ```
impl Index<&str> for Attributes {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.get(name).unwrap_or(&NULL)
    }
}

impl fmt::Debug for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;

        impl<'de> Visitor<'de> for Map {
            type Value = Attributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Attributes, A::Error> {
                let mut attributes = Attributes::new();
                while let Some((name, value)) = map.next_entry::<SmolStr, Value>()? {
                    attributes.set(name, |name| name, value);
                }
                Ok(attributes)
            }
        }

        deserializer.deserialize_map(Map)
    }
}

impl JsonSchema for Attributes {
    fn schema_name() -> Cow<'static, str> {
        <BTreeMap<String, Value>>::schema_name()
    }

    fn inline_schema() -> bool {
        <BTreeMap<String, Value>>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        <BTreeMap<String, Value>>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is put in, in whatever order: it is what a map would be.
        #[test]
        fn they_are_a_map(entries in prop::collection::vec(("[a-f]{0,2}|[a-z]{20,30}", 0..9_i64), 0..24)) {
            let map: BTreeMap<String, Value> =
                entries.iter().map(|(name, value)| (name.clone(), Value::from(*value))).collect();
            let mut own = Attributes::new();
            let mut before = BTreeMap::new();
            for (name, value) in &entries {
                prop_assert_eq!(own.insert(name, *value), before.insert(name, Value::from(*value)));
            }
            prop_assert_eq!(own.iter().collect::<Vec<_>>(), map.iter().map(|(name, value)| (name.as_str(), value)).collect::<Vec<_>>());
            prop_assert_eq!((own.len(), own.is_empty()), (map.len(), map.is_empty()));
            prop_assert!(own.keys().eq(map.keys()) && own.values().eq(map.values()));
            for (name, _) in &entries {
                prop_assert_eq!(own.get(name), map.get(name));
                prop_assert_eq!(&own[name], &map[name]);
            }
            prop_assert!(!own.contains_key("not there"));
            let json = serde_json::to_string(&own).unwrap();
            prop_assert_eq!(&json, &serde_json::to_string(&map).unwrap());
            prop_assert_eq!(serde_json::from_str::<Attributes>(&json).unwrap(), own.clone());
            prop_assert_eq!(format!("{own:?}"), format!("{map:?}"));
            prop_assert_eq!(map.into_iter().collect::<Attributes>(), own);
        }
    }

    #[test]
    fn what_is_no_map_is_refused() {
        let error = serde_json::from_str::<Attributes>("[1]").unwrap_err();
        assert!(error.to_string().contains("expected a map"), "{error}");
    }
}
