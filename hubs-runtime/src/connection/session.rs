//! One connection with its hub's types.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::{ConnectionCore, ConnectionId, state_changes, uploads::OpenUpload};
use crate::{error::CallFailure, hub::HubType, panics, server::Endpoint, state::CallerState};

/// What hub contexts share: the connection, the hub, the caller's state.
pub(crate) struct Session<H: HubType> {
    pub(crate) core: Arc<ConnectionCore>,
    pub(crate) endpoint: Arc<Endpoint<H>>,
    /// Whether the client said that it was connected before.
    pub(crate) reconnect: AtomicBool,
    state: Mutex<Option<Box<H::State>>>,
}

/// Why the client's state fields were refused. Nothing was changed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StateFault(pub(crate) String);

impl<H: HubType> Session<H> {
    pub(crate) fn new(core: Arc<ConnectionCore>, endpoint: Arc<Endpoint<H>>) -> Self {
        Self {
            core,
            endpoint,
            reconnect: AtomicBool::new(false),
            state: Mutex::new(None),
        }
    }

    /// Looks at the state; the default until someone sets a field.
    pub(crate) fn read_state<R>(&self, read: impl FnOnce(&H::State) -> R) -> R {
        match self.state.lock().as_deref() {
            Some(state) => read(state),
            None => read(&H::State::initial()),
        }
    }

    /// Changes the state and notes which fields the client must be told.
    pub(crate) fn update_state<R>(&self, update: impl FnOnce(&mut H::State) -> R) -> R {
        let mut slot = self.state.lock();
        let state = slot.get_or_insert_with(|| Box::new(H::State::initial()));
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

    /// Merges fields that the client sent: all of them, or none and a fault that names the field. A client whose fields
    /// are refused is told what they are.
    pub(crate) fn merge_state(&self, json: &str) -> Result<(), StateFault> {
        panics::contain(|| self.merge_state_uncontained(json)).unwrap_or_else(|| {
            Err(StateFault(
                "the caller state cannot be set: a field's own code panicked".to_owned(),
            ))
        })
    }

    fn merge_state_uncontained(&self, json: &str) -> Result<(), StateFault> {
        let mut slot = self.state.lock();
        let mut names = Vec::new();
        let merged = self.merged(slot.as_deref(), json, &mut names);
        let mut changes = self.core.state_changes.lock();
        changes.read(&names);
        match merged {
            Ok(merged) => {
                if !names.is_empty() {
                    *slot = Some(Box::new(merged));
                }
                Ok(())
            }
            Err(fault) => {
                let initial = slot.is_none().then(H::State::initial);
                let state = slot.as_deref().or(initial.as_ref());
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
        json: &str,
        names: &mut Vec<&'static str>,
    ) -> Result<H::State, StateFault> {
        let limit = self.endpoint.options.max_state_bytes;
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

impl<H: HubType> Drop for Session<H> {
    fn drop(&mut self) {
        panics::discard(self.state.get_mut().take());
    }
}

/// One call as seen by its context: whether it was cancelled, whether it waits for a client.
pub(crate) struct CallScope {
    pub(crate) cancelled: CancellationToken,
    /// How many client calls the method awaits: while there is one, the call takes no slot.
    pub(crate) waiting: AtomicUsize,
    /// The connection whose connected hook this is: its client cannot answer yet.
    pub(crate) connecting: Option<ConnectionId>,
    /// Client streams of a call whose arguments were bound only after its policies had decided.
    bound: Mutex<Option<Vec<OpenUpload>>>,
    /// For calls with filters around them: how the method itself ended.
    filtered: Option<Box<Filtered>>,
}

/// How a method with filters around it ended, as far as it has.
#[derive(Debug, Default)]
struct Filtered {
    answered: AtomicBool,
    streaming: AtomicBool,
    failure: Mutex<Option<CallFailure>>,
}

impl CallScope {
    pub(crate) fn new(core: &ConnectionCore) -> Self {
        Self {
            cancelled: core.left.child_token(),
            waiting: AtomicUsize::new(0),
            connecting: None,
            bound: Mutex::new(None),
            filtered: None,
        }
    }

    /// The scope of the connected hook.
    pub(crate) fn of_connected_hook(core: &ConnectionCore) -> Self {
        Self {
            connecting: Some(core.id.clone()),
            ..Self::new(core)
        }
    }

    /// The scope of a call with filters around it.
    pub(crate) fn with_filters(core: &ConnectionCore) -> Self {
        Self {
            filtered: Some(Box::default()),
            ..Self::new(core)
        }
    }

    /// Notes the client streams that the arguments opened, for the engine to fill.
    pub(crate) fn set_bound(&self, uploads: Vec<OpenUpload>) {
        *self.bound.lock() = Some(uploads);
    }

    /// What [`Self::set_bound`] noted.
    pub(crate) fn take_bound(&self) -> Option<Vec<OpenUpload>> {
        self.bound.lock().take()
    }

    pub(crate) fn has_filters(&self) -> bool {
        self.filtered.is_some()
    }

    /// Notes that the caller has been answered.
    pub(crate) fn set_answered(&self) {
        if let Some(filtered) = &self.filtered {
            filtered.answered.store(true, Ordering::Release);
        }
    }

    /// Whether the caller of a call with filters has been answered.
    pub(crate) fn is_answered(&self) -> bool {
        let filtered = self.filtered.as_ref();
        filtered.is_some_and(|filtered| filtered.answered.load(Ordering::Acquire))
    }

    /// Notes that items of a result stream may have been sent.
    pub(crate) fn set_streaming(&self) {
        if let Some(filtered) = &self.filtered {
            filtered.streaming.store(true, Ordering::Release);
        }
    }

    pub(crate) fn is_streaming(&self) -> bool {
        let filtered = self.filtered.as_ref();
        filtered.is_some_and(|filtered| filtered.streaming.load(Ordering::Acquire))
    }

    /// Keeps a failure for the filters.
    pub(crate) fn hold_failure(&self, failure: CallFailure) {
        if let Some(filtered) = &self.filtered {
            *filtered.failure.lock() = Some(failure);
        }
    }

    pub(crate) fn take_failure(&self) -> Option<CallFailure> {
        self.filtered.as_ref()?.failure.lock().take()
    }

    /// Whether the method waits for a client's answer just now.
    pub(crate) fn waits(&self) -> bool {
        self.waiting.load(Ordering::Acquire) > 0
    }
}
