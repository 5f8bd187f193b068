//! Old call sites do not compile with a new client, and there is nothing to call before there is a connection.
//!
//! `TRYBUILD=overwrite cargo test -p hubs-client-ui-tests` writes the expected texts anew.

#[test]
fn clients_used_wrongly() {
    trybuild::TestCases::new().compile_fail("tests/client/*.rs");
}
