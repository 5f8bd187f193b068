//! Where a hub is mounted, in words: of a path and a hub in the wrong order one thing is said, and of what is no hub it is
//! said where that stands.

use std::{borrow::Cow, sync::Arc};

use crate::hub::Hub;

/// What is mounted at a path by [`HubServerBuilder::hub`](crate::HubServerBuilder::hub): every [`Hub`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be mounted: it is no hub with methods for clients",
    label = "has no `#[hub] impl` block",
    note = "a hub has `#[hub]` above its struct and above the `impl` block with the methods that clients may call: \
            `#[hub] impl ChatHub {{ … }}`",
    note = "the path stands before the hub, which is mounted as it is, without `Arc` or `Box` around it: \
            `.hub(\"/chat\", ChatHub::new())`; to reach it elsewhere, keep its `HubHandle`"
)]
pub trait Mountable: Hub {}

#[diagnostic::do_not_recommend]
impl<H: Hub> Mountable for H {}

/// The path of a hub, as [`HubServerBuilder::hub`](crate::HubServerBuilder::hub) takes it: text that begins with `/`.
///
/// That is `&str`, `String`, `&String`, `Box<str>`, `Arc<str>` or `Cow<str>`. A hub is taken for one until the program is built, so that
/// of a hub without its path rustc asks for that, and of both in the wrong order says one thing. Two hubs are refused then:
///
/// ```compile_fail
/// # use hubs_runtime::{HubServer, prelude::*};
/// # #[hub]
/// # pub struct ChatHub;
/// # #[hub]
/// # impl ChatHub {}
/// let hubs = HubServer::builder().hub(ChatHub, ChatHub).build();
/// ```
#[diagnostic::on_unimplemented(
    message = "a hub is mounted at a path, which is text, and `{Self}` is none",
    label = "the path stands here, and the hub after it",
    note = "write `.hub(\"/chat\", ChatHub::new())`"
)]
pub trait MountPath {
    #[doc(hidden)]
    fn into_path(self) -> String;
}

#[diagnostic::do_not_recommend]
impl<H: Hub> MountPath for H {
    fn into_path(self) -> String {
        // Depends on the hub, so that it fails where one is mounted so and not where this function is compiled.
        const {
            assert!(
                size_of::<H>() > isize::MAX as usize,
                "a hub stands where its path belongs: write `.hub(\"/chat\", ChatHub::new())`"
            );
        }
        String::new()
    }
}

macro_rules! text {
    ($($text:ty),*) => {$(
        impl MountPath for $text {
            fn into_path(self) -> String {
                String::from(&*self)
            }
        }
    )*};
}

text!(&str, String, &String, Box<str>, Arc<str>, Cow<'_, str>);
