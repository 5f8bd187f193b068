//! Reading frames out of whatever the socket gave. See the [module's head](super) for who lends what to whom.

use super::{
    Role,
    close::CloseReason,
    error::FrameFault,
    frame::{Header, MAX_CONTROL_LEN, MAX_HEADER_LEN, MessageKind, Opcode, Parsed},
    mask::MaskKey,
    utf8::Utf8Check,
};

/// What the peer sent. Payloads are unmasked and lent from the read buffer, or from the decoder for a control frame
/// that arrived in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event<'a> {
    /// The next part of a message: as much of it as has arrived and lies in one frame.
    Data {
        /// What the message consists of.
        kind: MessageKind,
        /// Empty only if `message_end`.
        payload: &'a [u8],
        /// Whether the message ends with this part.
        message_end: bool,
    },
    /// To be answered by a pong with the same payload of at most 125 bytes.
    Ping(&'a [u8]),
    /// Asked for or not; either way it shows that the peer lives.
    Pong(&'a [u8]),
    /// The peer's last frame. It must be answered by a close frame unless one was sent already.
    Close(Option<CloseReason<'a>>),
}

/// Turns bytes into [`Event`]s and refuses what breaks RFC 6455.
///
/// Takes 64 bytes. Memory is allocated for one case alone, a control frame that arrives in parts (at most 125
/// bytes), and given back with the next call; a length that a peer merely claims never allocates anything.
#[derive(Debug)]
pub(crate) struct Decoder {
    role: Role,
    check_text: bool,
    max_frame_len: u64,
    state: State,
    /// The message whose last frame has not come yet.
    message: Option<MessageKind>,
    text: Utf8Check,
    /// The unmasked beginning of a control frame, or, until the next call, the whole of it.
    control: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// Within a header, or before one.
    Header(HeaderStart),
    /// Within a payload.
    Payload(OpenFrame),
    /// After a close frame: whatever follows is to be ignored (RFC 6455, section 5.5.1).
    Closed,
    /// After a breach of the protocol.
    Failed(FrameFault),
}

/// The beginning of a header whose end has not arrived yet.
#[derive(Clone, Copy, Debug)]
struct HeaderStart {
    bytes: [u8; MAX_HEADER_LEN],
    len: u8,
}

/// A frame whose header has been read.
#[derive(Clone, Copy, Debug)]
struct OpenFrame {
    content: Content,
    /// Whether the frame ends its message.
    is_final: bool,
    /// For the bytes that come next.
    mask: MaskKey,
    /// Bytes of payload that have not been handed out.
    left: u64,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Data(MessageKind),
    Control(Control),
}

#[derive(Clone, Copy, Debug)]
enum Control {
    Ping,
    Pong,
    Close,
}

/// What [`Decoder::advance`] found. It borrows nothing from the decoder, which can therefore go on when it is nothing.
enum Advance<'i> {
    Data {
        kind: MessageKind,
        payload: &'i [u8],
        message_end: bool,
    },
    /// A control frame, whole in the input, or whole in `Decoder::control` if `None`.
    Control(Control, Option<&'i [u8]>),
    /// The input is used up.
    Nothing,
}

impl Decoder {
    /// A decoder for the frames that `role` receives; it checks text and does not limit frames.
    pub(crate) const fn new(role: Role) -> Self {
        Self {
            role,
            check_text: true,
            max_frame_len: u64::MAX,
            state: State::Header(HeaderStart::EMPTY),
            message: None,
            text: Utf8Check::new(),
            control: Vec::new(),
        }
    }

    /// Whether text messages are checked to be UTF-8. Default: `true`.
    ///
    /// RFC 6455, section 8.1 requires it; switch it off only where whatever reads the payload checks it anyway and
    /// closes with [`CloseCode::INVALID_PAYLOAD`](super::CloseCode::INVALID_PAYLOAD).
    pub(crate) const fn check_text(mut self, check: bool) -> Self {
        self.check_text = check;
        self
    }

    /// Refuses data frames with a longer payload than `bytes`, as soon as their header has arrived. Default: no limit,
    /// for payloads are handed out as they arrive and fill no buffer here.
    pub(crate) const fn max_frame_len(mut self, bytes: u64) -> Self {
        self.max_frame_len = bytes;
        self
    }

    /// Takes the next event out of `input`, which is shortened by what it took; payloads are unmasked in place.
    ///
    /// `None` means that `input` is used up: what remains of an unfinished frame's header is kept here. Call again with
    /// what the socket gives next. To stop earlier, keep what is left of `input` and go on with exactly those bytes.
    ///
    /// # Errors
    ///
    /// If the peer breaks RFC 6455 or the frame limit. The connection must be closed with
    /// [`FrameFault::close_code`]; every further call returns the same error.
    #[inline]
    pub(crate) fn decode<'s, 'i: 's>(
        &'s mut self,
        input: &mut &'i mut [u8],
    ) -> Result<Option<Event<'s>>, FrameFault> {
        let found = match self.advance(input) {
            Ok(found) => found,
            Err(error) => {
                self.state = State::Failed(error);
                return Err(error);
            }
        };
        Ok(Some(match found {
            Advance::Nothing => return Ok(None),
            Advance::Data {
                kind,
                payload,
                message_end,
            } => Event::Data {
                kind,
                payload,
                message_end,
            },
            Advance::Control(control, payload) => {
                let payload = payload.unwrap_or(&self.control);
                match control {
                    Control::Ping => Event::Ping(payload),
                    Control::Pong => Event::Pong(payload),
                    Control::Close => match CloseReason::parse(payload) {
                        Ok(reason) => Event::Close(reason),
                        Err(error) => {
                            self.state = State::Failed(error);
                            return Err(error);
                        }
                    },
                }
            }
        }))
    }

    /// Whether a close frame has arrived, after which the peer's bytes are ignored.
    pub(crate) const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed)
    }

    fn advance<'i>(&mut self, input: &mut &'i mut [u8]) -> Result<Advance<'i>, FrameFault> {
        self.release_control();
        loop {
            let mut frame = match self.state {
                State::Header(ref mut start) => match start.read(input, self.role)? {
                    Some(header) => self.begin(header)?,
                    None => return Ok(Advance::Nothing),
                },
                State::Payload(frame) => frame,
                State::Closed => {
                    *input = &mut [];
                    return Ok(Advance::Nothing);
                }
                State::Failed(error) => return Err(error),
            };
            let (payload, is_ascii) = frame.take(input);
            self.state = frame.state();
            let found = match frame.content {
                Content::Data(kind) => self.data(kind, &frame, payload, is_ascii)?,
                Content::Control(control) => Some(self.control(control, &frame, payload)),
            };
            if let Some(found) = found {
                return Ok(found);
            }
        }
    }

    /// The rules for a frame in the sequence of frames (RFC 6455, section 5.4).
    fn begin(&mut self, header: Header) -> Result<OpenFrame, FrameFault> {
        let content = match (header.opcode, self.message) {
            (Opcode::Ping, _) => Content::Control(Control::Ping),
            (Opcode::Pong, _) => Content::Control(Control::Pong),
            (Opcode::Close, _) => Content::Control(Control::Close),
            (Opcode::Continuation, Some(kind)) => Content::Data(kind),
            (Opcode::Text, None) => Content::Data(MessageKind::Text),
            (Opcode::Binary, None) => Content::Data(MessageKind::Binary),
            (Opcode::Continuation, None) => return Err(FrameFault::UnexpectedContinuation),
            (Opcode::Text | Opcode::Binary, Some(_)) => {
                return Err(FrameFault::ExpectedContinuation);
            }
        };
        if let Content::Data(kind) = content {
            if header.payload_len > self.max_frame_len {
                return Err(FrameFault::FrameTooLong {
                    len: header.payload_len,
                    limit: self.max_frame_len,
                });
            }
            self.message = (!header.is_final).then_some(kind);
        }
        Ok(OpenFrame {
            content,
            is_final: header.is_final,
            mask: header.mask,
            left: header.payload_len,
        })
    }

    /// Tells of the next part of a data frame. `None`: the frame was empty and ended no message, so that there is
    /// nothing to tell, and another frame may follow.
    fn data<'i>(
        &mut self,
        kind: MessageKind,
        frame: &OpenFrame,
        payload: &'i [u8],
        is_ascii: bool,
    ) -> Result<Option<Advance<'i>>, FrameFault> {
        let message_end = frame.is_final && frame.left == 0;
        if payload.is_empty() && !message_end {
            return Ok((frame.left > 0).then_some(Advance::Nothing));
        }
        let is_checked = is_ascii && self.text.is_whole();
        if kind == MessageKind::Text && self.check_text && !is_checked {
            self.text
                .push(payload, message_end)
                .map_err(|_| FrameFault::TextNotUtf8)?;
        }
        Ok(Some(Advance::Data {
            kind,
            payload,
            message_end,
        }))
    }

    /// Tells of a control frame, once all of it has arrived; until then its beginning is kept.
    fn control<'i>(
        &mut self,
        control: Control,
        frame: &OpenFrame,
        payload: &'i [u8],
    ) -> Advance<'i> {
        let in_parts = frame.left > 0 || !self.control.is_empty();
        if in_parts && !payload.is_empty() {
            self.control
                .reserve_exact(MAX_CONTROL_LEN - self.control.len());
            self.control.extend_from_slice(payload);
        }
        if frame.left > 0 {
            return Advance::Nothing;
        }
        if let Control::Close = control {
            self.state = State::Closed;
        }
        Advance::Control(control, (!in_parts).then_some(payload))
    }

    /// Gives back the memory of a control frame that the last call handed out.
    #[inline]
    fn release_control(&mut self) {
        let handed_out = !matches!(self.state, State::Payload(_));
        if self.control.capacity() > 0 && handed_out {
            self.control = Vec::new();
        }
    }
}

