//! Lists, arrays, sets and maps.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use hubs_runtime::{Text, prelude::*};
use indexmap::IndexMap;

#[hub_type]
#[derive(Debug)]
pub struct Sequences {
    pub vec: Vec<i16>,
    pub deque: VecDeque<String>,
    pub hash_set: HashSet<u8>,
    pub tree_set: BTreeSet<String>,
    pub boxed: Box<[bool]>,
}

#[hub_type]
#[derive(Debug)]
pub struct Arrays {
    pub none: [u8; 0],
    pub three: [f32; 3],
    pub key: [u8; 32],
    pub nested: [[u8; 2]; 2],
}

#[hub_type]
#[derive(Debug)]
pub struct TextKeys {
    pub tree: BTreeMap<String, u8>,
    pub hash: HashMap<String, Option<u8>>,
}

#[hub_type]
#[derive(Debug)]
pub struct NumberKeys {
    pub small: BTreeMap<u8, String>,
    pub middle: BTreeMap<i32, String>,
}

#[hub_type]
#[derive(Debug)]
pub struct WideKeys {
    pub unsigned: BTreeMap<u64, u8>,
    pub signed: BTreeMap<i64, u8>,
}

#[hub_type]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    First,
    #[serde(rename = "second key")]
    Second,
}

#[hub_type]
#[derive(Debug)]
pub struct EnumKeys {
    pub map: BTreeMap<Key, u8>,
}

#[hub_type]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Id(pub String);

#[hub_type]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub i32);

#[hub_type]
#[derive(Debug)]
pub struct NewtypeKeys {
    pub text: BTreeMap<Id, u8>,
    pub number: BTreeMap<Number, u8>,
}

#[hub_type]
#[derive(Debug)]
pub struct CharKeys {
    pub map: BTreeMap<char, u8>,
}

#[hub_type]
#[derive(Debug)]
pub struct BoolKeys {
    pub map: BTreeMap<bool, u8>,
}

/// Keys of which no macro knows.
#[hub_type]
#[derive(Debug)]
pub struct Keyed<K: Ord> {
    pub map: BTreeMap<K, u8>,
}

#[hub_type]
#[derive(Debug)]
pub struct Nested {
    #[allow(clippy::type_complexity)] // as people write it
    pub map: BTreeMap<String, Vec<Option<BTreeMap<String, Vec<u8>>>>>,
    pub list: Vec<Vec<Vec<i8>>>,
}

#[hub_type]
#[derive(Debug)]
pub struct Ordered {
    pub map: IndexMap<String, u8>,
}

/// Keys in a value that serde holds back before it knows what it is: those that are numbers are refused there.
#[hub_type]
#[derive(Debug)]
#[serde(tag = "kind")]
pub enum TaggedKeys {
    Numbers { map: BTreeMap<Text<u32>, u8> },
}

fn sequences(count: u8) -> Sequences {
    let texts = || (0..count).map(|index| index.to_string());
    Sequences {
        vec: (0..count).map(|index| -i16::from(index)).collect(),
        deque: texts().collect(),
        hash_set: (0..count.min(1)).collect(),
        tree_set: texts().collect(),
        boxed: (0..count).map(|index| index % 2 == 0).collect(),
    }
}

fn arrays() -> Arrays {
    Arrays {
        none: [],
        three: [0.0, -1.5, 1e10],
        key: std::array::from_fn(|index| index as u8 * 8),
        nested: [[1, 2], [3, 255]],
    }
}

fn text_keys(keys: &[&str]) -> TextKeys {
    let pairs = keys.iter().map(|key| ((*key).to_owned(), 1));
    TextKeys {
        tree: pairs.clone().collect(),
        hash: pairs.take(1).map(|(key, _)| (key, None)).collect(),
    }
}

fn number_keys() -> NumberKeys {
    NumberKeys {
        small: [0, 255].map(|key| (key, key.to_string())).into(),
        middle: [i32::MIN, -1, 0, i32::MAX]
            .map(|key| (key, key.to_string()))
            .into(),
    }
}

fn signed_keys() -> WideKeys {
    WideKeys {
        unsigned: [(0, 1), (1 << 53, 2)].into(),
        signed: [(i64::MIN, 1), (i64::MAX, 2)].into(),
    }
}

fn unsigned_keys() -> WideKeys {
    WideKeys {
        unsigned: [(u64::MAX, 1)].into(),
        signed: BTreeMap::new(),
    }
}

fn newtype_keys() -> NewtypeKeys {
    NewtypeKeys {
        text: [("", 1), ("ä", 2)]
            .map(|(key, value)| (Id(key.to_owned()), value))
            .into(),
        number: [(Number(-1), 1), (Number(300), 2)].into(),
    }
}

fn nested() -> Nested {
    let inner = [("b".to_owned(), vec![1]), ("c".to_owned(), vec![])].into();
    Nested {
        map: [(
            "a".to_owned(),
            vec![None, Some(inner), Some(BTreeMap::new())],
        )]
        .into(),
        list: vec![vec![], vec![vec![], vec![-1]]],
    }
}

super::shapes! { CollectionsHub:
    sequences: Sequences = [sequences(0), sequences(3), sequences(40)];
    list_alone: Vec<u8> = [vec![], vec![0, 255], (0..=255).collect()];
    arrays: Arrays = [arrays()];
    text_keys: TextKeys = [text_keys(&[]), text_keys(&["", "ключ", "1", "constructor"])];
    number_keys: NumberKeys = [number_keys(), NumberKeys { small: BTreeMap::new(), middle: BTreeMap::new() }];
    signed_keys: WideKeys = [signed_keys()];
    unsigned_keys: WideKeys = [unsigned_keys()];
    enum_keys: EnumKeys = [EnumKeys { map: BTreeMap::new() }, EnumKeys { map: [(Key::Second, 1)].into() }, EnumKeys { map: [(Key::First, 1), (Key::Second, 2)].into() }];
    newtype_keys: NewtypeKeys = [newtype_keys()];
    char_keys: CharKeys = [CharKeys { map: [('a', 1), ('𝄞', 2)].into() }];
    bool_keys: BoolKeys = [BoolKeys { map: [(true, 1), (false, 2)].into() }];
    tuple_keys: Keyed<(u8, u8)> = [Keyed { map: [((1, 2), 3)].into() }];
    nested: Nested = [nested()];
    ordered: Ordered = [Ordered { map: [("b".to_owned(), 1), ("a".to_owned(), 2)].into() }];
    tagged_keys: TaggedKeys = [TaggedKeys::Numbers { map: [(Text(0), 1), (Text(7), 2)].into() }];
    map_alone: BTreeMap<u16, bool> = [BTreeMap::new(), [(u16::MAX, true)].into()];
}
