//! Texts of clients in log lines: cut, and escaped so that they cannot look like lines of their own.

use std::fmt;

/// What of a text is logged, in bytes.
const LOGGED_BYTES: usize = 200;

/// Shows the start of a text of a client, in quotes and escaped, and how long it was if that is not all.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.0[..self.0.floor_char_boundary(LOGGED_BYTES)];
        write!(f, "{shown:?}")?;
        if shown.len() < self.0.len() {
            write!(f, "… ({} bytes)", self.0.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cannot_be_forged_and_end_somewhere() {
        let forged = "x\n2026-01-01 ERROR \x1b[31mforged";
        assert_eq!(
            Quoted(forged).to_string(),
            r#""x\n2026-01-01 ERROR \u{1b}[31mforged""#
        );
        let long = "é".repeat(101) + "x";
        let shown = Quoted(&long).to_string();
        assert_eq!(shown, format!("{:?}… (203 bytes)", "é".repeat(100)));
    }
}
