//! What a failure of PostgreSQL means for whoever asked.

use anyhow::Error;

use crate::store::StoreError;

/// While reading, or before COMMIT was sent: nothing has happened.
pub fn failed(error: sqlx::Error) -> StoreError {
    let refused = match &error {
        sqlx::Error::Database(e) => e.code().is_some_and(|code| is_refusal(&code)),
        sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::InvalidArgument(_) => {
            true
        }
        _ => false,
    };
    if refused { StoreError::Refused(Error::new(error)) } else { StoreError::Unavailable(Error::new(error)) }
}

/// SQLSTATE classes that blame what was sent: a row named twice (21), a value (22), a
/// constraint (23), a limit of the database such as the size of an index entry (54).
fn is_refusal(code: &str) -> bool {
    ["21", "22", "23", "54"].iter().any(|class| code.starts_with(class))
}

/// The other side hung up: with a connection that lay idle, that is no news of what was asked.
pub fn hung_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // 57P: shut down or crashed; 25P03: idle for too long in a transaction; 08: connection
        sqlx::Error::Database(e) => {
            e.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08") || code == "25P03")
        }
        _ => false,
    }
}
