//! What people may call themselves and their rooms, and how much they may say at once.

use crate::ChatError;

/// Longest name of a person, in characters.
pub(crate) const LONGEST_NAME: usize = 24;
/// Longest name of a room, in characters.
pub(crate) const LONGEST_ROOM: usize = 32;
/// Longest message, in characters.
pub(crate) const LONGEST_TEXT: usize = 1_000;

/// A display name without blanks around it.
pub(crate) fn display_name(name: &str) -> Result<String, ChatError> {
    let name = name.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    if fits && !name.contains(char::is_control) {
        Ok(name.to_owned())
    } else {
        Err(ChatError::NameNeeded)
    }
}

/// A room's name: letters, digits, `-` and `_`; small, so that nobody sits in another `Lobby` alone.
pub(crate) fn room(name: &str) -> Result<String, ChatError> {
    let folded = name.trim().to_lowercase();
    let fits = (1..=LONGEST_ROOM).contains(&folded.chars().count());
    if fits
        && folded
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    {
        Ok(folded)
    } else {
        Err(ChatError::BadRoomName {
            room: name.to_owned(),
        })
    }
}

/// Something to say.
pub(crate) fn text(text: &str) -> Result<String, ChatError> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(ChatError::NothingSaid),
        length if length > LONGEST_TEXT => Err(ChatError::TooLong {
            most: LONGEST_TEXT as u32,
        }),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(display_name("  Ann ").unwrap(), "Ann");
        assert!(display_name(" ").is_err());
        assert!(display_name("a\nb").is_err());
        assert!(display_name(&"ä".repeat(LONGEST_NAME)).is_ok());
        assert!(display_name(&"a".repeat(LONGEST_NAME + 1)).is_err());
    }

    #[test]
    fn rooms_differ_not_by_case() {
        assert_eq!(room("Lobby").unwrap(), "lobby");
        for bad in ["", "a b", "../etc", &"x".repeat(LONGEST_ROOM + 1)] {
            assert!(room(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_say_something_and_not_too_much() {
        assert_eq!(text(" hello ").unwrap(), "hello");
        assert!(matches!(text("\n"), Err(ChatError::NothingSaid)));
        let long = "x".repeat(LONGEST_TEXT + 1);
        assert!(matches!(
            text(&long),
            Err(ChatError::TooLong { most: 1_000 })
        ));
    }
}
