//! Where a hub is mounted: one condition for the path and the hub, so that of both in the wrong order one thing is said.

use std::{borrow::Cow, sync::Arc};

use crate::hub::Hub;

/// A [`Hub`] and its path, of which the path comes first where [`HubServerBuilder::hub`](crate::HubServerBuilder::hub) takes them: what rustc finds missing
/// in a pair it shows at the first of its types.
///
/// The path is text that begins with `/`: `&str`, `String`, `&String`, `Box<str>`, `Arc<str>` or `Cow<str>`.
#[diagnostic::on_unimplemented(
    message = "a hub is mounted at a path, which is text and stands before the hub",
    label = "the hub stands here",
    note = "write `.hub(\"/chat\", ChatHub::new())`"
)]
pub trait Mountable: Sized {
    /// The hub's type.
    type Hub: Hub;

    /// The hub, and its path as a value of its own.
    fn into_parts(self) -> (Self::Hub, String);
}

macro_rules! text {
    ($($text:ty),*) => {$(
        impl<H: Hub> Mountable for (H, $text) {
            type Hub = H;

            fn into_parts(self) -> (H, String) {
                (self.0, String::from(&*self.1))
            }
        }
    )*};
}

text!(&str, &String, Box<str>, Arc<str>, Cow<'_, str>);

/// What stands behind a hub in the place of its path. Nothing implements it.
#[diagnostic::on_unimplemented(
    message = "a hub is mounted at a path, which is text and stands before the hub",
    label = "the hub stands here",
    note = "write `.hub(\"/chat\", ChatHub::new())`"
)]
#[doc(hidden)]
pub trait HubBehindHub: Hub {}

/// For the words alone: with a hub as the path and no second argument rustc then asks for that, and for nothing else.
impl<H: HubBehindHub, P: Hub> Mountable for (H, P) {
    type Hub = H;

    fn into_parts(self) -> (H, String) {
        unreachable!("no hub stands behind another one; this is a bug in hubs-runtime")
    }
}

impl<H: Hub> Mountable for (H, String) {
    type Hub = H;

    fn into_parts(self) -> Self {
        self
    }
}
