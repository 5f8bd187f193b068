//! What TypeScript refuses of aliases: `type Tree = Loaded<Tree>`, if `Loaded` is an alias too, although it takes the same
//! without parameters. The arguments of an interface may be endless, those of an alias are looked into at once.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Named, shape::Shape};

/// The generic aliases with an argument that is no end.
pub(super) fn circular(types: &BTreeMap<String, Named>) -> BTreeSet<String> {
    let mut nodes = BTreeMap::new();
    for (name, named) in types {
        if named.members().is_none() {
            let mut node = Node::default();
            node.look(&named.shape, types);
            nodes.insert(name.as_str(), node);
        }
    }
    let mut found = BTreeSet::new();
    for (name, node) in &nodes {
        for (family, arguments) in &node.instances {
            if reaches(arguments, name, &nodes) {
                found.insert(family.clone());
            }
        }
    }
    found
}

/// What TypeScript looks into to know an alias.
#[derive(Default)]
struct Node {
    names: BTreeSet<String>,
    /// Generic aliases, with every name in their arguments.
    instances: Vec<(String, BTreeSet<String>)>,
}

impl Node {
    fn look(&mut self, shape: &Shape, types: &BTreeMap<String, Named>) {
        match shape {
            Shape::Name(name) => drop(self.names.insert(name.clone())),
            Shape::Union(alternatives) => {
                let shapes = alternatives.iter().map(|one| &one.shape);
                shapes.for_each(|shape| self.look(shape, types));
            }
            Shape::Intersection(parts) => parts.iter().for_each(|part| self.look(part, types)),
            Shape::Generic(family, arguments) => {
                let is_alias = types
                    .get(family)
                    .is_some_and(|named| named.members().is_none());
                if is_alias {
                    let mut names = BTreeSet::new();
                    arguments
                        .iter()
                        .for_each(|argument| argument.names(&mut names));
                    self.names.insert(family.clone());
                    self.names.extend(names.iter().cloned());
                    self.instances.push((family.clone(), names));
                }
            }
            // Looked into when it is used.
            Shape::Text(_) | Shape::Array(_) | Shape::Tuple(_) | Shape::Object(_) => {}
        }
    }
}

fn reaches(from: &BTreeSet<String>, goal: &str, nodes: &BTreeMap<&str, Node>) -> bool {
    let mut open: Vec<&str> = from.iter().map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if name == goal {
            return true;
        }
        if seen.insert(name)
            && let Some(node) = nodes.get(name)
        {
            open.extend(node.names.iter().map(String::as_str));
        }
    }
    false
}
