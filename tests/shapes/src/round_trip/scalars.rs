//! Numbers, texts, and what stands around one value.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    num::{NonZeroI64, NonZeroU8, Wrapping},
    sync::{Arc, Mutex, RwLock},
};

use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug)]
pub struct SmallInts {
    pub a: u8,
    pub b: i8,
    pub c: u16,
    pub d: i16,
    pub e: u32,
    pub f: i32,
}

#[hub_type]
#[derive(Debug)]
pub struct WideInts {
    pub unsigned: u64,
    pub signed: i64,
}

#[hub_type]
#[derive(Debug)]
pub struct HugeInts {
    pub unsigned: u128,
    pub signed: i128,
}

#[hub_type]
#[derive(Debug)]
pub struct Sizes {
    pub unsigned: usize,
    pub signed: isize,
}

#[hub_type]
#[derive(Debug)]
pub struct Floats {
    pub single: f32,
    pub double: f64,
}

#[hub_type]
#[derive(Debug)]
pub struct SpecialInts {
    pub non_zero: NonZeroU8,
    pub wide: NonZeroI64,
    pub wrapping: Wrapping<u16>,
}

#[hub_type]
#[derive(Debug)]
pub struct Texts {
    pub flag: bool,
    pub letter: char,
    pub string: String,
    pub boxed: Box<str>,
    pub cow: Cow<'static, str>,
    pub shared: Arc<str>,
}

#[hub_type]
#[derive(Debug)]
pub struct UnitField {
    pub unit: (),
    pub after: u8,
}

#[hub_type]
#[derive(Debug)]
pub struct UnitStruct;

#[hub_type]
#[derive(Debug)]
pub struct HasUnitStruct {
    pub inner: UnitStruct,
    pub list: Vec<UnitStruct>,
}

#[hub_type]
#[derive(Debug)]
pub struct EmptyStruct {}

#[hub_type]
#[derive(Debug)]
pub struct Newtype(pub f64);

#[hub_type]
#[derive(Debug)]
pub struct TupleStruct(pub u8, pub String, pub Option<bool>);

#[hub_type]
#[derive(Debug)]
pub struct Tuples {
    pub one: (u8,),
    pub two: (i32, String),
    #[allow(clippy::type_complexity)] // as people write it
    pub nested: ((u8, (bool, char)), [(u8, u8); 2]),
}

#[hub_type]
#[derive(Debug)]
#[serde(transparent)]
pub struct Transparent {
    pub inner: SmallInts,
}

#[hub_type]
#[derive(Debug)]
pub struct Pointers {
    pub boxed: Box<u8>,
    pub shared: Arc<String>,
    pub cell: Cell<i32>,
    pub ref_cell: RefCell<bool>,
    pub mutex: Mutex<Vec<u8>>,
    pub lock: RwLock<Option<u8>>,
}

fn small(a: u8, b: i8, c: u16, d: i16, e: u32, f: i32) -> SmallInts {
    SmallInts { a, b, c, d, e, f }
}

fn least() -> SmallInts {
    small(0, i8::MIN, 0, i16::MIN, 0, i32::MIN)
}

fn most() -> SmallInts {
    small(u8::MAX, i8::MAX, u16::MAX, i16::MAX, u32::MAX, i32::MAX)
}

fn wide(unsigned: u64, signed: i64) -> WideInts {
    WideInts { unsigned, signed }
}

fn huge(unsigned: u128, signed: i128) -> HugeInts {
    HugeInts { unsigned, signed }
}

fn floats(single: f32, double: f64) -> Floats {
    Floats { single, double }
}

fn texts(letter: char, text: &str) -> Texts {
    Texts {
        flag: text.is_empty(),
        letter,
        string: text.into(),
        boxed: text.into(),
        cow: text.to_owned().into(),
        shared: text.into(),
    }
}

fn special(non_zero: u8, wide: i64, wrapping: u16) -> SpecialInts {
    SpecialInts {
        non_zero: NonZeroU8::new(non_zero).expect("it is not zero"),
        wide: NonZeroI64::new(wide).expect("it is not zero"),
        wrapping: Wrapping(wrapping),
    }
}

fn pointers(number: u8) -> Pointers {
    Pointers {
        boxed: number.into(),
        shared: number.to_string().into(),
        cell: (-i32::from(number)).into(),
        ref_cell: (number > 0).into(),
        mutex: vec![number; number.into()].into(),
        lock: Some(number).filter(|number| *number > 0).into(),
    }
}

super::shapes! { ScalarsHub:
    small_ints: SmallInts = [least(), most(), small(127, -1, 128, -129, 65_536, -32_769)];
    wide_ints: WideInts = [wide(0, -1), wide(u64::MAX, i64::MIN), wide((1 << 53) + 1, i64::MAX), wide(1 << 63, -(1 << 53) - 1)];
    huge_ints: HugeInts = [huge(0, -1), huge(7, 1 << 40), huge(u64::MAX.into(), i64::MIN.into()), huge(u128::MAX, i128::MIN), huge(1 << 64, i128::MAX)];
    huge_alone: u128 = [0, 5, u128::MAX];
    sizes: Sizes = [Sizes { unsigned: usize::MAX, signed: isize::MIN }, Sizes { unsigned: 0, signed: 0 }];
    floats: Floats = [
        floats(0.0, 0.0), floats(-0.0, -0.0), floats(1.0, 1.0), floats(0.1, 0.1), floats(f32::MIN, f64::MIN),
        floats(f32::MAX, f64::MAX), floats(f32::MIN_POSITIVE, f64::MIN_POSITIVE), floats(1e-45, 5e-324), floats(16_777_216.0, 9_007_199_254_740_993.0),
    ];
    special_ints: SpecialInts = [special(1, i64::MIN, 0), special(255, -1, u16::MAX)];
    texts: Texts = [texts('a', ""), texts('𝄞', "😀 ä \u{0} \u{7f} \" \\ \n \u{1e} \u{2028} \u{feff}"), texts('\u{0}', "e\u{301}"), texts('\u{10ffff}', "\u{d7ff}\u{e000}")];
    unit: () = [()];
    unit_field: UnitField = [UnitField { unit: (), after: 1 }];
    unit_struct: UnitStruct = [UnitStruct];
    has_unit_struct: HasUnitStruct = [HasUnitStruct { inner: UnitStruct, list: vec![UnitStruct, UnitStruct] }];
    empty_struct: EmptyStruct = [EmptyStruct {}];
    newtype: Newtype = [Newtype(-1.5), Newtype(3.0)];
    tuple_struct: TupleStruct = [TupleStruct(0, String::new(), None), TupleStruct(255, "ß".into(), Some(false))];
    tuples: Tuples = [Tuples { one: (1,), two: (-2, "b".into()), nested: ((3, (true, 'c')), [(4, 5), (6, 7)]) }];
    tuple_alone: (u8,) = [(0,), (255,)];
    transparent: Transparent = [Transparent { inner: least() }];
    pointers: Pointers = [pointers(0), pointers(3)];
    [
        pub fn not_finite(&self) -> Floats {
            floats(0.0, f64::NAN)
        }
    ]
}
