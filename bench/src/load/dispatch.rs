//! What it costs to find a method, to call it and to answer, without sockets: bytes in and bytes out in this process.

use std::{
    future::pending,
    io,
    time::{Duration, Instant},
};

use axum::serve::Listener;
use hubs_runtime::protocol::{Completion, Protocol};
use tokio::{
    io::{DuplexStream, duplex},
    sync::mpsc,
};

use super::{
    Error,
    dialect::Dialect,
    socket::{Socket, buffer},
};
use crate::{scenarios::median, servers::methods};

/// Under which it is chosen.
pub(crate) const NAME: &str = "dispatch";

/// Calls that go in with one write, so that waking the other end counts little.
const BATCH: usize = 50;
/// Each way of a pipe holds a batch and its answers.
const PIPE_BYTES: usize = 64 * 1_024;
const TEXT: &str = "0123456789abcdef0123456789abcdef";

/// Nanoseconds of a call.
pub(crate) struct Dispatch {
    pub(crate) protocol: Protocol,
    /// Methods of the hub, all of which are called in turn.
    pub(crate) methods: usize,
    pub(crate) nanoseconds: f64,
}

/// Medians over the rounds, in which each has so many milliseconds.
pub(crate) fn measure(rounds: usize, millis: u64) -> Result<Vec<Dispatch>, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let pipes = serve()?;
        let mut times = vec![Vec::new(); contestants().count()];
        for round in 0..rounds {
            for ((protocol, path, methods), times) in contestants().zip(&mut times) {
                // Each time on a new connection: one that waited for its turn might have a ping among its answers.
                let mut contestant = Contestant::open(&pipes, protocol, path, methods).await?;
                times.push(contestant.run(Duration::from_millis(millis)).await?);
            }
            eprintln!("{NAME}: round {} of {rounds}", round + 1);
        }
        let measured = contestants().zip(times);
        let measured = measured.map(|((protocol, _, methods), times)| Dispatch {
            protocol,
            methods: methods.len(),
            nanoseconds: median(times),
        });
        Ok(measured.collect())
    })
}

/// A connection and what goes over it.
struct Contestant {
    socket: Socket<DuplexStream>,
    batches: Vec<Vec<u8>>,
    /// Bytes of the answers to one batch.
    answers: usize,
    buffer: Vec<u8>,
}

/// Both protocols with each hub: its path and the names of its methods.
fn contestants() -> impl Iterator<Item = (Protocol, &'static str, &'static [&'static str])> {
    let protocols = [Protocol::Json, Protocol::MessagePack].into_iter();
    protocols.flat_map(|protocol| methods::HUBS.map(|(path, methods)| (protocol, path, methods)))
}

impl Contestant {
    async fn open(
        pipes: &mpsc::Sender<DuplexStream>,
        protocol: Protocol,
        path: &'static str,
        methods: &[&str],
    ) -> Result<Self, Error> {
        let dialect = Dialect::methods(protocol, path, methods, TEXT)?;
        let (stream, server_end) = duplex(PIPE_BYTES);
        pipes.send(server_end).await?;
        let socket = Socket::over(stream, &dialect, "localhost").await?;
        // Every batch is full, and every method is called as often as each other.
        let calls = methods.len() * BATCH;
        let calls: Vec<&Vec<u8>> = dialect.requests.iter().cycle().take(calls).collect();
        let mut answer = Vec::new();
        Completion::result("1", TEXT).encode(protocol, &mut answer)?;
        Ok(Self {
            socket,
            batches: calls
                .chunks(BATCH)
                .map(|batch| batch.iter().copied().flatten().copied().collect())
                .collect(),
            answers: BATCH * answer.len(),
            buffer: buffer(),
        })
    }

    /// Nanoseconds of a call, over at least so long.
    async fn run(&mut self, time: Duration) -> Result<f64, Error> {
        let (mut calls, start) = (0, Instant::now());
        while start.elapsed() < time {
            self.call_all().await?;
            calls += self.batches.len() * BATCH;
        }
        Ok(start.elapsed().as_secs_f64() * 1e9 / calls as f64)
    }

    /// Calls every method [`BATCH`] times.
    async fn call_all(&mut self) -> Result<(), Error> {
        for batch in &self.batches {
            self.socket.write(batch).await?;
            let mut came = 0;
            while came < self.answers {
                came += self.socket.read(&mut self.buffer).await?;
            }
            if came != self.answers {
                return Err(format!("{came} bytes came for {}", self.answers).into());
            }
        }
        Ok(())
    }
}

/// Serves pipes instead of sockets.
fn serve() -> Result<mpsc::Sender<DuplexStream>, Error> {
    let (pipes, accepted) = mpsc::channel(1);
    let router = methods::router()?;
    tokio::spawn(async move { axum::serve(Pipes(accepted), router).await });
    Ok(pipes)
}

/// Where the server's ends of pipes come from.
struct Pipes(mpsc::Receiver<DuplexStream>);

impl Listener for Pipes {
    type Io = DuplexStream;
    type Addr = ();

    async fn accept(&mut self) -> (DuplexStream, ()) {
        match self.0.recv().await {
            Some(stream) => (stream, ()),
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_method_answers_in_both_protocols() -> Result<(), Error> {
        let pipes = serve()?;
        let counts: Vec<usize> = contestants().map(|(_, _, methods)| methods.len()).collect();
        assert_eq!(counts, [10, 500, 10, 500]);
        for (protocol, path, methods) in contestants() {
            let mut contestant = Contestant::open(&pipes, protocol, path, methods).await?;
            contestant.call_all().await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn an_error_is_no_answer() -> Result<(), Error> {
        let mut contestant =
            Contestant::open(&serve()?, Protocol::Json, "/few", &["nobody"]).await?;
        // One frame holds a batch of errors; they are longer than answers.
        let error = contestant.call_all().await.expect_err("they are errors");
        assert!(error.to_string().contains("bytes came"), "{error}");
        Ok(())
    }
}
