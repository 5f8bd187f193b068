//! What the macros tell the contract (feature `contract`).
#![allow(missing_docs)]

use hubs_contract::model::{Contract, Presence, Returns};
use hubs_runtime::{contract::collect, prelude::*};
use serde_json::{Value, json};
use tower::ServiceExt;

/// Called by the server.
#[client_contract]
pub trait LampClient {
    /// The light changed.
    async fn changed(&self, lamp: Lamp, by: Option<String>);
    async fn may_i(&self) -> bool;
    async fn done(&self) -> ();
}

#[caller_state]
pub struct LampState {
    /// Shown to others.
    pub name: String,
    pub level: u32,
}

#[hub_type]
pub struct Lamp {
    pub name: String,
    pub color: Option<Color>,
}

#[hub_type]
pub enum Color {
    Red,
    Blue,
}

#[hub_type]
#[derive(Debug, thiserror::Error, HubError)]
pub enum LampError {
    #[error("no lamp is called {name}")]
    Unknown { name: String },
    #[internal]
    #[error("the store failed")]
    Store(#[from] HubError),
}

type Answer<T> = Result<T, LampError>;

/// Lamps.
#[hub(client = LampClient, state = LampState)]
pub struct LampHub;

#[hub]
impl LampHub {
    /// Switches a lamp.
    #[deprecated(note = "use `dim`")]
    pub async fn switch(&self, lamp: String, #[hub(nullable)] on: Option<bool>) -> Answer<Lamp> {
        let color = on.map(|_| Color::Red);
        Ok(Lamp { name: lamp, color })
    }

    pub fn dim(&self, lamp: Lamp, #[hub(optional)] to: Option<u32>, #[hub(default = 3)] steps: u8) {
        let _ = (lamp, to, steps);
    }

    pub fn watch(&self) -> Answer<impl Stream<Item = Result<Lamp, LampError>>> {
        Ok(futures_util::stream::empty())
    }

    pub fn names(&self, _patterns: Upload<String>) -> impl Stream<Item = String> {
        futures_util::stream::empty()
    }

    #[hub(cancel)]
    pub async fn text_errors(&self) -> Result<(), HubError> {
        Ok(())
    }
}

fn contract() -> Contract {
    collect().expect("one hub is linked")
}

#[test]
fn methods_tell_their_types_in_the_direction_of_travel() {
    let contract = contract();
    let methods = &contract.hubs["LampHub"].methods;
    let switch = &methods["switch"];
    assert_eq!(switch.about.docs, "Switches a lamp.");
    let note = switch.about.deprecated.as_ref().unwrap().note.as_deref();
    assert_eq!(note, Some("use `dim`"));
    assert_eq!(switch.params[1].presence, Presence::Nullable);
    assert_eq!(switch.params[1].schema, json!({ "type": "boolean" }));
    let lamp = json!({ "$ref": "#/types/output/Lamp" });
    assert_eq!(
        switch.returns,
        Returns::Value {
            schema: lamp.clone()
        }
    );
    let error = json!({ "$ref": "#/types/output/LampError" });
    assert_eq!(switch.error.as_ref(), Some(&error));

    let dim = &methods["dim"];
    assert_eq!(
        dim.params[0].schema,
        json!({ "$ref": "#/types/input/Lamp" })
    );
    let presence: Vec<_> = dim.params.iter().map(|param| param.presence).collect();
    let expected = [Presence::Required, Presence::Optional, Presence::Optional];
    assert_eq!(presence, expected);
    assert_eq!(dim.returns, Returns::Nothing);

    let watch = &methods["watch"];
    assert_eq!(watch.returns, Returns::Stream { schema: lamp });
    assert_eq!(watch.error, Some(error));
    let names = &methods["names"];
    assert!(names.params[0].upload);
    assert_eq!(names.params[0].schema, json!({ "type": "string" }));
    let schema = json!({ "type": "string" });
    assert_eq!(names.returns, Returns::Stream { schema });
    assert!(methods["textErrors"].cancel && methods["textErrors"].error.is_none());
}

#[test]
fn clients_and_states_tell_theirs() {
    let contract = contract();
    let client = &contract.clients["LampClient"];
    assert_eq!(client.about.docs, "Called by the server.");
    let changed = &client.methods["changed"];
    assert_eq!(
        changed.params[0].schema,
        json!({ "$ref": "#/types/output/Lamp" })
    );
    assert_eq!(changed.params[1].name, "by");
    assert!(changed.result.is_none());
    let answer = client.methods["mayI"].result.as_ref().unwrap();
    assert_eq!(answer.schema, Some(json!({ "type": "boolean" })));
    assert_eq!(client.methods["done"].result.as_ref().unwrap().schema, None);
    let fields = &contract.states["LampState"].fields;
    assert_eq!(fields[0].docs, "Shown to others.");
    assert_eq!((&*fields[1].name, &fields[1].default), ("level", &json!(0)));
}

#[test]
fn types_differ_by_direction_and_hide_what_callers_never_get() {
    let contract = contract();
    let required =
        |types: &std::collections::BTreeMap<String, Value>| types["Lamp"]["required"].clone();
    assert_eq!(required(&contract.types.input), json!(["name"]));
    assert_eq!(required(&contract.types.output), json!(["name", "color"]));
    let error = contract.types.output["LampError"].to_string();
    assert!(
        error.contains("unknown") && !error.contains("store"),
        "{error}"
    );
    assert_eq!(Contract::from_json(&contract.to_json()).unwrap(), contract);
}

pub mod enums {
    //! What a schema alone does not tell of an enum.

