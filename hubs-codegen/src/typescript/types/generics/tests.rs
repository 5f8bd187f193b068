//! What is generic, and what is not since it cannot be shown to be.

use hubs_contract::model::Contract;
use serde_json::{Value, json};

use crate::typescript::{Direction, Int64, TypePrinter, writer::Writer};

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/types/output/{name}") })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let fields: serde_json::Map<String, Value> = (fields.iter())
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "properties": fields, "required": names })
}

fn instance(mut schema: Value, family: &str, arguments: &[Value]) -> Value {
    schema["x-generic"] = json!({ "name": family, "arguments": arguments });
    schema
}

fn page(of: &Value) -> Value {
    let fields = [("items", list(of)), ("next", json!({ "type": "boolean" }))];
    instance(object(&fields), "Page", std::slice::from_ref(of))
}

fn either(left: &Value, right: &Value) -> Value {
    let fields = [("left", left.clone()), ("right", right.clone())];
    instance(object(&fields), "Either", &[left.clone(), right.clone()])
}

fn contract(input: &Value, output: &Value) -> Contract {
    serde_json::from_value(json!({
        "format": hubs_contract::FORMAT,
        "server": { "kind": "hubs", "version": "0.1.0" },
        "hubs": {}, "clients": {}, "states": {},
        "types": { "input": input, "output": output },
    }))
    .unwrap()
}

fn printer(output: &Value) -> TypePrinter {
    TypePrinter::new(&contract(&json!({}), output), Int64::Number).unwrap()
}

