use hubs_runtime::prelude::*;

macro_rules! hub_of {
    ($name:ident, $method:ident, $ty:ty) => {
        #[hub]
        pub struct $name;

        #[hub]
        impl $name {
            pub fn $method(&self, value: $ty) -> $ty {
                value
            }
        }
    };
}

hub_of!(Numbers, echo_number, u32);
hub_of!(Words, echo_word, Vec<String>);
