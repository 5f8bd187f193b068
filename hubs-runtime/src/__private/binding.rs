//! Reading arguments and starting methods, for methods whose types fit and for those whose types do not.
//!
//! A type that lacks a derive is reported by [`super::checks`], once. The methods that use it are compiled on
//! [`Reported`], which asks nothing of any type, so that the same fault is not told again in other words; such code
//! never runs. All other methods are compiled on [`Fits`]. Which of the two it is, the answers decide that are checked
//! too ([`super::Fine::and`]), so what compiles is compiled on [`Fits`].

use std::{future::Future, marker::PhantomData};

use futures_util::{Stream, future::BoxFuture};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    __private::markers::{Argument, HookResult, OptionArgument},
    call::{BindError, HubParam, Running, outgoing::CallTarget, running},
    error::{CallFailure, ClientCallError},
    hub::{HubType, call::Call},
    info::{ClientMethodInfo, RenameAll},
};

/// What a method's reading function returns.
pub type Bound = Result<Running, BindError>;

/// All types of the method can do what they must.
#[derive(Clone, Copy, Debug)]
pub struct Fits;

impl Fits {
    /// An argument or upload that must be there.
    ///
    /// # Errors
    /// See [`Call::required`].
    pub fn required<T: HubParam>(self, call: &mut Call<'_, impl Sized>) -> Result<T, BindError> {
        call.required()
    }

    /// An argument that must be there and may be null.
    ///
    /// # Errors
    /// See [`Call::nullable`].
    pub fn nullable<O: OptionArgument>(
        self,
        call: &mut Call<'_, impl Sized>,
    ) -> Result<O, BindError> {
        call.nullable().map(O::from_option)
    }

    /// An argument that may be missing.
    ///
    /// # Errors
    /// See [`Call::optional`].
    pub fn optional<O: OptionArgument>(
        self,
        call: &mut Call<'_, impl Sized>,
    ) -> Result<O, BindError> {
        call.optional().map(O::from_option)
    }

    /// An argument that may be missing, with the value that it has then.
    ///
    /// # Errors
    /// See [`Call::optional`].
    pub fn or_default<T: Argument>(
        self,
        call: &mut Call<'_, impl Sized>,
        default: impl FnOnce() -> T,
    ) -> Result<T, BindError> {
        Ok(call.optional()?.unwrap_or_else(default))
    }

    /// Boxes a lifecycle hook.
    pub fn boxed_hook<'a, T>(self, hook: impl Future<Output = T> + Send + 'a) -> BoxFuture<'a, T> {
        Box::pin(hook)
    }

    /// What a connected hook's result means.
    ///
    /// # Errors
    /// If the hook refuses the connection.
    pub fn hook_result<T: HookResult>(self, result: T) -> Result<(), CallFailure> {
        result.into_hook_result()
    }

    /// Starts the method.
    pub fn running(self, method: impl Future<Output = ()> + Send + 'static) -> Running {
        running(method)
    }

    /// The arguments of a client method.
    pub fn arguments<A: Serialize>(self, arguments: A) -> A {
        arguments
    }

    /// Calls a client method that answers.
    pub fn call<R, A>(
        self,
        target: &CallTarget,
        method: &'static ClientMethodInfo,
        arguments: A,
    ) -> impl Future<Output = Result<R, ClientCallError>> + Send + use<R, A>
    where
        R: DeserializeOwned + Send + 'static,
        A: Serialize + Send,
    {
        target.call(method, arguments)
    }
}

/// A type of the method has been reported.
#[derive(Clone, Copy, Debug)]
pub struct Reported;

#[allow(missing_docs, clippy::missing_errors_doc)] // the same as on `Fits`
impl Reported {
    pub fn check<T: ?Sized>(self) {}

    pub fn required<T>(self, _call: &mut Call<'_, impl Sized>) -> Result<T, BindError> {
        refused()
    }

    pub fn nullable<T>(self, _call: &mut Call<'_, impl Sized>) -> Result<T, BindError> {
        refused()
    }

    pub fn optional<T>(self, _call: &mut Call<'_, impl Sized>) -> Result<T, BindError> {
        refused()
    }

    pub fn or_default<T>(
        self,
        _call: &mut Call<'_, impl Sized>,
        _default: impl FnOnce() -> T,
    ) -> Result<T, BindError> {
        refused()
    }

