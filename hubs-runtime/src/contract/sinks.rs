//! What the macros' type visitors write into: one kind for each table.

use hubs_contract::model::{ClientMethod, ClientResult, Returns, StateField};
use schemars::JsonSchema;
use serde_json::{Value, json};

use super::{
    registry::{about, param},
    schemas::Schemas,
};
use crate::info::{ClientMethodInfo, StateFieldInfo};

/// Collects the types of one hub method, in declaration order.
pub struct TypeSink<'a> {
    schemas: &'a mut Schemas,
    pub(super) params: Vec<Value>,
    pub(super) returns: Returns,
    pub(super) error: Option<Value>,
}

impl std::fmt::Debug for TypeSink<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypeSink").finish_non_exhaustive()
    }
}

impl<'a> TypeSink<'a> {
    pub(super) fn new(schemas: &'a mut Schemas) -> Self {
        Self {
            schemas,
            params: Vec::new(),
            returns: Returns::Nothing,
            error: None,
        }
    }

    /// A parameter, or the item of an upload.
    pub fn param<T: JsonSchema>(&mut self) {
        let schema = self.schemas.input::<T>();
        self.params.push(schema);
    }

    /// The result of a plain call.
    pub fn value<T: JsonSchema>(&mut self) {
        let schema = self.schemas.output::<T>();
        self.returns = if is_unit(&schema) {
            Returns::Nothing
        } else {
            Returns::Value { schema }
        };
    }

    /// The items of a stream.
    pub fn stream<T: JsonSchema>(&mut self) {
        let schema = self.schemas.output::<T>();
        self.returns = Returns::Stream { schema };
    }

    /// An error value that callers get. A stream may have one for its start and one for its items.
    pub fn error<T: JsonSchema>(&mut self) {
        let schema = self.schemas.output::<T>();
        self.error = match self.error.take() {
            Some(first) if first != schema => Some(json!({ "anyOf": [first, schema] })),
            _ => Some(schema),
        };
    }
}

/// Collects the methods of one client contract with their types.
pub struct ClientSink<'a> {
    schemas: &'a mut Schemas,
    pub(super) methods: Vec<(&'static str, ClientMethod)>,
    names: &'static [crate::info::ParamInfo],
}

impl std::fmt::Debug for ClientSink<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientSink").finish_non_exhaustive()
    }
}

impl<'a> ClientSink<'a> {
    pub(super) fn new(schemas: &'a mut Schemas) -> Self {
        Self {
            schemas,
            methods: Vec::new(),
            names: &[],
        }
    }

    /// The next method; its parameters and its answer follow.
    pub fn method(&mut self, row: &ClientMethodInfo) {
        let method = ClientMethod {
            about: about(&row.about),
            client_name: row.client_name.map(str::to_owned),
            params: Vec::new(),
            result: row.answers.then(ClientResult::default),
            digest: String::new(),
        };
        self.names = row.params;
        self.methods.push((row.name, method));
    }

    /// The next parameter of the method.
    pub fn param<T: JsonSchema>(&mut self) {
        let schema = self.schemas.output::<T>();
        if let (Some((_, method)), [info, rest @ ..]) = (self.methods.last_mut(), self.names) {
            method.params.push(param(info, schema));
            self.names = rest;
        }
    }

    /// What the method answers.
    pub fn answer<T: JsonSchema>(&mut self) {
        let schema = Some(self.schemas.input::<T>()).filter(|schema| !is_unit(schema));
        if let Some((_, method)) = self.methods.last_mut() {
            method.result = Some(ClientResult { schema });
        }
    }
}

/// Collects the types of a caller state's fields, in declaration order.
pub struct StateSink<'a> {
    schemas: &'a mut Schemas,
    rows: std::slice::Iter<'static, StateFieldInfo>,
    pub(super) fields: Vec<StateField>,
}

impl std::fmt::Debug for StateSink<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateSink").finish_non_exhaustive()
    }
}

impl<'a> StateSink<'a> {
    pub(super) fn new(schemas: &'a mut Schemas, rows: &'static [StateFieldInfo]) -> Self {
        Self {
            schemas,
            rows: rows.iter(),
            fields: Vec::new(),
        }
    }

    /// The next field; its default is not known here.
    pub fn field<T: JsonSchema>(&mut self) {
        let row = self.rows.next();
        let row = row.expect("as many types as rows; this is a bug in hubs-macros");
        self.fields.push(StateField {
            name: row.name.to_owned(),
            docs: row.docs.to_owned(),
            deprecated: row.deprecated.as_ref().map(super::registry::deprecated),
            input: (!row.server).then(|| self.schemas.input::<T>()),
            output: self.schemas.output::<T>(),
            default: Value::Null,
            digest: String::new(),
        });
    }
}

/// The schema of `()`.
fn is_unit(schema: &Value) -> bool {
    *schema == json!({ "type": "null" })
}
