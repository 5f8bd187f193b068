//! One connection with its hub's types.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::AtomicBool},
};

use parking_lot::Mutex;

use super::{HubType, mounted::Mounted, others::Hubs, state::CallerState};
use crate::{
    connection::{Connection, state_changes},
    engine::port::{StateFault, StateText},
    panics,
};

/// What hub contexts share: the connection, the hub, the caller's state.
pub(crate) struct Session<H> {
    pub(crate) core: Arc<Connection>,
    pub(crate) mounted: Arc<Mounted<H>>,
    /// Of the same server.
    pub(crate) hubs: Hubs,
    /// Whether the client said that it was connected before.
    pub(crate) reconnect: AtomicBool,
    state: Mutex<KeptState>,
}

/// The caller's state once it has been changed. Without its type, as contexts are types of structs too that are no hubs
/// yet: whoever forgets `#[hub]` is told that, and not as often as a method names its context.
#[derive(Default)]
struct KeptState(Option<Box<dyn Any + Send>>);

impl KeptState {
    fn get<S: CallerState>(&self) -> Option<&S> {
        self.0.as_deref().map(|state| {
            (state.downcast_ref()).expect("a hub has one state; this is a bug in hubs-runtime")
        })
    }

    /// The state, which is the initial one until now if there was none.
    fn get_or_initial<S: CallerState>(&mut self) -> &mut S {
        let state = self.0.get_or_insert_with(|| Box::new(S::initial()));
        (state.downcast_mut()).expect("a hub has one state; this is a bug in hubs-runtime")
    }

    fn set<S: CallerState>(&mut self, state: S) {
        self.0 = Some(Box::new(state));
    }
}

impl<H> Session<H> {
    pub(crate) fn new(core: Arc<Connection>, mounted: Arc<Mounted<H>>, hubs: Hubs) -> Self {
        Self {
            core,
            mounted,
            hubs,
            reconnect: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }
}

impl<H: HubType> Session<H> {
    /// Looks at the state; the default until someone sets a field.
    pub(crate) fn read_state<R>(&self, read: impl FnOnce(&H::State) -> R) -> R {
        match self.state.lock().get() {
            Some(state) => read(state),
            None => read(&H::State::initial()),
        }
    }

    /// Changes the state and notes which fields the client must be told.
    pub(crate) fn update_state<R>(&self, update: impl FnOnce(&mut H::State) -> R) -> R {
        let mut slot = self.state.lock();
        let state: &mut H::State = slot.get_or_initial();
        if !self.core.is_extended() {
            return update(state);
        }
        let before: Vec<Option<String>> = Self::fields_json(state);
        // What `update` changed before it panicked is told, too.
        let result = std::panic::catch_unwind(AssertUnwindSafe(|| update(state)));
        let after = Self::fields_json(state);
        let mut changes = self.core.state_changes.lock();
        let fields = H::State::INFO.fields.iter();
        for ((field, before), after) in fields.zip(before).zip(after) {
            match after {
                Some(json) if before.as_ref() != Some(&json) => changes.set(field.name, json),
                Some(_) => {}
                None => tracing::error!(
                    field = field.name,
                    "a caller-state field cannot be serialized; its clients are not told"
                ),
            }
        }
        let changed = !changes.is_empty();
        drop(changes);
        drop(slot);
        if changed {
            // The engine sends what no other message has taken along.
            self.core.wake_engine();
        }
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    fn fields_json(state: &H::State) -> Vec<Option<String>> {
        (0..H::State::INFO.fields.len())
            .map(|index| state.field_to_json(index).ok())
            .collect()
    }

    /// The whole state as one JSON object.
    pub(crate) fn state_json(&self) -> String {
        let fields = self.read_state(|state| Self::fields_json(state));
        let names = H::State::INFO.fields.iter().map(|field| field.name);
        let known: Vec<(&str, String)> = names
            .zip(fields)
            .filter_map(|(name, json)| Some((name, json?)))
            .collect();
        state_changes::object(known.iter().map(|(name, json)| (*name, json.as_str())))
    }

    /// Merges fields that the client sent: all that it may set, or none and a fault that names the field. A client whose
    /// fields are refused is told what they are.
    pub(crate) fn merge_state(&self, text: StateText, json: &str) -> Result<(), StateFault> {
        panics::contain(|| self.merge_state_uncontained(text, json)).unwrap_or_else(|| {
            Err(StateFault(
                "the caller state cannot be set: a field's own code panicked".to_owned(),
            ))
        })
    }

    fn merge_state_uncontained(&self, text: StateText, json: &str) -> Result<(), StateFault> {
        let mut slot = self.state.lock();
        let mut names = Vec::new();
        let merged = self.merged(slot.get(), text, json, &mut names);
        let mut changes = self.core.state_changes.lock();
        changes.read(&names);
        match merged {
            Ok(merged) => {
                if !names.is_empty() {
                    slot.set(merged);
                }
                Ok(())
            }
            Err(fault) => {
                let initial = slot.0.is_none().then(H::State::initial);
                let state = slot.get().or(initial.as_ref());
                let fields = state.map(Self::fields_json).unwrap_or_default();
                for (field, json) in H::State::INFO.fields.iter().zip(fields) {
                    if let Some(json) = json.filter(|_| names.contains(&field.name)) {
                        changes.set(field.name, json);
                    }
                }
                Err(fault)
            }
        }
    }

    /// The state with the fields of `json`, whose names go into `names` as far as they are known.
    fn merged(
        &self,
        state: Option<&H::State>,
        text: StateText,
        json: &str,
        names: &mut Vec<&'static str>,
    ) -> Result<H::State, StateFault> {
        let limit = self.mounted.options.max_state_bytes;
        if json.len() > limit {
            return Err(StateFault(format!(
                "the caller state has {} bytes; at most {limit} are allowed",
                json.len()
            )));
        }
        let sent: std::collections::BTreeMap<String, Box<serde_json::value::RawValue>> =
            serde_json::from_str(json).map_err(|error| {
                StateFault(format!("the caller state is not a JSON object: {error}"))
            })?;
        let mut merged = state.map_or_else(H::State::initial, CallerState::copy);
        let position = |name: &String| {
            let mut fields = H::State::INFO.fields.iter();
            fields.position(|field| field.name == name)
        };
        let known = sent.keys().filter_map(position);
        names.extend(known.map(|index| H::State::INFO.fields[index].name));
        for (name, value) in &sent {
            let index = position(name).ok_or_else(|| Self::unknown_field(name))?;
            if H::State::INFO.fields[index].server {
                match text {
                    StateText::Whole => continue,
                    StateText::Changes => return Err(Self::field_of_server(name)),
                }
            }
            merged
                .set_field_from_json(index, value.get())
                .map_err(|error| {
                    StateFault(format!(
                        "caller-state field `{name}` cannot be set: {error}"
                    ))
                })?;
        }
        Ok(merged)
    }

    fn field_of_server(name: &str) -> StateFault {
        StateFault(format!(
            "caller-state field `{name}` cannot be set: the server alone sets it"
        ))
    }

    fn unknown_field(name: &str) -> StateFault {
        let fields = H::State::INFO.fields;
        if fields.is_empty() {
            return StateFault(format!(
                "hub `{}` keeps no caller state, but field `{name}` was sent",
                H::INFO.name
            ));
        }
        let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
        StateFault(format!(
            "caller state `{}` has no field `{name}`; it has {}",
            H::State::INFO.name,
            known.join(", ")
        ))
    }
}

impl<H> Drop for Session<H> {
    fn drop(&mut self) {
        panics::discard(self.state.get_mut().0.take());
    }
}
