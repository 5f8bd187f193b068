use hubs_runtime::{Text, prelude::*};

#[hub_type]
pub struct Order {
    pub id: Text<u64>,
}
