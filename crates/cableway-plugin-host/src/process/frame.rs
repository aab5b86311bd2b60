//! A line: an object with an `id` and one key that names what it is.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Serialize, Serializer, forward_to_deserialize_any};

/// A request, or what is said to one.
#[derive(Debug, PartialEq)]
pub(super) struct Frame<T> {
    /// The number of the request that it is, or belongs to.
    pub id: Option<u64>,
    /// What it is.
    pub body: T,
}

/// The line for `body`, which is written as an object with one key.
pub(super) fn line<T: Serialize>(id: Option<u64>, body: &T) -> serde_json::Result<Vec<u8>> {
    let mut line = Vec::new();
    if let Some(id) = id {
        line.extend_from_slice(format!("{{\"id\":{id},").as_bytes());
    }
    let start = line.len();
    serde_json::to_writer(&mut line, body)?;
    if id.is_some() {
        // The object has begun already.
        line.remove(start);
    }
    line.push(b'\n');
    Ok(line)
}

/// Reads the parts where they stand, so that nothing is kept that has no place in `T`.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Frame<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Parts(PhantomData))
    }
}

struct Parts<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Parts<T> {
    type Value = Frame<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with an `id` and one key that names what it is")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Frame<T>, A::Error> {
        let (mut id, mut body) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            if name == "id" {
                if id.replace(map.next_value()?).is_some() {
                    return Err(A::Error::duplicate_field("id"));
                }
            } else if body.is_none() {
                body = Some(T::deserialize(Named { name, map: &mut map })?);
            } else {
                return Err(A::Error::custom(format_args!("`{name}` is one key too many")));
            }
        }
        let body = body.ok_or_else(|| A::Error::custom("no key names what it is"))?;
        Ok(Frame { id, body })
    }
}

/// The next entry of a map, whose key is the name of an enum's variant.
struct Named<'a, A> {
    name: String,
    map: &'a mut A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Named<'_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, 'a, A: MapAccess<'de>> EnumAccess<'de> for Named<'a, A> {
    type Error = A::Error;
    type Variant = Content<'a, A>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'a, A>), A::Error> {
        Ok((seed.deserialize(self.name.into_deserializer())?, Content(self.map)))
    }
}

struct Content<'a, A>(&'a mut A);

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Content<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.next_value::<IgnoredAny>().map(drop)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(Fields { names: &[], visitor })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(Fields { names, visitor })
    }
}

struct Fields<V> {
    names: &'static [&'static str],
    visitor: V,
}

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_struct("", self.names, self.visitor)
    }
}

/// A list of which no more than `MOST` are kept, however many come.
#[derive(Debug, PartialEq)]
pub(super) struct Few<T, const MOST: usize> {
    list: Vec<T>,
    has_more: bool,
}

impl<T, const MOST: usize> Few<T, MOST> {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that were kept.
    pub(super) fn kept(self) -> Vec<T> {
        self.list
    }

    /// All of them; `None` where there were too many.
    pub(super) fn all(self) -> Option<Vec<T>> {
        (!self.has_more).then_some(self.list)
    }
}

impl<T, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Self {
        Self { list: Vec::new(), has_more: false }
    }
}

impl<T, const MOST: usize> From<Vec<T>> for Few<T, MOST> {
    fn from(mut list: Vec<T>) -> Self {
        let has_more = list.len() > MOST;
        list.truncate(MOST);
        Self { list, has_more }
    }
}

impl<T: Serialize, const MOST: usize> Serialize for Few<T, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.list.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Few<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Counting(PhantomData))
    }
}

struct Counting<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Counting<T, MOST> {
    type Value = Few<T, MOST>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Few<T, MOST>, A::Error> {
        let mut list = Vec::new();
        while list.len() < MOST {
            match all.next_element()? {
                Some(one) => list.push(one),
                None => return Ok(Few { list, has_more: false }),
            }
        }
        let mut has_more = false;
        while all.next_element::<IgnoredAny>()?.is_some() {
            has_more = true;
        }
        Ok(Few { list, has_more })
    }
}

