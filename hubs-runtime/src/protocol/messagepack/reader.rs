//! Reading MessagePack's bytes: every length is checked before it is believed.

use std::borrow::Cow;

use rmp::Marker;

use super::super::{Headers, ProtocolError, headers, texts};

/// A position in a message. Every length is checked against what is left before anything is done with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

pub(super) fn fault(text: impl Into<Cow<'static, str>>) -> ProtocolError {
    ProtocolError::new(text)
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], ProtocolError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .ok_or_else(|| fault(texts::INCOMPLETE))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn big_endian(&mut self, count: usize) -> Result<u64, ProtocolError> {
        let bytes = self.bytes(count)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    pub(super) fn length(&mut self, count: usize) -> Result<usize, ProtocolError> {
        usize::try_from(self.big_endian(count)?).map_err(|_| fault(texts::INCOMPLETE))
    }

    pub(super) fn marker(&mut self) -> Result<Marker, ProtocolError> {
        Ok(Marker::from_u8(self.bytes(1)?[0]))
    }

    pub(super) fn peek(&self) -> Result<Marker, ProtocolError> {
        Reader { rest: self.rest }.marker()
    }

    pub(super) fn array(&mut self, name: &str) -> Result<usize, ProtocolError> {
        match self.marker()? {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => self.length(2),
            Marker::Array32 => self.length(4),
            _ => Err(fault(texts::wrong_type(name, "Array"))),
        }
    }

    pub(super) fn map(&mut self, name: &str) -> Result<usize, ProtocolError> {
        match self.marker()? {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length(2),
            Marker::Map32 => self.length(4),
            // The .NET server expects a map; the JavaScript client also takes nil.
            Marker::Null => Ok(0),
            _ => Err(fault(texts::wrong_type(name, "Map"))),
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Result<&'a str, ProtocolError> {
        let length = match self.marker()? {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 => self.length(1)?,
            Marker::Str16 => self.length(2)?,
            Marker::Str32 => self.length(4)?,
            _ => return Err(fault(texts::wrong_type(name, "String"))),
        };
        std::str::from_utf8(self.bytes(length)?).map_err(|_| fault(texts::not_utf8(name)))
    }

    /// A text, or nil, or nothing at the end of the message's array.
    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<&'a str>, ProtocolError> {
        if self.peek()? == Marker::Null {
            self.bytes(1)?;
            return Ok(None);
        }
        self.text(name).map(Some)
    }

    pub(super) fn integer(&mut self, name: &str) -> Result<i64, ProtocolError> {
        let wrong = || fault(texts::wrong_type(name, "Integer"));
        Ok(match self.marker()? {
            Marker::FixPos(value) => i64::from(value),
            Marker::FixNeg(value) => i64::from(value),
            Marker::U8 => self.big_endian(1)? as i64,
            Marker::U16 => self.big_endian(2)? as i64,
            Marker::U32 => self.big_endian(4)? as i64,
            Marker::U64 => i64::try_from(self.big_endian(8)?).map_err(|_| wrong())?,
            Marker::I8 => i64::from(self.big_endian(1)? as u8 as i8),
            Marker::I16 => i64::from(self.big_endian(2)? as u16 as i16),
            Marker::I32 => i64::from(self.big_endian(4)? as u32 as i32),
            Marker::I64 => self.big_endian(8)? as i64,
            _ => return Err(wrong()),
        })
    }

    pub(super) fn boolean(&mut self, name: &str) -> Result<bool, ProtocolError> {
        match self.marker()? {
            Marker::True => Ok(true),
            Marker::False | Marker::Null => Ok(false),
            _ => Err(fault(texts::wrong_type(name, "Boolean"))),
        }
    }

    /// Passes over one value of any kind and returns its bytes. Needs no memory, however deep the value is.
    pub(super) fn value(&mut self) -> Result<&'a [u8], ProtocolError> {
        let start = self.rest;
        let mut pending = 1_usize;
        while pending > 0 {
            pending -= 1;
            let children = self.one()?;
            // Each child takes at least a byte, so a length beyond what is left is a lie.
            if children > self.rest.len() {
                return Err(fault(texts::INCOMPLETE));
            }
            pending += children;
            if pending > self.rest.len() {
                return Err(fault(texts::INCOMPLETE));
            }
        }
        Ok(&start[..start.len() - self.rest.len()])
    }

    /// Passes over one marker with its own bytes and returns how many values stand inside it.
    pub(super) fn one(&mut self) -> Result<usize, ProtocolError> {
        let skip = match self.marker()? {
            Marker::Null | Marker::True | Marker::False | Marker::FixPos(_) | Marker::FixNeg(_) => {
                0
            }
            Marker::U8 | Marker::I8 => 1,
            Marker::U16 | Marker::I16 => 2,
            Marker::U32 | Marker::I32 | Marker::F32 => 4,
            Marker::U64 | Marker::I64 | Marker::F64 => 8,
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => self.length(1)?,
            Marker::Str16 | Marker::Bin16 => self.length(2)?,
            Marker::Str32 | Marker::Bin32 => self.length(4)?,
            Marker::FixExt1 => 2,
            Marker::FixExt2 => 3,
            Marker::FixExt4 => 5,
            Marker::FixExt8 => 9,
            Marker::FixExt16 => 17,
            Marker::Ext8 => self.length(1)? + 1,
            Marker::Ext16 => self.length(2)? + 1,
            Marker::Ext32 => self.length(4)?.saturating_add(1),
            Marker::FixArray(length) => return Ok(usize::from(length)),
            Marker::Array16 => return self.length(2),
            Marker::Array32 => return self.length(4),
            Marker::FixMap(length) => return Ok(usize::from(length) * 2),
            Marker::Map16 => return Ok(self.length(2)? * 2),
            Marker::Map32 => return Ok(self.length(4)?.saturating_mul(2)),
            Marker::Reserved => return Err(fault(texts::RESERVED_MARKER)),
        };
        self.bytes(skip)?;
        Ok(0)
    }

    pub(super) fn headers(&mut self) -> Result<Headers<'a>, ProtocolError> {
        let start = self.rest;
        let count = self.map("headers")?;
        for _ in 0..count {
            self.text("headers")?;
            self.text("headers")?;
        }
        if count == 0 {
            return Ok(Headers::default());
        }
        let raw = &start[..start.len() - self.rest.len()];
        Ok(Headers(headers::Raw::MessagePack(raw)))
    }
}
