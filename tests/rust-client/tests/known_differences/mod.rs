//! Shapes that do not come back as they went, and why. One that has become right fails its test, too.

use hubs_runtime::client::Protocol;

pub(crate) const PROTOCOLS: [Protocol; 2] = [Protocol::Json, Protocol::MessagePack];

pub(crate) struct Difference {
    /// Method of the shape.
    shape: &'static str,
    protocols: &'static [Protocol],
    /// A part of the text of each fault.
    text: &'static str,
}

const KNOWN: &[Difference] = &[
    // MessagePack has no integers of more than 64 bits.
    Difference {
        shape: "huge_ints",
        protocols: &[Protocol::MessagePack],
        text: "has more than 64 bits",
    },
    Difference {
        shape: "huge_alone",
        protocols: &[Protocol::MessagePack],
        text: "has more than 64 bits",
    },
    // Official clients would end their connections.
    Difference {
        shape: "prototype_keys",
        protocols: &[Protocol::MessagePack],
        text: "`__proto__` cannot be a key in MessagePack",
    },
    // A number without a format is an `f64` in generated clients.
    Difference {
        shape: "numbers",
        protocols: &PROTOCOLS,
        text: "the server got Numbers { number: Number(",
    },
    // An object has no order in JSON; generated clients have a `BTreeMap`.
    Difference {
        shape: "ordered",
        protocols: &PROTOCOLS,
        text: r#"{ map: {"a": 2, "b": 1} }, not Ordered { map: {"b": 1, "a": 2} }"#,
    },
    // A schema cannot tell what is null from what may be missing or null; generated clients leave out what is `None`.
    Difference {
        shape: "three_states_null",
        protocols: &PROTOCOLS,
        text: "the server got ThreeStates { state: None }, not ThreeStates { state: Some(None) }",
    },
    // Serde has no form of such a key in JSON.
    Difference {
        shape: "tuple_keys",
        protocols: &PROTOCOLS,
        text: "key must be a string",
    },
];

impl Difference {
    /// What is not as it should be, given the faults of a shape.
    pub(crate) fn judge(shape: &str, protocol: Protocol, faults: &[String]) -> Vec<String> {
        let known = KNOWN
            .iter()
            .find(|known| known.shape == shape && known.protocols.contains(&protocol));
        let place = |fault: &str| format!("{shape} in {protocol:?}: {fault}");
        match known {
            None => faults.iter().map(|fault| place(fault)).collect(),
            Some(_) if faults.is_empty() => vec![place("is right now; it is listed as different")],
            Some(known) => {
                let others = faults.iter().filter(|fault| !fault.contains(known.text));
                others.map(|fault| place(fault)).collect()
            }
        }
    }
}