    use super::*;

    #[hub_type]
    pub enum Mixed {
        Plain,
        #[serde(rename = "2nd")]
        Second,
        Tuple(u8, u8),
        /// Has words.
        Worded,
        #[serde(untagged)]
        Other(String),
    }

    #[hub_type]
    #[serde(tag = "kind")]
    pub enum Internal {
        Nothing,
        Holds(Lamp),
    }

    #[hub_type]
    #[serde(tag = "t", content = "c", rename_all = "snake_case")]
    pub enum Adjacent {
        NoValue,
        OneValue(u32),
    }

    #[hub_type]
    #[serde(untagged)]
    pub enum Untagged {
        Text(String),
        Number { value: f64 },
    }

    #[hub_type]
    pub struct Colored {
        #[serde(flatten)]
        color: Color,
    }

    #[hub]
    pub struct EnumHub;

    #[hub]
    impl EnumHub {
        pub fn all(&self, _all: (Mixed, Internal, Adjacent, Untagged, Colored, Color)) {}
    }

    fn schema(name: &str) -> Value {
        contract().types.input[name].clone()
    }

    #[test]
    fn variants_have_their_names_as_titles() {
        let titles = |name: &str| {
            let schema = schema(name);
            let list = schema.get("oneOf").or(schema.get("anyOf")).cloned();
            let list = list.unwrap_or_default();
            let list = list.as_array().unwrap().clone();
            let titles = list.iter().map(|variant| variant["title"].as_str());
            titles
                .map(|title| title.unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            titles("Mixed"),
            ["Plain", "Second", "Tuple", "Worded", "Other"]
        );
        assert_eq!(schema("Mixed")["anyOf"][1]["const"], "2nd");
        assert_eq!(titles("Internal"), ["Nothing", "Holds"]);
        assert_eq!(titles("Adjacent"), ["NoValue", "OneValue"]);
        assert_eq!(titles("Untagged"), ["Text", "Number"]);
        let red = json!({ "type": "string", "const": "red", "title": "Red" });
        assert_eq!(schema("Color")["oneOf"][0], red);
    }

    #[test]
    fn enums_say_how_they_are_tagged() {
        let form = |name: &str| schema(name)["x-enum"].clone();
        assert_eq!(form("Color"), "external");
        assert_eq!(form("Mixed"), "external");
        assert_eq!(form("Internal"), json!({ "tag": "kind" }));
        assert_eq!(form("Adjacent"), json!({ "tag": "t", "content": "c" }));
        assert_eq!(form("Untagged"), "untagged");
    }

    #[test]
    fn a_flattened_enum_keeps_its_constants_as_keys() {
        let flat = schema("Colored");
        assert_eq!(flat["oneOf"][0]["required"], json!(["red"]));
        assert!(!contract().to_json().contains("x-units"));
    }
}

pub mod tagged_structs {
    //! The tag of a struct, which schemars leaves out.

