//! What changed between two contracts, and who must update for it.
//!
//! Two meetings count: of a client made for the old contract with the new server, and of a client made for the new contract with the
//! old server. The rules are those of the wire: arguments are counted, so one more is another method; servers find methods whatever
//! their case, but pushes are spelled as the contract spells them, and some official clients compare spellings; fields that a reader
//! does not know it overlooks.

mod enums;
mod members;
mod schemas;

use std::fmt;

use hubs_contract::model::Contract;

/// Who must follow a change; nobody if it is compatible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    /// Clients made for the old contract fail against the new server on what changed.
    pub clients: bool,
    /// Clients made for the new contract fail against the old server on what changed: servers must come first.
    pub servers: bool,
}

impl Class {
    pub(crate) const COMPATIBLE: Self = Self::new(false, false);
    pub(crate) const CLIENTS: Self = Self::new(true, false);
    pub(crate) const SERVERS: Self = Self::new(false, true);
    pub(crate) const BOTH: Self = Self::new(true, true);

    const fn new(clients: bool, servers: bool) -> Self {
        Self { clients, servers }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.clients, self.servers) {
            (false, false) => "compatible",
            (true, false) => "clients must update",
            (false, true) => "servers must update",
            (true, true) => "clients and servers must update",
        })
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who must follow.
    pub class: Class,
    /// What changed, in a sentence without a full stop.
    pub text: String,
}

/// All changes, those that break clients first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The list.
    pub list: Vec<Change>,
}

impl Changes {
    /// Whether old clients fail on something that changed.
    pub fn breaks_clients(&self) -> bool {
        self.list.iter().any(|change| change.class.clients)
    }

    fn add(&mut self, class: Class, text: String) {
        self.list.push(Change { class, text });
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.list.is_empty() {
            return writeln!(f, "no change");
        }
        for change in &self.list {
            writeln!(f, "{}: {}", change.class, change.text)?;
        }
        Ok(())
    }
}

/// Compares two contracts.
pub fn changes(old: &Contract, new: &Contract) -> Changes {
    let mut changes = members::changes(old, new);
    let list = &mut changes.list;
    list.sort_by(|a, b| b.class.cmp(&a.class).then_with(|| a.text.cmp(&b.text)));
    // A caller state's field may change alike in both directions.
    list.dedup();
    changes
}