#[cfg(test)]
mod tests {
    use cableway_core::{ErrorKind, StageError};
    use proptest::prelude::*;

    use super::*;
    use crate::process::child::parse;
    use crate::process::protocol::{Answer, Failed, Said, WireItem, check_line};

    fn answers() -> impl Strategy<Value = Answer> {
        let words = || proptest::collection::vec(any::<String>(), 0..4);
        let failed = (any::<String>(), words(), any::<bool>());
        let failed = failed.prop_map(|(message, causes, retryable)| Failed {
            kind: ErrorKind::BadInput,
            message,
            causes: causes.into(),
            retryable,
        });
        prop_oneof![
            (words(), proptest::option::of(any::<String>())).prop_map(|(notes, target)| {
                Answer::Done(Said { notes: notes.into(), target, ..Said::default() })
            }),
            failed.clone().prop_map(Answer::Failed),
            (any::<String>(), failed).prop_map(|(uri, error)| Answer::Lost { uri, error }),
            (any::<String>(), any::<String>())
                .prop_map(|(level, message)| Answer::Log { level, message }),
            ("[a-z/]{1,9}", any::<Vec<u8>>(), any::<bool>()).prop_map(|(uri, bytes, transient)| {
                let mut item = cableway_core::Item::new(uri, bytes);
                item.transient = transient;
                Answer::Item(WireItem::from(&item))
            }),
        ]
    }

    proptest! {
        /// What one side writes, the other reads.
        #[test]
        fn lines_are_read_as_they_were_written(id in any::<Option<u64>>(), answer in answers()) {
            let written = String::from_utf8(line(id, &answer).unwrap()).unwrap();
            prop_assert_eq!(written.matches('\n').count(), 1);
            let read = parse(&written).unwrap();
            prop_assert_eq!(read.id, id);
            prop_assert_eq!(&written, &String::from_utf8(line(id, &read.body).unwrap()).unwrap());
            let may_be_said = id.is_some() || matches!(answer, Answer::Log { .. });
            prop_assert_eq!(check_line(&written).is_ok(), may_be_said);
        }

        /// Whatever comes, something is said about it, and nothing panics.
        #[test]
        fn no_line_is_fatal(name in "[a-z]{0,7}", value in "[\\[\\]{}:,\"a-z0-9 .-]{0,60}", any in any::<String>()) {
            for line in [any, format!("{{\"id\":1,\"{name}\":{value}}}"), format!("{{\"done\":{value}}}")] {
                if let Err(error) = check_line(&line) {
                    prop_assert!(!error.to_string().is_empty());
                }
            }
        }

        #[test]
        fn no_more_are_kept_than_fit(list in proptest::collection::vec(any::<u8>(), 0..20)) {
            let read: Few<u8, 5> =
                serde_json::from_str(&serde_json::to_string(&list).unwrap()).unwrap();
            prop_assert_eq!(&read, &Few::from(list.clone()));
            let fits = list.len() <= 5;
            prop_assert_eq!(read.list.as_slice(), &list[..list.len().min(5)]);
            prop_assert_eq!(read.all(), fits.then_some(list));
        }
    }

    #[test]
    fn the_id_stands_before_or_behind() {
        for line in [r#"{"id": 4, "done": {}}"#, r#"{"done": {}, "id": 4}"#] {
            assert_eq!(parse(line).unwrap().id, Some(4));
        }
        let chain = |error: StageError| error.chain().nth(1).unwrap();
        insta::assert_snapshot!(
            [
                r#"{"id": 4}"#,
                r#"{"id": 4, "id": 5, "done": {}}"#,
                r#"{"id": 4, "done": {}, "failed": {}}"#,
                r#"{"id": -1, "done": {}}"#,
                r#"{"id": 4, "finished": {}}"#,
                r#"{"id": 4, "done": 1}"#,
                "[]",
            ]
            .map(|line| chain(parse(line).unwrap_err()))
            .join("\n")
        );
    }
}
