//! Types that hold each other, themselves, and what need not travel: what asks about parts must not go round in circles.

#![deny(warnings)]
#![allow(dead_code, unreachable_pub)]

use std::collections::{BTreeMap, HashMap};

use hubs_runtime::prelude::*;

#[hub_type]
pub struct Node {
    pub children: Vec<Node>,
    pub owner: Option<Box<Tree>>,
    pub by_name: HashMap<String, Tree>,
    pub name: Name,
}

#[hub_type]
pub struct Tree {
    pub roots: Nodes,
    pub grown: BTreeMap<u32, [Nodes; 2]>,
    pub state: State,
}

/// Behind its name the type that holds it.
pub type Nodes = Vec<(Node, u32)>;

#[hub_type]
pub enum State {
    Planted(Nodes),
    Moved {
        to: Box<Tree>,
        #[serde(skip)]
        by: Hidden,
    },
    #[serde(skip)]
    Hidden(Hidden),
    Felled,
}

#[derive(Default)]
pub struct Hidden;

#[hub_type]
#[derive(Clone, Default)]
pub struct Name(pub String);

/// `T` is a mark and no value.
#[hub_type]
pub struct Id<T> {
    pub number: u32,
    #[serde(skip)]
    #[schemars(skip)]
    pub of: std::marker::PhantomData<T>,
}

#[hub_type]
pub struct Page<T> {
    pub items: Vec<T>,
}

#[hub_type]
pub struct Forest {
    pub id: Id<Hidden>,
    pub page: Page<Node>,
    pub r#type: Name,
    #[serde(default)]
    pub first: Name,
    #[serde(flatten)]
    pub tree: Tree,
    #[cfg(not(unix))]
    pub gone: Missing,
}

macro_rules! holder {
    ($($name:ident of $part:ty),*) => {
        $(#[hub_type] pub struct $name { pub part: $part, pub mine: $crate::parts_of_types::Name })*
    };
}

holder!(OfNodes of Nodes, OfName of Name);

#[hub]
pub struct ForestHub;

#[hub]
impl ForestHub {
    pub async fn forest(&self, nodes: OfNodes, name: OfName) -> Result<Forest, HubError> {
        #[hub_type]
        struct Local {
            name: Name,
        }
        let local = Local { name: name.part };
        Err(HubError::new(format!("{} {}", nodes.mine.0, local.name.0)))
    }
}

/// Behind a name without arguments, through types that are asked themselves: what asks must not ask in a circle.
pub type Kids = Vec<(std::time::Duration, Kin, u8, u8)>;

#[hub_type]
pub struct Kin {
    pub kids: Kids,
    pub many: Option<Box<Self>>,
    pub by_name: std::collections::LinkedList<Name>,
}

/// What is only sent may hold what lives for ever.
#[hub_type]
pub struct Sent {
    pub code: &'static str,
    pub name: Name,
}

/// What travels in its place is a text, so it may hold what does not.
#[hub_type]
#[derive(Clone)]
#[serde(into = "String", from = "String")]
#[schemars(with = "String")]
pub struct Made {
    pub make: std::sync::Arc<dyn Fn() -> String + Send + Sync>,
}

impl From<Made> for String {
    fn from(made: Made) -> Self {
        (made.make)()
    }
}

impl From<String> for Made {
    fn from(text: String) -> Self {
        Self {
            make: std::sync::Arc::new(move || text.clone()),
        }
    }
}

/// A tag fits into what a function makes an object of, and into what is skipped.
#[hub_type]
#[serde(tag = "kind")]
pub enum Tagged {
    Named(
        #[serde(with = "as_object")]
        #[schemars(with = "HashMap<String, String>")]
        String,
    ),
    #[serde(skip)]
    Hidden(u32),
    Counted(HashMap<String, u32>),
}

mod as_object {
    use std::collections::HashMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        HashMap::from([("text", text)]).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let mut object = HashMap::<String, String>::deserialize(deserializer)?;
        Ok(object.remove("text").unwrap_or_default())
    }
}