impl HeaderStart {
    const EMPTY: Self = Self {
        bytes: [0; MAX_HEADER_LEN],
        len: 0,
    };

    /// The next header, if it ends within `input`; else keeps what there is of it.
    #[inline]
    fn read(&mut self, input: &mut &mut [u8], role: Role) -> Result<Option<Header>, FrameFault> {
        if self.len == 0
            && let Parsed::Whole(header, len) = Header::parse(input, role)?
        {
            take_front(input, len);
            return Ok(Some(header));
        }
        self.read_in_parts(input, role)
    }

    fn read_in_parts(
        &mut self,
        input: &mut &mut [u8],
        role: Role,
    ) -> Result<Option<Header>, FrameFault> {
        loop {
            let have = usize::from(self.len);
            let needed = match Header::parse(&self.bytes[..have], role)? {
                Parsed::Whole(header, _) => return Ok(Some(header)),
                Parsed::Needs(needed) => needed,
            };
            let more = take_front(input, needed - have);
            if more.is_empty() {
                return Ok(None);
            }
            self.bytes[have..have + more.len()].copy_from_slice(more);
            self.len += more.len() as u8;
        }
    }
}

impl OpenFrame {
    /// Where the decoder stands after a part of this frame was taken.
    fn state(self) -> State {
        if self.left > 0 {
            State::Payload(self)
        } else {
            State::Header(HeaderStart::EMPTY)
        }
    }

