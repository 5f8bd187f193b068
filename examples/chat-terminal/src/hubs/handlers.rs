// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
use hubs_runtime::client::BoxError;
use super::types::Message;
/// What the server calls on a connected chat client.
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait ChatClient: Send + Sync + 'static {
    /// A message was posted in the room this client is in.
    fn message_posted(
        &self,
        message: Message,
    ) -> impl std::future::Future<Output = ()> + Send;
    /// Somebody else came to the room, went or changed names: everyone who is in it now. Who joins gets the list as the answer.
    fn people_changed(
        &self,
        people: Vec<String>,
    ) -> impl std::future::Future<Output = ()> + Send;
    /// The history of the room was cleared by `by`, who hears of it too; numbers of messages begin at 1 again.
    fn history_cleared(
        &self,
        by: String,
    ) -> impl std::future::Future<Output = ()> + Send;
    /// Asks the person who called `clear`; the server waits for the answer, for a minute at most.
    fn confirm(
        &self,
        question: String,
    ) -> impl std::future::Future<Output = Result<bool, BoxError>> + Send;
}
