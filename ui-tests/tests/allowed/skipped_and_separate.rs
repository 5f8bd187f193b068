use hubs_runtime::prelude::*;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    const MOST: u32 = 3;

    pub fn send(&self) -> u32 {
        (self.helper() + self.other()).min(Self::MOST)
    }
    #[hub(skip)]
    fn helper(&self) -> u32 {
        1
    }
    #[hub(skip)]
    pub fn generic<T>(&self, value: T) -> T {
        value
    }
}

impl ChatHub {
    fn other(&self) -> u32 {
        2
    }
}
