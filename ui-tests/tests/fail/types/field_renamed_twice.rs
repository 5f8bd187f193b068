use hubs_runtime::prelude::*;

#[hub_type]
pub struct Message {
    pub text: String,
    #[serde(rename = "text")]
    pub body: String,
}

fn main() {}
