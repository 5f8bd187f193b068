//! A recording, read: what the client does one after the other, and what the server said to that.

use std::collections::{HashMap, HashSet};

use hubs_runtime::protocol::Protocol;
use serde_json::{Value, json};

use super::listen::Listener;
use crate::recorded::{self, Line};

/// Where the recorded server was.
pub const RECORDED_ADDRESS: &str = "127.0.0.1:5000";

/// What a client asks for by HTTP.
#[derive(Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(there, _)| there.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The recorded token of its connection.
    fn token(&self) -> Option<&str> {
        let (_, query) = self.path.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("id="))
    }
}

/// What one step is.
pub enum Act {
    Negotiate(Request),
    /// A POST or a DELETE.
    Send(Request),
    OpenSocket {
        request: Request,
        /// It is the next socket of a connection that goes on.
        goes_on: bool,
    },
    OpenEvents(Request),
    /// Polls until its end, which no later line needs to say.
    OpenPolls(Request),
    Say {
        bytes: Vec<u8>,
        is_text: bool,
    },
    Close(Option<u16>),
    Cut,
    /// The server is told to stop.
    ShutDown,
}

pub struct Step {
    /// The number of its line in the file, from 1.
    pub line: usize,
    pub act: Act,
    /// The recorded answer to a request.
    pub token: Option<String>,
}

/// One thing that the server said, and where it stands: line, and number in the line from 1.
#[derive(Clone, Debug)]
pub struct Said {
    pub line: usize,
    pub nth: usize,
    pub what: Value,
}

pub struct Script {
    pub path: String,
    pub protocol: Protocol,
    pub steps: Vec<Step>,
    /// Hub messages and ends of transports.
    pub said: Vec<Said>,
    /// Answers to requests.
    pub answered: Vec<Said>,
    /// The ids of the server's calls, in order.
    pub asked: Vec<String>,
    /// The number of the line that would be the next.
    pub end: usize,
    /// The client said goodbye and listened no more.
    pub ends_deaf: bool,
}

impl Script {
    pub fn read(name: &str) -> Self {
        let lines = recorded::read(name);
        let protocol = match &*lines[0].protocol {
            "messagepack" => Protocol::MessagePack,
            _ => Protocol::Json,
        };
        let mut reader = Reader {
            lines: &lines,
            protocol,
            is_told_to_stop: name.contains("shutdown"),
            listener: Listener::new(protocol),
            events: Events::default(),
            requests: HashMap::new(),
            opened: HashSet::new(),
            steps: Vec::new(),
            said: Vec::new(),
            answered: Vec::new(),
        };
        for at in 1..lines.len() {
            reader.line(at);
        }
        let last = lines.iter().rposition(|line| line.is("server", "ws-"));
        let closed = lines.iter().rposition(|line| line.is("client", "ws-close"));
        let ends_deaf = matches!((last, closed), (Some(last), Some(closed)) if last < closed);
        Self {
            path: lines[0].path.clone(),
            protocol,
            steps: reader.steps,
            said: reader.said,
            answered: reader.answered,
            asked: reader.listener.asked().to_vec(),
            end: lines.len() + 1,
            ends_deaf,
        }
    }
}

struct Reader<'l> {
    lines: &'l [Line],
    protocol: Protocol,
    is_told_to_stop: bool,
    listener: Listener,
    events: Events,
    /// The last request on each TCP connection.
    requests: HashMap<u32, Request>,
    opened: HashSet<String>,
    steps: Vec<Step>,
    said: Vec<Said>,
    answered: Vec<Said>,
}

