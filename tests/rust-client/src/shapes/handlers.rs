// Written by hubs-codegen. Change the hub and run it again; changes here are lost.
//! What hubs call on their clients.
use hubs_runtime::client::BoxError;
use super::types::{
    AllAdjacent, AllExternal, AllInternal, AllUntagged, Expr, FlatInternal, Nested,
    NumberKeys, Texts, Tree, WideInts,
};
///
/// Handlers may be written as `async fn`; they run one after the other, in the order of the calls.
pub trait SentClient: Send + Sync + 'static {
    fn wide_ints(
        &self,
        value: WideInts,
    ) -> impl std::future::Future<Output = Result<WideInts, BoxError>> + Send;
    fn texts(
        &self,
        value: Texts,
    ) -> impl std::future::Future<Output = Result<Texts, BoxError>> + Send;
    fn external(
        &self,
        value: AllExternal,
    ) -> impl std::future::Future<Output = Result<AllExternal, BoxError>> + Send;
    fn internal(
        &self,
        value: AllInternal,
    ) -> impl std::future::Future<Output = Result<AllInternal, BoxError>> + Send;
    fn adjacent(
        &self,
        value: AllAdjacent,
    ) -> impl std::future::Future<Output = Result<AllAdjacent, BoxError>> + Send;
    fn untagged(
        &self,
        value: AllUntagged,
    ) -> impl std::future::Future<Output = Result<AllUntagged, BoxError>> + Send;
    fn number_keys(
        &self,
        value: NumberKeys,
    ) -> impl std::future::Future<Output = Result<NumberKeys, BoxError>> + Send;
    fn nested(
        &self,
        value: Nested,
    ) -> impl std::future::Future<Output = Result<Nested, BoxError>> + Send;
    fn flat_internal(
        &self,
        value: FlatInternal,
    ) -> impl std::future::Future<Output = Result<FlatInternal, BoxError>> + Send;
    fn tree(
        &self,
        value: Tree,
    ) -> impl std::future::Future<Output = Result<Tree, BoxError>> + Send;
}
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
