//! Calls by the hub's own names and types, which `#[hub]` writes where the feature `testing` is on.

use std::pin::Pin;

use serde::{Serialize, de::DeserializeOwned};

use super::{TestCall, TestClient, TestError, WriteArguments};
use crate::{
    hub::Hub,
    info::{AboutInfo, MethodInfo},
};

/// A hub whose methods a test can call by their own names and types: `#[hub]` on the `impl` implements it for every hub.
///
/// A test needs it only to name the bound of a function for any hub; [`TestClient::calls`] needs no import.
pub trait TypedCalls: Sized + 'static {
    /// Has a method for each of the hub's, with the same name and parameters, but without the context.
    type Calls<'c>: Copy;

    /// The calls of one client.
    fn calls(client: &TestClient<Self>) -> Self::Calls<'_>
    where
        Self: Hub;
}

impl<H: Hub + TypedCalls> TestClient<H> {
    /// Calls of hub methods by their own names and types, over the wire: `client.calls().join("lobby".to_owned()).await?`.
    ///
    /// * A method with a result `T` or `Result<T, E>` gives a [`TestAnswer`] of `T`, which is awaited; until then nothing is sent.
    /// * One that answers with a stream of `T` or of `Result<T, E>` gives a [`TestStream`](super::TestStream) of `T`.
    /// * For an `Upload<T>` it takes whatever iterates over `T`: an array, a `Vec`, a range.
    ///
    /// The types are read as they are written. Of an alias with another name than `Result`, as `ChatResult<T>`, the
    /// compiler checks what it is read as; where it cannot decide, `let` with a type does. What has no typed call or needs
    /// more than one says, a stream behind an alias, an upload that waits, headers, an argument that is left out, more than
    /// 12 arguments, goes by name: [`Self::call`]. So does what breaks the contract on purpose.
    pub fn calls(&self) -> H::Calls<'_> {
        H::calls(self)
    }
}

/// The answer to a call: `.await` makes the call and gives `Result<T, TestError>`. Dropping it cancels the call.
pub type TestAnswer<'c, T> = Pin<Box<dyn Future<Output = Result<T, TestError>> + Send + 'c>>;

/// Makes a call. The future's type names no type of an argument, so that rustc speaks of a wrong one at the argument alone.
#[doc(hidden)]
pub fn answer_to<'c, H, A, T>(call: TestCall<'c, H, A>) -> TestAnswer<'c, T>
where
    H: Hub,
    A: WriteArguments,
    T: DeserializeOwned + 'c,
{
    call.boxed_answer()
}

/// A call of the hub method that has this name in Rust: what `#[hub]` writes for each.
///
/// # Panics
/// If the hub's table has no such method, which the macro excludes.
#[doc(hidden)]
pub fn call_of<'c, H: Hub, A: WriteArguments>(
    client: &'c TestClient<H>,
    rust: &str,
    arguments: A,
) -> TestCall<'c, H, A> {
    let mut methods = H::METHODS.iter().map(|method| &method.info);
    let named = |info: &&MethodInfo| rust_name(&info.about) == rust;
    let method = methods.find(named).unwrap_or_else(|| {
        panic!(
            "hub `{}` has no method `{rust}`; this is a bug in hubs-macros",
            H::INFO.name
        )
    });
    client.call(method.name, arguments)
}

/// The last part of an item's path.
pub(super) fn rust_name(about: &AboutInfo) -> &'static str {
    about.rust.rsplit("::").next().unwrap_or_default()
}

/// A value for a parameter of type `T`: a `T`. Asked for where `#[cfg]` stands on a parameter, as no condition can stand in
/// a `where` clause.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as an argument of type `{T}`",
    label = "expected `{T}`, which implements `Serialize`"
)]
pub trait ArgumentOf<T>: Serialize + Send + Sync + 'static {}

impl<T: Serialize + Send + Sync + 'static> ArgumentOf<T> for T {}

/// The items of an upload of `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no items for an `Upload<{T}>`",
    label = "expected items of type `{T}`, which implements `Serialize`",
    note = "give what iterates over `{T}`: an array, a `Vec`, a range"
)]
pub trait ItemsOf<T> {
    /// Adds them to a call, as its next upload.
    fn upload_with<H: Hub, A: WriteArguments>(self, call: TestCall<'_, H, A>)
    -> TestCall<'_, H, A>;
}

impl<T, I> ItemsOf<T> for I
where
    T: Serialize + Send + 'static,
    I: IntoIterator<Item = T, IntoIter: Send + 'static>,
{
    fn upload_with<H: Hub, A: WriteArguments>(
        self,
        call: TestCall<'_, H, A>,
    ) -> TestCall<'_, H, A> {
        call.upload(self)
    }
}

/// What is written as the result of a method, and is answered with a `T`: a `Result` of it behind an alias, or `T` itself.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a method with the result `{Self}` has no typed call that gives `{T}`",
    label = "the call must be made by its name",
    note = "a result whose name ends with `Result` is read as a `Result` of its first argument",
    note = "write `client.invoke(\"name\", (arguments,))` with the type that is answered"
)]
pub trait AnsweredWith<T> {}

impl<T: DeserializeOwned> AnsweredWith<T> for T {}

impl<T: DeserializeOwned, E> AnsweredWith<T> for Result<T, E> {}
