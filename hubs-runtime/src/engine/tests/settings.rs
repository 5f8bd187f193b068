//! Times and counts that a connection gets from its hub's settings: each with a value below the default and one above.

use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::Instant;

use super::bench::{Bench, Wire};
use crate::{ClientCallError, HubOptions, connection::InputEnd, hub::handle::HubHandle};

const PING: &str = r#"{"type":6}"#;

fn with(change: impl FnOnce(&mut HubOptions)) -> Bench {
    Bench::with(change, false)
}

/// How many seconds it takes until the connection is over.
async fn seconds_to_the_end(wire: &mut Wire) -> u64 {
    let began = Instant::now();
    wire.finish().await;
    began.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn a_handshake_is_waited_for_as_long_as_the_setting_says() {
    for seconds in [3, 40] {
        let bench = with(|options| options.handshake_timeout = Duration::from_secs(seconds));
        let waited = seconds_to_the_end(&mut bench.raw("")).await;
        assert_eq!(waited, seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn pings_are_as_far_apart_as_the_setting_says() {
    for seconds in [3, 40] {
        let bench = with(|options| options.keep_alive_interval = Duration::from_secs(seconds));
        let mut wire = bench.stock().await;
        for _ in 0..2 {
            let began = Instant::now();
            assert_eq!(wire.next_output().await, [PING]);
            assert_eq!(began.elapsed().as_secs(), seconds);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn silence_lasts_as_long_as_the_setting_says() {
    for seconds in [3, 100] {
        let bench = with(|options| options.client_timeout_interval = Duration::from_secs(seconds));
        let mut wire = bench.stock().await;
        wire.exchange(PING).await;
        assert_eq!(seconds_to_the_end(&mut wire).await, seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn calls_in_flight_have_as_long_as_the_setting_says() {
    for seconds in [0, 2, 40] {
        let bench = with(|options| options.drain_timeout = Duration::from_secs(seconds));
        let mut wire = bench.stock().await;
        wire.call("wait", "[]").await;
        wire.engine.input_ended(InputEnd::Graceful);
        assert_eq!(seconds_to_the_end(&mut wire).await, seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn as_many_questions_are_open_as_the_setting_allows() {
    for most in [2, 150] {
        let bench = with(|options| options.max_client_calls = most);
        let wire = bench.stock().await;
        let client = HubHandle::new(bench.mounted.clone()).clients();
        let client = client.client(&wire.core.id);
        let mut open = Vec::new();
        for _ in 0..most {
            let mut question = Box::pin(client.ask("how many?".to_owned()).into_future());
            assert!((&mut question).now_or_never().is_none(), "{most}");
            open.push(question);
        }
        let refused = client.ask("how many?".to_owned()).into_future();
        let refused = refused.now_or_never().expect("at once");
        assert!(
            matches!(refused, Err(ClientCallError::TooMany { .. })),
            "{refused:?}"
        );
        // One that is given up makes room.
        open.pop();
        let again = client.ask("how many?".to_owned()).into_future();
        assert!(again.now_or_never().is_none(), "{most}");
    }
}