/// All declarations on one line each, without words.
fn declared_by(printer: &TypePrinter) -> Vec<String> {
    let mut out = Writer::default();
    printer.declare(&mut out);
    let text = out.into_text();
    let declarations = text.split("export ").skip(1);
    declarations
        .map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn declared(output: &Value) -> Vec<String> {
    declared_by(&printer(output))
}

/// Whether each type is declared as if the contract did not say what is generic.
fn is_as_before(output: &Value) -> bool {
    let mut plain = output.clone();
    for schema in plain.as_object_mut().unwrap().values_mut() {
        schema.as_object_mut().unwrap().remove("x-generic");
    }
    declared(output) == declared(&plain)
}

#[test]
fn instances_share_a_declaration() {
    let user = reference("User");
    let types = json!({
        "User": object(&[("name", text())]),
        "Page_User": page(&user),
        "Page_string": page(&text()),
        "Home": object(&[("users", reference("Page_User")), ("words", reference("Page_string"))]),
    });
    assert_eq!(
        declared(&types),
        [
            "interface Home { users: Page<User>; words: Page<string>; }",
            "interface Page<T> { items: T[]; next: boolean; }",
            "interface User { name: string; }",
        ]
    );
    let schema = list(&reference("Page_User"));
    let used = printer(&types).expression(&schema, Direction::Output, true, "here");
    let used = used.unwrap();
    assert_eq!(used.text, "Page<User>[] | null");
    assert_eq!(Vec::from_iter(used.names), ["Page", "User"]);
}

#[test]
fn one_instance_is_enough_if_it_leaves_no_doubt() {
    let user = || ("User", object(&[("name", text())]));
    let types = |page: Value| Value::from_iter([user(), ("Page_1", page)]);
    let expected = ["interface Page<T> { items: T[]; next: boolean; }"];
    assert_eq!(declared(&types(page(&reference("User"))))[..1], expected);
    assert_eq!(declared(&types(page(&text())))[..1], expected);
    let mut twice = page(&text());
    twice["properties"]["next"] = text();
    assert!(is_as_before(&types(twice.clone())));
    // Another instance tells which of the two texts is meant.
    let mut other = page(&json!({ "type": "boolean" }));
    other["properties"]["next"] = text();
    assert_eq!(
        declared(&json!({ "Page_1": twice, "Page_2": other })),
        ["interface Page<T> { items: T[]; next: string; }"]
    );
}

#[test]
fn optional_arguments_are_told_from_null() {
    let slice = |of: &Value, maybe: Value| {
        instance(
            object(&[("items", list(of)), ("next", maybe)]),
            "Slice",
            std::slice::from_ref(of),
        )
    };
    let maybe_user = json!({ "anyOf": [reference("User"), { "type": "null" }] });
    let user = object(&[("name", text())]);
    let types = json!({
        "Slice_1": slice(&text(), json!({ "type": ["string", "null"] })),
        "Slice_2": slice(&maybe_user, maybe_user.clone()),
        "User": user,
    });
    let expected = "interface Slice<T> { items: T[]; next: T | null; }";
    assert_eq!(declared(&types)[0], expected);
    // `next` may be the argument, or what is null or the argument.
    assert!(is_as_before(
        &json!({ "Slice_2": slice(&maybe_user, maybe_user.clone()), "User": user })
    ));
}

#[test]
fn arguments_that_cannot_be_told_apart_are_not_guessed() {
    let user = object(&[("name", text())]);
    let same = either(&reference("User"), &reference("User"));
    assert!(is_as_before(&json!({ "Either_1": same, "User": user })));
    let other = either(&text(), &reference("User"));
    assert_eq!(
        declared(&json!({ "Either_1": same, "Either_2": other, "User": user }))[0],
        "interface Either<T, U> { left: T; right: U; }"
    );
    // Not the same body.
    let turned = instance(
        either(&text(), &reference("User")),
        "Either",
        &[reference("User"), text()],
    );
    assert!(is_as_before(
        &json!({ "Either_2": other, "Either_3": turned, "User": user })
    ));
}

#[test]
fn generic_types_hold_generic_types_and_themselves() {
    let tree = |name: &str, of: &Value| {
        let fields = [
            ("value", of.clone()),
            ("below", list(&reference(name))),
            ("page", reference(&format!("Page_{name}"))),
        ];
        instance(object(&fields), "Tree", std::slice::from_ref(of))
    };
    let types = json!({
        "Tree_1": tree("Tree_1", &text()),
        "Tree_2": tree("Tree_2", &json!({ "type": "boolean" })),
        "Page_Tree_1": page(&reference("Tree_1")),
        "Page_Tree_2": page(&reference("Tree_2")),
        "Nested": page(&reference("Page_Tree_1")),
        "Use": object(&[("nested", reference("Nested"))]),
    });
    assert_eq!(
        declared(&types),
        [
            "interface Page<T> { items: T[]; next: boolean; }",
            "interface Tree<T> { value: T; below: Tree<T>[]; page: Page<Tree<T>>; }",
            "interface Use { nested: Page<Page<Tree<string>>>; }",
        ]
    );
}

#[test]
fn what_is_generic_in_part_is_not_generic() {
    // `Inner` takes a number as well, so nobody sees what of it is the argument.
    let inner = instance(
        object(&[("items", list(&text()))]),
        "Inner",
        &[text(), json!({ "const": 3 })],
    );
    let outer = object(&[("inner", reference("Inner_1")), ("value", text())]);
    let types = json!({ "Inner_1": inner, "Outer_1": instance(outer, "Outer", &[text()]) });
    assert!(is_as_before(&types));
}

#[test]
fn directions_that_differ_have_a_form_each() {
    let with = |required: Value, way: &str| {
        let argument = json!({ "$ref": format!("#/types/{way}/User") });
        let mut page = page(&argument);
        page["required"] = required;
        json!({ "Page_1": page, "User": object(&[("name", text())]) })
    };
    let of = |input: Value, output: Value| {
        declared_by(&TypePrinter::new(&contract(&input, &output), Int64::Error).unwrap())
    };
    let whole = || json!(["items", "next"]);
    assert_eq!(
        of(with(json!(["items"]), "input"), with(whole(), "output"))[..2],
        [
            "interface Page<T> { items: T[]; next: boolean; }",
            "interface PageInput<T> { items: T[]; next?: boolean; }",
        ]
    );
    // An argument that differs makes no second page.
    let mut input = with(whole(), "input");
    input["User"]["required"] = json!([]);
    input["Use"] = object(&[("page", json!({ "$ref": "#/types/input/Page_1" }))]);
    let mut output = with(whole(), "output");
    output["Use"] = object(&[("page", reference("Page_1"))]);
    assert_eq!(
        of(input, output),
        [
            "interface Page<T> { items: T[]; next: boolean; }",
            "interface Use { page: Page<User>; }",
            "interface UseInput { page: Page<UserInput>; }",
            "interface User { name: string; }",
            "interface UserInput { name?: string; }",
        ]
    );
}

#[test]
fn names_are_not_taken_from_others() {
    let named = |family: &str, other: &str| {
        let mut types = json!({ "Page_1": page(&text()), other: object(&[("name", text())]) });
        types["Page_1"]["x-generic"]["name"] = json!(family);
        types
    };
    for (family, other) in [
        ("Page", "Page"),
        ("Page", "PageInput"),
        ("PageInput", "Page"),
        ("Promise", "User"),
        ("Uint8Array", "User"),
        ("HubProxy", "User"),
        ("IsoDateTime", "User"),
        ("keyof", "User"),
        ("string", "User"),
        ("", "User"),
        ("X<T> = 1; type Y", "User"),
    ] {
        assert!(is_as_before(&named(family, other)), "{family} {other}");
    }
    let types = named("Page", "T");
    assert_eq!(
        declared(&types)[0],
        "interface Page<U> { items: U[]; next: boolean; }"
    );
    // One that is called like its generic type gives it its name.
    let types = json!({ "Page": page(&text()) });
    assert_eq!(
        declared(&types),
        ["interface Page<T> { items: T[]; next: boolean; }"]
    );
}

#[test]
fn arguments_that_are_none_or_endless_are_overlooked() {
    let with = |arguments: Value| {
        let mut types = json!({ "Page_1": page(&text()), "Page_2": page(&reference("Page_1")) });
        types["Page_1"]["x-generic"]["arguments"] = arguments;
        types
    };
    for arguments in [
        json!([]),
        json!("string"),
        json!([{ "const": 3 }]),
        json!([text(), text()]),
        Value::from(vec![text(); 9]),
        json!([reference("Missing")]),
        json!([{ "$ref": "#/types/output/string; evil()" }]),
        json!([{ "type": "evil()" }]),
        json!([reference("Page_1")]),
        json!([reference("Page_2")]),
        json!([list(&text())]),
    ] {
        assert!(is_as_before(&with(arguments.clone())), "{arguments}");
    }
    // Each doubles what the one before is written with.
    let mut types = json!({ "Either_0": either(&text(), &text()) });
    for depth in 1..64 {
        let below = reference(&format!("Either_{}", depth - 1));
        types[format!("Either_{depth}")] = either(&below, &below);
    }
    assert!(is_as_before(&types));
}

#[test]
fn aliases_do_not_go_in_circles() {
    let maybe = |of: &Value| {
        let box_ = object(&[("value", of.clone())]);
        instance(
            json!({ "anyOf": [box_, { "type": "null" }] }),
            "Maybe",
            std::slice::from_ref(of),
        )
    };
    // `type Loop = Maybe<Loop>` is refused by TypeScript, though `type Loop = Maybe_1` is not.
    let looped = json!({ "Loop": reference("Maybe_1"), "Maybe_1": maybe(&reference("Loop")) });
    assert!(is_as_before(&looped));
    // An interface may.
    let paged = json!({ "Loop": reference("Page_1"), "Page_1": page(&reference("Loop")) });
    assert_eq!(declared(&paged)[0], "type Loop = Page<Loop>;");
}

/// The tables of wide integers have each instance by itself.
#[test]
fn wide_integers_are_found_in_each_instance() {
    let wide = json!({ "type": "integer", "format": "uint64" });
    let types = json!({ "Page_string": page(&text()), "Page_wide": page(&wide) });
    let printer = printer(&types);
    let page = "interface Page<T> { items: T[]; next: boolean; }";
    assert!(declared_by(&printer)[0].starts_with(page));
    let places = |name: &str| {
        let places = printer
            .places(&reference(name), Direction::Output, "here")
            .unwrap();
        let mut named = std::collections::BTreeMap::new();
        places.named(&mut named);
        let inside = named
            .values()
            .map(|named| printer.places_of_type(named).to_json());
        (places.to_json(), inside.collect::<Vec<_>>())
    };
    let inside = json!({ "fields": { "items": { "items": true } } });
    assert_eq!(
        places("Page_wide"),
        (json!({ "types": ["Page_wide"] }), vec![inside])
    );
    assert_eq!(places("Page_string"), (Value::Null, vec![]));
}

fn range(of: &Value) -> Value {
    object(&[("start", of.clone()), ("end", of.clone())])
}

#[test]
fn ranges_of_std_are_generic_without_a_word_in_the_contract() {
    let number = || json!({ "type": "integer", "format": "uint32", "minimum": 0 });
    let day = || json!({ "type": "string", "format": "date" });
    let bound = |of: &Value| {
        let variant = |name: &str| object(&[(name, of.clone())]);
        let unbounded = json!({ "type": "string", "const": "Unbounded" });
        json!({ "oneOf": [variant("Included"), variant("Excluded"), unbounded] })
    };
    let expected = "interface Range<T> { start: T; end: T; }";
    // One is enough: everybody knows where its argument stands.
    let one = json!({ "Range_of_uint32": range(&number()) });
    assert_eq!(declared(&one), [expected]);
    let several = json!({
        "Bound_of_uint32": bound(&number()),
        "Range_of_uint32": range(&number()),
        "Range_of_Nullable_Date": range(&json!({ "anyOf": [day(), { "type": "null" }] })),
        "Range_of_Range_of_uint32": range(&reference("Range_of_uint32")),
        "Use": object(&[
            ("bound", reference("Bound_of_uint32")),
            ("days", reference("Range_of_Nullable_Date")),
            ("ranges", reference("Range_of_Range_of_uint32")),
        ]),
    });
    let said = declared(&several);
    let without_words = said.iter().filter(|one| !one.contains("IsoDate = "));
    let without_words = without_words.map(|one| one.split(" /**").next().unwrap());
    assert_eq!(
        Vec::from_iter(without_words),
        [
            "type Bound<T> = | { Included: T; Excluded?: never } | { Excluded: T; Included?: never } | \"Unbounded\";",
            expected,
            "interface Use { bound: Bound<number>; days: Range<IsoDate | null>; ranges: Range<Range<number>>; }",
        ]
    );
}

#[test]
fn only_ranges_of_std_are_known_without_a_word() {
    let own = json!({ "Range_of_uint32": object(&[("start", text()), ("end", text()), ("step", text())]) });
    assert!(declared(&own)[0].starts_with("interface Range_of_uint32 {"));
    let mut described = range(&text());
    described["description"] = "Mine.".into();
    let described = json!({ "Range_of_string": described });
    assert!(declared(&described)[0].starts_with("interface Range_of_string {"));
    // The name is a type's, or a generic type's of another body.
    let taken = json!({ "Range": text(), "Range_of_string": range(&text()) });
    assert_eq!(
        declared(&taken),
        [
            "type Range = string;",
            "interface Range_of_string { start: string; end: string; }"
        ]
    );
    let own = |of: Value| {
        instance(
            object(&[("from", of.clone()), ("to", of)]),
            "Range",
            &[text()],
        )
    };
    let both = json!({ "Range_of_string": range(&text()), "Own": own(text()) });
    assert_eq!(
        declared(&both),
        [
            "interface Own { from: string; to: string; }",
            "interface Range_of_string { start: string; end: string; }",
        ]
    );
}
