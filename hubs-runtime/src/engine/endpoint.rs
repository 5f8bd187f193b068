//! The engine as transports see it.

use std::task::{Context, Poll};

use super::Engine;
use crate::connection::{Endpoint, Fragment, InputEnd};

impl Endpoint for Engine {
    /// Hub messages say themselves where they end.
    const MESSAGES_APART: bool = false;

    fn wants_input(&self) -> bool {
        Self::wants_input(self)
    }

    /// Text or binary means nothing: JavaScript sends its MessagePack handshake as text.
    fn receive(&mut self, fragment: Fragment<'_>, cx: &mut Context<'_>) {
        // Where a body ends says nothing either.
        if !fragment.bytes.is_empty() {
            Self::receive(self, fragment.bytes, cx);
        }
    }

    fn input_ended(&mut self, how: InputEnd) {
        Self::input_ended(self, how);
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        Self::poll(self, cx)
    }

    fn output_ended(&self) -> bool {
        Self::output_ended(self)
    }

    #[cfg(feature = "testing")]
    fn is_open(&self) -> bool {
        Self::is_open(self)
    }

    fn is_away(&self) -> bool {
        Self::is_away(self)
    }

    fn resumed(&mut self) {
        Self::resumed(self);
    }
}
