use hubs_runtime::prelude::*;

#[hub_type]
pub enum Event {
    Said {
        display_name: String,
        #[serde(rename = "displayName")]
        name: String,
    },
    Closed,
}

fn main() {}
