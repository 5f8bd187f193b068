//! Whether a client was made for the hub as it is: the digests of its hello against those of the server's contract.

use std::{collections::BTreeMap, collections::HashSet, fmt};

use hubs_contract::HELLO_DIGEST_DIGITS;
use parking_lot::Mutex;

use crate::{connection::quoted::Quoted, options::ContractDrift, protocol::MemberDigests};

/// So many different drifts are logged as warnings; what clients say is not kept without a bound.
const MAX_TOLD: usize = 100;

/// So much of a name is shown: it may be anyone's.
const MAX_NAME_CHARS: usize = 100;

/// So many members are named.
const MAX_NAMED: usize = 10;

/// A hub's members with their digests, as the contract has them.
#[derive(Debug)]
pub(crate) struct Members {
    digests: MemberDigests,
    /// What was logged already.
    told: Mutex<HashSet<String>>,
}

impl Members {
    pub(crate) fn new(digests: MemberDigests) -> Self {
        Self {
            digests,
            told: Mutex::default(),
        }
    }

    /// Compares with what a client was `made_for`.
    ///
    /// # Errors
    /// A text for the client that shall not connect.
    pub(crate) fn check(
        &self,
        hub: &'static str,
        made_for: &MemberDigests,
        policy: ContractDrift,
    ) -> Result<(), String> {
        let Some(drift) = self.drift(made_for) else {
            return Ok(());
        };
        metrics::counter!("hubs.server.contract_drift", "hub" => hub).increment(1);
        let text = format!("This client was made for another version of hub `{hub}`: {drift}.");
        self.tell(&text);
        match policy {
            ContractDrift::Warn => Ok(()),
            // All that has changed may be that there is more.
            ContractDrift::Reject if drift.is_unnamed => Ok(()),
            ContractDrift::Reject => Err(format!("{text} Generate it again with hubs-codegen.")),
        }
    }

    fn tell(&self, text: &str) {
        let mut told = self.told.lock();
        let is_new = told.len() < MAX_TOLD && told.insert(text.to_owned());
        drop(told);
        if is_new {
            tracing::warn!(drift = %Quoted(text), "a client connects that was made for another version of the hub");
        } else {
            tracing::debug!(drift = %Quoted(text), "a client connects that was made for another version of the hub");
        }
    }

    /// What a client that was `made_for` these members would miss.
    fn drift(&self, made_for: &MemberDigests) -> Option<Drift> {
        // Clients of others, and of hubs in development, say nothing.
        if made_for.digest.is_empty() || made_for.digest == self.digests.digest {
            return None;
        }
        let here = &self.digests;
        let mut drift = Drift::default();
        for (kind, made_for, here) in [
            ("method", &made_for.methods, &here.methods),
            ("client method", &made_for.client, &here.client),
            ("state field", &made_for.state, &here.state),
        ] {
            drift.look(kind, made_for, here);
        }
        let says_members = [&made_for.methods, &made_for.client, &made_for.state];
        drift.is_unnamed = says_members.iter().all(|members| members.is_empty());
        drift.is_some().then_some(drift)
    }
}

/// What has changed since a client was made.
#[derive(Debug, Default)]
struct Drift {
    changed: Vec<String>,
    gone: Vec<String>,
    /// The client said nothing of its members.
    is_unnamed: bool,
}

impl Drift {
    fn look(
        &mut self,
        kind: &str,
        made_for: &BTreeMap<String, String>,
        here: &BTreeMap<String, String>,
    ) {
        for (name, digest) in made_for {
            let shown: String = name.chars().take(MAX_NAME_CHARS).collect();
            match here.get(name) {
                Some(whole) if is_digest(digest, whole) => {}
                Some(_) => self.changed.push(format!("{kind} `{shown}`")),
                None => self.gone.push(format!("{kind} `{shown}`")),
            }
        }
    }

    fn is_some(&self) -> bool {
        self.is_unnamed || !self.changed.is_empty() || !self.gone.is_empty()
    }
}

