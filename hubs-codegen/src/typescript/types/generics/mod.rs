//! Generic types: `Page<Message>` for a type that the contract says is an instance of `Page`, where all instances are shown to
//! be one body with their arguments in it. Where that is in doubt, each instance keeps a declaration and a name of its own.

mod aliases;
mod names;
mod std;
mod template;
#[cfg(test)]
mod tests;

use ::std::{
    collections::{BTreeMap, BTreeSet},
    slice,
};

use hubs_contract::model::Contract;
use serde_json::Value;

use super::{Direction, Named, Types, schema::Reader, shape::Shape};
use names::Names;
use template::{Use, template};

/// Most parameters of a generic type.
const MOST_PARAMETERS: usize = 8;

/// Most types that an instance is written with, those of its arguments' arguments among them; a contract could make that
/// endless.
const MOST_PARTS: u32 = 64;

/// The instances that are written with their arguments.
#[derive(Default)]
pub(super) struct Generics {
    input: BTreeMap<String, Instance>,
    output: BTreeMap<String, Instance>,
    /// Arguments of instances, of both directions, that are written as types of their own.
    refused: BTreeMap<String, Vec<Shape>>,
}

struct Instance {
    /// The name of the generic type.
    family: String,
    arguments: Vec<Shape>,
    /// Whether it is a type of std, of which we know where the argument stands.
    is_std: bool,
}

/// What tells that a type is an instance.
struct Said<'c> {
    family: &'c str,
    arguments: &'c [Value],
    is_std: bool,
}

impl<'c> Said<'c> {
    fn of(name: &str, schema: &'c Value) -> Option<Self> {
        let said = &schema["x-generic"];
        if let Some(family) = said["name"].as_str() {
            let arguments = said["arguments"].as_array();
            return Some(Self {
                family,
                arguments: arguments.map(Vec::as_slice).unwrap_or_default(),
                is_std: false,
            });
        }
        let (family, argument) = std::instance(name, schema)?;
        Some(Self {
            family,
            arguments: slice::from_ref(argument),
            is_std: true,
        })
    }
}

/// The instances, and the types that are to be declared.
pub(super) fn of(contract: &Contract, reader: &Reader, plain: &Types) -> (Generics, Types) {
    let mut generics = Generics::read(contract, reader, plain);
    loop {
        let names = Names::new(contract, &generics);
        let doubtful = match generics.declared(plain, &names, contract) {
            Ok(written) if written.taken_name().is_none() => return (generics, written),
            // A type that instances have split has no name left for its second form.
            Ok(_) => generics.families(),
            Err(doubtful) => doubtful,
        };
        generics.refuse(&doubtful);
    }
}

impl Generics {
    /// What the contract says, as far as it can be meant.
    fn read(contract: &Contract, reader: &Reader, plain: &Types) -> Self {
        let mut generics = Self::default();
        let mut doubtful = BTreeSet::new();
        for direction in [Direction::Input, Direction::Output] {
            let types = match direction {
                Direction::Input => &contract.types.input,
                Direction::Output => &contract.types.output,
            };
            for (name, schema) in types {
                let Some(said) = Said::of(name, schema) else {
                    continue;
                };
                let (family, is_std) = (said.family.to_owned(), said.is_std);
                let said = arguments(said.arguments, reader, plain.of(direction));
                match said.iter().cloned().collect::<Option<Vec<_>>>() {
                    Some(arguments) if (1..=MOST_PARAMETERS).contains(&arguments.len()) => {
                        let instance = Instance {
                            family,
                            arguments,
                            is_std,
                        };
                        generics.of_mut(direction).insert(name.clone(), instance);
                    }
                    _ => {
                        let known = generics.refused.entry(name.clone()).or_default();
                        known.extend(said.into_iter().flatten());
                        doubtful.insert(family);
                    }
                }
            }
        }
        generics.refuse(&doubtful);
        generics
    }

    fn of(&self, direction: Direction) -> &BTreeMap<String, Instance> {
        match direction {
            Direction::Input => &self.input,
            Direction::Output => &self.output,
        }
    }

    fn of_mut(&mut self, direction: Direction) -> &mut BTreeMap<String, Instance> {
        match direction {
            Direction::Input => &mut self.input,
            Direction::Output => &mut self.output,
        }
    }

    /// The shape as it is written: instances with their arguments.
    pub(super) fn written(&self, shape: &Shape, direction: Direction) -> Shape {
        let instances = self.of(direction);
        shape.mapped(&|inner| {
            let Shape::Name(name) = inner else {
                return None;
            };
            let Instance {
                family, arguments, ..
            } = instances.get(name)?;
            let arguments = arguments.iter();
            let arguments = arguments.map(|argument| self.written(argument, direction));
            Some(Shape::Generic(family.clone(), arguments.collect()))
        })
    }

    fn families(&self) -> BTreeSet<String> {
        let instances = self.input.values().chain(self.output.values());
        instances.map(|instance| instance.family.clone()).collect()
    }

    /// Makes all instances of these generic types types of their own.
    fn refuse(&mut self, families: &BTreeSet<String>) {
        for instances in [&mut self.input, &mut self.output] {
            let refused = instances.extract_if(.., |_, one| families.contains(&one.family));
            for (name, instance) in refused {
                let known = self.refused.entry(name).or_default();
                known.extend(instance.arguments);
            }
        }
    }

