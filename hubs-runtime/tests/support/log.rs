//! Log lines of tests: of those in this folder, and of the engine's own, which name this file.

use std::{
    io::Write,
    sync::{Arc, Mutex, Once},
};

use tracing::{Level, subscriber::DefaultGuard};
use tracing_subscriber::fmt::format::FmtSpan;

/// Someone listens from the first test on. Otherwise a line that one test reaches before another test listens can be
/// taken for one that nobody ever wants.
pub(super) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let sink = tracing_subscriber::fmt()
            .with_max_level(Level::INFO)
            .with_writer(std::io::sink)
            .finish();
        tracing::subscriber::set_global_default(sink).expect("nobody else sets one");
    });
}

/// What is logged by this thread while the guard lives.
#[derive(Clone, Default)]
pub(super) struct LogText(Arc<Mutex<Vec<u8>>>);

impl LogText {
    /// `spans`: which steps of a span are lines, too.
    pub(super) fn start(spans: FmtSpan) -> (Self, DefaultGuard) {
        listen();
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(Level::INFO)
            .with_span_events(spans)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for LogText {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
