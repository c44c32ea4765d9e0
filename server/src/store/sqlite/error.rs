//! What a failure of SQLite means for whoever asked.

use anyhow::Error;

use crate::store::StoreError;

/// While reading, or before COMMIT: nothing has happened.
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

/// Result codes that blame what was sent: TOOBIG (18), CONSTRAINT (19), MISMATCH (20), RANGE (25).
fn is_refusal(code: &str) -> bool {
    code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 18..=20 | 25))
}