    /// Takes as much of the payload as `input` has, unmasks it, and tells whether it turned out to be ASCII; `false` if
    /// nobody looked.
    #[inline]
    fn take<'i>(&mut self, input: &mut &'i mut [u8]) -> (&'i [u8], bool) {
        let payload = take_front(input, usize::try_from(self.left).unwrap_or(usize::MAX));
        let mut is_ascii = false;
        if self.mask != MaskKey::default() {
            is_ascii = self.mask.apply(payload);
            self.mask = self.mask.after(payload.len());
        }
        self.left -= payload.len() as u64;
        (payload, is_ascii)
    }
}

/// Splits up to `len` bytes off the front of `input`.
#[inline]
fn take_front<'i>(input: &mut &'i mut [u8], len: usize) -> &'i mut [u8] {
    let len = len.min(input.len());
    let (front, rest) = std::mem::take(input).split_at_mut(len);
    *input = rest;
    front
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::websocket::{FrameHeader, append_frame};

    const KEY: MaskKey = MaskKey::new([1, 2, 3, 4]);

    /// Decodes until the input is used up.
    fn drain(decoder: &mut Decoder, bytes: &[u8]) -> Result<usize, FrameFault> {
        let mut buffer = bytes.to_vec();
        let mut input = buffer.as_mut_slice();
        let mut events = 0;
        while decoder.decode(&mut input)?.is_some() {
            events += 1;
        }
        Ok(events)
    }

    #[test]
    fn payloads_are_lent_from_the_read_buffer() {
        let mut buffer = Vec::new();
        append_frame(&mut buffer, MessageKind::Text, b"whole", Some(KEY));
        append_frame(&mut buffer, Opcode::Ping, b"ping", Some(KEY));
        append_frame(&mut buffer, MessageKind::Text, b"cut off", Some(KEY));
        buffer.truncate(buffer.len() - 4);
        let range = buffer.as_ptr_range();
        let mut decoder = Decoder::new(Role::Server);
        let mut input = buffer.as_mut_slice();
        let mut texts = Vec::new();
        while let Some(event) = decoder.decode(&mut input).unwrap() {
            let (Event::Data { payload, .. } | Event::Ping(payload)) = event else {
                panic!("unexpected: {event:?}");
            };
            assert!(range.contains(&payload.as_ptr()));
            texts.push(String::from_utf8(payload.to_vec()).unwrap());
        }
        assert_eq!(texts, ["whole", "ping", "cut"]);
        assert_eq!(decoder.control.capacity(), 0);
    }

    #[test]
    fn a_quiet_connection_costs_next_to_nothing() {
        assert!(size_of::<Decoder>() <= 64, "{}", size_of::<Decoder>());
    }

    #[test]
    fn a_control_frame_in_parts_is_gathered_and_its_memory_given_back() {
        let mut frame = Vec::new();
        append_frame(&mut frame, Opcode::Ping, b"in parts", Some(KEY));
        let mut decoder = Decoder::new(Role::Server);
        assert_eq!(drain(&mut decoder, &frame[..10]), Ok(0));
        assert_eq!(decoder.control.capacity(), MAX_CONTROL_LEN);
        let mut rest = frame[10..].to_vec();
        let mut input = rest.as_mut_slice();
        assert_eq!(
            decoder.decode(&mut input),
            Ok(Some(Event::Ping(b"in parts")))
        );
        assert_eq!(decoder.decode(&mut input), Ok(None));
        assert_eq!(decoder.control.capacity(), 0);
    }

    #[test]
    fn claimed_lengths_allocate_nothing() {
        let huge = FrameHeader::whole(MessageKind::Binary, usize::MAX >> 1, Some(KEY));
        let mut decoder = Decoder::new(Role::Server);
        assert_eq!(drain(&mut decoder, huge.as_bytes()), Ok(0));
        assert_eq!(drain(&mut decoder, b"some of it"), Ok(1));
        assert_eq!(decoder.control.capacity(), 0);
    }

    #[test]
    fn long_frames_are_refused_by_their_header() {
        let mut decoder = Decoder::new(Role::Server).max_frame_len(10);
        let mut frames = Vec::new();
        append_frame(&mut frames, MessageKind::Binary, &[0; 10], Some(KEY));
        // Control frames have their own limit.
        append_frame(&mut frames, Opcode::Ping, &[0; 11], Some(KEY));
        assert_eq!(drain(&mut decoder, &frames), Ok(2));
        let header = FrameHeader::whole(MessageKind::Binary, 11, Some(KEY));
        let error = FrameFault::FrameTooLong { len: 11, limit: 10 };
        assert_eq!(drain(&mut decoder, header.as_bytes()), Err(error));
        assert_eq!(error.close_code().get(), 1009);
        assert_eq!(
            error.to_string(),
            "frame of 11 bytes is longer than the limit of 10"
        );
    }

    #[test]
    fn an_error_is_final() {
        let mut decoder = Decoder::new(Role::Server);
        assert_eq!(drain(&mut decoder, b"\x81\x05"), Err(FrameFault::Unmasked));
        let mut fine = Vec::new();
        append_frame(&mut fine, MessageKind::Text, b"fine", Some(KEY));
        assert_eq!(drain(&mut decoder, &fine), Err(FrameFault::Unmasked));
        assert_eq!(drain(&mut decoder, b""), Err(FrameFault::Unmasked));

        let mut decoder = Decoder::new(Role::Client);
        assert_eq!(
            drain(&mut decoder, b"\x88\x01x"),
            Err(FrameFault::ShortClose)
        );
        assert_eq!(
            drain(&mut decoder, b"\x81\x00"),
            Err(FrameFault::ShortClose)
        );
        assert!(!decoder.is_closed());
    }

    #[test]
    fn a_caller_may_stop_and_go_on() {
        let mut buffer = Vec::new();
        for payload in [b"one", b"two"] {
            append_frame(&mut buffer, MessageKind::Text, payload, Some(KEY));
        }
        let mut decoder = Decoder::new(Role::Server);
        let mut input = buffer.as_mut_slice();
        assert!(matches!(
            decoder.decode(&mut input),
            Ok(Some(Event::Data {
                payload: b"one",
                ..
            }))
        ));
        // The rest has not been touched: it may be kept elsewhere.
        let mut kept = input.to_vec();
        let mut input = kept.as_mut_slice();
        assert!(matches!(
            decoder.decode(&mut input),
            Ok(Some(Event::Data {
                payload: b"two",
                ..
            }))
        ));
    }
}
