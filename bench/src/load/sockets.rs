//! Sockets that send prepared bytes and count the bytes that come.

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};

use tokio::task::LocalSet;

use super::{
    Error, Load, STREAM_ITEMS, Work,
    dialect::Dialect,
    rate,
    socket::{Socket, buffer},
};
use crate::servers::Contestant;

/// Calls a second, or items of streams.
pub(super) async fn calls(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let dialect = Dialect::calling(contestant, load.work, load.bytes)?;
    let done = Rc::new(Cell::new(0_u64));
    let in_local = async {
        let mut first = Socket::open(&dialect, address).await?;
        first.write(&dialect.request).await?;
        let size = first.all_that_comes(&mut buffer()).await?;
        first.reset()?;
        for socket in open_all(&dialect, address, load.connections).await? {
            let requests = dialect.request.repeat(load.in_flight);
            let counted = Counted {
                done: done.clone(),
                size,
                each: match load.work {
                    Work::Stream => STREAM_ITEMS as u64,
                    _ => 1,
                },
            };
            let work = call(socket, requests, dialect.request.len(), counted);
            tokio::task::spawn_local(work);
        }
        Ok(rate(&done, time).await)
    };
    LocalSet::new().run_until(in_local).await
}

/// All are open before the first call: a server under load lets nobody in soon.
async fn open_all(
    dialect: &Dialect,
    address: SocketAddr,
    count: usize,
) -> Result<Vec<Socket>, Error> {
    let mut sockets = Vec::with_capacity(count);
    for _ in 0..count {
        sockets.push(Socket::open(dialect, address).await?);
    }
    Ok(sockets)
}

/// How bytes become operations.
struct Counted {
    done: Rc<Cell<u64>>,
    /// Bytes of one answer.
    size: usize,
    /// Operations in one answer.
    each: u64,
}

impl Counted {
    /// Whole answers in `bytes`, which become those that are left.
    fn take(&self, bytes: &mut usize) -> usize {
        let answers = *bytes / self.size;
        *bytes %= self.size;
        self.done.set(self.done.get() + answers as u64 * self.each);
        answers
    }
}

/// Calls again for each answer.
async fn call(
    mut socket: Socket,
    requests: Vec<u8>,
    request: usize,
    counted: Counted,
) -> std::io::Result<()> {
    let mut buffer = buffer();
    socket.write(&requests).await?;
    let mut bytes = 0;
    loop {
        bytes += socket.read(&mut buffer).await?;
        let answers = counted.take(&mut bytes);
        socket.write(&requests[..answers * request]).await?;
    }
}

/// Texts a second that arrive, of one connection that sends.
pub(super) async fn broadcasts(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let sending = Dialect::calling(contestant, Work::Broadcast, load.bytes)?;
    let listening = Dialect::listening(contestant);
    let (done, answered) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(0_u64)));
    let in_local = async {
        let mut sender = Socket::open(&sending, address).await?;
        let mut receivers = open_all(&listening, address, load.connections).await?;
        sender.write(&sending.request).await?;
        let mut buffer = buffer();
        let size = receivers[0].all_that_comes(&mut buffer).await?;
        let answer = sender.all_that_comes(&mut buffer).await?;
        for receiver in &mut receivers[1..] {
            receiver.read(&mut buffer).await?;
        }
        for receiver in receivers {
            let counted = Counted {
                done: done.clone(),
                size,
                each: 1,
            };
            tokio::task::spawn_local(count(receiver, counted));
        }
        let counted = Counted {
            done: answered,
            size: answer,
            each: 1,
        };
        let requests = sending.request.repeat(load.in_flight);
        tokio::task::spawn_local(call(sender, requests, sending.request.len(), counted));
        Ok(rate(&done, time).await)
    };
    LocalSet::new().run_until(in_local).await
}

async fn count(mut socket: Socket, counted: Counted) -> std::io::Result<()> {
    // A small buffer: there are a thousand of them.
    let mut buffer = vec![0; 4 * 1024];
    let mut bytes = 0;
    loop {
        bytes += socket.read(&mut buffer).await?;
        counted.take(&mut bytes);
    }
}
