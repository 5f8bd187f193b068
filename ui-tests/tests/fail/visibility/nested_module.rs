use hubs_runtime::prelude::*;

pub mod inner {
    pub mod deeper {
        use super::super::*;

        #[hub]
        pub struct ChatHub;

        #[hub]
        impl ChatHub {
            pub(super) fn send(&self) {}
        }
    }
}

fn main() {}
