//! Sockets that send prepared bytes and count what comes.

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
    let dialect = Dialect::calling(contestant, load.work, load.bytes, load.in_flight)?;
    let requests = Requests::new(&dialect, load.in_flight);
    let done = Rc::new(Cell::new(0_u64));
    let in_local = async {
        let mut first = Socket::open(&dialect, address).await?;
        first.write(&dialect.requests[0]).await?;
        let came = first.all_that_comes(&mut buffer()).await?;
        first.reset()?;
        let size = dialect.answer(load.work).unwrap_or(came);
        for socket in open_all(&dialect, address, load.connections).await? {
            let counted = Counted {
                done: done.clone(),
                size,
                each: match load.work {
                    Work::Stream => STREAM_ITEMS as u64,
                    _ => 1,
                },
            };
            let work = call(socket, requests.clone(), load.in_flight, counted);
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

/// Prepared calls, of which the next are sent in one piece.
#[derive(Clone)]
struct Requests {
    /// All of them, and the first again for a piece that goes over the end.
    bytes: Rc<[u8]>,
    /// Bytes of each.
    each: usize,
    /// How many there are.
    count: usize,
    /// The next.
    at: usize,
}

impl Requests {
    /// Pieces have at most `in_flight` calls.
    fn new(dialect: &Dialect, in_flight: usize) -> Self {
        let count = dialect.requests.len();
        let all = dialect.requests.iter().cycle().take(count + in_flight);
        Self {
            bytes: all.flatten().copied().collect(),
            each: dialect.requests[0].len(),
            count,
            at: 0,
        }
    }

    fn next(&mut self, calls: usize) -> &[u8] {
        let start = self.at * self.each;
        self.at = (self.at + calls) % self.count;
        &self.bytes[start..start + calls * self.each]
    }
}

/// How what comes becomes operations.
struct Counted {
    done: Rc<Cell<u64>>,
    /// Bytes of one answer, or frames.
    size: usize,
    /// Operations in one answer.
    each: u64,
}

impl Counted {
    /// Whole answers in what `came`, which becomes what is left.
    fn take(&self, came: &mut usize) -> usize {
        let answers = *came / self.size;
        *came %= self.size;
        self.done.set(self.done.get() + answers as u64 * self.each);
        answers
    }
}

/// Calls again for each answer.
async fn call(
    mut socket: Socket,
    mut requests: Requests,
    in_flight: usize,
    counted: Counted,
) -> std::io::Result<()> {
    let mut buffer = buffer();
    socket.write(requests.next(in_flight)).await?;
    let mut came = 0;
    loop {
        came += socket.read(&mut buffer).await?;
        let answers = counted.take(&mut came);
        socket.write(requests.next(answers)).await?;
    }
}

/// Texts a second that arrive, of one connection that sends.
pub(super) async fn broadcasts(
    load: &Load,
    contestant: Contestant,
    address: SocketAddr,
    time: Duration,
) -> Result<f64, Error> {
    let sending = Dialect::calling(contestant, Work::Broadcast, load.bytes, load.in_flight)?;
    let listening = Dialect::listening(contestant)?;
    let (done, answered) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(0_u64)));
    let in_local = async {
        let mut sender = Socket::open(&sending, address).await?;
        let mut receivers = open_all(&listening, address, load.connections).await?;
        sender.write(&sending.requests[0]).await?;
        let mut buffer = buffer();
        let told = receivers[0].all_that_comes(&mut buffer).await?;
        let answered_in = sender.all_that_comes(&mut buffer).await?;
        let size = listening.answer(Work::Broadcast).unwrap_or(told);
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
            size: sending.answer(Work::Broadcast).unwrap_or(answered_in),
            each: 1,
        };
        let requests = Requests::new(&sending, load.in_flight);
        tokio::task::spawn_local(call(sender, requests, load.in_flight, counted));
        Ok(rate(&done, time).await)
    };
    LocalSet::new().run_until(in_local).await
}

async fn count(mut socket: Socket, counted: Counted) -> std::io::Result<()> {
    // A small buffer: there are a thousand of them.
    let mut buffer = vec![0; 4 * 1024];
    let mut came = 0;
    loop {
        came += socket.read(&mut buffer).await?;
        counted.take(&mut came);
    }
}
