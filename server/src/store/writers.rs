//! The connections that write: one is lent to one batch at a time, and comes back only clean.
//!
//! sqlx's own pool pings a connection each time it comes back, which is a round trip for every
//! commit, and cannot tell that one is inside a transaction. Here a connection returns by
//! `give_back` alone, which a batch calls when its transaction has ended. In every other case
//! (an error, a timeout, a batch that was dropped) it is closed, and the database rolls back
//! what was open and frees its locks.

use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{ConnectOptions, Connection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::ACQUIRE_TIMEOUT;

pub struct Writers<C: Connection> {
    options: C::Options,
    /// The one used last is taken first: its statements are prepared and its caches warm.
    idle: Mutex<Vec<C>>,
    /// As many as there may be connections; first come, first served.
    permits: Arc<Semaphore>,
}

pub struct Writer<C: Connection> {
    pub conn: C,
    /// Just opened, so an error is no sign of a connection that died while it lay idle.
    pub fresh: bool,
    home: Arc<Writers<C>>,
    _permit: OwnedSemaphorePermit,
}

impl<C: Connection<Options: ConnectOptions<Connection = C>>> Writers<C> {
    pub fn new(options: C::Options, connections_max: usize) -> Arc<Self> {
        Arc::new(Writers { options, idle: Mutex::new(Vec::new()), permits: Arc::new(Semaphore::new(connections_max)) })
    }

    pub async fn take(self: &Arc<Self>) -> sqlx::Result<Writer<C>> {
        let taken = async {
            let permit = self.permits.clone().acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
            let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let fresh = idle.is_none();
            let conn = match idle {
                Some(conn) => conn,
                None => self.options.connect().await?,
            };
            Ok(Writer { conn, fresh, home: self.clone(), _permit: permit })
        };
        timeout(ACQUIRE_TIMEOUT, taken).await.map_err(|_| sqlx::Error::PoolTimedOut)?
    }
}

impl<C: Connection> Writer<C> {
    /// Only outside of a transaction.
    pub fn give_back(self) {
        self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push(self.conn);
    }
}
