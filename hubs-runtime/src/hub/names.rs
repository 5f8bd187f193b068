//! Finding a method by the name that a client calls.

use std::collections::HashMap;

use super::Hub;

/// Names up to this length are folded on the stack. Longer ones are compared one by one.
const SHORT: usize = 64;

/// Indices of a hub's methods by their wire names, in any case of ASCII letters: no two differ by case alone, the compiler
/// sees to that.
pub(crate) struct MethodNames {
    /// By the name in lower case.
    short: HashMap<Box<[u8]>, usize>,
    long: Vec<(&'static str, usize)>,
}

impl MethodNames {
    pub(crate) fn of<H: Hub>() -> Self {
        Self::new(H::METHODS.iter().map(|method| method.info.name))
    }

    fn new(names: impl Iterator<Item = &'static str>) -> Self {
        let (mut short, mut long) = (HashMap::new(), Vec::new());
        for (index, name) in names.enumerate() {
            if name.len() <= SHORT {
                short.insert(name.to_ascii_lowercase().into_bytes().into(), index);
            } else {
                long.push((name, index));
            }
        }
        Self { short, long }
    }

    /// The index of the method that a client calls by `target`.
    pub(crate) fn find(&self, target: &str) -> Option<usize> {
        let mut buffer = [0; SHORT];
        let Some(folded) = buffer.get_mut(..target.len()) else {
            let mut long = self.long.iter();
            let found = long.find(|(name, _)| name.eq_ignore_ascii_case(target));
            return found.map(|(_, index)| *index);
        };
        folded.copy_from_slice(target.as_bytes());
        folded.make_ascii_lowercase();
        self.short.get(&*folded).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_of_ascii_letters() {
        let long = "aMethodWhoseNameHasMoreLettersThanAnyNameThatAnyoneWouldEverWantToWrite";
        let all = ["sendMessage", "Größe", long, "last"];
        let names = MethodNames::new(all.into_iter());
        assert_eq!(names.long.len(), 1);
        for (index, name) in all.iter().enumerate() {
            for spelling in [name.to_string(), name.to_ascii_uppercase()] {
                assert_eq!(names.find(&spelling), Some(index), "{spelling}");
            }
        }
        for unknown in [
            "",
            "las",
            "lasts",
            "GRÖSSE",
            &long[..SHORT],
            &"x".repeat(1_000),
        ] {
            assert_eq!(names.find(unknown), None, "{unknown}");
        }
    }
}
