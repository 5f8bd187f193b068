//! What lets a type with `#[hub_type]` tell of a part that cannot travel once, where its derives would tell it five times.
//!
//! The type has a constant whose code asks about each part, and its derives a bound that needs the constant's value. If a
//! part fails, the constant's code does not compile and it has no value; the bound is then of a type that rustc knows to be
//! wrong already, and what needs it is not looked at.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    rc::Rc,
    sync::Arc,
};

/// A type whose parts are asked about.
pub trait WithParts {
    /// Compiles if all parts can travel.
    const TRAVEL: usize;
    /// What the derives ask the impossible of, unless the constant has its value.
    type Verdict;
}

/// `()`, if `TRAVEL` is known.
pub type Verdict<const TRAVEL: usize> = <Known<TRAVEL> as Answered>::Verdict;

/// A constant that has its value.
#[derive(Debug)]
pub struct Known<const TRAVEL: usize>;

/// What its value means.
pub trait Answered {
    /// A type that can do all that the derives ask for.
    type Verdict;
}

impl Answered for Known<0> {
    type Verdict = ();
}

/// A verdict, by way of which a derive gets the types of fields that it can give no bound.
pub trait Settled {
    /// `T` itself.
    type Part<T>;
}

impl Settled for () {
    type Part<T> = T;
}

/// A type whose own parts are asked about where it is declared, so that those who hold it need not ask.
///
/// For what recurses, as a tree does, that is the end of the asking. Types of ours and of the standard library alone: an alias
/// can name one, and nothing else of what is written in a field is without arguments and yet holds the type that asks.
pub trait OwnType {}

macro_rules! own {
    ($($plain:ty),* $(,)?) => {
        $(impl OwnType for $plain {})*
    };
}

own!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64,
    String,
    Box<str>,
    Rc<str>,
    Arc<str>,
);

impl<T: OwnType> OwnType for Option<T> {}
impl<T: OwnType> OwnType for Box<T> {}
impl<T: OwnType> OwnType for Rc<T> {}
impl<T: OwnType> OwnType for Arc<T> {}
impl<T: OwnType> OwnType for Box<[T]> {}
impl<T: OwnType> OwnType for Vec<T> {}
impl<T: OwnType> OwnType for VecDeque<T> {}
impl<T: OwnType> OwnType for BTreeSet<T> {}
impl<T: OwnType, S> OwnType for HashSet<T, S> {}
impl<K, V: OwnType> OwnType for BTreeMap<K, V> {}
impl<K, V: OwnType, S> OwnType for HashMap<K, V, S> {}
impl<T: OwnType, const N: usize> OwnType for [T; N] {}
impl<A: OwnType> OwnType for (A,) {}
impl<A: OwnType, B: OwnType> OwnType for (A, B) {}
impl<A: OwnType, B: OwnType, C: OwnType> OwnType for (A, B, C) {}
