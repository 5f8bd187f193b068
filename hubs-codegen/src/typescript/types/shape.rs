//! TypeScript types as a tree, and how they are laid out on lines.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    links::is_unseen,
    typescript::{docs::Docs, writer::Writer},
};

/// One type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A keyword, a literal or a parameter of a generic type.
    Text(String),
    /// A named type of the contract.
    Name(String),
    /// A generic type and its arguments.
    Generic(String, Vec<Self>),
    Array(Box<Shape>),
    Tuple(Vec<Shape>),
    Object(Object),
    Union(Vec<Alternative>),
    Intersection(Vec<Shape>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    pub(super) docs: Docs,
    pub(super) shape: Shape,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
    /// Type of the keys and of the values that no member names.
    pub(super) index: Option<(&'static str, Box<Shape>)>,
    /// Whether other keys are refused.
    pub(super) exact: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) optional: bool,
    pub(super) docs: Docs,
    pub(super) shape: Shape,
}

impl Member {
    /// A member that must not be there.
    pub(super) fn absent(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            optional: true,
            docs: Docs::default(),
            shape: Shape::text("never"),
        }
    }
}

impl Alternative {
    pub(super) fn plain(shape: Shape) -> Self {
        Self {
            docs: Docs::default(),
            shape,
        }
    }
}

impl Object {
    /// Whether every object would do.
    pub(super) fn says_nothing(&self) -> bool {
        self.members.is_empty() && self.index.is_none()
    }

    fn mapped(&self, replace: &dyn Fn(&Shape) -> Option<Shape>) -> Self {
        let mut mapped = self.clone();
        for member in &mut mapped.members {
            member.shape = member.shape.mapped(replace);
        }
        if let Some((_, value)) = &mut mapped.index {
            **value = value.mapped(replace);
        }
        mapped
    }

    /// The key of an object of which no other key is known.
    pub(super) fn only_key(&self) -> Option<&str> {
        match self.members.as_slice() {
            [member] if !member.optional => Some(&member.name),
            _ => None,
        }
    }
}

impl Shape {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// One alternative is itself; the same one twice is one.
    pub(super) fn union(alternatives: Vec<Alternative>) -> Self {
        let mut distinct: Vec<Alternative> = Vec::new();
        for alternative in alternatives {
            if !distinct
                .iter()
                .any(|known| known.shape == alternative.shape)
            {
                distinct.push(alternative);
            }
        }
        match distinct.as_slice() {
            [] => Self::text("never"),
            [one] if one.docs.is_empty() => one.shape.clone(),
            _ => Self::Union(distinct),
        }
    }

    /// The type, or null.
    pub(super) fn or_null(self) -> Self {
        let mut alternatives = match self {
            Self::Union(alternatives) => alternatives,
            other => vec![Alternative::plain(other)],
        };
        alternatives.push(Alternative::plain(Self::text("null")));
        Self::union(alternatives)
    }

    /// What stands behind `type name = …`: a union that names itself says nothing by that, and TypeScript refuses it.
    pub(super) fn without_itself(&self, name: &str) -> Self {
        let Self::Union(alternatives) = self else {
            return self.clone();
        };
        let others = alternatives
            .iter()
            .filter(|one| !matches!(&one.shape, Self::Name(used) if used == name));
        Self::union(others.cloned().collect())
    }

    /// The same with other shapes in the places of those that `replace` has one for. A union in a union is one.
    pub(super) fn mapped(&self, replace: &dyn Fn(&Self) -> Option<Self>) -> Self {
        if let Some(other) = replace(self) {
            return other;
        }
        let all = |shapes: &[Self]| shapes.iter().map(|shape| shape.mapped(replace)).collect();
        match self {
            Self::Text(_) | Self::Name(_) => self.clone(),
            Self::Generic(name, arguments) => Self::Generic(name.clone(), all(arguments)),
            Self::Array(item) => Self::Array(Box::new(item.mapped(replace))),
            Self::Tuple(items) => Self::Tuple(all(items)),
            Self::Intersection(parts) => Self::Intersection(all(parts)),
            Self::Union(alternatives) => {
                let mut mapped = Vec::new();
                for Alternative { docs, shape } in alternatives {
                    match shape.mapped(replace) {
                        Self::Union(inner) if docs.is_empty() => mapped.extend(inner),
                        shape => mapped.push(Alternative {
                            docs: docs.clone(),
                            shape,
                        }),
                    }
                }
                Self::union(mapped)
            }
            Self::Object(object) => Self::Object(object.mapped(replace)),
        }
    }

    /// The shapes directly in it.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Text(_) | Self::Name(_) => Vec::new(),
            Self::Array(item) => vec![&**item],
            Self::Generic(_, items) | Self::Tuple(items) | Self::Intersection(items) => {
                items.iter().collect()
            }
            Self::Union(alternatives) => alternatives.iter().map(|one| &one.shape).collect(),
            Self::Object(object) => {
                let members = object.members.iter().map(|member| &member.shape);
                let value = object.index.iter().map(|(_, value)| &**value);
                members.chain(value).collect()
            }
        }
    }

    /// Every named type in it.
    pub(super) fn names(&self, names: &mut BTreeSet<String>) {
        if let Self::Name(name) | Self::Generic(name, _) = self {
            names.insert(name.clone());
        }
        for part in self.parts() {
            part.names(names);
        }
    }
}

/// Writes shapes, with the names that types have where they are written.
pub(super) struct Layout<'a> {
    pub(super) name: &'a dyn Fn(&str) -> String,
}

