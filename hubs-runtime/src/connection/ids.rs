//! Names of connections and users.

use std::{borrow::Borrow, fmt, sync::Arc};

macro_rules! shared_text {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self(text.as_str().into())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

shared_text! {
    /// Public id of one connection: 22 characters of base64url.
    ///
    /// It lives as long as the connection; a client that reconnects gets another one (stateful reconnect keeps it).
    /// Use a [`UserId`] for anything that must last.
    ConnectionId
}

shared_text! {
    /// Who is at the other end, as the application's own middleware found out.
    ///
    /// Put one into the request's extensions before the hub's routes see it. Compared byte by byte.
    UserId
}

/// What names a connection: its [`ConnectionId`], or the text of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a connection",
    label = "neither a `ConnectionId` nor the text of one",
    note = "a `ConnectionId` is what `cx.connection_id()` gives; a user's connections are named by the user: `.user(id)`"
)]
pub trait NamesConnection: Into<ConnectionId> {}

#[diagnostic::do_not_recommend]
impl<C: Into<ConnectionId>> NamesConnection for C {}

/// What names a user: a [`UserId`], or the text of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the id of a user",
    label = "neither a `UserId` nor the text of one",
    note = "a user's id is text: write `id.to_string()` for a number; a connection is named by its own id: `.client(id)`"
)]
pub trait NamesUser: Into<UserId> {}

#[diagnostic::do_not_recommend]
impl<U: Into<UserId>> NamesUser for U {}

impl ConnectionId {
    /// A fresh id: 16 random bytes of the operating system as base64url without padding.
    pub(crate) fn random() -> Self {
        use base64::Engine as _;
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        Self(
            base64::engine::general_purpose::URL_SAFE_NO_PAD
                .encode(bytes)
                .into(),
        )
    }
}
