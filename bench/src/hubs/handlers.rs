// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
/// What the hub of every scenario pushes.
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait BenchClient: Send + Sync + 'static {
    /// One broadcast.
    fn told(&self, text: String) -> impl std::future::Future<Output = ()> + Send;
}
