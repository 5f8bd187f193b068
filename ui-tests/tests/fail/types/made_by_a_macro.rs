//! Types that no file shows are asked about by what they implement.
use hubs_runtime::prelude::*;

macro_rules! types {
    ($($name:ident)*) => {
        $(pub struct $name { pub x: u32 })*
    };
}

types!(Point Line Failure Part);

#[client_contract]
pub trait ChatClient {
    async fn drawn(&self, line: Line);
}

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn put(&self, point: Point) {}
    pub fn get(&self) -> impl Stream<Item = Point> {
        futures_util::stream::empty()
    }
    pub fn fails(&self) -> Result<(), Failure> {
        Ok(())
    }
}

#[hub_type]
pub struct Whole {
    pub part: Part,
}

fn main() {}
