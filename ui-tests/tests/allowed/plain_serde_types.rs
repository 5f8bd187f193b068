use hubs_runtime::prelude::*;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[hub]
pub struct ChatHub;

#[hub]
impl ChatHub {
    pub fn draw(
        &self,
        shapes: Vec<Shape>,
        names: std::collections::BTreeMap<String, u32>,
    ) -> Option<Shape> {
        let _ = names;
        shapes.into_iter().next()
    }
}
