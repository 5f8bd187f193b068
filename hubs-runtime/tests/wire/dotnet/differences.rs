//! Where this server differs from .NET's, recording by recording and line by line.

use serde_json::Value;

use super::script::{Said, Script};

/// What this server says for a message of the recording: its name, the number of the line in its file, the number of
/// the message in that line, and the message. A message that the recording does not have comes in addition.
type Difference = (&'static str, usize, usize, &'static str);

/// Why, and where.
const DIFFERENCES: &[(&str, &[Difference])] = &[
    (
        "The client may end what the server has just ended: no 404 for that.",
        &[
            ("http-abort.json.lp", 20, 1, r#"{"body":null,"status":202}"#),
            (
                "http-refused-by-hub.json.lp",
                15,
                1,
                r#"{"body":null,"status":202}"#,
            ),
            (
                "http-shutdown.json.lp",
                22,
                1,
                r#"{"body":null,"status":202}"#,
            ),
            (
                "http-unknown-protocol.json.lp",
                14,
                1,
                r#"{"body":null,"status":202}"#,
            ),
        ],
    ),
    (
        "A message that is too long ends with the rule and the name of the setting: it is the client's own.",
        &[
            (
                "close-allow-reconnect.json.ws",
                13,
                1,
                r#"{"allowReconnect":true,"error":"Connection closed with an error. InvalidDataException: The maximum message size of 4096B was exceeded. The message size can be configured in HubOptions (`maximum_receive_message_size`).","type":7}"#,
            ),
            (
                "close-allow-reconnect.messagepack.ws",
                13,
                1,
                r#"[7,"Connection closed with an error. InvalidDataException: The maximum message size of 4096B was exceeded. The message size can be configured in HubOptions (`maximum_receive_message_size`).",true]"#,
            ),
            (
                "close-message-too-long.json.ws",
                13,
                1,
                r#"{"allowReconnect":true,"error":"Connection closed with an error. InvalidDataException: The maximum message size of 4096B was exceeded. The message size can be configured in HubOptions (`maximum_receive_message_size`).","type":7}"#,
            ),
            (
                "close-message-too-long.messagepack.ws",
                12,
                1,
                r#"[7,"Connection closed with an error. InvalidDataException: The maximum message size of 4096B was exceeded. The message size can be configured in HubOptions (`maximum_receive_message_size`).",true]"#,
            ),
        ],
    ),
    (
        "Rust has no names of exceptions.",
        &[
            (
                "error-detailed.json.ws",
                16,
                1,
                r#"{"error":"An unexpected error occurred invoking 'Fail' on the server. InternalError: my text","invocationId":"2","type":3}"#,
            ),
            (
                "error-detailed.messagepack.ws",
                16,
                1,
                r#"[3,{},"2",1,"An unexpected error occurred invoking 'Fail' on the server. InternalError: my text"]"#,
            ),
            (
                "handshake-refused-by-hub-detailed.json.ws",
                8,
                2,
                r#"{"error":"Connection closed with an error. InternalError: the disk is full","type":7}"#,
            ),
            (
                "handshake-refused-by-hub-detailed.messagepack.ws",
                8,
                2,
                r#"[7,"Connection closed with an error. InternalError: the disk is full",false]"#,
            ),
            (
                "stream-error-detailed.json.ws",
                16,
                3,
                r#"{"error":"An error occurred on the server while streaming results. InternalError: boom","invocationId":"2","type":3}"#,
            ),
            (
                "stream-error-detailed.messagepack.ws",
                16,
                3,
                r#"[3,{},"2",1,"An error occurred on the server while streaming results. InternalError: boom"]"#,
            ),
        ],
    ),
    (
        "With detailed errors an unknown method is answered with the nearest name.",
        &[
            (
                "error-detailed.json.ws",
                20,
                1,
                r#"{"error":"Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist. Did you mean 'note'?","invocationId":"3","type":3}"#,
            ),
            (
                "error-detailed.messagepack.ws",
                20,
                1,
                r#"[3,{},"3",1,"Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist. Did you mean 'note'?"]"#,
            ),
            (
                "stream-error-detailed.json.ws",
                20,
                1,
                r#"{"error":"Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist. Did you mean 'note'?","invocationId":"3","type":3}"#,
            ),
            (
                "stream-error-detailed.messagepack.ws",
                20,
                1,
                r#"[3,{},"3",1,"Failed to invoke 'Nope' due to an error on the server. HubException: Method does not exist. Did you mean 'note'?"]"#,
            ),
        ],
    ),
    (
        "Wrong arguments are named, with detailed errors or without: they are the client's own.",
        &[
            (
                "error-detailed.json.ws",
                24,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 1 argument(s) but target expects 2. The signature is `add(left, right)`","invocationId":"4","type":3}"#,
            ),
            (
                "error-detailed.json.ws",
                28,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 3 argument(s) but target expects 2. The signature is `add(left, right)`","invocationId":"5","type":3}"#,
            ),
            (
                "error-detailed.json.ws",
                32,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked. Argument 0 (`left`) of `add`: invalid type: string \"a\", expected i32","invocationId":"6","type":3}"#,
            ),
            (
                "error-detailed.messagepack.ws",
                24,
                1,
                r#"[3,{},"4",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 1 argument(s) but target expects 2. The signature is `add(left, right)`"]"#,
            ),
            (
                "error-detailed.messagepack.ws",
                28,
                1,
                r#"[3,{},"5",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 3 argument(s) but target expects 2. The signature is `add(left, right)`"]"#,
            ),
            (
                "error-detailed.messagepack.ws",
                32,
                1,
                r#"[3,{},"6",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked. Argument 0 (`left`) of `add`: invalid type: string \"a\", expected i32"]"#,
            ),
            (
                "error.json.ws",
                24,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 1 argument(s) but target expects 2. The signature is `add(left, right)`","invocationId":"4","type":3}"#,
            ),
            (
                "error.json.ws",
                28,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 3 argument(s) but target expects 2. The signature is `add(left, right)`","invocationId":"5","type":3}"#,
            ),
            (
                "error.json.ws",
                32,
                1,
                r#"{"error":"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked. Argument 0 (`left`) of `add`: invalid type: string \"a\", expected i32","invocationId":"6","type":3}"#,
            ),
            (
                "error.messagepack.ws",
                24,
                1,
                r#"[3,{},"4",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 1 argument(s) but target expects 2. The signature is `add(left, right)`"]"#,
            ),
            (
                "error.messagepack.ws",
                28,
                1,
                r#"[3,{},"5",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Invocation provides 3 argument(s) but target expects 2. The signature is `add(left, right)`"]"#,
            ),
            (
                "error.messagepack.ws",
                32,
                1,
                r#"[3,{},"6",1,"Failed to invoke 'Add' due to an error on the server. InvalidDataException: Error binding arguments. Make sure that the types of the provided values match the types of the hub method being invoked. Argument 0 (`left`) of `add`: invalid type: string \"a\", expected i32"]"#,
            ),
            (
                "upload.json.ws",
                51,
                1,
                r#"{"error":"An unexpected error occurred invoking 'Sum' on the server. HubException: Failed to bind Stream message. invalid type: string \"x\", expected i32","invocationId":"14","type":3}"#,
            ),
            (
                "upload.messagepack.ws",
                46,
                1,
                r#"[3,{},"14",1,"An unexpected error occurred invoking 'Sum' on the server. HubException: Failed to bind Stream message. invalid type: string \"x\", expected i32"]"#,
            ),
        ],
    ),
    (
        "What is no message is told in the words of other parsers, and is not repeated.",
        &[
            (
                "raw-handshake-no-json-detailed.json.ws",
                5,
                1,
                r#"{"error":"An unexpected error occurred during connection handshake. InvalidDataException: expected value at line 1 column 1"}"#,
            ),
            (
                "raw-handshake-no-version.json.ws",
                5,
                1,
                r#"{"error":"An unexpected error occurred during connection handshake. InvalidDataException: Missing required property 'version'."}"#,
            ),
            (
                "raw-malformed.messagepack.ws",
                7,
                1,
                r#"[7,"Connection closed with an error. InvalidDataException: Expected 'message' to be of type Array.",true]"#,
            ),
        ],
    ),
    (
        "A message of an unknown type is skipped; .NET stops listening.",
        &[
            (
                "raw-unknown-type.json.ws",
                8,
                1,
                r#"{"invocationId":"1","result":3,"type":3}"#,
            ),
            ("raw-unknown-type.messagepack.ws", 8, 1, r#"[3,{},"1",3,3]"#),
        ],
    ),
    (
        "A shutdown is said in words, and lets clients reconnect; .NET resets the socket.",
        &[
            (
                "shutdown.json.ws",
                15,
                1,
                r#"{"allowReconnect":true,"type":7}"#,
            ),
            ("shutdown.json.ws", 15, 2, r#"{"close":1000}"#),
            ("shutdown.messagepack.ws", 15, 1, r#"[7,null,true]"#),
            ("shutdown.messagepack.ws", 15, 2, r#"{"close":1000}"#),
        ],
    ),
];

pub fn all() -> impl Iterator<Item = &'static Difference> {
    DIFFERENCES.iter().flat_map(|(_, lines)| lines.iter())
}

/// Puts what this server says into a script. What is returned are the entries that are none.
pub fn apply(name: &str, script: &mut Script) -> Vec<String> {
    let mut faults = Vec::new();
    for (_, line, nth, ours) in all().filter(|difference| difference.0 == name) {
        let what: Value = serde_json::from_str(ours).expect("JSON");
        let stands = |said: &Said| (said.line, said.nth) == (*line, *nth);
        let list = match script.answered.iter().any(stands) {
            true => &mut script.answered,
            false => &mut script.said,
        };
        match list.iter().position(stands) {
            Some(at) if list[at].what == what => {
                faults.push(format!("{name} {line} {nth} does not differ"));
            }
            Some(at) => list[at].what = what,
            None => {
                let at = list.partition_point(|said| (said.line, said.nth) < (*line, *nth));
                let (line, nth) = (*line, *nth);
                list.insert(at, Said { line, nth, what });
            }
        }
    }
    faults
}