    use super::*;

    /// A type that is called otherwise in the contract.
    #[hub_type]
    #[serde(tag = "type")]
    #[schemars(rename = "Dot")]
    pub struct Point {
        pub x: u8,
    }

    #[hub_type]
    #[serde(tag = "type", rename(serialize = "line"))]
    pub struct Line {
        pub length: u8,
    }

    #[hub_type]
    #[serde(tag = "type", rename = "strict", deny_unknown_fields)]
    pub struct Strict {
        pub a: u8,
    }

    #[hub_type]
    pub struct Outer {
        pub id: u8,
        #[serde(flatten)]
        pub point: Point,
    }

    #[hub]
    pub struct TaggedHub;

    #[hub]
    impl TaggedHub {
        pub fn echo(&self, all: (Point, Line, Strict, Outer)) -> (Point, Line, Strict, Outer) {
            all
        }
    }

    #[test]
    fn the_tag_of_a_struct_is_a_constant_before_its_fields() {
        let types = contract().types;
        for types in [&types.input, &types.output] {
            let tag = |name: &str| types[name]["properties"]["type"].clone();
            let named = |name: &str| json!({ "type": "string", "const": name });
            assert_eq!(tag("Dot"), named("Point"));
            assert_eq!(types["Dot"]["required"], json!(["type", "x"]));
            assert_eq!(tag("Line"), named("line"));
            assert_eq!(tag("Outer"), named("Point"));
        }
        let point = serde_json::to_value(Point { x: 1 }).unwrap();
        assert_eq!(point, json!({ "type": "Point", "x": 1 }));
        assert!(!contract().to_json().contains("x-tag"));
    }

    #[test]
    fn a_struct_that_refuses_its_own_tag_does_not_ask_for_it() {
        let written = serde_json::to_string(&Strict { a: 1 }).unwrap();
        assert!(serde_json::from_str::<Strict>(&written).is_err());
        let types = contract().types;
        let read = &types.input["strict"];
        assert_eq!(read["required"], json!(["a"]));
        assert_eq!(read["properties"].get("type"), None);
        let written = &types.output["strict"];
        assert_eq!(written["required"], json!(["type", "a"]));
    }
}

#[test]
fn members_and_hubs_have_digests() {
    let contract = contract();
    let hub = &contract.hubs["LampHub"];
    let methods = hub.methods.values().map(|method| &method.digest);
    let clients = contract.clients["LampClient"].methods.values();
    let clients = clients.map(|method| &method.digest);
    let others = [&hub.digest, &contract.states["LampState"].digest];
    for digest in methods.chain(clients).chain(others) {
        assert_eq!(digest.len(), 16, "{digest}");
    }
    let mut again = contract.clone();
    again.write_digests();
    assert_eq!(again, contract);
}

pub mod guarded {
    //! Who may use a hub and its methods.

    use hubs_contract::model::Authorize;

    use super::*;

    pub struct SignedIn;
    pub struct Admin;

    impl Policy for SignedIn {
        async fn allows(caller: &Caller) -> bool {
            caller.user_id().is_some()
        }
    }

    impl Policy for Admin {
        async fn allows(caller: &Caller) -> bool {
            caller.user_id().is_some()
        }
    }

    #[hub]
    #[authorize(SignedIn)]
    pub struct GuardedHub;

    #[hub]
    impl GuardedHub {
        pub fn look(&self) {}

        #[authorize(self::Admin, SignedIn)]
        pub fn change(&self) {}
    }

