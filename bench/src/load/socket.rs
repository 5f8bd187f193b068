//! A connection that looks at nothing but the lengths of frames.

use std::{fmt::Display, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    Error,
    dialect::{Counting, Dialect, Heartbeat},
};

/// What one read can bring.
const READ_BYTES: usize = 64 * 1024;

/// After this long without a byte an answer is whole.
const SILENCE: Duration = Duration::from_millis(100);

pub(super) struct Socket<S = TcpStream> {
    stream: S,
    frames: Frames,
    heartbeat: Option<Heartbeat>,
}

impl Socket {
    /// Connects and shakes hands.
    pub(super) async fn open(dialect: &Dialect, address: SocketAddr) -> Result<Self, Error> {
        Self::over(connected(address).await?, dialect, address).await
    }

    /// The same at another path than the dialect's.
    pub(super) async fn open_at(
        dialect: &Dialect,
        path: &str,
        address: SocketAddr,
    ) -> Result<Self, Error> {
        let mut stream = connected(address).await?;
        upgrade(&mut stream, path, address).await?;
        Self::opened(stream, dialect).await
    }

    /// Closes it without waiting for anyone; no port stays taken.
    pub(super) fn reset(self) -> std::io::Result<()> {
        self.stream.set_zero_linger()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// Shakes hands on a stream to `host`.
    pub(super) async fn over(
        mut stream: S,
        dialect: &Dialect,
        host: impl Display,
    ) -> Result<Self, Error> {
        if let Some(path) = dialect.path {
            upgrade(&mut stream, path, host).await?;
        }
        Self::opened(stream, dialect).await
    }

    async fn opened(stream: S, dialect: &Dialect) -> Result<Self, Error> {
        let mut socket = Self {
            stream,
            frames: Frames {
                framing: match dialect.path {
                    Some(_) => Framing::WebSocket,
                    None => Framing::Length,
                },
                counting: dialect.counting,
                ping: dialect.heartbeat.map(|heartbeat| heartbeat.ping),
                header: Vec::new(),
                size: 0,
                left: 0,
            },
            heartbeat: dialect.heartbeat,
        };
        let mut buffer = [0; 1_024];
        if dialect.opening.greeted {
            socket.something(&mut buffer).await?;
        }
        if let Some(opening) = &dialect.opening.says {
            socket.write(opening).await?;
            socket.something(&mut buffer).await?;
        }
        Ok(socket)
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Waits until anything has come.
    async fn something(&mut self, buffer: &mut [u8]) -> std::io::Result<()> {
        while self.read(buffer).await? == 0 {}
        Ok(())
    }

    /// Everything that comes until nothing comes any more, as [`Socket::read`] counts it.
    pub(super) async fn all_that_comes(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut size = self.read(buffer).await?;
        while let Ok(more) = tokio::time::timeout(SILENCE, self.read(buffer)).await {
            size += more?;
        }
        Ok(size)
    }

    /// How many bytes of payload the next read brings, or whole frames, as the dialect counts. It may be none.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.stream.read(buffer).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let came = self.frames.take(&buffer[..count]);
        if let (Some(heartbeat), true) = (self.heartbeat, came.pings > 0) {
            self.write(heartbeat.pong).await?;
        }
        Ok(came.counted)
    }
}

async fn connected(address: SocketAddr) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn upgrade(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    path: &str,
    host: impl Display,
) -> Result<(), Error> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let head = head(stream).await?;
    match head.starts_with("HTTP/1.1 101") {
        true => Ok(()),
        false => Err(format!("no WebSocket: {head}").into()),
    }
}

/// What reads bring goes here: one buffer for each task, since idle sockets need none.
pub(super) fn buffer() -> Vec<u8> {
    vec![0; READ_BYTES]
}

/// The head of an HTTP answer.
pub(super) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// What stands before a payload.
#[derive(Clone, Copy)]
enum Framing {
    WebSocket,
    /// Four bytes, the highest first.
    Length,
}

/// Where in which frame a stream is.
struct Frames {
    framing: Framing,
    counting: Counting,
    /// The payload of a frame that is not counted.
    ping: Option<u8>,
    /// A header that has not come whole.
    header: Vec<u8>,
    /// Bytes of the present frame's payload.
    size: usize,
    /// Bytes of the present frame that have not come.
    left: usize,
}

/// What some bytes were.
#[derive(Debug, Default, PartialEq, Eq)]
struct Came {
    counted: usize,
    pings: usize,
}

impl Frames {
    fn take(&mut self, mut bytes: &[u8]) -> Came {
        let mut came = Came::default();
        while !bytes.is_empty() {
            if self.left == 0 {
                self.header.push(bytes[0]);
                bytes = &bytes[1..];
                if let Some(length) = self.framing.length(&self.header) {
                    (self.size, self.left) = (length, length);
                    self.header.clear();
                }
                continue;
            }
            let taken = self.left.min(bytes.len());
            self.left -= taken;
            let is_ping = self.size == 1 && self.ping == Some(bytes[0]);
            bytes = &bytes[taken..];
            match self.counting {
                _ if is_ping => came.pings += 1,
                Counting::Bytes => came.counted += taken,
                Counting::Frames => came.counted += usize::from(self.left == 0),
            }
        }
        came
    }
}

impl Framing {
    /// The length that a server's frame header tells, if the header is whole.
    fn length(self, header: &[u8]) -> Option<usize> {
        let number = |bytes: &[u8]| {
            let add = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
            bytes.iter().fold(0, add)
        };
        match (self, header.len()) {
            (Self::Length, 4) => Some(number(header)),
            (Self::Length, _) => None,
            (Self::WebSocket, size) => match (header.get(1)?, size) {
                (126, 4) | (127, 10) => Some(number(&header[2..])),
                (126 | 127, _) => None,
                (short, _) => Some(usize::from(*short)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(framing: Framing, counting: Counting) -> Frames {
        Frames {
            framing,
            counting,
            ping: Some(b'2'),
            header: Vec::new(),
            size: 0,
            left: 0,
        }
    }

    /// What comes, whole and byte by byte.
    fn taken(mut frames: Frames, bytes: &[u8]) -> [Came; 2] {
        let whole = frames.take(bytes);
        let mut pieces = Came::default();
        for byte in bytes {
            let came = frames.take(&[*byte]);
            pieces.counted += came.counted;
            pieces.pings += came.pings;
        }
        [whole, pieces]
    }

    #[test]
    fn payloads_are_counted_without_headers_and_pings() {
        let mut bytes = b"\x81\x02ab\x81\x012\x81\x7e\x01\x2c".to_vec();
        bytes.extend([b'2'; 300]);
        for came in taken(frames(Framing::WebSocket, Counting::Bytes), &bytes) {
            assert_eq!((came.counted, came.pings), (302, 1));
        }
        for came in taken(frames(Framing::WebSocket, Counting::Frames), &bytes) {
            assert_eq!((came.counted, came.pings), (2, 1));
        }
    }

    #[test]
    fn lengths_stand_before_a_stream_of_payloads() {
        let bytes = b"\0\0\0\x02ab\0\0\0\x03abc";
        for came in taken(frames(Framing::Length, Counting::Frames), bytes) {
            assert_eq!((came.counted, came.pings), (2, 0));
        }
    }
}
