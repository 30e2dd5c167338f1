//! How is the catalog of a database read?

use postgres::Client;
use rls_core::catalog::{AFTER, BEFORE, Catalog, QUERY};

use crate::LiveError;

/// Everything that the database says, as of one moment; nothing is written.
///
/// # Errors
/// The server's, or an answer that is none.
pub fn read(client: &mut Client) -> Result<Catalog, LiveError> {
    let read = |client: &mut Client| -> Result<String, postgres::Error> {
        client.batch_execute(BEFORE)?;
        client.query_one(QUERY, &[])?.try_get(0)
    };
    let text = read(client);
    // where this fails too, the first error says more
    let ended = client.batch_execute(AFTER);
    let failed = |error: postgres::Error| LiveError::of("the catalog could not be read", &error);
    let text = text.map_err(failed)?;
    ended.map_err(failed)?;
    Catalog::read(&text)
        .map_err(|error| LiveError::new(format!("the catalog is not what was asked for: {error}")))
}
