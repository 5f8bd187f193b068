//! A hub may be named in any way that is its own, and `Self` in every expression of its block.

use hubs_runtime::{DisconnectReason, DisconnectedContext, prelude::*};

pub mod inner {
    pub struct Elsewhere;
}

#[hub]
pub struct RoomHub;

impl RoomHub {
    const SIZE: u32 = 10;

    fn start() -> Vec<u32> {
        vec![Self::SIZE]
    }
}

#[hub]
impl self::RoomHub {
    pub async fn leave(&'_ self, _cx: &'_ HubContext<RoomHub>) {}

    pub async fn wait(self: &Self) {}

    pub fn page(
        &self,
        #[hub(default = Self::SIZE)] size: u32,
        #[hub(default = Self::start().into_iter().map(|n| n + Self::SIZE).collect())] from: Vec<
            u32,
        >,
    ) -> u32 {
        size + from.into_iter().sum::<u32>()
    }

    #[on_disconnected]
    async fn gone(&self, _cx: &DisconnectedContext<self::RoomHub>, _reason: DisconnectReason) {}
}
