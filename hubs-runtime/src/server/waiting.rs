//! Negotiated connections of one path that wait for their transport: who gives way when there are too many.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::connection::UserId;

/// Tokens by number, which grows with time.
#[derive(Default)]
pub(super) struct Waiting {
    tokens: BTreeMap<u64, Waiter>,
    /// The numbers of each user that has any, if a user may have so many and no more.
    of_users: HashMap<UserId, BTreeSet<u64>>,
}

struct Waiter {
    token: Box<str>,
    /// Whose it is, if that counts.
    user: Option<UserId>,
}

/// How many may wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitingLimits {
    pub(super) all: usize,
    pub(super) of_user: Option<usize>,
}

impl Waiting {
    /// Adds the newest, and gives back the one that gives way to it: the user's own oldest if that user has too many, else
    /// the oldest of all if there are.
    pub(super) fn add(
        &mut self,
        number: u64,
        token: &str,
        user: Option<&UserId>,
        limits: WaitingLimits,
    ) -> Option<Box<str>> {
        let user = user.filter(|_| limits.of_user.is_some());
        let own = user.and_then(|user| self.of_users.get(user));
        let too_many = own.filter(|own| limits.of_user.is_some_and(|limit| own.len() >= limit));
        let oldest = match too_many {
            Some(own) => own.first(),
            None if self.tokens.len() >= limits.all => self.tokens.keys().next(),
            None => None,
        };
        let oldest = oldest.copied().and_then(|oldest| self.remove(oldest));
        let user = user.cloned();
        if let Some(user) = &user {
            let own = self.of_users.entry(user.clone()).or_default();
            own.insert(number);
        }
        let token = token.into();
        self.tokens.insert(number, Waiter { token, user });
        oldest
    }

    /// Its transport came, or its time is over.
    pub(super) fn remove(&mut self, number: u64) -> Option<Box<str>> {
        let Waiter { token, user } = self.tokens.remove(&number)?;
        if let Some(user) = user
            && let Some(own) = self.of_users.get_mut(&user)
        {
            own.remove(&number);
            if own.is_empty() {
                self.of_users.remove(&user);
            }
        }
        Some(token)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.of_users.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_too_many_gives_way_to_himself() {
        let mut waiting = Waiting::default();
        let limits = WaitingLimits {
            all: 4,
            of_user: Some(2),
        };
        let (ann, bob) = (UserId::from("ann"), UserId::from("bob"));
        let mut add = |number: u64, user| {
            let gone = waiting.add(number, &number.to_string(), user, limits);
            gone.map(String::from)
        };
        let some = |token: &str| Some(token.to_owned());
        assert_eq!(add(1, Some(&bob)), None);
        assert_eq!(add(2, Some(&ann)), None);
        assert_eq!(add(3, Some(&ann)), None);
        assert_eq!(add(4, Some(&ann)), some("2"), "not bob's, which is older");
        assert_eq!(add(5, None), None);
        assert_eq!(add(6, None), some("1"), "nobody's own counts");
        assert_eq!(add(7, Some(&bob)), some("3"));
        let left = [4, 5, 6, 7].map(|number| waiting.remove(number).is_some());
        assert_eq!(left, [true; 4]);
        assert!(waiting.is_empty());
    }
}
