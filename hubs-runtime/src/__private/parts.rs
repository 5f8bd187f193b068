//! What lets a type with `#[hub_type]` tell of a part that cannot travel once, where its derives would tell it five times.
//!
//! The type has a constant whose code asks about each part, and what its derives write needs the constant's value. If a part
//! fails, the constant's code does not compile and it has no value; what needs it is then of a type that rustc knows to be
//! wrong already, and is not looked at.

use serde::{Serialize, Serializer};

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

/// A verdict, by way of which derives get the types of fields.
pub trait Settled {
    /// `T` itself.
    type Part<T>;
}

impl Settled for () {
    type Part<T> = T;
}

/// Whatever is written as it is.
pub trait Written {
    /// Writes it.
    ///
    /// # Errors
    /// The serializer's.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<T: Serialize + ?Sized> Written for T {
    #[inline]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}
