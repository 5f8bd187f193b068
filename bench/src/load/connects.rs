//! Connections that are opened and closed, one after the other on each of some tasks.

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::LocalSet,
};

use super::{
    Error, Load, Work,
    dialect::Dialect,
    rate,
    socket::{Socket, head},
};
use crate::servers::Contestant;

/// Connections a second.
pub(super) async fn run(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let dialect = Rc::new(Dialect::calling(contestant, Work::Echo, load.bytes, 1)?);
    let negotiates = load.work == Work::Negotiate;
    connect(&dialect, address, negotiates).await?;
    let done = Rc::new(Cell::new(0_u64));
    let in_local = async {
        for _ in 0..load.connections {
            let (done, dialect) = (done.clone(), dialect.clone());
            tokio::task::spawn_local(async move {
                while connect(&dialect, address, negotiates).await.is_ok() {
                    done.set(done.get() + 1);
                }
            });
        }
        Ok(rate(&done, time).await)
    };
    LocalSet::new().run_until(in_local).await
}

async fn connect(dialect: &Dialect, address: SocketAddr, negotiates: bool) -> Result<(), Error> {
    let socket = if negotiates {
        let path = dialect.path.ok_or("only a WebSocket is negotiated")?;
        let token = negotiate(path, address).await?;
        let path = format!("{path}?id={token}");
        Socket::open_at(dialect, &path, address).await?
    } else {
        Socket::open(dialect, address).await?
    };
    Ok(socket.reset()?)
}

/// Asks for a connection's token.
async fn negotiate(path: &str, address: SocketAddr) -> Result<String, Error> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "POST {path}/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let head = head(&mut stream).await?.to_ascii_lowercase();
    let length = head
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split_once("\r\n"));
    let (length, _) = length.ok_or("the negotiation has no length")?;
    let mut body = vec![0; length.parse()?];
    stream.read_exact(&mut body).await?;
    stream.set_zero_linger()?;
    let answer: serde_json::Value = serde_json::from_slice(&body)?;
    let token = answer["connectionToken"].as_str();
    Ok(token.ok_or("the negotiation has no token")?.to_owned())
}