impl Reader<'_> {
    fn line(&mut self, at: usize) {
        let line = &self.lines[at];
        match (&*line.from, &*line.kind) {
            ("client", "http") => self.request(at),
            ("client", "ws-text" | "ws-binary") => {
                let is_text = line.kind == "ws-text";
                let bytes = line.bytes();
                self.step(at, Act::Say { bytes, is_text });
            }
            ("client", "ws-close") => self.step(at, Act::Close(line.code)),
            ("client", "api") => {
                let text = line.text.as_deref().unwrap_or_default();
                // Nothing tells of the stop itself: it came when the call was answered.
                if self.is_told_to_stop && text.starts_with("Invoke") && text.contains('→') {
                    self.step(at, Act::ShutDown);
                }
            }
            ("proxy", "cut") => self.step(at, Act::Cut),
            ("server", "ws-text" | "ws-binary") => {
                let is_text = line.kind == "ws-text";
                self.say(at, frame_of_other_kind(self.protocol, is_text));
                self.heard(at, &line.bytes());
            }
            ("server", "ws-close") => self.say(at, [json!({ "close": line.code })]),
            ("server", "http-chunk") => {
                for data in self.events.read(&line.bytes()) {
                    self.heard(at, &data);
                }
            }
            ("server", "http-end") => self.say(at, [end_of_events()]),
            ("server", "http") => self.answer(at),
            (from, kind) => panic!("line {}: {kind} from {from}", at + 1),
        }
    }

    fn step(&mut self, at: usize, act: Act) {
        self.steps.push(Step {
            line: at + 1,
            act,
            token: None,
        });
    }

    fn heard(&mut self, at: usize, bytes: &[u8]) {
        let messages = self.listener.hear(bytes);
        self.say(at, messages);
    }

    fn say(&mut self, at: usize, messages: impl IntoIterator<Item = Value>) {
        let line = at + 1;
        let before = self.said.iter().filter(|said| said.line == line).count();
        let messages = messages.into_iter().zip(before + 1..);
        self.said
            .extend(messages.map(|(what, nth)| Said { line, nth, what }));
    }

    fn request(&mut self, at: usize) {
        let line = &self.lines[at];
        let request = request(line);
        self.requests.insert(line.connection, request.clone());
        let token = request.token().map(str::to_owned);
        let act = match &*request.method {
            "POST" if request.path.contains("/negotiate") => Act::Negotiate(request),
            "POST" | "DELETE" => Act::Send(request),
            _ => {
                let is_first = token.clone().is_none_or(|token| self.opened.insert(token));
                if request.header("upgrade").is_some() {
                    self.listener.begin(!is_first);
                    Act::OpenSocket {
                        request,
                        goes_on: !is_first,
                    }
                } else if !is_first {
                    return;
                } else if request.header("accept") == Some("text/event-stream") {
                    self.listener.begin(false);
                    Act::OpenEvents(request)
                } else {
                    self.listener.begin(false);
                    Act::OpenPolls(request)
                }
            }
        };
        self.step(at, act);
    }

    /// An answer is compared, but of polls only the messages: how they are cut differs from run to run.
    fn answer(&mut self, at: usize) {
        let line = &self.lines[at];
        let (head, body) = halves(line);
        let status: u16 = head[9..12].parse().expect("a status");
        let request = &self.requests[&line.connection];
        let is_poll = request.method == "GET" && request.header("upgrade").is_none();
        let is_negotiation = request.path.contains("/negotiate");
        if is_poll && status == 200 && !head.contains("text/event-stream") {
            self.heard(at, &body);
        } else if !is_poll {
            let body: Value = serde_json::from_slice(&body).unwrap_or_default();
            let mut steps = self.steps.iter_mut().rev();
            let step = steps.find(|step| matches!(step.act, Act::Negotiate(_)));
            if let (Some(step), true) = (step, is_negotiation) {
                step.token = body["connectionToken"].as_str().map(str::to_owned);
            }
            self.answered.push(Said {
                line: at + 1,
                nth: 1,
                what: answered(status, body),
            });
        }
    }
}

/// An answer as it is compared: without ids.
pub fn answered(status: u16, mut body: Value) -> Value {
    for id in ["connectionId", "connectionToken"] {
        if let Some(id) = body.get_mut(id) {
            *id = Value::from(if id.is_string() { "a text" } else { "no text" });
        }
    }
    json!({ "status": status, "body": body })
}

/// JSON comes in text frames, MessagePack in binary ones; what does not is noted.
pub fn frame_of_other_kind(protocol: Protocol, is_text: bool) -> Option<Value> {
    let is_usual = is_text == (protocol == Protocol::Json);
    (!is_usual).then(|| json!({ "frame": if is_text { "text" } else { "binary" } }))
}

/// What is said when a stream of events ends.
pub fn end_of_events() -> Value {
    json!({ "close": "events" })
}

fn halves(line: &Line) -> (String, Vec<u8>) {
    let text = line.text.as_deref().unwrap_or_default();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let body = match line.base64 {
        Some(_) => line.bytes(),
        None => body.as_bytes().to_vec(),
    };
    (head.to_owned(), body)
}

fn request(line: &Line) -> Request {
    let (head, body) = halves(line);
    let mut head = head.split("\r\n");
    let mut start = head.next().unwrap_or_default().split(' ');
    let mut word = || start.next().unwrap_or_default().to_owned();
    let (method, path) = (word(), word());
    let headers = head.filter_map(|header| header.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Request {
        method,
        path,
        headers: headers.collect(),
        body,
    }
}

/// Reads the data of server-sent events, which here have one line each.
#[derive(Default)]
pub struct Events(Vec<u8>);

impl Events {
    pub fn read(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.0.extend_from_slice(bytes);
        let mut found = Vec::new();
        while let Some(end) = self.0.windows(2).position(|pair| pair == b"\r\n") {
            let line: Vec<u8> = self.0.drain(..end + 2).collect();
            if let Some(data) = line[..end].strip_prefix(b"data: ") {
                found.push(data.to_vec());
            }
        }
        found
    }
}
