//! Arguments as tuples, in both directions.

use serde::{Serialize, Serializer, de::DeserializeOwned, ser::SerializeTuple};

use super::{Arguments, DecodeError};

/// Arguments to send: a tuple with one element for each, `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of arguments",
    label = "expected a tuple",
    note = "arguments are a tuple, also a single one: `(room,)`; `()` is none"
)]
pub trait WriteArguments {
    /// Writes the arguments as a sequence.
    #[doc(hidden)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Arguments that came: a tuple with one element for each, `()` for none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of arguments",
    label = "expected a tuple",
    note = "arguments are a tuple, also a single one: `let (message,): (Message,) = …`; `()` is none"
)]
pub trait ReadArguments: Sized {
    /// Reads every argument.
    #[doc(hidden)]
    fn read(arguments: &mut Arguments<'_>) -> Result<Self, ArgumentFault>;
}

/// Why arguments do not fit the tuple.
#[doc(hidden)]
#[derive(Debug, thiserror::Error)]
pub enum ArgumentFault {
    #[error("{sent} arguments came, the tuple takes {taken}")]
    Count { sent: usize, taken: usize },
    #[error("argument {index}: {error}")]
    Type { index: usize, error: DecodeError },
}

/// Arguments on their way into a message.
pub(crate) struct ArgumentList<'a, A>(pub(crate) &'a A);

impl<A: WriteArguments> Serialize for ArgumentList<'_, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident)*;)*) => {$(
        impl<$($name: Serialize),*> WriteArguments for ($($name,)*) {
            #[allow(non_snake_case)]
            fn write<Output: Serializer>(
                &self,
                serializer: Output,
            ) -> Result<Output::Ok, Output::Error> {
                let ($($name,)*) = self;
                #[allow(unused_mut)] // the empty tuple
                let mut sequence = serializer.serialize_tuple($count)?;
                $(sequence.serialize_element($name)?;)*
                sequence.end()
            }
        }

        impl<$($name: DeserializeOwned),*> ReadArguments for ($($name,)*) {
            fn read(arguments: &mut Arguments<'_>) -> Result<Self, ArgumentFault> {
                #[allow(unused_mut)] // the empty tuple
                let mut index = 0;
                let read = ($(element::<$name>(arguments, &mut index, $count)?,)*);
                match arguments.remaining() {
                    0 => Ok(read),
                    more => Err(ArgumentFault::Count {
                        sent: index + more,
                        taken: $count,
                    }),
                }
            }
        }
    )*};
}

fn element<T: DeserializeOwned>(
    arguments: &mut Arguments<'_>,
    index: &mut usize,
    taken: usize,
) -> Result<T, ArgumentFault> {
    let sent = *index;
    let read = arguments
        .next()
        .map_err(|error| ArgumentFault::Type { index: sent, error })?;
    *index += 1;
    read.ok_or(ArgumentFault::Count { sent, taken })
}

tuples! {
    0: ;
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
    9: A B C D E F G H I;
    10: A B C D E F G H I J;
    11: A B C D E F G H I J K;
    12: A B C D E F G H I J K L;
}