/// Whether a client means the `whole` digest; the first digits of a member's are enough.
fn is_digest(said: &str, whole: &str) -> bool {
    said == whole || (said.len() >= HELLO_DIGEST_DIGITS && whole.starts_with(said))
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_unnamed {
            return f.write_str("it is too large to say which members have changed");
        }
        let mut between = "";
        for (what, members) in [("changed", &self.changed), ("gone", &self.gone)] {
            if members.is_empty() {
                continue;
            }
            let named = &members[..members.len().min(MAX_NAMED)];
            write!(f, "{between}{what}: {}", named.join(", "))?;
            if named.len() < members.len() {
                write!(f, " and {} more", members.len() - named.len())?;
            }
            between = "; ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(methods: &[(&str, &str)], state: &[(&str, &str)]) -> MemberDigests {
        let map = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter();
            pairs
                .map(|(name, digest)| ((*name).to_owned(), (*digest).to_owned()))
                .collect()
        };
        MemberDigests {
            digest: format!("{methods:?}{state:?}"),
            methods: map(methods),
            client: BTreeMap::new(),
            state: map(state),
        }
    }

    fn refusal(here: &MemberDigests, made_for: &MemberDigests) -> Option<String> {
        let members = Members::new(here.clone());
        assert_eq!(members.check("Hub", made_for, ContractDrift::Warn), Ok(()));
        let refused = members.check("Hub", made_for, ContractDrift::Reject);
        refused.err()
    }

    #[test]
    fn what_is_new_passes_and_what_has_changed_or_gone_is_named() {
        let old = digests(&[("a", "1"), ("b", "2")], &[("name", "3")]);
        let more = digests(
            &[("a", "1"), ("b", "2"), ("c", "9")],
            &[("name", "3"), ("x", "9")],
        );
        assert_eq!(refusal(&old, &old), None);
        assert_eq!(refusal(&more, &old), None);
        assert_eq!(refusal(&old, &MemberDigests::default()), None);
        let other = digests(&[("a", "5")], &[("name", "6")]);
        let expected = "This client was made for another version of hub `Hub`: changed: method `a`, state field `name`; \
                        gone: method `b`. Generate it again with hubs-codegen.";
        assert_eq!(refusal(&other, &old).as_deref(), Some(expected));
    }

    #[test]
    fn the_first_digits_of_a_digest_are_enough_and_fewer_are_not() {
        let here = digests(&[("a", "0123456789abcdef")], &[]);
        let refused = |said: &str| {
            let made_for = MemberDigests {
                digest: "other".to_owned(),
                ..digests(&[("a", said)], &[])
            };
            refusal(&here, &made_for).is_some()
        };
        assert!(!refused("01234567") && !refused("0123456789abcdef"));
        assert!(refused("0123456") && refused("") && refused("01234568"));
        assert!(refused("0123456789abcdef0"));
    }

    #[test]
    fn a_hub_too_large_to_name_its_members_is_told_as_a_whole() {
        let unnamed = MemberDigests {
            digest: "0".to_owned(),
            ..MemberDigests::default()
        };
        let here = digests(&[], &[]);
        // It is not refused: perhaps there is only more.
        assert_eq!(refusal(&here, &unnamed), None);
        let drift = Members::new(here).drift(&unnamed).expect("it differs");
        assert!(drift.to_string().contains("too large to say which members"));
    }

    #[test]
    fn what_clients_say_is_bounded() {
        let members = Members::new(digests(&[], &[]));
        for number in 0..3 * MAX_TOLD {
            let name = format!("m{number}");
            let drifted = digests(&[(name.as_str(), "1")], &[]);
            members.check("Hub", &drifted, ContractDrift::Warn).unwrap();
        }
        assert_eq!(members.told.lock().len(), MAX_TOLD);
        let long = "x".repeat(10_000);
        let drifted = digests(&[(long.as_str(), "1")], &[]);
        let text = refusal(&digests(&[], &[]), &drifted).expect("it is gone");
        assert!(text.len() < 400, "{}", text.len());
        let names: Vec<String> = (0..40).map(|number| format!("m{number}")).collect();
        let pairs: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
        let text = refusal(&digests(&[], &[]), &digests(&pairs, &[])).expect("they are gone");
        assert!(text.contains(" and 30 more."), "{text}");
    }
}
