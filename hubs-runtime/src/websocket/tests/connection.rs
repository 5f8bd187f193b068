//! The loop that the module's head describes, with two ends in memory: proof that the borrows allow it.

use super::*;
use crate::websocket::{CloseCode, CloseReason, MaskKeys, Opcode, append_pong};

/// One end of a connection: echoes data as it comes, answers pings and closes.
struct End {
    decoder: Decoder,
    keys: Option<MaskKeys>,
    /// The hub protocol's stream of bytes.
    received: Vec<u8>,
    pongs: usize,
    close_sent: bool,
}

impl End {
    fn new(role: Role) -> Self {
        Self {
            decoder: Decoder::new(role),
            keys: (role == Role::Client).then(MaskKeys::new),
            received: Vec::new(),
            pongs: 0,
            close_sent: false,
        }
    }

    fn send(&mut self, opcode: impl Into<Opcode>, payload: &[u8], out: &mut Vec<u8>) {
        let key = next_key(&mut self.keys);
        append_frame(out, opcode, payload, key);
    }

    fn close(&mut self, out: &mut Vec<u8>) {
        let key = next_key(&mut self.keys);
        append_close(out, Some(CloseReason::new(CloseCode::NORMAL, "done")), key);
        self.close_sent = true;
    }

    /// Handles one read; all answers go to `out`.
    fn handle(&mut self, mut input: &mut [u8], echo: bool, out: &mut Vec<u8>) {
        let start = self.received.len();
        while let Some(event) = self.decoder.decode(&mut input).unwrap() {
            match event {
                Event::Data { payload, .. } => self.received.extend_from_slice(payload),
                Event::Ping(payload) => {
                    let key = next_key(&mut self.keys);
                    append_pong(out, payload, key);
                }
                Event::Pong(_) => self.pongs += 1,
                Event::Close(reason) if !self.close_sent => {
                    let key = next_key(&mut self.keys);
                    append_close(out, reason, key);
                    self.close_sent = true;
                }
                Event::Close(_) => {}
            }
        }
        if echo && self.received.len() > start {
            let received = self.received[start..].to_vec();
            self.send(MessageKind::Binary, &received, out);
        }
    }
}

fn next_key(keys: &mut Option<MaskKeys>) -> Option<MaskKey> {
    keys.as_mut().map(|keys| keys.next_key().unwrap())
}

#[test]
fn two_ends_talk_through_one_read_buffer() {
    let mut client = End::new(Role::Client);
    let mut server = End::new(Role::Server);
    let mut to_server = Vec::new();
    let mut said = Vec::new();
    for i in 0..100u32 {
        let message = vec![b'a' + (i % 26) as u8; (i * 7) as usize];
        client.send(MessageKind::Text, &message, &mut to_server);
        said.extend_from_slice(&message);
        if i % 10 == 0 {
            client.send(Opcode::Ping, &i.to_be_bytes(), &mut to_server);
        }
    }
    client.close(&mut to_server);

    let mut buffer = [0; 512];
    let mut to_client = Vec::new();
    for read in to_server.chunks(buffer.len()) {
        let input = &mut buffer[..read.len()];
        input.copy_from_slice(read);
        server.handle(input, true, &mut to_client);
    }
    assert!(server.decoder.is_closed());
    assert_eq!(server.received, said);

    let mut nothing = Vec::new();
    for read in to_client.chunks(buffer.len()) {
        let input = &mut buffer[..read.len()];
        input.copy_from_slice(read);
        client.handle(input, false, &mut nothing);
    }
    assert!(client.decoder.is_closed());
    assert_eq!(client.pongs, 10);
    // The answer to what came in the same read as the close frame follows the close and is ignored.
    assert!(said.starts_with(&client.received));
    assert!(said.len() - client.received.len() <= buffer.len());
    assert!(nothing.is_empty());
}
