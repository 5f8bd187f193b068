//! Why a value does not fit its type, and where.
//!
//! An error notes its way while it goes up. So the path costs nothing where values fit, and no type of a user's is
//! compiled a second time to find it.

use std::fmt;

use serde::de::{self, Unexpected};

use super::{super::DecodeError, super::ProtocolError, reader::Reader, values::Token};

#[derive(Debug)]
pub(super) struct Misfit(Box<Fault>);

#[derive(Debug)]
struct Fault {
    reason: String,
    /// From the inside out.
    path: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Index(usize),
    Key(String),
}

impl Misfit {
    fn new(reason: String) -> Self {
        Self(Box::new(Fault {
            reason,
            path: Vec::new(),
        }))
    }

    /// In the element `index` of a list.
    #[cold]
    pub(super) fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Segment::Index(index));
        self
    }

    /// In what has the key that starts at `key`, or in that key.
    #[cold]
    pub(super) fn at_key(mut self, mut key: Reader<'_>) -> Self {
        let name = match Token::read(&mut key) {
            Ok(Token::Text(text)) => text.to_owned(),
            Ok(Token::Bool(value)) => value.to_string(),
            Ok(Token::Unsigned(value)) => value.to_string(),
            Ok(Token::Signed(value)) => value.to_string(),
            _ => "?".to_owned(),
        };
        self.0.path.push(Segment::Key(name));
        self
    }
}

impl From<Misfit> for DecodeError {
    fn from(misfit: Misfit) -> Self {
        let mut path = String::new();
        for segment in misfit.0.path.iter().rev() {
            match segment {
                Segment::Index(index) => path.push_str(&format!("[{index}]")),
                Segment::Key(key) if path.is_empty() => path.push_str(key),
                Segment::Key(key) => path.extend([".", key]),
            }
        }
        Self {
            path,
            reason: misfit.0.reason,
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}

impl std::error::Error for Misfit {}

/// What was found, as serde_json calls it.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Float(number) => {
                write!(f, "floating point `{}`", serde_json::Value::from(number))
            }
            found => found.fmt(f),
        }
    }
}

impl de::Error for Misfit {
    #[cold]
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self::new(reason.to_string())
    }

    #[cold]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = Found(found);
        Self::new(format!("invalid type: {found}, expected {expected}"))
    }

    #[cold]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = Found(found);
        Self::new(format!("invalid value: {found}, expected {expected}"))
    }
}

impl From<ProtocolError> for Misfit {
    fn from(error: ProtocolError) -> Self {
        Self::new(error.to_string())
    }
}
