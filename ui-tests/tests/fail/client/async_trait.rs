//! What another attribute has written is not told of as the user's.

use std::{future::Future, pin::Pin};

use hubs_runtime::prelude::*;

/// What `#[async_trait]` makes of a trait, as a macro that stands above ours.
macro_rules! rewritten {
    () => {
        #[client_contract]
        pub trait ChatClient {
            fn posted<'life0, 'async_trait>(
                &'life0 self,
                text: String,
            ) -> Pin<Box<dyn Future<Output = ()> + Send + 'async_trait>>
            where
                'life0: 'async_trait,
                Self: 'async_trait;
            fn asked<'life0, 'async_trait>(
                &'life0 self,
                text: String,
            ) -> Pin<Box<dyn Future<Output = bool> + Send + 'async_trait>>
            where
                'life0: 'async_trait,
                Self: 'async_trait;
        }
    };
}

rewritten!();

#[hub(client = ChatClient)]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn post(&self, cx: &HubContext<Self>, text: String) -> Result<bool, HubError> {
        cx.clients().all().posted(text.clone()).await?;
        Ok(cx.clients().caller().asked(text).await?)
    }
}

fn main() {}
