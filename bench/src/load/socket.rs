//! A WebSocket that looks at nothing but the lengths of frames.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Error, dialect::Dialect};

/// What one read can bring.
const READ_BYTES: usize = 64 * 1024;

/// After this long without a byte an answer is whole.
const SILENCE: Duration = Duration::from_millis(100);

pub(super) struct Socket {
    stream: TcpStream,
    /// A header that has not come whole.
    header: Vec<u8>,
    /// Bytes of the present frame that have not come.
    left: usize,
}

impl Socket {
    /// Connects and shakes hands.
    pub(super) async fn open(dialect: &Dialect, address: SocketAddr) -> Result<Self, Error> {
        Self::open_at(dialect, dialect.path, address).await
    }

    pub(super) async fn open_at(
        dialect: &Dialect,
        path: &str,
        address: SocketAddr,
    ) -> Result<Self, Error> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let upgrade = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(upgrade.as_bytes()).await?;
        let head = head(&mut stream).await?;
        if !head.starts_with("HTTP/1.1 101") {
            return Err(format!("no WebSocket: {head}").into());
        }
        let mut socket = Self {
            stream,
            header: Vec::new(),
            left: 0,
        };
        if let Some(opening) = &dialect.opening {
            socket.write(opening).await?;
            socket.read(&mut [0; 1_024]).await?;
        }
        Ok(socket)
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Bytes of payload that come until nothing comes any more.
    pub(super) async fn all_that_comes(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut size = self.read(buffer).await?;
        while let Ok(more) = tokio::time::timeout(SILENCE, self.read(buffer)).await {
            size += more?;
        }
        Ok(size)
    }

    /// How many bytes of payload the next read brings.
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.stream.read(buffer).await?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let mut payload = 0;
        let mut rest = &buffer[..count];
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

    /// Closes it without waiting for anyone; no port stays taken.
    pub(super) fn reset(self) -> std::io::Result<()> {
        self.stream.set_zero_linger()
    }
}

/// What reads bring goes here: one buffer for each task, since idle sockets need none.
pub(super) fn buffer() -> Vec<u8> {
    vec![0; READ_BYTES]
}

/// The head of an HTTP answer.
pub(super) async fn head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
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
