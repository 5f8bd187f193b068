//! The body of a generic type, from the shapes of its instances.

use std::collections::BTreeSet;

use hubs_contract::model::Contract;

use super::{
    super::{
        Direction, Named,
        forms::is_taken,
        shape::{Member, Object, Shape},
    },
    Generics, Instance,
};

/// An instance.
#[derive(Clone, Copy)]
pub(super) struct Use<'t> {
    pub(super) direction: Direction,
    pub(super) arguments: &'t [Shape],
    pub(super) is_std: bool,
    pub(super) named: &'t Named,
}

/// The declaration of which all `uses` are instances; none where it is in doubt, which of their parts are arguments.
pub(super) fn template(
    uses: &[Use<'_>],
    parameters: &[&'static str],
    generics: &Generics,
    contract: &Contract,
) -> Option<Named> {
    let docs = &uses.first()?.named.docs;
    if uses.iter().any(|one| one.named.docs != *docs) {
        return None;
    }
    let mut search = Search {
        uses,
        parameters,
        generics,
        places: vec![0; parameters.len()],
    };
    let shapes: Vec<&Shape> = uses.iter().map(|one| &one.named.shape).collect();
    let shape = search.body(&shapes)?;
    let is_settled = (0..parameters.len()).all(|index| search.is_settled(index, contract));
    // However it was found: with the arguments in it, it must be each instance.
    let is_right = uses.iter().all(|one| {
        let written = generics.written(&one.named.shape, one.direction);
        search.filled(&shape, one) == written
    });
    (is_settled && is_right).then(|| Named {
        docs: docs.clone(),
        parameters: parameters.to_vec(),
        shape,
    })
}

struct Search<'t> {
    uses: &'t [Use<'t>],
    parameters: &'t [&'static str],
    generics: &'t Generics,
    /// How often each parameter stands in the body.
    places: Vec<usize>,
}

