use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug, thiserror::Error, hubs_runtime::HubError)]
pub enum ChatError {
    #[error("room {room} is full")]
    Full { room: String },
    #[internal]
    #[error("pushing failed")]
    Push(#[from] HubError),
}

/// A struct is fine, and so is a text by hand.
#[hub_type]
#[derive(Debug, hubs_runtime::HubError)]
pub struct Busy {
    pub seconds: u32,
}

impl std::fmt::Display for Busy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "busy for {} s", self.seconds)
    }
}

/// Nothing of this reaches callers.
#[derive(Debug, thiserror::Error, hubs_runtime::HubError)]
#[internal]
#[error("secret")]
pub struct Secret;

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub async fn join(&self, cx: &HubContext<Self>, room: String) -> Result<(), ChatError> {
        cx.groups().add(&room).await?;
        Err(ChatError::Full { room })
    }
    pub fn busy(&self) -> Result<u32, Busy> {
        Err(Busy { seconds: 3 })
    }
    pub fn secret(&self) -> Result<u32, Secret> {
        Err(Secret)
    }
}
