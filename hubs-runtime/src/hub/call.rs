//! One invocation of a hub's method while its arguments are read.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{context::HubContext, session::Session};
use crate::call::{
    ArgumentReader, BindError, HubParam, Reply, scope::CallScope, uploads::OpenUpload,
};

/// One invocation whose arguments are being read.
pub struct Call<'a, H> {
    reader: ArgumentReader<'a>,
    session: &'a Arc<Session<H>>,
    scope: Arc<CallScope>,
    reply: Option<Reply>,
}

impl<'a, H> Call<'a, H> {
    pub(crate) fn new(
        reader: ArgumentReader<'a>,
        session: &'a Arc<Session<H>>,
        scope: Arc<CallScope>,
        reply: Reply,
    ) -> Self {
        Self {
            reader,
            session,
            scope,
            reply: Some(reply),
        }
    }

    /// The next argument or upload, which must be there.
    ///
    /// # Errors
    /// [`BindError`] if it is missing or of another type.
    pub fn required<T: HubParam>(&mut self) -> Result<T, BindError> {
        T::take(&mut self.reader)
    }

    /// The next argument, which must be there and may be null (`#[hub(nullable)]`).
    ///
    /// # Errors
    /// [`BindError`] if it is missing or of another type.
    pub fn nullable<T: DeserializeOwned>(&mut self) -> Result<Option<T>, BindError> {
        self.reader.value::<Option<T>>()
    }

    /// The next argument if it is there and not null (`#[hub(optional)]`, `#[hub(default = …)]`).
    ///
    /// # Errors
    /// [`BindError`] if it is of another type.
    pub fn optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, BindError> {
        self.reader.optional_value()
    }

    /// Ends the reading: checks that no argument is left over and hands out what the method runs with.
    ///
    /// # Errors
    /// [`BindError`] if the caller sent too many arguments or streams.
    pub fn bound(&mut self) -> Result<(Arc<H>, HubContext<H>, Reply), BindError> {
        self.reader.finish()?;
        let reply = self
            .reply
            .take()
            .expect("a call is bound once; this is a bug in hubs-macros");
        let context = HubContext::new(self.session.clone(), self.scope.clone());
        Ok((self.session.mounted.hub.clone(), context, reply))
    }

    /// What the engine needs after binding: the reply if it was not handed out, the uploads that were opened.
    pub(crate) fn into_parts(self) -> (Option<Reply>, Vec<OpenUpload>) {
        (self.reply, self.reader.opened)
    }
}
