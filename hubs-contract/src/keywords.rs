//! Keywords of JSON Schema by what they hold, for whoever walks through schemas.

/// Hold a schema.
pub const ONE: [&str; 10] = [
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Hold a list of schemas.
pub const SEVERAL: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];

/// Hold schemas by name: below them, words are no keywords.
pub const NAMED: [&str; 3] = ["dependentSchemas", "patternProperties", "properties"];
