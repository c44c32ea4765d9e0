//! The usual things in less code: for the pages, where each byte travels to every tablet.
//!
//! **JSON.** A derived `Deserialize` can read a struct from an object and from an array, and each way is
//! code of its own for each struct. We write objects only, so this deserializer asks serde_json
//! for an object wherever a struct is wanted, and the other half is never compiled in. It
//! passes everything else on as it is.
//!
//! **Sorting.** The library's sort is 4 KB of WebAssembly for each type and key, and collecting into
//! a `BTreeMap` or `BTreeSet` sorts as well. What a screen sorts is short or nearly sorted.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};

/// As `serde_json::from_str`, but a struct is an object.
pub fn from_str<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = T::deserialize(Lean(&mut json))?;
    json.end()?;
    Ok(value)
}

/// The same as code of its own for each type: what a page seldom reads need not come with the rest.
#[inline(never)]
pub fn from_str_apart<'de, T: Deserialize<'de>>(text: &'de str) -> serde_json::Result<T> {
    from_str(text)
}

/// As `sort_by_key` (equal ones keep their order), for short or nearly sorted lists.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && key(&list[at - 1]) > key(&list[at]) {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// As `collect`, by inserting one after the other.
pub fn map<K: Ord, V>(pairs: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(pairs);
    map
}

/// A deserializer, a visitor, a seed or an access whose structs are objects, all the way down.
struct Lean<T>(T);

macro_rules! pass_on {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method(Lean(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Lean<D> {
    type Error = D::Error;

    pass_on! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf
        deserialize_option deserialize_unit deserialize_seq deserialize_map deserialize_identifier
        deserialize_ignored_any
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Lean(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Lean(visitor))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Lean(visitor))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(len, Lean(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, name: &'static str, len: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, len, Lean(visitor))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Lean(visitor))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! visit {
    ($($method:ident: $value:ty),*) => {
        $(fn $method<E: Error>(self, value: $value) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Lean<V> {
    type Value = V::Value;

    /// Where it stands says enough; the name of each struct would be in every page.
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("another kind of value")
    }

    visit! {
        visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str,
        visit_borrowed_str: &'de str, visit_string: String, visit_bytes: &[u8], visit_borrowed_bytes: &'de [u8],
        visit_byte_buf: Vec<u8>
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(Lean(deserializer))
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(Lean(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Lean(seq))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Lean(map))
    }

    // What a variant holds is read the long way: most hold nothing.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(data)
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Lean<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(Lean(deserializer))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Lean<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(Lean(seed))
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Lean<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(Lean(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(Lean(seed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Outer<'a> {
        id: Id,
        inner: Vec<Inner>,
        #[serde(default)]
        none: Option<u8>,
        #[serde(borrow)]
        text: std::borrow::Cow<'a, str>,
        pair: (u8, String),
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Id(u32);

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Inner {
        Plain,
        Of(Id),
    }

    #[test]
    fn everything_reads_as_serde_json_reads_it() {
        let text = r#"{"id":7,"inner":["plain",{"of":8}],"none":null,"text":"a","pair":[1,"b"],"more":[{}]}"#;
        assert_eq!(from_str::<Outer>(text).unwrap(), serde_json::from_str(text).unwrap());
        assert_eq!(from_str::<serde_json::Value>(text).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert_eq!(from_str::<&RawValue>(text).unwrap().get(), text);
    }

    #[test]
    fn sorting_is_stable() {
        let mut list = vec![(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        let mut usual = list.clone();
        sort_by_key(&mut list, |(key, _)| *key);
        usual.sort_by_key(|(key, _)| *key);
        assert_eq!(list, usual);
    }

    #[test]
    fn a_struct_is_an_object_and_what_follows_is_an_error() {
        let array = r#"[7,[],null,"a",[1,"b"]]"#;
        assert!(serde_json::from_str::<Outer>(array).is_ok());
        let error = from_str::<Outer>(array).unwrap_err().to_string();
        assert!(error.contains("sequence, expected another kind of value at line 1 column"), "{error}");
        assert!(from_str::<Id>("7 8").is_err());
    }
}
