//! Sockets that send prepared bytes and count the bytes of answers.

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};

use hubs_runtime::protocol::{Invocation, Protocol};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use super::{Error, Load, rate};
use crate::servers::Contestant;

/// What one read can bring.
const READ_BYTES: usize = 64 * 1024;

/// Calls a second, counted over `time`.
pub(super) async fn run(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let request = request(contestant, load.bytes)?;
    let answered = Rc::new(Cell::new(0_u64));
    let local = LocalSet::new();
    local
        .run_until(async {
            let mut first = Socket::open(contestant, address).await?;
            let size = first.size_of_answer(&request).await?;
            drop(first);
            // All are open before the first call: a server under load lets nobody in soon.
            let mut sockets = Vec::new();
            for _ in 0..load.connections {
                sockets.push(Socket::open(contestant, address).await?);
            }
            for socket in sockets {
                let work = socket.echo(request.clone(), size, load.in_flight, answered.clone());
                tokio::task::spawn_local(work);
            }
            Ok(rate(&answered, time).await)
        })
        .await
}

/// One call as a masked frame. The mask is nothing, since nobody attacks a benchmark.
fn request(contestant: Contestant, bytes: usize) -> Result<Vec<u8>, Error> {
    let text = "x".repeat(bytes);
    let mut payload = Vec::new();
    let opcode = match contestant {
        Contestant::HubJson => {
            Invocation::call("1", "echo", (text,)).encode(Protocol::Json, &mut payload)?;
            0x81
        }
        Contestant::HubMessagepack => {
            Invocation::call("1", "echo", (text,)).encode(Protocol::MessagePack, &mut payload)?;
            0x82
        }
        Contestant::AxumLoop => {
            payload = text.into_bytes();
            0x81
        }
    };
    Ok(frame(opcode, &payload))
}

fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![opcode];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// A WebSocket that looks at nothing but the lengths of frames.
struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// A header that has not come whole.
    header: Vec<u8>,
    /// Bytes of the present frame that have not come.
    left: usize,
}

impl Socket {
    async fn open(contestant: Contestant, address: SocketAddr) -> Result<Self, Error> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let upgrade = format!(
            "GET /bench HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(upgrade.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let mut socket = Self {
            stream,
            buffer: vec![0; READ_BYTES],
            header: Vec::new(),
            left: 0,
        };
        let protocol = match contestant {
            Contestant::AxumLoop => return Ok(socket),
            Contestant::HubJson => "json",
            Contestant::HubMessagepack => "messagepack",
        };
        let handshake = format!("{{\"protocol\":\"{protocol}\",\"version\":1}}\x1e");
        socket
            .stream
            .write_all(&frame(0x81, handshake.as_bytes()))
            .await?;
        socket.read().await?;
        Ok(socket)
    }

    /// Bytes of the answer to one call.
    async fn size_of_answer(&mut self, request: &[u8]) -> Result<usize, Error> {
        self.stream.write_all(request).await?;
        let mut size = self.read().await?;
        // Whatever belongs to it comes at once.
        while let Ok(more) = tokio::time::timeout(Duration::from_millis(20), self.read()).await {
            size += more?;
        }
        Ok(size)
    }

    async fn echo(
        mut self,
        request: Vec<u8>,
        size: usize,
        in_flight: usize,
        answered: Rc<Cell<u64>>,
    ) -> std::io::Result<()> {
        let requests = request.repeat(in_flight);
        self.stream.write_all(&requests).await?;
        let mut bytes = 0;
        loop {
            bytes += self.read().await?;
            let answers = bytes / size;
            bytes %= size;
            answered.set(answered.get() + answers as u64);
            let next = &requests[..answers * request.len()];
            self.stream.write_all(next).await?;
        }
    }

    /// How many bytes of payload the next read brings.
    async fn read(&mut self) -> std::io::Result<usize> {
        let count = self.stream.read(&mut self.buffer).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let mut payload = 0;
        let mut rest = &self.buffer[..count];
        while !rest.is_empty() {
            if self.left > 0 {
                let taken = self.left.min(rest.len());
                payload += taken;
                self.left -= taken;
                rest = &rest[taken..];
                continue;
            }
            self.header.push(rest[0]);
            rest = &rest[1..];
            if let Some(length) = length(&self.header) {
                self.left = length;
                self.header.clear();
            }
        }
        Ok(payload)
    }
}

/// The length in a server's frame header, if the header is whole.
fn length(header: &[u8]) -> Option<usize> {
    match (header.get(1)?, header.len()) {
        (126, 4) => Some(usize::from(u16::from_be_bytes([header[2], header[3]]))),
        (126, _) => None,
        (127, 10) => {
            let length = header[2..]
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            Some(length)
        }
        (127, _) => None,
        (short, _) => Some(usize::from(*short)),
    }
}
