//! What must compile, a module for each matter; those that can also be tried are tests. Ordinary modules and not cases of
//! trybuild, which would build everything that they depend on once more.

// What is checked is that there are no errors; a module that wants no warnings says so itself.
#![allow(warnings, clippy::all)]

mod aliases;
mod attributes_by_path;
mod boxed_slices;
mod cfg_on_methods;
mod cfg_on_parameters;
mod chat;
mod client_written_in_rust;
mod context_anywhere;
mod contract_in_another_module;
mod deprecated_and_must_use;
mod errors;
mod fields_of_hubs;
mod forms_by_function;
mod hooks;
mod hooks_without_arguments;
mod hub_without_methods_is_a_listener;
mod hubs_made_by_a_macro;
mod names_of_generated_code;
mod optional_parameters;
mod options_struct;
mod own_hub_by_path;
mod own_language;
mod own_names_hide_nothing;
mod parameter_names;
mod parts_of_types;
mod plain_serde_types;
mod policies;
mod policies_on_the_impl;
mod raw_identifiers;
mod rename_all;
mod results_behind_names;
mod several_hubs_share;
mod skipped_and_separate;
mod streams;
mod sync_and_async;
mod traits_for_everything;
mod uploads;

/// Random hubs, as the build script wrote them.
mod random_hubs {
    include!(concat!(env!("OUT_DIR"), "/random_hubs.rs"));
}