    /// What is declared.
    ///
    /// # Errors
    /// The generic types that cannot be, if there are any.
    fn declared(
        &self,
        plain: &Types,
        names: &Names,
        contract: &Contract,
    ) -> Result<Types, BTreeSet<String>> {
        let families = self.families();
        let unfit = |family: &&String| !names.is_free(family) || !self.is_short(family);
        let doubtful: BTreeSet<String> = families.iter().filter(unfit).cloned().collect();
        if !doubtful.is_empty() {
            return Err(doubtful);
        }
        let (mut input, mut output) = (BTreeMap::new(), BTreeMap::new());
        let mut doubtful = BTreeSet::new();
        for family in families {
            match self.declaration(&family, plain, names, contract) {
                Some([sent, got]) => {
                    input.extend(sent.map(|named| (family.clone(), named)));
                    output.extend(got.map(|named| (family.clone(), named)));
                }
                None => drop(doubtful.insert(family)),
            }
        }
        if !doubtful.is_empty() {
            return Err(doubtful);
        }
        input.extend(self.others(plain, Direction::Input));
        output.extend(self.others(plain, Direction::Output));
        let circular = &aliases::circular(&input) | &aliases::circular(&output);
        match circular.is_empty() {
            true => Ok(Types::new(input, output)),
            false => Err(circular),
        }
    }

    /// The types that are no instances.
    fn others<'t>(
        &'t self,
        plain: &'t Types,
        direction: Direction,
    ) -> impl Iterator<Item = (String, Named)> + 't {
        let types = plain.of(direction).iter();
        let others = types.filter(move |(name, _)| !self.of(direction).contains_key(*name));
        others.map(move |(name, named)| {
            let shape = self.written(&named.shape, direction);
            (name.clone(), Named::plain(named.docs.clone(), shape))
        })
    }

    /// A generic type as clients send it and as they get it, as far as there are instances.
    fn declaration(
        &self,
        family: &str,
        plain: &Types,
        names: &Names,
        contract: &Contract,
    ) -> Option<[Option<Named>; 2]> {
        let directions = [Direction::Input, Direction::Output];
        let [sent, got] = directions.map(|direction| {
            let instances = self.of(direction).iter();
            let instances = instances.filter(|(_, instance)| instance.family == family);
            let uses = instances.map(|(name, instance)| Use {
                direction,
                arguments: &instance.arguments,
                is_std: instance.is_std,
                named: &plain.of(direction)[name],
            });
            uses.collect::<Vec<_>>()
        });
        let both = [sent.as_slice(), got.as_slice()].concat();
        let count = both.first()?.arguments.len();
        if both.iter().any(|one| one.arguments.len() != count) {
            return None;
        }
        let parameters = names.parameters(count)?;
        let of = |uses: &[Use<'_>]| template(uses, &parameters, self, contract);
        // What one direction leaves in doubt the other may show.
        if let Some(named) = of(&both) {
            let of_some = |uses: &[Use<'_>]| (!uses.is_empty()).then(|| named.clone());
            return Some([of_some(&sent), of_some(&got)]);
        }
        if sent.is_empty() || got.is_empty() {
            return None;
        }
        Some([Some(of(&sent)?), Some(of(&got)?)])
    }

    /// Whether no instance is written with too many types.
    fn is_short(&self, family: &str) -> bool {
        [Direction::Input, Direction::Output]
            .into_iter()
            .all(|direction| {
                let instances = self.of(direction).values();
                let mut instances = instances.filter(|instance| instance.family == family);
                instances.all(|instance| {
                    let mut left = MOST_PARTS;
                    let mut arguments = instance.arguments.iter();
                    arguments.all(|argument| self.spend(argument, direction, &mut left))
                })
            })
    }

    /// Takes what the shape costs; `false` if that is not left.
    fn spend(&self, shape: &Shape, direction: Direction, left: &mut u32) -> bool {
        let Some(rest) = left.checked_sub(1) else {
            return false;
        };
        *left = rest;
        match shape {
            Shape::Text(_) => true,
            Shape::Name(name) => match self.of(direction).get(name) {
                Some(instance) => {
                    let mut arguments = instance.arguments.iter();
                    arguments.all(|argument| self.spend(argument, direction, left))
                }
                None => true,
            },
            shape => (shape.parts().iter()).all(|part| self.spend(part, direction, left)),
        }
    }
}

/// The arguments of an instance; none in the place of what is no type, or not made of types of the contract.
fn arguments(
    said: &[Value],
    reader: &Reader,
    known: &BTreeMap<String, Named>,
) -> Vec<Option<Shape>> {
    let argument = |schema: &Value| {
        // A number or the like.
        if schema.get("const").is_some() {
            return None;
        }
        let shape = reader.shape(schema, "an argument").ok()?;
        let mut names = BTreeSet::new();
        shape.names(&mut names);
        let is_known = names.iter().all(|name| known.contains_key(name));
        is_known.then_some(shape)
    };
    said.iter().map(argument).collect()
}
