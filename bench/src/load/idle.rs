//! Connections that do nothing, so that the server's memory can be looked at.

use std::net::SocketAddr;

use super::{
    Error, Work,
    dialect::Dialect,
    socket::{Socket, buffer},
};
use crate::servers::Contestant;

/// A message that is large, but not too large for anyone.
const LARGE: usize = 30_000;

/// Three steps, each told by a line: all are open, each has had a large answer, all are closed.
pub(super) async fn run(
    contestant: Contestant,
    address: SocketAddr,
    connections: usize,
) -> Result<(), Error> {
    let dialect = Dialect::calling(contestant, Work::Echo, LARGE, 1)?;
    let whole = dialect.answer(Work::Echo).unwrap_or(LARGE);
    let mut buffer = buffer();
    let mut sockets = Vec::with_capacity(connections);
    for _ in 0..connections {
        sockets.push(Socket::open(&dialect, address).await?);
    }
    println!("open");
    wait()?;
    for socket in &mut sockets {
        socket.write(&dialect.requests[0]).await?;
        let mut came = 0;
        while came < whole {
            came += socket.read(&mut buffer).await?;
        }
    }
    println!("answered");
    wait()?;
    drop(sockets);
    println!("closed");
    wait()?;
    Ok(())
}

/// Until a line comes. Meanwhile nobody reads what the server sends: the connections are idle.
fn wait() -> std::io::Result<()> {
    std::io::stdin().read_line(&mut String::new()).map(drop)
}
