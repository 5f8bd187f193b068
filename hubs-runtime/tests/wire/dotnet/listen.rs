//! What a server says, as values that can be compared: its recorded words and those of ours pass through here alike.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hubs_runtime::protocol::{Framing, Protocol};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value, json};

/// A server's messages of one connection after the other.
pub struct Listener {
    protocol: Protocol,
    /// Whether the handshake's answer has come.
    is_open: bool,
    bytes: Vec<u8>,
    /// The ids of the server's calls, in order.
    asked: Vec<String>,
}

impl Listener {
    pub fn new(protocol: Protocol) -> Self {
        Self {
            protocol,
            is_open: false,
            bytes: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// Another connection, or the next socket of one that goes on.
    pub fn begin(&mut self, goes_on: bool) {
        self.is_open = goes_on;
        self.bytes.clear();
    }

    /// The messages that are whole, but pings.
    pub fn hear(&mut self, bytes: &[u8]) -> Vec<Value> {
        self.bytes.extend_from_slice(bytes);
        let mut messages = Vec::new();
        loop {
            let framing = match self.is_open {
                true => self.protocol.framing(),
                false => Framing::Json,
            };
            let frame = framing.next(&self.bytes, usize::MAX / 2);
            let Some(frame) = frame.expect("frames") else {
                return messages;
            };
            let body = &self.bytes[frame.body];
            let mut message = match framing {
                Framing::Json => from_json(body),
                _ => from_messagepack(body),
            };
            self.bytes.drain(..frame.length);
            self.is_open = true;
            if message["type"] != 6 && message[0] != 6 {
                self.number_call(&mut message);
                messages.push(message);
            }
        }
    }

    /// A server chooses the ids of its calls as it likes; here they have their number.
    fn number_call(&mut self, message: &mut Value) {
        let is_call = message["type"] == 1 || message[0] == 1;
        let id = match message {
            Value::Array(fields) => fields.get_mut(2),
            message => message.get_mut("invocationId"),
        };
        let Some(id) = id.filter(|id| is_call && id.is_string()) else {
            return;
        };
        let text = id.as_str().unwrap_or_default().to_owned();
        let known = self.asked.iter().position(|asked| *asked == text);
        let at = known.unwrap_or_else(|| {
            self.asked.push(text);
            self.asked.len() - 1
        });
        *id = format!("call {at}").into();
    }

    pub fn asked(&self) -> &[String] {
        &self.asked
    }
}

/// JSON has one kind of numbers.
fn from_json(body: &[u8]) -> Value {
    let mut value: Value = serde_json::from_slice(body).expect("JSON");
    whole_numbers(&mut value);
    value
}

fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap_or_default();
            if float.fract() == 0.0 && float.abs() < 9e15 {
                *value = json!(float as i64);
            }
        }
        Value::Array(values) => values.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

fn from_messagepack(body: &[u8]) -> Value {
    let wire: Wire = rmp_serde::from_slice(body).expect("MessagePack");
    wire.0
}

/// MessagePack in JSON: `{"bin": BASE64}`, `{"ext": [TYPE, {"bin": …}]}`.
struct Wire(Value);

impl<'de> Deserialize<'de> for Wire {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WireVisitor).map(Self)
    }
}

struct WireVisitor;

impl<'de> Visitor<'de> for WireVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(|| value.to_string().into(), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_bytes<E>(self, value: &[u8]) -> Result<Value, E> {
        Ok(json!({ "bin": STANDARD.encode(value) }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, ext: D) -> Result<Value, D::Error> {
        let (kind, bytes) = <(i8, Wire)>::deserialize(ext)?;
        Ok(json!({ "ext": [kind, bytes.0] }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Wire(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Wire(value))) = entries.next_entry::<String, Wire>()? {
            fields.insert(name, value);
        }
        Ok(fields.into())
    }
}