impl Layout<'_> {
    /// On one line, without words about members.
    pub(super) fn line(&self, shape: &Shape) -> String {
        match shape {
            Shape::Text(text) => text.clone(),
            Shape::Name(name) => (self.name)(name),
            Shape::Generic(name, arguments) => {
                format!("{}<{}>", (self.name)(name), self.list(arguments))
            }
            Shape::Array(item) => format!("{}[]", self.operand(item)),
            Shape::Tuple(items) => format!("[{}]", self.list(items)),
            Shape::Union(alternatives) => {
                let parts: Vec<String> = alternatives
                    .iter()
                    .map(|one| self.line(&one.shape))
                    .collect();
                parts.join(" | ")
            }
            Shape::Intersection(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.operand(part)).collect();
                parts.join(" & ")
            }
            Shape::Object(object) => {
                let mut members: Vec<String> = object
                    .members
                    .iter()
                    .map(|member| format!("{}: {}", head(member), self.line(&member.shape)))
                    .collect();
                members.extend(self.index(object));
                if members.is_empty() {
                    // `{}` would be anything but null.
                    return empty(object);
                }
                format!("{{ {} }}", members.join("; "))
            }
        }
    }

    /// On as many lines as it takes, with `after` columns behind the last one.
    pub(super) fn write(&self, out: &mut Writer, shape: &Shape, after: usize) {
        let line = self.line(shape);
        if !has_docs(shape) && out.has_room_for_type(line.len(), after) {
            out.write(&line);
        } else {
            self.lines(out, shape, after);
        }
    }

    /// On several lines, if there is a way to.
    fn lines(&self, out: &mut Writer, shape: &Shape, after: usize) {
        match shape {
            Shape::Object(object) if !object.says_nothing() => {
                out.write("{");
                out.inside(|out| self.members(out, object));
                out.write("}");
            }
            Shape::Array(item) if matches!(**item, Shape::Object(_)) => {
                self.write(out, item, after);
                out.write("[]");
            }
            Shape::Union(alternatives) => out.indented(|out| {
                for alternative in alternatives {
                    out.end();
                    out.comment(&alternative.docs.lines());
                    out.write("| ");
                    out.indented(|out| self.write(out, &alternative.shape, 0));
                }
            }),
            Shape::Intersection(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.write(" & ");
                    }
                    if matches!(part, Shape::Union(_)) {
                        out.write("(");
                        out.indented(|out| self.lines(out, part, 0));
                        out.end();
                        out.write(")");
                    } else {
                        self.write(out, part, after);
                    }
                }
            }
            shape => out.write(&self.line(shape)),
        }
    }

    /// The members of an object, each on a line of its own.
    pub(super) fn members(&self, out: &mut Writer, object: &Object) {
        for member in &object.members {
            out.comment(&member.docs.lines());
            out.write(&format!("{}: ", head(member)));
            self.write(out, &member.shape, 1);
            out.line(";");
        }
        if let Some(index) = self.index(object) {
            out.line(&format!("{index};"));
        }
    }

    /// The index signature, which must allow what the named members hold.
    fn index(&self, object: &Object) -> Option<String> {
        let (key, value) = object.index.as_ref()?;
        let mut alternatives = vec![Alternative::plain((**value).clone())];
        for member in &object.members {
            alternatives.push(Alternative::plain(member.shape.clone()));
            if member.optional {
                alternatives.push(Alternative::plain(Shape::text("undefined")));
            }
        }
        let value = self.line(&Shape::union(alternatives));
        Some(format!("[key: {key}]: {value}"))
    }

    fn list(&self, items: &[Shape]) -> String {
        let items: Vec<String> = items.iter().map(|item| self.line(item)).collect();
        items.join(", ")
    }

    /// As part of a longer type.
    fn operand(&self, shape: &Shape) -> String {
        let text = self.line(shape);
        match shape {
            Shape::Union(_) | Shape::Intersection(_) => format!("({text})"),
            _ => text,
        }
    }
}

fn empty(object: &Object) -> String {
    let value = if object.exact { "never" } else { "unknown" };
    format!("{{ [key: string]: {value} }}")
}

fn has_docs(shape: &Shape) -> bool {
    match shape {
        // Arguments stand on one line, which has no room for words.
        Shape::Text(_) | Shape::Name(_) | Shape::Generic(..) => false,
        Shape::Array(item) => has_docs(item),
        Shape::Tuple(items) | Shape::Intersection(items) => items.iter().any(has_docs),
        Shape::Union(alternatives) => alternatives
            .iter()
            .any(|one| !one.docs.is_empty() || has_docs(&one.shape)),
        Shape::Object(object) => object
            .members
            .iter()
            .any(|member| !member.docs.is_empty() || has_docs(&member.shape)),
    }
}

fn head(member: &Member) -> String {
    let mark = if member.optional { "?" } else { "" };
    format!("{}{mark}", key(&member.name))
}

/// A property's name, quoted unless it is an identifier.
pub(crate) fn key(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        text(name)
    }
}

/// A text as a literal.
pub(crate) fn text(text: &str) -> String {
    literal(&Value::from(text))
}

/// JSON as TypeScript that is read alike wherever it stands: also in a page's `<script>`, and by tools for which more
/// characters end a line than those of JSON.
pub(crate) fn literal(json: &Value) -> String {
    let mut literal = String::new();
    for letter in json.to_string().replace("</", "<\\/").chars() {
        match letter {
            '\u{7f}'..='\u{9f}' => literal += &format!("\\u{:04x}", u32::from(letter)),
            letter if is_unseen(letter) => literal += &format!("\\u{:04x}", u32::from(letter)),
            letter => literal.push(letter),
        }
    }
    literal
}

/// Whether TypeScript takes `name` without quotes. Only ASCII, which is always right.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    characters.next().is_some_and(starts) && characters.all(|c| starts(c) || c.is_ascii_digit())
}
