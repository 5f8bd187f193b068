//! The server: a process of its own, so that its figures are not those of the clients.

use std::{fmt, fs, process::Stdio, time::Duration};

use hubs_conformance::TestHub;
use hubs_runtime::{HubHandle, HubServer};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    runtime::Handle,
};

use super::Anything;

/// How long after the last client something of it may still be there.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves on a free port of this machine. Prints its address, then its figures for each line of its input, and ends
/// with that.
pub(crate) async fn serve() -> Result<(), Anything> {
    let hubs = HubServer::builder()
        .configure(|options| {
            options.handshake_timeout = Duration::from_secs(2);
            options.disconnect_timeout = Duration::from_secs(2);
            options.drain_timeout = Duration::from_secs(1);
            options.web_socket_close_timeout = Duration::from_secs(2);
            options.max_outgoing_bytes = 256 * 1024;
        })
        .hub("/test", TestHub)
        .build()?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let router = hubs.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let handle = hubs.handle::<TestHub>();
    let mut asked = BufReader::new(tokio::io::stdin()).lines();
    while asked.next_line().await?.is_some() {
        let figures = Figures::now(&handle)?;
        println!(
            "{} {} {} {}",
            figures.connections, figures.tasks, figures.descriptors, figures.memory
        );
    }
    Ok(())
}

/// What a server holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    pub(crate) connections: usize,
    pub(crate) tasks: usize,
    pub(crate) descriptors: usize,
    /// Resident, in KiB.
    pub(crate) memory: usize,
}

impl Figures {
    pub(crate) const HEADING: &str = "connections    tasks  descriptors     KiB";

    fn now(handle: &HubHandle<TestHub>) -> Result<Self, Anything> {
        let status = fs::read_to_string("/proc/self/status")?;
        let memory = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next())
            .ok_or("/proc/self/status has no VmRSS")?;
        Ok(Self {
            connections: handle.connection_count(),
            tasks: Handle::current().metrics().num_alive_tasks(),
            descriptors: fs::read_dir("/proc/self/fd")?.count(),
            memory: memory.parse()?,
        })
    }

    fn parse(line: &str) -> Result<Self, Anything> {
        let numbers: Vec<usize> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        let [connections, tasks, descriptors, memory] = numbers[..] else {
            return Err(format!("no figures: {line}").into());
        };
        Ok(Self {
            connections,
            tasks,
            descriptors,
            memory,
        })
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:>11} {:>8} {:>12} {:>7}",
            self.connections, self.tasks, self.descriptors, self.memory
        )
    }
}

/// This program once more, as the server.
pub(crate) struct ServerProcess {
    child: Child,
    asks: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    address: String,
    /// Before any client came.
    empty: Option<Figures>,
}

impl ServerProcess {
    pub(crate) async fn start() -> Result<Self, Anything> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let asks = child.stdin.take().ok_or("no input")?;
        let answers = child.stdout.take().ok_or("no output")?;
        let mut answers = BufReader::new(answers).lines();
        let address = answers.next_line().await?.ok_or("it does not start")?;
        let mut server = Self {
            child,
            asks,
            answers,
            address,
            empty: None,
        };
        server.empty = Some(server.figures().await?);
        Ok(server)
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn figures(&mut self) -> Result<Figures, Anything> {
        self.asks.write_all(b"?\n").await?;
        let line = self.answers.next_line().await?;
        Figures::parse(&line.ok_or("the server has ended")?)
    }

    /// Waits until it holds no more than before the first client, or for as long as that may take.
    pub(crate) async fn at_rest(&mut self) -> Result<Figures, Anything> {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let now = self.figures().await?;
            let rests = self.empty.is_none_or(|empty| {
                now.connections == 0
                    && now.tasks <= empty.tasks
                    && now.descriptors <= empty.descriptors
            });
            if rests || tokio::time::Instant::now() > end {
                return Ok(now);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn stop(mut self) -> Result<(), Anything> {
        drop(self.asks);
        let status = self.child.wait().await?;
        if status.success() {
            return Ok(());
        }
        Err(format!("the server ended with {status}").into())
    }
}
