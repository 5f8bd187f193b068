use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub<T> {
    pub value: T,
}

fn main() {}
