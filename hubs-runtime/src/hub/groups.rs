//! Names of groups.

/// What names a group: a text, or a type of your own that is one.
///
/// Names are compared byte by byte, so `Room` and `room` are two groups. A type of your own leaves no doubt about it:
///
/// ```
/// struct Room(u32, String);
///
/// impl Room {
///     fn new(number: u32) -> Self {
///         Self(number, format!("room/{number}"))
///     }
/// }
///
/// impl AsRef<str> for Room {
///     fn as_ref(&self) -> &str {
///         &self.1
///     }
/// }
/// # fn name(_: impl hubs_runtime::GroupName) {}
/// name(Room::new(7)); // cx.groups().add(Room::new(7)), cx.clients().group(Room::new(7))
/// name("lobby");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot name a group: a group's name is a text",
    label = "neither a text nor `AsRef<str>`",
    note = "write `value.to_string()`, or implement `AsRef<str>` for a type of your own"
)]
pub trait GroupName: AsRef<str> {}

#[diagnostic::do_not_recommend]
impl<G: AsRef<str> + ?Sized> GroupName for G {}
