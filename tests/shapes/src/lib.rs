//! Hubs whose types and names are hard to print. `tests/rust-client` compiles their client and compares it with these types.
#![allow(missing_docs)] // the members' names say what they do

mod named;
mod recursive;
pub mod round_trip;
mod values;

use hubs_runtime::prelude::*;
pub use named::*;
pub use recursive::*;
pub use values::*;

/// Its names are those that generated code might use itself.
#[client_contract]
pub trait ShapesClient {
    async fn called(&self, called: u32, handlers: String);
    async fn handlers(&self, url: String, builder: u32, configure: bool) -> bool;
    #[client(client_name = "clone")]
    async fn duplicate(&self, r#type: Expr);
    async fn builder(&self, argument: u32);
}

#[hub(client = ShapesClient)]
pub struct ShapesHub;

#[hub]
impl ShapesHub {
    pub fn expr(&self, value: Expr) -> Expr {
        value
    }

    pub fn odd(&self, r#type: Odd) -> Odd {
        r#type
    }

    pub fn external(&self, value: External) -> External {
        value
    }

    pub fn internal(&self, value: Internal) -> Internal {
        value
    }

    pub fn adjacent(&self, value: Adjacent) -> Adjacent {
        value
    }

    pub fn untagged(&self, value: Untagged) -> Untagged {
        value
    }

    pub fn mixed(&self, value: Mixed) -> Mixed {
        value
    }

    pub fn command(&self, value: Command) -> Command {
        value
    }

    pub fn page(&self, value: Page) -> Page {
        value
    }

    pub fn chain(&self, value: Chain) -> Chain {
        value
    }

    pub fn nest(&self, value: Nest) -> Nest {
        value
    }

    pub fn outline(&self, value: Outline) -> Outline {
        value
    }
}

/// Calls the same clients as the other hub.
#[hub(client = ShapesClient)]
pub struct OtherHub;

#[hub]
impl OtherHub {
    pub fn expr(&self, value: Expr) -> Expr {
        value
    }
}
