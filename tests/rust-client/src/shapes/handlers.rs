// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
use hubs_runtime::client::BoxError;
use super::types::Expr;
/// Its names are those that generated code might use itself.
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait ShapesClient: Send + Sync + 'static {
    fn called(
        &self,
        called: u32,
        handlers: String,
    ) -> impl std::future::Future<Output = ()> + Send;
    fn handlers(
        &self,
        url: String,
        builder: u32,
        configure: bool,
    ) -> impl std::future::Future<Output = Result<bool, BoxError>> + Send;
    fn clone(&self, r#type: Expr) -> impl std::future::Future<Output = ()> + Send;
    fn builder(&self, argument: u32) -> impl std::future::Future<Output = ()> + Send;
}
