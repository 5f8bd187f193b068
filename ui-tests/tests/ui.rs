//! Every rule of the macros: what is refused and in which words (`fail/`). What must stay allowed is in `allowed/`.
//!
//! `TRYBUILD=overwrite cargo test -p ui-tests` writes the expected texts anew; read the change before you keep it. The
//! texts depend on the compiler, which `rust-toolchain.toml` pins.

#[test]
fn refused() {
    trybuild::TestCases::new().compile_fail("tests/fail/*/*.rs");
}
