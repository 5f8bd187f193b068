use hubs_runtime::prelude::*;

#[hub_type]
pub struct HistoryOptions {
    pub limit: Option<u32>,
    #[serde(default)]
    pub newest_first: bool,
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn history(&self, options: HistoryOptions) -> u32 {
        options.limit.unwrap_or(10)
    }
}
