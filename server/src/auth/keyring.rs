//! The keys that sign tokens, over time: the newest signs, all verify. A key that another node has
//! made is learned when a token comes that was signed with it, and now and then.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::ids::CommandId;
use shared::time::Timestamp;
use tokio::time::Instant;

use super::token::{Keys, Read};
use crate::clock::Ids;
use crate::config::Secret;
use crate::store::Store;

/// The first key's name; later ones stand under it, by the time they were made.
const NAME: &str = "jwt_key";
/// Between two readings, whoever sends tokens with keys that nobody has.
const READ_EVERY: Duration = Duration::from_millis(250);

pub struct Keyring {
    store: Arc<dyn Store>,
    /// The settings name the keys: nothing is read, nothing rotated here.
    fixed: bool,
    keys: Mutex<Arc<Keys>>,
    /// When the keys were last read; held while they are.
    read_at: tokio::sync::Mutex<Option<Instant>>,
}

impl Keyring {
    /// `secrets`: from the settings, with commas between; without them the database keeps the keys.
    pub async fn open(store: Arc<dyn Store>, ids: &dyn Ids, secrets: Option<&Secret>) -> anyhow::Result<Keyring> {
        let keys = match secrets {
            Some(secrets) => {
                let secrets: Vec<&[u8]> = secrets.list().map(str::as_bytes).collect();
                Keys::all(&secrets, 0)
            }
            None => {
                super::kept(&*store, ids, NAME).await?;
                stored(&*store).await?
            }
        };
        Ok(Keyring { store, fixed: secrets.is_some(), keys: Mutex::new(Arc::new(keys)), read_at: Default::default() })
    }

    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    pub fn keys(&self) -> Arc<Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a token says; `None`: it is none of ours.
    pub async fn read(&self, token: &str) -> Option<Read> {
        let keys = self.keys();
        if self.fixed || !keys.is_of_unknown_key(token) {
            return keys.read(token);
        }
        self.learn().await;
        self.keys().read(token)
    }

    /// Reads the keys that there are now. Whoever asks while somebody reads shares the next reading.
    pub async fn learn(&self) {
        if self.fixed {
            return;
        }
        let asked_at = Instant::now();
        let mut read_at = self.read_at.lock().await;
        if let Some(last) = *read_at {
            if last >= asked_at {
                return;
            }
            tokio::time::sleep_until(last + READ_EVERY).await;
        }
        *read_at = Some(Instant::now());
        match stored(&*self.store).await {
            Ok(keys) => *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys),
            Err(cause) => tracing::warn!(%cause, "the keys could not be read"),
        }
    }

    /// Makes a new key, which signs from now on; the same again for the same call. Its kid.
    pub async fn rotate(&self, ids: &dyn Ids, at: Timestamp, call: CommandId) -> anyhow::Result<String> {
        super::kept(&*self.store, ids, &format!("{NAME}/{:015}-{call}", at.0)).await?;
        let keys = Arc::new(stored(&*self.store).await?);
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys.clone();
        Ok(keys.kid().to_owned())
    }
}

async fn stored(store: &dyn Store) -> anyhow::Result<Keys> {
    let secrets = store.secrets(NAME).await?;
    let secrets: Vec<&[u8]> = secrets.iter().map(Vec::as_slice).collect();
    anyhow::ensure!(!secrets.is_empty(), "the database has lost the keys that sign tokens");
    Ok(Keys::all(&secrets, secrets.len() - 1))
}
