//! The hubs of one server, found by their types.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use super::{Hub, handle::HubHandle, mounted::Mounted};

/// Each hub as its handles have it: at the first of its paths.
///
/// Connections hold this and hubs do not, so that nothing of a server outlives its last connection.
#[derive(Clone, Default)]
pub(crate) struct Hubs(Arc<HashMap<TypeId, AnyMounted>>);

/// A `Mounted<H>` without its type.
pub(crate) type AnyMounted = Arc<dyn Any + Send + Sync>;

impl Hubs {
    /// Of several with one type the first counts.
    pub(crate) fn new(hubs: impl IntoIterator<Item = (TypeId, AnyMounted)>) -> Self {
        let mut all = HashMap::new();
        for (type_id, mounted) in hubs {
            all.entry(type_id).or_insert(mounted);
        }
        Self(Arc::new(all))
    }

    pub(crate) fn find<H: Hub>(&self) -> Option<HubHandle<H>> {
        let mounted = self.0.get(&TypeId::of::<H>())?.clone();
        let mounted = mounted
            .downcast::<Mounted<H>>()
            .expect("hubs are kept under their own id; this is a bug in hubs-runtime");
        Some(HubHandle::new(mounted))
    }

    /// # Panics
    /// At the caller's line if hub `H` is not mounted.
    #[track_caller]
    pub(crate) fn get<H: Hub>(&self) -> HubHandle<H> {
        match self.find() {
            Some(handle) => handle,
            None => panic!(
                "hub `{name}` is not mounted on this server\nhelp: add `.hub(\"/path\", {name} {{ … }})` to the \
                 builder",
                name = H::INFO.name
            ),
        }
    }
}
