use hubs_runtime::{Hub, prelude::*};

pub struct SignedIn;

impl Policy for SignedIn {
    async fn allows(caller: &Caller) -> bool {
        caller.user_id().is_some()
    }
}

pub struct Admin;

impl Policy for Admin {
    async fn allows(_caller: &Caller) -> bool {
        false
    }
}

#[hub]
pub struct ChatHub;

/// What stands on the block guards every method in it, before the method's own.
#[hub]
#[authorize(SignedIn)]
impl ChatHub {
    pub fn send(&self) {}

    #[authorize(Admin)]
    pub fn ban(&self) {}

    #[on_connected]
    fn welcome(&self) {}
}

#[hub]
pub struct ByPath;

#[hubs_runtime::hub]
#[hubs_runtime::authorize(Admin)]
impl ByPath {
    pub fn send(&self) {}
}

fn names<H: Hub>() -> Vec<Vec<&'static str>> {
    let policies = H::METHODS.iter().map(|method| method.policies);
    policies
        .map(|rows| rows.iter().map(|row| row.name).collect())
        .collect()
}

#[test]
fn works() {
    assert_eq!(
        names::<ChatHub>(),
        [vec!["SignedIn"], vec!["SignedIn", "Admin"]]
    );
    assert_eq!(names::<ByPath>(), [vec!["Admin"]]);
}
