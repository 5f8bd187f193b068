//! Which types lead back to themselves: Rust wants a `Box` on the way, and no alias for the whole of it.

use std::collections::{BTreeMap, BTreeSet};

use hubs_contract::model::Contract;
use serde_json::Value;

use super::{
    Direction,
    schema::{Schema, fixed_length, is_alias, last, subschemas},
};

/// What the named types of a contract hold.
pub(super) struct Graph {
    nodes: BTreeMap<(Direction, String), Node>,
}

#[derive(Default)]
struct Node {
    is_alias: bool,
    /// The types that stand in it, in lists and maps too.
    mentioned: BTreeSet<String>,
    /// Those of them that it holds itself, without a list or map between.
    held: BTreeSet<String>,
}

impl Graph {
    pub(super) fn new(contract: &Contract) -> Self {
        let both = [
            (Direction::Input, &contract.types.input),
            (Direction::Output, &contract.types.output),
        ];
        let nodes = both.into_iter().flat_map(|(direction, types)| {
            let node =
                move |(name, schema): (&String, &Value)| ((direction, name.clone()), node(schema));
            types.iter().map(node)
        });
        Self {
            nodes: nodes.collect(),
        }
    }

    /// Whether a value of type `from` that holds one of `to` may come back to `from`, so that this one must be boxed.
    pub(super) fn comes_back(&self, from: &str, to: &str, direction: Direction) -> bool {
        self.reaches(to, from, direction, |node| Some(&node.held))
    }

    /// Whether the alias `name` would be written out without end: Rust has no such alias, whatever stands between.
    pub(super) fn is_endless_alias(&self, name: &str, direction: Direction) -> bool {
        let through_aliases: fn(&Node) -> Option<&BTreeSet<String>> =
            |node| node.is_alias.then_some(&node.mentioned);
        let Some(mentioned) = self.node(name, direction).and_then(through_aliases) else {
            return false;
        };
        mentioned
            .iter()
            .any(|next| self.reaches(next, name, direction, through_aliases))
    }

    fn node(&self, name: &str, direction: Direction) -> Option<&Node> {
        self.nodes.get(&(direction, name.to_owned()))
    }

    fn reaches(
        &self,
        from: &str,
        to: &str,
        direction: Direction,
        edges: fn(&Node) -> Option<&BTreeSet<String>>,
    ) -> bool {
        let mut seen = BTreeSet::new();
        let mut waiting = vec![from];
        while let Some(name) = waiting.pop() {
            if name == to {
                return true;
            }
            if seen.insert(name)
                && let Some(next) = self.node(name, direction).and_then(edges)
            {
                waiting.extend(next.iter().map(String::as_str));
            }
        }
        false
    }
}

fn node(schema: &Value) -> Node {
    let mut node = Node {
        is_alias: schema.as_object().is_some_and(is_alias),
        ..Node::default()
    };
    if let Value::Object(schema) = schema {
        visit(schema, true, &mut node);
    }
    node
}

/// Notes what `schema` refers to; `held` if no list or map is around it.
fn visit(schema: &Schema, held: bool, node: &mut Node) {
    if let Some(Value::String(target)) = schema.get("$ref") {
        node.mentioned.insert(last(target));
        if held {
            node.held.insert(last(target));
        }
    }
    for (keyword, inner) in subschemas(schema) {
        let is_many = match keyword {
            "items" => fixed_length(schema).is_none(),
            "additionalProperties" | "patternProperties" => true,
            _ => false,
        };
        if let Value::Object(inner) = inner {
            visit(inner, held && !is_many, node);
        }
    }
}
