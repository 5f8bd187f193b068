use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn parameter_of_a_type(&self) {
        let _call: Option<fn(#[hub(optional)] u8)> = None;
    }

    pub fn arm(&self) {
        match 1 {
            #[authorize(Admin)]
            _ => {}
        }
    }

    pub fn statement(&self) {
        #[on_connected]
        let _one = 1;
    }

    pub fn closure(&self) {
        let _same = |#[client(timeout = "3s")] one: u8| one;
    }
}

#[hub_type]
pub enum Shape {
    #[hub(name = "round")]
    Circle,
    Square(#[hub_type] u8),
}

#[hub_type]
pub struct Message {
    #[authorize(Admin)]
    pub text: String,
    #[internal]
    pub author: String,
}

fn main() {}
