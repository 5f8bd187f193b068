use hubs_runtime::prelude::*;
use tokio::sync::mpsc;

#[hub]
pub struct DeskHub;

#[hub]
impl DeskHub {
    pub fn tickets(&self) -> mpsc::Receiver<u32> {
        mpsc::channel(1).1
    }

    pub async fn later(&self) -> Result<mpsc::UnboundedReceiver<u32>, HubError> {
        Ok(mpsc::unbounded_channel().1)
    }

    // The way that the words give.
    pub fn numbers(&self) -> impl Stream<Item = u32> {
        let (_sender, receiver) = mpsc::channel(1);
        futures_util::stream::unfold(receiver, async |mut receiver| {
            Some((receiver.recv().await?, receiver))
        })
    }
}

fn main() {}