impl Search<'_> {
    /// What `shapes` are, one of each use, with parameters in the places of arguments.
    fn body(&mut self, shapes: &[&Shape]) -> Option<Shape> {
        if let Some(parameter) = self.parameter(shapes, |argument, shape| argument == shape)? {
            return Some(parameter);
        }
        match *shapes.first()? {
            Shape::Text(text) => {
                let same = Shape::text(text);
                shapes.iter().all(|shape| **shape == same).then_some(same)
            }
            Shape::Name(_) => self.name(shapes),
            // Nothing has been written with arguments yet.
            Shape::Generic(..) => None,
            Shape::Array(_) => {
                let items = each(shapes, |shape| match shape {
                    Shape::Array(item) => Some(&**item),
                    _ => None,
                })?;
                Some(Shape::Array(Box::new(self.body(&items)?)))
            }
            Shape::Tuple(_) => {
                let items = each(shapes, |shape| match shape {
                    Shape::Tuple(items) => Some(items.as_slice()),
                    _ => None,
                })?;
                Some(Shape::Tuple(self.all(&items)?))
            }
            Shape::Intersection(_) => {
                let parts = each(shapes, |shape| match shape {
                    Shape::Intersection(parts) => Some(parts.as_slice()),
                    _ => None,
                })?;
                Some(Shape::Intersection(self.all(&parts)?))
            }
            Shape::Object(_) => self.object(shapes),
            Shape::Union(_) => self.union(shapes),
        }
    }

    /// The only parameter whose argument `fits` in each use, if there is one; nothing at all if there are several.
    fn parameter(
        &mut self,
        shapes: &[&Shape],
        fits: impl Fn(&Shape, &Shape) -> bool,
    ) -> Option<Option<Shape>> {
        let fit = |index: &usize| {
            let mut pairs = self.uses.iter().zip(shapes);
            pairs.all(|(one, shape)| fits(&one.arguments[*index], shape))
        };
        let found: Vec<usize> = (0..self.parameters.len()).filter(fit).collect();
        match found.as_slice() {
            [] => Some(None),
            [index] => {
                self.places[*index] += 1;
                Some(Some(Shape::text(self.parameters[*index])))
            }
            _ => None,
        }
    }

    /// Items by their position.
    fn all(&mut self, lists: &[&[Shape]]) -> Option<Vec<Shape>> {
        let count = lists.first()?.len();
        if lists.iter().any(|items| items.len() != count) {
            return None;
        }
        let at = |index: usize| lists.iter().map(|items| &items[index]).collect::<Vec<_>>();
        (0..count).map(|index| self.body(&at(index))).collect()
    }

    /// A named type, or instances of one generic type.
    fn name(&mut self, shapes: &[&Shape]) -> Option<Shape> {
        let generics = self.generics;
        let names = each(shapes, |shape| match shape {
            Shape::Name(name) => Some(name),
            _ => None,
        })?;
        let named = self.uses.iter().zip(&names);
        let instances = named.map(|(one, name)| generics.of(one.direction).get(*name));
        let instances: Vec<Option<&Instance>> = instances.collect();
        if instances.iter().all(Option::is_none) {
            let name = names[0];
            let is_same = names.iter().all(|other| *other == name);
            return (is_same && !self.hides_argument(name)).then(|| Shape::Name(name.clone()));
        }
        let instances: Vec<&Instance> = instances.into_iter().collect::<Option<_>>()?;
        let family = &instances.first()?.family;
        if instances.iter().any(|instance| instance.family != *family) {
            return None;
        }
        let arguments = instances
            .iter()
            .map(|instance| instance.arguments.as_slice());
        let arguments = self.all(&arguments.collect::<Vec<_>>())?;
        Some(Shape::Generic(family.clone(), arguments))
    }

    /// Whether this is an instance without parameters that may stand for one with ours.
    fn hides_argument(&self, name: &str) -> bool {
        let Some(arguments) = self.generics.refused.get(name) else {
            return false;
        };
        (0..self.parameters.len()).any(|index| {
            let mut uses = self.uses.iter();
            uses.all(|one| arguments.contains(&one.arguments[index]))
        })
    }

    fn object(&mut self, shapes: &[&Shape]) -> Option<Shape> {
        let objects = each(shapes, |shape| match shape {
            Shape::Object(object) => Some(object),
            _ => None,
        })?;
        let first = *objects.first()?;
        let key = |object: &Object| object.index.as_ref().map(|(key, _)| *key);
        let is_alike = |other: &&&Object| {
            other.exact == first.exact
                && key(other) == key(first)
                && other.members.len() == first.members.len()
                && other.members.iter().zip(&first.members).all(is_same_member)
        };
        if objects.iter().filter(is_alike).count() < objects.len() {
            return None;
        }
        let mut whole = first.clone();
        for (index, member) in whole.members.iter_mut().enumerate() {
            let shapes = objects.iter().map(|object| &object.members[index].shape);
            member.shape = self.body(&shapes.collect::<Vec<_>>())?;
        }
        if let Some((_, value)) = &mut whole.index {
            let values = objects.iter().filter_map(|object| object.index.as_ref());
            let values: Vec<&Shape> = values.map(|(_, value)| &**value).collect();
            **value = self.body(&values)?;
        }
        Some(Shape::Object(whole))
    }

    fn union(&mut self, shapes: &[&Shape]) -> Option<Shape> {
        // What may be null already is not so twice, so its argument is another one than what stands beside null.
        if shapes.iter().all(|shape| may_be_null(shape)) {
            let fits = |argument: &Shape, shape: &Shape| or_null(argument) == or_null(shape);
            if let Some(parameter) = self.parameter(shapes, fits)? {
                return Some(parameter.or_null());
            }
        }
        let unions = each(shapes, |shape| match shape {
            Shape::Union(alternatives) => Some(alternatives.as_slice()),
            _ => None,
        })?;
        let first = *unions.first()?;
        let mut alternatives = first.to_vec();
        for (index, alternative) in alternatives.iter_mut().enumerate() {
            let same = each(&unions, |union| {
                let other = union.get(index)?;
                let is_alike = union.len() == first.len() && other.docs == alternative.docs;
                is_alike.then_some(&other.shape)
            })?;
            alternative.shape = self.body(&same)?;
        }
        Some(Shape::Union(alternatives))
    }

    /// Whether the instances leave no doubt where this parameter stands.
    fn is_settled(&self, index: usize, contract: &Contract) -> bool {
        let arguments = || self.uses.iter().map(|one| &one.arguments[index]);
        let Some(first) = arguments().next() else {
            return false;
        };
        if self.places[index] == 0 {
            return false;
        }
        if self.uses.iter().all(|one| one.is_std) {
            return true;
        }
        if arguments().all(may_be_null) {
            return false;
        }
        let mut names = BTreeSet::new();
        first.names(&mut names);
        // A `string` at two places may be the argument at one of them, and a text by chance at the other.
        arguments().any(|other| other != first)
            || self.places[index] == 1
            || names.iter().any(|name| is_taken(name, contract))
    }

    /// The body with the arguments of an instance in it.
    fn filled(&self, body: &Shape, one: &Use<'_>) -> Shape {
        body.mapped(&|inner| {
            let parameters = self.parameters.iter();
            let mut arguments = parameters.zip(one.arguments);
            let (_, argument) = arguments.find(|(name, _)| *inner == Shape::text(**name))?;
            Some(self.generics.written(argument, one.direction))
        })
    }
}

/// The part of each, if all have one.
fn each<'s, S: ?Sized, P: ?Sized>(
    shapes: &[&'s S],
    part: impl Fn(&'s S) -> Option<&'s P>,
) -> Option<Vec<&'s P>> {
    shapes.iter().map(|shape| part(shape)).collect()
}

fn is_same_member((one, other): (&Member, &Member)) -> bool {
    one.name == other.name && one.optional == other.optional && one.docs == other.docs
}

fn may_be_null(shape: &Shape) -> bool {
    or_null(shape) == *shape
}

fn or_null(shape: &Shape) -> Shape {
    shape.clone().or_null()
}
