//! Payloads on Redis, byte for byte as ASP.NET Core SignalR 10 writes them: bare MessagePack arrays in their smallest form.
//!
//! Reading takes what .NET takes: headers of any width, more items than there should be, bytes after the array.

use bytes::Bytes;

use crate::{
    connection::ConnectionId,
    delivery::{Census, Tally},
    protocol::{Completion, Encoding, Message, Protocol, ProtocolError, parse},
};

const INFALLIBLE: &str = "writing to memory does not fail";

/// A payload that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct Unreadable(&'static str);

/// A message to clients: for everyone on the channel, or for the one connection that the channel is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Envelope<'a> {
    /// Connections that do not get it.
    pub(super) excluded: Vec<&'a str>,
    /// The framed hub message in each protocol that the sender offers.
    pub(super) encodings: Encodings<'a>,
    pub(super) about: About<'a>,
}

/// What an envelope says beside its message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum About<'a> {
    Nothing,
    /// Which server sent it: an item of ours, which .NET ignores.
    From(&'a str),
    /// The connection's client answers: under which id, and on which channel the answer is awaited.
    Question {
        id: &'a str,
        answers: &'a str,
    },
}

/// In which form an envelope holds a hub message: in a protocol, and by the hub's own conventions or, if those are not that,
/// as generated clients have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) protocol: Protocol,
    pub(super) generated: bool,
}

impl Form {
    /// All that there are, in the order of .NET's default, which knows the first two.
    pub(super) const ALL: [Self; 4] = [
        Self::of(Protocol::Json, false),
        Self::of(Protocol::MessagePack, false),
        Self::of(Protocol::Json, true),
        Self::of(Protocol::MessagePack, true),
    ];

    const fn of(protocol: Protocol, generated: bool) -> Self {
        Self {
            protocol,
            generated,
        }
    }

    /// Under which name it stands in an envelope. .NET passes over what it does not know.
    fn name(self) -> &'static str {
        match (self.protocol, self.generated) {
            (protocol, false) => protocol.name(),
            (Protocol::Json, true) => "hubs.json",
            (Protocol::MessagePack, true) => "hubs.messagepack",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    pub(super) fn index(self) -> usize {
        let of_protocol = usize::from(self.protocol.is_binary());
        of_protocol + if self.generated { 2 } else { 0 }
    }
}

/// Framed hub messages; the first of a name counts, names of other protocols are passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Encodings<'a>([Option<&'a [u8]>; Form::ALL.len()]);

impl<'a> Encodings<'a> {
    /// What stands there in this form. For generated clients that is what all others get if a server of .NET sent it.
    pub(super) fn get(&self, form: Form) -> Option<&'a [u8]> {
        let own = self.0[Form::of(form.protocol, false).index()];
        self.0[form.index()].or(own)
    }
}

/// Hub messages in everything that they are written in.
pub(super) type Written<'a> = [(Form, &'a [Bytes])];

impl<'a> Envelope<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader(payload);
        let items = reader.array()?;
        if items < 2 {
            return Err(Unreadable("an invocation has too few items"));
        }
        // No space is reserved by a length that somebody claims.
        let mut excluded = Vec::new();
        for _ in 0..reader.array()? {
            excluded.extend(reader.optional_text()?);
        }
        let mut encodings = Encodings::default();
        for _ in 0..reader.map()? {
            let name = reader.text()?;
            let message = reader.optional_binary()?;
            if let Some(form) = Form::from_name(name) {
                encodings.0[form.index()].get_or_insert(message);
            }
        }
        let about = match items {
            2 => About::Nothing,
            3 => reader.text().map_or(About::Nothing, About::From),
            _ => match (reader.text(), reader.text()) {
                (Ok(id), Ok(answers)) => About::Question { id, answers },
                _ => About::Nothing,
            },
        };
        Ok(Self {
            excluded,
            encodings,
            about,
        })
    }
}

/// Writes an envelope.
pub(super) fn envelope(
    excluded: &[ConnectionId],
    encodings: &Written<'_>,
    about: &About<'_>,
) -> Vec<u8> {
    let length = |messages: &[Bytes]| messages.iter().map(Bytes::len).sum::<usize>();
    let total: usize = encodings
        .iter()
        .map(|(_, messages)| length(messages) + 20)
        .sum();
    let mut payload = Vec::with_capacity(total + excluded.len() * 24 + 64);
    array(
        &mut payload,
        match about {
            About::Nothing => 2,
            About::From(_) => 3,
            About::Question { .. } => 4,
        },
    );
    array(&mut payload, excluded.len());
    excluded
        .iter()
        .for_each(|id| text(&mut payload, id.as_str()));
    rmp::encode::write_map_len(&mut payload, encodings.len() as u32).expect(INFALLIBLE);
    for (form, messages) in encodings {
        text(&mut payload, form.name());
        rmp::encode::write_bin_len(&mut payload, length(messages) as u32).expect(INFALLIBLE);
        for message in *messages {
            payload.extend_from_slice(message);
        }
    }
    match about {
        About::Nothing => {}
        About::From(server) => text(&mut payload, server),
        About::Question { id, answers } => {
            text(&mut payload, id);
            text(&mut payload, answers);
        }
    }
    payload
}

