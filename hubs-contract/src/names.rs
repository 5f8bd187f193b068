//! Wire names: made from identifiers by one rule, compared ignoring ASCII case, checked against reserved ones.

use crate::wire;

/// How identifiers become wire names.
///
/// Both rules are serde's (`rename_all`), so that parameters, methods and the fields of a serde type agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RenameAll {
    /// `send_message` becomes `sendMessage`; the default.
    #[default]
    CamelCase,
    /// `send_message` becomes `SendMessage`; for .NET and Java clients, whose handlers are case-sensitive.
    PascalCase,
}

impl RenameAll {
    /// The spellings accepted in attributes, in the order messages list them.
    pub const SPELLINGS: [&'static str; 2] = ["camelCase", "PascalCase"];

    /// The rule with this spelling, or `None`.
    pub fn from_spelling(spelling: &str) -> Option<Self> {
        match spelling {
            "camelCase" => Some(Self::CamelCase),
            "PascalCase" => Some(Self::PascalCase),
            _ => None,
        }
    }

    /// The wire name of `ident`, an identifier without its `r#`.
    pub fn apply(self, ident: &str) -> String {
        match self {
            Self::CamelCase => camel_case(ident),
            Self::PascalCase => pascal_case(ident),
        }
    }

    /// Chooses between the two spellings of one name that a macro wrote down.
    pub const fn pick(self, camel: &'static str, pascal: &'static str) -> &'static str {
        match self {
            Self::CamelCase => camel,
            Self::PascalCase => pascal,
        }
    }
}

/// `send_message` as `SendMessage`: underscores go, the letter after each is raised.
pub fn pascal_case(ident: &str) -> String {
    let mut name = String::with_capacity(ident.len());
    let mut raise = true;
    for letter in ident.chars() {
        if letter == '_' {
            raise = true;
        } else if raise {
            name.push(letter.to_ascii_uppercase());
            raise = false;
        } else {
            name.push(letter);
        }
    }
    name
}

/// `send_message` as `sendMessage`: [`pascal_case`] with the first letter lowered.
pub fn camel_case(ident: &str) -> String {
    let mut name = pascal_case(ident);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    name
}

/// `ChatHub` as `chat-hub`: for file names.
pub fn kebab_case(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len() + 4);
    let letters: Vec<char> = name.chars().collect();
    for (index, &letter) in letters.iter().enumerate() {
        if letter == '_' || letter == '-' || letter == '.' {
            kebab.push('-');
            continue;
        }
        let starts_word = letter.is_ascii_uppercase()
            && index > 0
            && (!letters[index - 1].is_ascii_uppercase()
                || letters.get(index + 1).is_some_and(char::is_ascii_lowercase));
        if starts_word && !kebab.ends_with('-') {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

/// The form in which names are compared: SignalR servers and JavaScript clients ignore ASCII case.
pub fn fold(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Why a wire name cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// The empty name.
    Empty,
    /// A character that is not printable ASCII, or a space.
    NotAscii(char),
    /// Starts with the prefix of our own wire additions.
    FrameworkPrefix,
}

impl std::fmt::Display for NameFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::NotAscii(letter) => write!(
                f,
                "must be printable ASCII without spaces, but contains {letter:?}"
            ),
            Self::FrameworkPrefix => {
                write!(
                    f,
                    "must not start with `{}`, which is reserved",
                    wire::PREFIX
                )
            }
        }
    }
}

impl std::error::Error for NameFault {}

/// Checks a name that goes on the wire.
///
/// # Errors
/// [`NameFault`] for an empty name, one outside printable ASCII, or one with the reserved prefix in any case.
pub fn check_wire_name(name: &str) -> Result<(), NameFault> {
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if let Some(letter) = name.chars().find(|letter| !letter.is_ascii_graphic()) {
        return Err(NameFault::NotAscii(letter));
    }
    let prefix = name.as_bytes().get(..wire::PREFIX.len());
    if prefix.is_some_and(|start| start.eq_ignore_ascii_case(wire::PREFIX.as_bytes())) {
        return Err(NameFault::FrameworkPrefix);
    }
    Ok(())
}

/// Member names that a generated client cannot have, with the reason that messages give.
///
/// Our own members start with `$`, so this holds only what would break the language.
const RESERVED_MEMBERS: &[(&str, &str)] = &[
    ("then", "JavaScript would await such a client as a promise"),
    ("constructor", "it is the constructor of a JavaScript class"),
    ("__proto__", "it sets the prototype of a JavaScript object"),
    ("prototype", "it is the prototype of a JavaScript class"),
    ("toJSON", "JavaScript calls it to serialize an object"),
    ("toString", "JavaScript calls it to print an object"),
    ("valueOf", "JavaScript calls it to convert an object"),
];

