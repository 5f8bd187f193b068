//! Authorization by roles: a policy for what many policies ask.

use std::{fmt, marker::PhantomData};

use super::{caller::Caller, policy::Policy};

/// Who a caller is, as the application's middleware knows it: a type of yours in the request's extensions.
///
/// See [`HasRole`].
pub trait Identity: Send + Sync + 'static {
    /// Whether whoever it is has this role.
    fn has_role(&self, role: &str) -> bool;
}

/// A role, named by a type: see [`HasRole`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role",
    note = "implement `hubs_runtime::Role` for it; of several roles two to four stand in a tuple"
)]
pub trait Role: 'static {
    /// What middleware puts into the request's extensions.
    type Identity: Identity;

    /// As [`Identity::has_role`] is asked for it.
    const NAME: &'static str;

    /// Whether it has the role. Of what depends on more than a name, as the value of a claim, it is yours to say.
    fn is_held_by(identity: &Self::Identity) -> bool {
        identity.has_role(Self::NAME)
    }
}

/// One role, or several in a tuple, of which any will do.
pub trait AnyRole: 'static {
    /// Whether the caller has one of them.
    fn is_held_by(caller: &Caller) -> bool;
}

impl<R: Role> AnyRole for R {
    fn is_held_by(caller: &Caller) -> bool {
        let identity = caller.request().extensions.get::<R::Identity>();
        identity.is_some_and(R::is_held_by)
    }
}

macro_rules! any_of {
    ($($role:ident),*) => {
        #[diagnostic::do_not_recommend]
        impl<$($role: Role),*> AnyRole for ($($role,)*) {
            fn is_held_by(caller: &Caller) -> bool {
                $(<$role as AnyRole>::is_held_by(caller))||*
            }
        }
    };
}

any_of!(A, B);
any_of!(A, B, C);
any_of!(A, B, C, D);

/// The policy that takes callers with a role, as `[Authorize(Roles = "…")]` of ASP.NET Core. `HasRole<(Admin, Moderator)>` takes those with
/// either; two policies side by side ask for both. Who is nobody has no role.
///
/// ```
/// use hubs_runtime::{HasRole, Identity, Role, prelude::*};
///
/// /// What your middleware puts into the request's extensions.
/// #[derive(Clone)]
/// pub struct Account {
///     roles: Vec<String>,
/// }
///
/// impl Identity for Account {
///     fn has_role(&self, role: &str) -> bool {
///         self.roles.iter().any(|own| own == role)
///     }
/// }
///
/// pub struct Moderator;
///
/// impl Role for Moderator {
///     type Identity = Account;
///     const NAME: &'static str = "moderator";
/// }
///
/// #[hub]
/// pub struct ForumHub;
///
/// #[hub]
/// impl ForumHub {
///     #[authorize(HasRole<Moderator>)]
///     pub fn close_thread(&self, thread: u32) {
///         println!("{thread} is closed");
///     }
/// }
/// # fn main() {}
/// ```
pub struct HasRole<R: AnyRole>(PhantomData<fn() -> R>);

impl<R: AnyRole> fmt::Debug for HasRole<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HasRole")
    }
}

// Nobody who forgot to write a policy has looked for this one.
#[diagnostic::do_not_recommend]
impl<R: AnyRole> Policy for HasRole<R> {
    async fn allows(caller: &Caller) -> bool {
        R::is_held_by(caller)
    }
}