/// What is done with a connection and a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Add,
    Remove,
    /// Acknowledged, and nothing else.
    Unknown(u8),
}

/// Adds a connection of another server to a group, or removes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command<'a> {
    pub(super) id: i32,
    /// Who asks, and hears that it is done.
    pub(super) server: &'a str,
    pub(super) action: Action,
    pub(super) group: &'a str,
    pub(super) connection: &'a str,
}

impl<'a> Command<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader(payload);
        if reader.array()? < 5 {
            return Err(Unreadable("a group command has too few items"));
        }
        Ok(Self {
            id: reader.integer()?,
            server: reader.optional_text()?.unwrap_or_default(),
            action: match reader.integer::<u8>()? {
                1 => Action::Add,
                2 => Action::Remove,
                other => Action::Unknown(other),
            },
            group: reader.optional_text()?.unwrap_or_default(),
            connection: reader.text()?,
        })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut payload = Vec::with_capacity(96);
        array(&mut payload, 5);
        integer(&mut payload, self.id);
        text(&mut payload, self.server);
        payload.push(match self.action {
            Action::Add => 1,
            Action::Remove => 2,
            Action::Unknown(action) => action,
        });
        text(&mut payload, self.group);
        text(&mut payload, self.connection);
        payload
    }
}

/// A question of ours to all servers of ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Survey<'a> {
    pub(super) id: i32,
    /// Who asks.
    pub(super) server: &'a str,
    pub(super) census: Census,
}

impl<'a> Survey<'a> {
    pub(super) fn read(payload: &'a [u8]) -> Result<Self, Unreadable> {
        let mut reader = Reader(payload);
        if reader.array()? < 4 {
            return Err(Unreadable("a survey has too few items"));
        }
        let (id, server, what) = (reader.integer()?, reader.text()?, reader.integer::<u8>()?);
        let group = reader.text()?;
        Ok(Self {
            id,
            server,
            census: match what {
                0 => Census::Connections,
                1 => Census::GroupSize(group.into()),
                2 => Census::GroupMembers(group.into()),
                _ => {
                    return Err(Unreadable(
                        "a survey of a kind that this server does not know",
                    ));
                }
            },
        })
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let (what, group): (u8, &str) = match &self.census {
            Census::Connections => (0, ""),
            Census::GroupSize(group) => (1, group),
            Census::GroupMembers(group) => (2, group),
        };
        let mut payload = Vec::with_capacity(96);
        array(&mut payload, 4);
        integer(&mut payload, self.id);
        text(&mut payload, self.server);
        payload.push(what);
        text(&mut payload, group);
        payload
    }
}

/// Reads what one server has, and to which survey it says so.
pub(super) fn read_tally(payload: &[u8]) -> Result<(i32, Tally), Unreadable> {
    let mut reader = Reader(payload);
    if reader.array()? < 3 {
        return Err(Unreadable("a tally has too few items"));
    }
    let (id, count) = (reader.integer()?, reader.integer::<u64>()?);
    let mut members = Vec::new();
    for _ in 0..reader.array()? {
        members.push(ConnectionId::from(reader.text()?));
    }
    Ok((id, Tally { count, members }))
}

/// Writes what this server has.
pub(super) fn tally(id: i32, tally: &Tally) -> Vec<u8> {
    let mut payload = Vec::with_capacity(tally.members.len() * 24 + 24);
    array(&mut payload, 3);
    integer(&mut payload, id);
    rmp::encode::write_uint(&mut payload, tally.count).expect(INFALLIBLE);
    array(&mut payload, tally.members.len());
    for member in &tally.members {
        text(&mut payload, member.as_str());
    }
    payload
}

/// Reads the number of the command that is done.
pub(super) fn read_ack(payload: &[u8]) -> Result<i32, Unreadable> {
    let mut reader = Reader(payload);
    match reader.array()? {
        0 => Err(Unreadable("an acknowledgement has too few items")),
        _ => reader.integer(),
    }
}

/// Writes that command `id` is done.
pub(super) fn ack(id: i32) -> Vec<u8> {
    let mut payload = Vec::with_capacity(6);
    array(&mut payload, 1);
    integer(&mut payload, id);
    payload
}

/// Reads what a client of another server answered: its protocol, and the framed Completion.
pub(super) fn read_answer(payload: &[u8]) -> Result<(Protocol, &[u8]), Unreadable> {
    let mut reader = Reader(payload);
    if reader.array()? < 2 {
        return Err(Unreadable("an answer has too few items"));
    }
    let protocol = Protocol::from_name(reader.text()?).ok_or(Unreadable(
        "an answer is in a protocol that this server does not know",
    ))?;
    Ok((protocol, reader.binary()?))
}

