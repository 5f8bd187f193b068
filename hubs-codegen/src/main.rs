//! The command `hubs-codegen`; see [`hubs_codegen::cli`].

fn main() -> std::process::ExitCode {
    hubs_codegen::cli::main()
}
