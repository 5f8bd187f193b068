//! A `redis-server` of the test's own, from Debian's package.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// A port that nobody has.
pub(super) fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    free.local_addr().expect("bound").port()
}

/// Ends with the test.
pub(super) struct Redis {
    port: u16,
    password: Option<&'static str>,
    /// What is said to it beside the usual.
    arguments: Vec<String>,
    process: Option<Child>,
}

impl Redis {
    pub(super) async fn start() -> Self {
        let mut redis = Self::prepared();
        redis.up().await;
        redis
    }

    /// A Redis that is not there yet.
    pub(super) fn prepared() -> Self {
        Self {
            port: free_port(),
            password: None,
            arguments: Vec::new(),
            process: None,
        }
    }

    /// A Redis that lets nobody in without a password.
    pub(super) async fn guarded(password: &'static str) -> Self {
        let mut redis = Self::prepared();
        redis.password = Some(password);
        redis.arguments = vec!["--requirepass".to_owned(), password.to_owned()];
        redis.up().await;
        redis
    }

    /// A Redis with settings of its own.
    pub(super) async fn with(arguments: &[&str]) -> Self {
        let mut redis = Self::prepared();
        redis.arguments = arguments.iter().map(ToString::to_string).collect();
        redis.up().await;
        redis
    }

    pub(super) fn url(&self) -> String {
        match self.password {
            Some(password) => format!("redis://:{password}@127.0.0.1:{}", self.port),
            None => format!("redis://127.0.0.1:{}", self.port),
        }
    }

    /// Takes commands and answers none of them for a while.
    pub(super) async fn pause(&self, time: Duration) {
        let mut connection = self.connection().await.expect("Redis is there");
        let () = redis::cmd("CLIENT")
            .arg("PAUSE")
            .arg(time.as_millis() as u64)
            .query_async(&mut connection)
            .await
            .expect("paused");
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Starts it, and waits until it answers.
    pub(super) async fn up(&mut self) {
        let port = self.port.to_string();
        let process = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--daemonize", "no"])
            .args(&self.arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("`redis-server` is installed (Debian: redis-server)");
        self.process = Some(process);
        for _ in 0..200 {
            if self.connection().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("redis-server does not answer on port {port}");
    }

    /// Kills it, as a crash does.
    pub(super) fn down(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("it runs");
            process.wait().expect("it has ended");
        }
    }

    /// A plain connection, for what a test itself asks of Redis.
    pub(super) async fn connection(&self) -> redis::RedisResult<redis::aio::MultiplexedConnection> {
        let client = redis::Client::open(self.url())?;
        client.get_multiplexed_async_connection().await
    }

    /// Cuts the connections of one kind: `pubsub` or `normal`.
    pub(super) async fn cut(&self, kind: &str) {
        let mut connection = self.connection().await.expect("Redis is there");
        let cut: i64 = redis::cmd("CLIENT")
            .arg(&["KILL", "TYPE", kind, "SKIPME", "yes"])
            .query_async(&mut connection)
            .await
            .expect("a count");
        assert!(cut > 0, "nothing to cut");
    }

    /// How many servers have subscribed to a channel.
    pub(super) async fn subscribers(&self, channel: &str) -> u64 {
        let mut connection = self.connection().await.expect("Redis is there");
        let (_, count): (String, u64) = redis::cmd("PUBSUB")
            .arg("NUMSUB")
            .arg(channel)
            .query_async(&mut connection)
            .await
            .expect("a count");
        count
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.down();
    }
}
