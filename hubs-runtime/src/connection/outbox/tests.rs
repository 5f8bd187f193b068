use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use futures_util::FutureExt;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

fn outbox(max_bytes: usize) -> Outbox {
    Outbox::new(QueueLimits {
        max_bytes,
        patience: PATIENCE,
        drops_oldest: false,
    })
}

fn push(outbox: &Outbox, message: &'static str) -> Posted {
    outbox.post(&Bytes::from_static(message.as_bytes()), Sending::Push)
}

fn answer(outbox: &Outbox, message: &str) -> Posted {
    let posted = outbox.encode(Sending::Answer, |tail| {
        tail.extend_from_slice(message.as_bytes());
        Ok::<(), ()>(())
    });
    posted.expect("nothing fails")
}

fn drain(outbox: &Outbox) -> Vec<Vec<u8>> {
    let mut out = VecDeque::new();
    outbox.take(&mut out, 64);
    out.iter().map(|segment| segment.to_vec()).collect()
}

#[test]
fn messages_leave_in_the_order_they_came() {
    let outbox = outbox(1 << 20);
    push(&outbox, "one;");
    let long = Bytes::from(vec![b'x'; COPY_LIMIT_BYTES + 1]);
    outbox.post(&long, Sending::Push);
    assert_eq!(answer(&outbox, "three;"), Posted::Queued);
    assert_eq!(
        drain(&outbox),
        [b"one;".to_vec(), long.to_vec(), b"three;".to_vec()]
    );
    assert_eq!(outbox.len(), 0);
}

#[test]
fn a_failed_encode_leaves_nothing() {
    let outbox = outbox(1 << 20);
    push(&outbox, "whole");
    let failed = outbox.encode(Sending::Answer, |tail| {
        tail.extend_from_slice(b"half");
        Err(())
    });
    assert_eq!(failed, Err(()));
    assert_eq!(drain(&outbox), [b"whole".to_vec()]);
}

#[tokio::test(start_paused = true)]
async fn senders_wait_while_the_client_reads() {
    let outbox = outbox(8);
    // One message passes, however long.
    assert_eq!(push(&outbox, "more than eight"), Posted::Queued);
    assert_eq!(push(&outbox, "x"), Posted::Full);
    let refused = outbox.encode_if_room(Sending::Answer, |_| Err(()));
    assert_eq!(refused, Ok(Posted::Full));
    assert!(!outbox.has_room());
    let room = outbox.room();
    tokio::pin!(room);
    assert!(room.as_mut().now_or_never().is_none());
    assert_eq!(drain(&outbox), [b"more than eight".to_vec()]);
    assert!(room.now_or_never().is_some());
    assert!(outbox.has_room());
    assert_eq!(push(&outbox, "x"), Posted::Queued);
    // Answers do not wait: the engine takes no further call instead.
    assert_eq!(answer(&outbox, "as long as it is"), Posted::Queued);
    assert!(!outbox.has_room());
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_client_that_reads_nothing() {
    let outbox = outbox(8);
    push(&outbox, "12345678");
    tokio::time::advance(PATIENCE / 2).await;
    // It has read a part of what the transport had taken.
    outbox.progressed();
    let before = Instant::now();
    outbox.room().await;
    assert!(before.elapsed() >= PATIENCE);
    assert_eq!(push(&outbox, "9"), Posted::Overflow);
    assert_eq!(answer(&outbox, "9"), Posted::Overflow);
    assert_eq!(drain(&outbox), [b"12345678".to_vec()]);
    assert_eq!(push(&outbox, "9"), Posted::Queued);
}

#[tokio::test(start_paused = true)]
async fn too_slow_is_a_matter_of_time_and_amount() {
    let outbox = outbox(MARK_BYTES + 10);
    let long = Bytes::from(vec![b'x'; MARK_BYTES]);
    assert_eq!(outbox.post(&long, Sending::Push), Posted::Queued);
    assert_eq!(push(&outbox, "12345"), Posted::Full);
    tokio::time::advance(PATIENCE).await;
    assert_eq!(push(&outbox, "12345"), Posted::Queued);
    assert_eq!(push(&outbox, "12345"), Posted::Queued);
    assert_eq!(push(&outbox, "12345"), Posted::Overflow);
}

#[test]
fn nothing_is_taken_after_close() {
    let outbox = outbox(8);
    push(&outbox, "x");
    outbox.close();
    assert_eq!(push(&outbox, "x"), Posted::Closed);
    assert_eq!(outbox.len(), 1);
    outbox.discard();
    assert_eq!(outbox.len(), 0);
}

#[test]
fn a_lone_answer_swaps_buffers() {
    let outbox = outbox(1 << 20);
    push(&outbox, "short");
    let mut buffer = Vec::new();
    assert!(outbox.take_tail(&mut buffer));
    assert_eq!(buffer, b"short");
    assert!(!outbox.take_tail(&mut Vec::new()));
}
