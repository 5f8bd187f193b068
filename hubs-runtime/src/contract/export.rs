//! Handing the contract to `hubs-codegen`.

use std::{ffi::OsStr, path::Path, process::exit};

use super::registry::collect;

/// Environment variable that holds the file to write the contract to.
pub const EXPORT_VARIABLE: &str = "HUBS_EXPORT";

/// Writes the contract and ends the process, if [`EXPORT_VARIABLE`] says where to; otherwise does nothing.
///
/// [`export_hook!`](crate::export_hook) calls it at the start of `main`.
pub fn export_if_asked() {
    let Some(path) = std::env::var_os(EXPORT_VARIABLE) else {
        return;
    };
    if let Err(message) = export(&path) {
        eprintln!("{message}");
        exit(1);
    }
    exit(0);
}

fn export(path: &OsStr) -> Result<(), String> {
    let contract = collect().map_err(|error| error.to_string())?;
    let path = Path::new(path);
    std::fs::write(path, contract.to_json())
        .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))
}
