// Of a signature that is refused, neither the body nor a test says anything more.
use futures_util::Stream;
use hubs_runtime::{prelude::*, testing::TestClient};

#[hub]
pub struct ChatHub {
    names: Vec<String>,
}

#[hub]
impl ChatHub {
    pub fn rename(&self, name: &str) -> String {
        let renamed: String = name.clone();
        renamed
    }

    pub async fn clear(&self, cx: HubContext<Self>, room: String) -> Result<bool, HubError> {
        cx.groups().add(room).await?;
        Ok(true)
    }

    pub fn leave(&self, #[hub(optional)] reason: String) -> String {
        reason.unwrap_or_else(|| "none".to_owned())
    }

    pub fn names(&self) -> &[String] {
        self.names.iter().cloned().collect()
    }

    pub fn views(&self) -> impl Iterator<Item = u32> + use<> {
        [1].into_iter()
    }

    pub fn boxed(&self) -> Box<dyn Stream<Item = u32>> {
        self.views()
    }

    #[on_disconnected]
    async fn bye(&self, reason: DisconnectReason) -> Result<(), HubError> {
        println!("{reason:?}");
    }
}

async fn calls(hubs: &HubServer) {
    let ann = TestClient::<ChatHub>::connect(hubs).await.unwrap();
    ann.calls().rename("Ann".to_owned()).await.unwrap();
    assert!(ann.calls().clear("lobby".to_owned()).await.unwrap());
    ann.calls().leave(None).await.unwrap();
    assert_eq!(ann.calls().names().await.unwrap().len(), 0);
    ann.calls().views().collect_all().await.unwrap();
}

fn main() {}
