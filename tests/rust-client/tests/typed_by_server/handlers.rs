// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
use hubs_runtime::client::BoxError;
use hubs_conformance::{Answer, Payload, Question};
/// What the server calls on clients that keep a state.
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait StateClient: Send + Sync + 'static {
    fn note(&self, text: String) -> impl std::future::Future<Output = ()> + Send;
    /// Has another name in generated clients.
    fn ask_then(
        &self,
        question: Question,
    ) -> impl std::future::Future<Output = Result<Answer, BoxError>> + Send;
    /// Nobody handles it in the tests.
    fn unwanted(&self) -> impl std::future::Future<Output = ()> + Send;
}
/// What the server calls on the tests' clients.
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait TestClient: Send + Sync + 'static {
    /// A text for whoever it is for.
    fn message(&self, text: String) -> impl std::future::Future<Output = ()> + Send;
    /// A value of every kind.
    fn payload(&self, payload: Payload) -> impl std::future::Future<Output = ()> + Send;
    /// A call without arguments.
    fn nothing(&self) -> impl std::future::Future<Output = ()> + Send;
    /// Asks for a number.
    fn get_result(
        &self,
        value: u32,
    ) -> impl std::future::Future<Output = Result<u32, BoxError>> + Send;
}