    pub fn boxed_hook<'a, T>(self, _hook: impl Future<Output = T> + 'a) -> BoxFuture<'a, T> {
        refused()
    }

    pub fn hook_result<T>(self, _result: T) -> Result<(), CallFailure> {
        refused()
    }

    pub fn running(self, _method: impl Future<Output = ()>) -> Running {
        refused()
    }

    pub fn arguments<A>(self, _arguments: A) -> [(); 0] {
        refused()
    }

    pub fn call<R, A>(
        self,
        _target: &CallTarget,
        _method: &'static ClientMethodInfo,
        _arguments: A,
    ) -> std::future::Pending<Result<R, ClientCallError>> {
        std::future::pending()
    }
}

/// The end of code that the compiler has refused, so that nothing runs it.
pub(super) fn refused() -> ! {
    unreachable!("a type of this method does not compile; this is a bug in hubs-macros")
}

/// The naming rule of `H`, which `#[hub]` on its struct sets.
#[derive(Debug)]
pub struct RuleOf<H>(PhantomData<fn(H)>);

impl<H: HubType> RuleOf<H> {
    /// What the struct says.
    pub const RULE: RenameAll = H::INFO.rename_all;
}

/// The rule of a struct without `#[hub]`, which is reported elsewhere, once.
pub trait NoRule {
    /// Any one.
    const RULE: RenameAll = RenameAll::CamelCase;
}

impl<H> NoRule for RuleOf<H> {}

/// `Option`, also behind an alias: the compiler takes the inherent constant first.
#[derive(Debug)]
pub struct OptionProbe<T: ?Sized>(PhantomData<fn(&T)>);

impl<T> OptionProbe<Option<T>> {
    /// It is one.
    pub const IS_OPTION: bool = true;
}

/// The constant of every other type.
pub trait NotOption {
    /// It is none.
    const IS_OPTION: bool = false;
}

impl<T: ?Sized> NotOption for OptionProbe<T> {}

/// Stops the compiler with `message`, at the caller's place.
#[track_caller]
pub const fn refuse(is_refused: bool, message: &str) {
    if is_refused {
        panic!("{}", message);
    }
}

/// [`crate::Upload`], also behind an alias.
#[derive(Debug)]
pub struct UploadProbe<T: ?Sized>(PhantomData<fn(&T)>);

impl<T> UploadProbe<crate::Upload<T>> {
    /// It is one.
    pub const IS_UPLOAD: bool = true;
}

/// The constant of every other type.
pub trait NotUpload {
    /// It is none.
    const IS_UPLOAD: bool = false;
}

impl<T: ?Sized> NotUpload for UploadProbe<T> {}

/// A stream, or a `Result` of one, also behind an alias.
#[derive(Debug)]
pub struct StreamProbe<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: Stream> StreamProbe<T> {
    /// It is one.
    pub const IS_STREAM: bool = true;
}

impl<T: Stream, E> StreamProbe<Result<T, E>> {
    /// It is one.
    pub const IS_RESULT_OF_STREAM: bool = true;
}

/// The constants of every other type.
pub trait NotStream {
    /// It is none.
    const IS_STREAM: bool = false;
    /// It is none.
    const IS_RESULT_OF_STREAM: bool = false;
}

impl<T: ?Sized> NotStream for StreamProbe<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    type Maybe<T> = Option<T>;
    type Lines = crate::Upload<String>;
    type Items = futures_util::stream::Empty<u8>;

    #[test]
    fn aliases_hide_nothing() {
        const { assert!(OptionProbe::<Maybe<u8>>::IS_OPTION) };
        const { assert!(!OptionProbe::<u8>::IS_OPTION) };
        const { assert!(UploadProbe::<Lines>::IS_UPLOAD) };
        const { assert!(!UploadProbe::<u8>::IS_UPLOAD) };
        const { assert!(StreamProbe::<Items>::IS_STREAM) };
        const { assert!(StreamProbe::<Result<Items, ()>>::IS_RESULT_OF_STREAM) };
        const { assert!(!StreamProbe::<Result<u8, ()>>::IS_RESULT_OF_STREAM) };
        const { assert!(!StreamProbe::<u8>::IS_STREAM) };
    }
}