    #[test]
    fn policies_are_named() {
        let names = |demands: &[Authorize]| {
            let names = demands.iter().map(|demand| demand.policy.clone().unwrap());
            names.collect::<Vec<_>>()
        };
        let contract = contract();
        let hub = &contract.hubs["GuardedHub"];
        assert_eq!(names(&hub.authorize), ["SignedIn"]);
        assert!(names(&hub.methods["look"].authorize).is_empty());
        let change = names(&hub.methods["change"].authorize);
        assert_eq!(change, ["self::Admin", "SignedIn"]);
    }
}

pub mod generics {
    //! Instances of generic types.

    use super::*;

    #[hub_type]
    #[schemars(rename = "Page_{T}")]
    pub struct Page<T> {
        pub items: Vec<T>,
        pub next: Option<u32>,
    }

    #[hub_type]
    pub enum Either<A, B> {
        Left(A),
        Right(B),
    }

    #[hub_type]
    pub struct Grid<const N: usize> {
        pub side: u8,
    }

    /// Its argument reaches no wire and needs no schema.
    #[hub_type]
    #[schemars(rename = "Key")]
    pub struct Key<T> {
        pub text: String,
        #[serde(skip)]
        #[schemars(skip)]
        pub of: std::marker::PhantomData<T>,
    }

    pub struct NoSchema;

    /// Inside its own argument.
    #[hub_type]
    pub struct Folder {
        pub inside: Page<Folder>,
        pub either: Either<Vec<Folder>, Page<Folder>>,
    }

    #[hub_type]
    pub struct Flat {
        #[serde(flatten)]
        pub page: Page<Color>,
    }

    #[hub]
    pub struct GenericHub;

    #[hub]
    impl GenericHub {
        pub fn take(&self, _folder: Folder, _grid: Grid<3>, _key: Key<NoSchema>, _flat: Flat) {}
    }

    #[test]
    fn instances_tell_the_generic_type_and_its_arguments() {
        let types = &contract().types.input;
        let instance = |name: &str| types[name].get("x-generic").cloned();
        let folder = json!({ "$ref": "#/types/input/Folder" });
        let page = json!({ "name": "Page", "arguments": [folder] });
        assert_eq!(instance("Page_Folder"), Some(page));
        let list = json!({ "type": "array", "items": folder });
        let page = json!({ "$ref": "#/types/input/Page_Folder" });
        let expected = json!({ "name": "Either", "arguments": [list, page] });
        assert_eq!(instance("Either"), Some(expected));
        let expected = json!({ "name": "Grid", "arguments": [{ "const": 3 }] });
        assert_eq!(instance("Grid"), Some(expected));
    }

    #[test]
    fn what_is_no_instance_or_lacks_a_schema_tells_nothing() {
        let types = &contract().types.input;
        for name in ["Folder", "Key", "Flat"] {
            assert_eq!(types[name].get("x-generic"), None, "{name}");
        }
    }
}

/// What a server answers at its route for the contract.
async fn told_by(builder: hubs_runtime::HubServerBuilder) -> (Option<String>, String) {
    let hubs = builder.build().unwrap();
    let app: axum::Router = hubs.router().route("/hubs.json", hubs.contract());
    let request = http::Request::get("/hubs.json");
    let answer = app.oneshot(request.body(axum::body::Body::empty()).unwrap());
    let answer = answer.await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers().get("content-type");
    let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
    (kind, String::from_utf8(body.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn a_server_tells_the_contract_that_it_was_given_or_else_that_of_its_program() {
    let lamp = || HubServer::builder().hub("/lamp", LampHub);
    let of_program = collect().unwrap().to_json();
    let json = Some("application/json".to_owned());
    assert_eq!(told_by(lamp()).await, (json.clone(), of_program.clone()));
    // The file as it is, with every space in it.
    let given = format!("{of_program}\n ");
    assert_eq!(told_by(lamp().contract(&*given)).await, (json, given));
}

#[tokio::test]
async fn no_server_tells_its_contract_unasked() {
    let hubs = HubServer::builder().hub("/lamp", LampHub).build().unwrap();
    for path in ["/hubs.contract.json", "/lamp/hubs.contract.json"] {
        let request = http::Request::get(path).body(axum::body::Body::empty());
        let answer = hubs.router().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), 404);
    }
}
