//! Messages of an open connection, except invocations.

use std::task::Context;

use super::{Blocked, CloseText, Engine};
use crate::{
    call::{upload::UploadError, uploads::Offered},
    connection::{DisconnectReason, client_calls::ClientAnswer, quoted::Quoted},
    protocol::{Ack, Completion, Message, Outcome, Sequence, StreamItem},
};

impl Engine {
    /// Handles one message; `false` if it must wait and be seen again.
    pub(super) fn handle_message(&mut self, message: Message<'_>, cx: &mut Context<'_>) -> bool {
        match message {
            Message::Invocation(invocation) => return self.handle_invocation(invocation, cx),
            Message::StreamItem(item) => self.handle_item(&item, cx),
            Message::Completion(completion) => self.handle_completion(completion),
            Message::CancelInvocation(cancel) => self.calls.cancel(&cancel.invocation_id),
            Message::Ping => self.clock.client_pings = true,
            Message::Close(close) => {
                if let Some(error) = close.error {
                    let error = Quoted(&error);
                    tracing::info!(connection_id = %self.core.id, %error, "client closed with an error");
                }
                // As .NET's: the client reads a Close before the transport ends.
                let close = CloseText {
                    error: None,
                    allow_reconnect: false,
                };
                self.end(DisconnectReason::ClientStopped, Some(close));
            }
            Message::Ack(Ack(number)) => self.core.outbox.acknowledge(number),
            Message::Sequence(Sequence(first)) => self.continue_from(first),
            // Types of later versions of the protocol.
            Message::Unknown(_) => {}
        }
        true
    }

    /// One item of a client stream. Late items of a stream that is over are dropped.
    fn handle_item(&mut self, item: &StreamItem<'_>, cx: &mut Context<'_>) {
        let open = self
            .uploads
            .iter_mut()
            .enumerate()
            .find(|(_, upload)| *upload.id == *item.invocation_id);
        let Some((index, upload)) = open else { return };
        match upload.sink.offer(&item.item, cx) {
            Offered::Taken => {}
            Offered::Full => self.blocked = Blocked::Upload(index),
            Offered::Over => {
                self.uploads.remove(index);
            }
        }
    }

    /// The end of a client stream, or the answer to a call of ours.
    fn handle_completion(&mut self, completion: Completion<'_>) {
        let id = &*completion.invocation_id;
        if let Some(index) = self.uploads.iter().position(|upload| *upload.id == *id) {
            let mut upload = self.uploads.remove(index);
            if let Outcome::Error(text) = completion.outcome {
                upload.sink.fail(UploadError::Client(text.into_owned()));
            }
            return;
        }
        let waiting = self.core.client_calls().answered(id);
        // Unknown ids are those of calls that no one waits for any more.
        if let Some(waiting) = waiting {
            waiting(ClientAnswer::of(&completion.outcome));
        }
    }
}
