//! What can go wrong, in words for a person.

use std::fmt;

/// Why there is no output: what is wrong with which thing, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<String>,
}

impl Error {
    /// An error without a way out of its own.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong, and the way out.
    pub(crate) fn parts(&self) -> (&str, &str) {
        (&self.message, self.help.as_deref().unwrap_or_default())
    }

    /// One error that says what several say.
    ///
    /// # Errors
    /// If there is one.
    pub(crate) fn all(errors: Vec<Self>) -> Result<(), Self> {
        match errors.as_slice() {
            [] => Ok(()),
            [one] => Err(one.clone()),
            several => {
                let texts: Vec<String> = several.iter().map(Self::to_string).collect();
                Err(Self::new(texts.join("\n\n")))
            }
        }
    }

    /// Says in front what the error is about.
    #[must_use]
    pub(crate) fn within(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// Turns an I/O error into one that names the file.
pub(crate) fn at(path: &std::path::Path, what: &str) -> impl FnOnce(std::io::Error) -> Error {
    let text = format!("`{}` cannot be {what}", path.display());
    move |error| Error::new(format!("{text}: {error}"))
}
