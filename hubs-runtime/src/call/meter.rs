//! How often the methods of a hub are called, how long that takes and how it fails. Methods that a hub does not have are
//! counted nowhere, so that no client can make up names of metrics' labels.

use std::{cell::Cell, sync::OnceLock};

use metrics::{Counter, Histogram, IntoF64, Key, Label, Level, Metadata};
use tokio::time::Instant;

use crate::protocol::FailureKind;

/// Counter of calls, by hub and method.
const CALLS: &str = "hubs.server.calls";

/// Histogram of the seconds that calls ran, by hub and method.
const DURATION: &str = "hubs.server.call.duration";

static METADATA: Metadata<'static> =
    Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// Counts and times the calls of one method. As long as no recorder is installed it asks for no memory and reads no clock.
pub(crate) struct MethodMeter {
    calls: Key,
    duration: Key,
    recorded: OnceLock<Recorded>,
}

/// What a recorder gave.
struct Recorded {
    calls: Counter,
    duration: Histogram,
}

impl MethodMeter {
    pub(crate) fn new(hub: &'static str, method: &'static str) -> Self {
        let key = |name| {
            let labels = vec![Label::new("hub", hub), Label::new("method", method)];
            Key::from_parts(name, labels)
        };
        Self {
            calls: key(CALLS),
            duration: key(DURATION),
            recorded: OnceLock::new(),
        }
    }

    /// Counts a call.
    pub(crate) fn count(&self) {
        if let Some(recorded) = self.recorded() {
            recorded.calls.increment(1);
        }
    }

    /// Times a call from now until the timer is dropped.
    pub(crate) fn time(&self) -> CallTimer {
        CallTimer(self.recorded().map(|recorded| Timer {
            duration: recorded.duration.clone(),
            started: Instant::now(),
        }))
    }

    /// `None` until a recorder is there, which may come after the first calls.
    fn recorded(&self) -> Option<&Recorded> {
        if let Some(recorded) = self.recorded.get() {
            return Some(recorded);
        }
        metrics::with_recorder(|recorder| {
            let duration = recorder.register_histogram(&self.duration, &METADATA);
            is_recorded(&duration).then(|| {
                self.recorded.get_or_init(|| Recorded {
                    calls: recorder.register_counter(&self.calls, &METADATA),
                    duration,
                })
            })
        })
    }
}

/// Whether what is recorded there goes anywhere: only then is the value asked for its number.
fn is_recorded(histogram: &Histogram) -> bool {
    struct Asked<'a>(&'a Cell<bool>);
    impl IntoF64 for Asked<'_> {
        fn into_f64(self) -> f64 {
            self.0.set(true);
            0.0
        }
    }
    let asked = Cell::new(false);
    // No times, so that it changes nothing.
    histogram.record_many(Asked(&asked), 0);
    asked.get()
}

/// See [`MethodMeter::time`].
pub(crate) struct CallTimer(Option<Timer>);

struct Timer {
    duration: Histogram,
    started: Instant,
}

impl Drop for CallTimer {
    fn drop(&mut self) {
        if let Some(Timer { duration, started }) = &self.0 {
            duration.record(started.elapsed());
        }
    }
}

/// Counts a call of a method that the hub has and that failed.
pub(crate) fn count_failed(hub: &'static str, method: &'static str, kind: FailureKind) {
    metrics::counter!(
        "hubs.server.failed_calls", "hub" => hub, "method" => method, "kind" => kind.name()
    )
    .increment(1);
}
