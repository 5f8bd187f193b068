//! The arguments of one invocation: read one by one, straight from the frame into the parameters' types.

use std::fmt;

use serde::de::DeserializeOwned;

use super::{upload::Upload, uploads::OpenUpload};
use crate::{
    info::{MethodInfo, Presence},
    protocol::{Arguments, texts},
};

/// The arguments of one invocation, read in order.
pub struct ArgumentReader<'a> {
    method: &'static MethodInfo,
    arguments: Arguments<'a>,
    /// Index into the method's parameters, uploads included.
    param: usize,
    /// Values read so far.
    values: usize,
    streams: std::vec::IntoIter<String>,
    stream_count: usize,
    pub(crate) opened: Vec<OpenUpload>,
    upload_capacity: usize,
}

impl<'a> ArgumentReader<'a> {
    pub(crate) fn new(
        method: &'static MethodInfo,
        arguments: Arguments<'a>,
        streams: Vec<String>,
        upload_capacity: usize,
    ) -> Self {
        Self {
            method,
            arguments,
            param: 0,
            values: 0,
            stream_count: streams.len(),
            streams: streams.into_iter(),
            opened: Vec::new(),
            upload_capacity,
        }
    }

    /// The next value.
    ///
    /// # Errors
    /// [`BindError::Count`] if there is none, [`BindError::Type`] if it is not a `T`.
    pub fn value<T: DeserializeOwned>(&mut self) -> Result<T, BindError> {
        let param = self.param;
        self.param += 1;
        match self.arguments.next::<T>() {
            Ok(Some(value)) => {
                self.values += 1;
                Ok(value)
            }
            Ok(None) => Err(self.count_error(self.values)),
            Err(error) => Err(self.type_error(param, &error.to_string())),
        }
    }

    pub(crate) fn optional_value<T: DeserializeOwned>(&mut self) -> Result<Option<T>, BindError> {
        let param = self.param;
        self.param += 1;
        match self.arguments.next::<Option<T>>() {
            Ok(Some(value)) => {
                self.values += 1;
                Ok(value)
            }
            Ok(None) => Ok(None),
            Err(error) => Err(self.type_error(param, &error.to_string())),
        }
    }

    /// The next upload.
    fn upload<T: DeserializeOwned + Send + 'static>(&mut self) -> Result<Upload<T>, BindError> {
        self.param += 1;
        let Some(id) = self.streams.next() else {
            return Err(self.stream_error());
        };
        let (upload, open) = Upload::open(id, self.upload_capacity);
        self.opened.push(open);
        Ok(upload)
    }

    #[cold]
    fn count_error(&self, sent: usize) -> BindError {
        BindError::Count {
            method: self.method,
            sent,
        }
    }

    #[cold]
    fn type_error(&self, param: usize, reason: &str) -> BindError {
        BindError::Type {
            method: self.method,
            param,
            index: self.values,
            reason: reason.to_owned(),
        }
    }

    #[cold]
    fn stream_error(&self) -> BindError {
        BindError::Streams {
            sent: self.stream_count,
            expected: self.method.upload_count(),
        }
    }

    pub(crate) fn finish(&mut self) -> Result<(), BindError> {
        let left_over = self.arguments.remaining();
        if left_over > 0 {
            return Err(self.count_error(self.values + left_over));
        }
        if self.stream_count != self.method.upload_count() {
            return Err(self.stream_error());
        }
        Ok(())
    }
}

/// Why the arguments do not fit the method.
#[derive(Debug)]
pub enum BindError {
    /// Too few or too many.
    Count {
        /// The method.
        method: &'static MethodInfo,
        /// How many there were.
        sent: usize,
    },
    /// One has the wrong type.
    Type {
        /// The method.
        method: &'static MethodInfo,
        /// Index of the parameter, uploads counted.
        param: usize,
        /// Index of the argument on the wire.
        index: usize,
        /// Path, expected and received.
        reason: String,
    },
    /// Too few or too many upload streams.
    Streams {
        /// How many there were.
        sent: usize,
        /// How many the method takes.
        expected: usize,
    },
}

impl BindError {
    /// SignalR's sentence with our detail: what a caller reads.
    pub(crate) fn text(&self, target: &str) -> String {
        match self {
            Self::Count { .. } | Self::Type { .. } => {
                texts::not_invoked(target, texts::INVALID_DATA, self)
            }
            Self::Streams { .. } => {
                texts::with_kind(&texts::failed(target), texts::HUB_EXCEPTION, self)
            }
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count { method, sent } => {
                let (least, most) = method.arity();
                f.write_str(&texts::argument_count(*sent, most))?;
                if least != most {
                    write!(f, " At least {least} must be sent.")?;
                }
                write!(f, " The signature is {}", Signature(method))
            }
            Self::Type {
                method,
                param,
                index,
                reason,
            } => {
                let name = method.params.get(*param).map_or("?", |param| param.name);
                write!(
                    f,
                    "{} Argument {index} (`{name}`) of `{}`: {reason}",
                    texts::ARGUMENT_TYPE,
                    method.name
                )
            }
            Self::Streams { sent, expected } => f.write_str(&texts::stream_count(*sent, *expected)),
        }
    }
}

impl std::error::Error for BindError {}

/// A method as callers see it: `join(room, limit?)`.
struct Signature(&'static MethodInfo);

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}(", self.0.name)?;
        let values = self.0.params.iter().filter(|param| !param.upload);
        for (index, param) in values.enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let mark = match param.presence {
                Presence::Optional => "?",
                Presence::Required | Presence::Nullable => "",
            };
            write!(f, "{comma}{}{mark}", param.name)?;
        }
        f.write_str(")`")
    }
}

/// What a by-value parameter of a hub method can be: a value from the wire, or an [`Upload`].
pub trait HubParam: Sized {
    /// Whether the client streams it.
    const UPLOAD: bool;

    /// Reads it.
    ///
    /// # Errors
    /// [`BindError`] if it is missing or of another type.
    fn take(reader: &mut ArgumentReader<'_>) -> Result<Self, BindError>;

    /// Tells the contract its type.
    #[cfg(feature = "contract")]
    fn describe(types: &mut crate::__private::TypeSink<'_>);
}

impl<T: DeserializeOwned + schemars::JsonSchema + Send + 'static> HubParam for T {
    const UPLOAD: bool = false;

    fn take(reader: &mut ArgumentReader<'_>) -> Result<Self, BindError> {
        reader.value()
    }

    #[cfg(feature = "contract")]
    fn describe(types: &mut crate::__private::TypeSink<'_>) {
        types.param::<T>();
    }
}

impl<T: DeserializeOwned + schemars::JsonSchema + Send + 'static> HubParam for Upload<T> {
    const UPLOAD: bool = true;

    fn take(reader: &mut ArgumentReader<'_>) -> Result<Self, BindError> {
        reader.upload()
    }

    #[cfg(feature = "contract")]
    fn describe(types: &mut crate::__private::TypeSink<'_>) {
        types.param::<T>();
    }
}
