// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
use hubs_runtime::client::BoxError;
use super::types::{SettingsInput, Shape, Tree};
/// What the server says.
/// @internal
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait BigClient: Send + Sync + 'static {
    /// Something moved.
    ///
    /// # Arguments
    /// - `to`: where to
    fn moved(
        &self,
        what: Tree,
        to: Vec<f64>,
    ) -> impl std::future::Future<Output = ()> + Send;
    #[deprecated(since = "0.2.0")]
    fn choose(
        &self,
        from: Vec<Shape>,
        new: bool,
    ) -> impl std::future::Future<Output = Result<SettingsInput, BoxError>> + Send;
    fn settle(&self) -> impl std::future::Future<Output = Result<(), BoxError>> + Send;
    fn build(
        &self,
        maybe: Option<String>,
    ) -> impl std::future::Future<Output = ()> + Send;
}
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait ListenClient: Send + Sync + 'static {
    fn said_hello(&self, name: String) -> impl std::future::Future<Output = ()> + Send;
}