/// Writes what a client answered.
pub(super) fn answer(protocol: Protocol, completion: &[u8]) -> Vec<u8> {
    let mut payload = Vec::with_capacity(completion.len() + 24);
    array(&mut payload, 2);
    text(&mut payload, protocol.name());
    rmp::encode::write_bin(&mut payload, completion).expect(INFALLIBLE);
    payload
}

/// Hands the one Completion in framed bytes to `take`.
pub(super) fn with_completion<R>(
    encoding: Encoding,
    framed: &[u8],
    take: impl FnOnce(&Completion<'_>) -> R,
) -> Result<R, Unreadable> {
    let mut completions = messages(encoding, framed)?;
    match completions.pop() {
        Some(Message::Completion(completion)) if completions.is_empty() => Ok(take(&completion)),
        _ => Err(Unreadable("an answer holds no Completion")),
    }
}

/// The id of the last message, if `framed` is whole Invocations and nothing else: what may go to a client of that protocol.
///
/// Servers of .NET copy bytes of others as they are, and clients that read them break.
pub(super) fn check_invocations(
    protocol: Protocol,
    framed: &[u8],
) -> Result<Option<String>, Unreadable> {
    let mut id = None;
    for message in messages(protocol.into(), framed)? {
        let Message::Invocation(invocation) = message else {
            return Err(Unreadable("a message to clients is no Invocation"));
        };
        id = invocation.invocation_id.map(|id| id.into_owned());
    }
    Ok(id)
}

fn messages(encoding: Encoding, framed: &[u8]) -> Result<Vec<Message<'_>>, Unreadable> {
    let mut rest = framed;
    let mut messages = Vec::with_capacity(1);
    while !rest.is_empty() {
        let frame = encoding.protocol.framing().next(rest, framed.len());
        let Ok(Some(frame)) = frame else {
            return Err(Unreadable(
                "a hub message is not framed as its protocol asks",
            ));
        };
        let message = parse(encoding, &rest[frame.body]);
        messages
            .push(message.map_err(|_: ProtocolError| Unreadable("a hub message cannot be read"))?);
        rest = &rest[frame.length..];
    }
    Ok(messages)
}

fn array(payload: &mut Vec<u8>, length: usize) {
    rmp::encode::write_array_len(payload, length as u32).expect(INFALLIBLE);
}

fn text(payload: &mut Vec<u8>, value: &str) {
    rmp::encode::write_str(payload, value).expect(INFALLIBLE);
}

fn integer(payload: &mut Vec<u8>, value: i32) {
    rmp::encode::write_sint(payload, value.into()).expect(INFALLIBLE);
}

/// What is left of a payload. Lengths are checked against it before they are believed.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn array(&mut self) -> Result<usize, Unreadable> {
        let length = rmp::decode::read_array_len(&mut self.0);
        length
            .map(|length| length as usize)
            .map_err(|_| Unreadable("an array is expected"))
    }

    fn map(&mut self) -> Result<usize, Unreadable> {
        let length = rmp::decode::read_map_len(&mut self.0);
        length
            .map(|length| length as usize)
            .map_err(|_| Unreadable("a map is expected"))
    }

    fn integer<N: TryFrom<i64>>(&mut self) -> Result<N, Unreadable> {
        let number = rmp::decode::read_int::<i64, _>(&mut self.0)
            .map_err(|_| Unreadable("an integer is expected"))?;
        N::try_from(number).map_err(|_| Unreadable("an integer is too large"))
    }

    fn text(&mut self) -> Result<&'a str, Unreadable> {
        let (text, rest) = rmp::decode::read_str_from_slice(self.0)
            .map_err(|_| Unreadable("a text is expected"))?;
        self.0 = rest;
        Ok(text)
    }

    fn optional_text(&mut self) -> Result<Option<&'a str>, Unreadable> {
        if self.takes_nil() {
            return Ok(None);
        }
        self.text().map(Some)
    }

    fn binary(&mut self) -> Result<&'a [u8], Unreadable> {
        let length =
            rmp::decode::read_bin_len(&mut self.0).map_err(|_| Unreadable("bytes are expected"))?;
        let (bytes, rest) = self
            .0
            .split_at_checked(length as usize)
            .ok_or(Unreadable("bytes are missing at the end"))?;
        self.0 = rest;
        Ok(bytes)
    }

    /// Bytes; nil is none.
    fn optional_binary(&mut self) -> Result<&'a [u8], Unreadable> {
        if self.takes_nil() {
            return Ok(&[]);
        }
        self.binary()
    }

    fn takes_nil(&mut self) -> bool {
        let nil = self.0.first() == Some(&rmp::Marker::Null.to_u8());
        if nil {
            self.0 = &self.0[1..];
        }
        nil
    }
}