/// Why `member` cannot be the name of a method, handler or state field of a generated client, if so.
///
/// The way out is a `client_name`, which changes the generated member and not the wire.
pub fn reserved_member(member: &str) -> Option<&'static str> {
    if member.starts_with('$') {
        return Some("members that start with `$` belong to the generated client");
    }
    RESERVED_MEMBERS
        .iter()
        .find(|(name, _)| *name == member)
        .map(|(_, reason)| *reason)
}

/// Why a `client_name` cannot be a member of generated clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberFault {
    /// The empty name.
    Empty,
    /// Starts with a digit.
    Digit,
    /// A character that identifiers of all generated languages do not have.
    Letter(char),
}

impl std::fmt::Display for MemberFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::Digit => f.write_str("must not start with a digit"),
            Self::Letter(letter) => write!(
                f,
                "must be ASCII letters, digits and `_`, but contains {letter:?}"
            ),
        }
    }
}

impl std::error::Error for MemberFault {}

/// Checks a name that only generated clients have.
///
/// # Errors
/// [`MemberFault`] for a name that is no identifier of plain ASCII.
pub fn check_member_name(name: &str) -> Result<(), MemberFault> {
    let mut letters = name.chars();
    match letters.next() {
        None => return Err(MemberFault::Empty),
        Some(first) if first.is_ascii_digit() => return Err(MemberFault::Digit),
        Some(_) => {}
    }
    let strange = name
        .chars()
        .find(|letter| !letter.is_ascii_alphanumeric() && *letter != '_');
    strange.map_or(Ok(()), |letter| Err(MemberFault::Letter(letter)))
}

/// Longer names are no slips of the pen, and comparing them would cost more than it tells.
const MAX_COMPARED_BYTES: usize = 64;

/// The candidates that a mistyped `name` may have meant, ignoring case, the likeliest first.
///
/// A candidate that needs more than a third of its letters changed is none, nor is any for a name of more than 64
/// bytes.
pub fn ranked<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Vec<&'c str> {
    if name.len() > MAX_COMPARED_BYTES {
        return Vec::new();
    }
    let name = fold(name);
    let mut ranked: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= MAX_COMPARED_BYTES)
        .map(|candidate| (strsim::osa_distance(&name, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.len().max(name.len()) / 3).max(1))
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The likeliest of [`ranked`].
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    ranked(name, candidates).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casing_follows_serde() {
        for (ident, camel, pascal) in [
            ("send_message", "sendMessage", "SendMessage"),
            ("get_User", "getUser", "GetUser"),
            ("getURL", "getURL", "GetURL"),
            ("user_2fa", "user2fa", "User2fa"),
            ("_private__twice_", "privateTwice", "PrivateTwice"),
            ("x", "x", "X"),
            ("_", "", ""),
        ] {
            assert_eq!(camel_case(ident), camel, "{ident}");
            assert_eq!(pascal_case(ident), pascal, "{ident}");
        }
    }

    #[test]
    fn file_names() {
        for (name, file) in [
            ("ChatHub", "chat-hub"),
            ("chat", "chat"),
            ("HTTPHub", "http-hub"),
            ("my_hub", "my-hub"),
            ("Hub2D", "hub2-d"),
        ] {
            assert_eq!(kebab_case(name), file);
        }
    }

    #[test]
    fn wire_names_are_checked() {
        assert_eq!(check_wire_name("sendMessage"), Ok(()));
        assert_eq!(check_wire_name(""), Err(NameFault::Empty));
        assert_eq!(check_wire_name("a b"), Err(NameFault::NotAscii(' ')));
        assert_eq!(check_wire_name("größe"), Err(NameFault::NotAscii('ö')));
        assert_eq!(check_wire_name("$HUBS.x"), Err(NameFault::FrameworkPrefix));
        assert_eq!(check_wire_name("$hubs"), Ok(()));
    }

    #[test]
    fn the_nearest_name_is_found_or_nothing() {
        let known = ["on_connected", "on_disconnected"];
        assert_eq!(nearest("on_conected", known), Some("on_connected"));
        assert_eq!(nearest("on_disconect", known), Some("on_disconnected"));
        assert_eq!(nearest("nmae", ["name", "timeout"]), Some("name"));
        assert_eq!(nearest("completely", ["name", "timeout"]), None);
        assert_eq!(ranked("name", ["nama", "room", "Name"]), ["Name", "nama"]);
        let long = "a".repeat(65);
        assert_eq!(nearest(&long, [long.as_str()]), None);
    }

    #[test]
    fn member_names_are_identifiers() {
        assert_eq!(check_member_name("sendMessage_2"), Ok(()));
        assert_eq!(check_member_name(""), Err(MemberFault::Empty));
        assert_eq!(check_member_name("2nd"), Err(MemberFault::Digit));
        assert_eq!(check_member_name("a-b"), Err(MemberFault::Letter('-')));
        assert_eq!(check_member_name("$state"), Err(MemberFault::Letter('$')));
    }

    #[test]
    fn reserved_members_are_exact() {
        assert!(reserved_member("then").is_some());
        assert!(reserved_member("Then").is_none());
        assert!(reserved_member("$state").is_some());
    }
}
