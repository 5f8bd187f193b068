use hubs_runtime::prelude::*;

type Lines = Upload<String>;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn one(&self, lines: Upload<String>) {
        drop(lines);
    }
    pub async fn several(&self, first: Upload<u32>, text: String, second: Lines) -> String {
        drop((first, second));
        text
    }
    pub fn both_ways(&self, numbers: Upload<u32>) -> impl Stream<Item = u32> {
        numbers.filter_map(|number| async move { number.ok() })
    }
}

#[test]
fn works() {
    HubServer::builder().hub("/chat", ChatHub).build().unwrap();
}
