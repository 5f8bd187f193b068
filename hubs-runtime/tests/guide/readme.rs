use hubs_runtime::{prelude::*, testing::TestClient};

#[hub]
pub struct GreetingHub;

#[hub]
impl GreetingHub {
    pub fn greet(&self, name: String) -> String {
        format!("Hello {name}")
    }
}

#[tokio::test(start_paused = true)]
async fn greets_by_name() -> Result<(), Box<dyn std::error::Error>> {
    let hubs = HubServer::builder().hub("/greeting", GreetingHub).build()?;
    let client = TestClient::<GreetingHub>::connect(&hubs).await?;
    let greeting = client.calls().greet("Ann".to_owned()).await?;
    assert_eq!(greeting, "Hello Ann");
    Ok(())
}
