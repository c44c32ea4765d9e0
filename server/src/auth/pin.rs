//! PINs: `HMAC(server key, location, PIN)` finds the person, then one Argon2id hash decides.
//!
//! The look-up makes four digits findable without trying every person's hash; without the server
//! key a stolen table of people cannot be searched.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::LocationId;
use tokio::sync::Semaphore;

use crate::clock::Ids;

/// Memory of one hash in KiB, passes and lanes: OWASP's first choice for Argon2id.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

pub struct Pins {
    key: Vec<u8>,
    argon: Argon2<'static>,
    /// Checked where nobody has the PIN, so that both answers take the same time.
    nobody: String,
    /// Each check takes `MEMORY_KIB` and a core: no more at once than settings allow.
    checks: Semaphore,
}

impl Pins {
    pub fn new(key: Vec<u8>, checks_max: usize, ids: &dyn Ids) -> anyhow::Result<Self> {
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|e| anyhow::anyhow!("Argon2: {e}"))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut pins = Pins { key, argon, nobody: String::new(), checks: Semaphore::new(checks_max) };
        pins.nobody = pins.hash("nobody has letters", ids)?;
        Ok(pins)
    }

    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }

    /// `hash` for a caller that serves others meanwhile.
    pub async fn hash_apart(self: &std::sync::Arc<Self>, pin: String, ids: std::sync::Arc<dyn Ids>) -> anyhow::Result<String> {
        // Only a closed semaphore refuses, and nobody closes this one.
        let _permit = self.checks.acquire().await?;
        let pins = self.clone();
        tokio::task::spawn_blocking(move || pins.hash(&pin, &*ids)).await?
    }

    /// Finds the person; says nothing about the PIN without the key.
    pub fn lookup(&self, location: &LocationId, pin: &str) -> anyhow::Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).map_err(|e| anyhow::anyhow!("PIN key: {e}"))?;
        mac.update(location.as_str().as_bytes());
        // No slug has this byte: no two pairs give the same text.
        mac.update(&[0]);
        mac.update(pin.as_bytes());
        Ok(mac.finalize().into_bytes().to_vec())
    }

    /// The hash that decides, as a PHC string. Takes some 20 ms of a core.
    pub fn hash(&self, pin: &str, ids: &dyn Ids) -> anyhow::Result<String> {
        let mut salt = [0; 16];
        ids.random_bytes(&mut salt)?;
        let hash: PasswordHash =
            self.argon.hash_password_with_salt(pin.as_bytes(), &salt).map_err(|e| anyhow::anyhow!("Argon2: {e}"))?;
        Ok(hash.to_string())
    }

    /// Whether the PIN is the one that was hashed; `None` takes as long and is never right.
    pub async fn check(&self, pin: &str, hash: Option<&str>) -> bool {
        let (pin, known) = (pin.to_owned(), hash.is_some());
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let argon = self.argon.clone();
        // Only a closed semaphore refuses, and nobody closes this one.
        let Ok(_permit) = self.checks.acquire().await else { return false };
        let right = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).ok()?;
            PasswordVerifier::<PasswordHash>::verify_password(&argon, pin.as_bytes(), &hash).ok()
        });
        matches!(right.await, Ok(Some(()))) && known
    }
}

/// 4 to 8 digits.
pub fn is_pin(pin: &str) -> bool {
    (4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FakeIds;

    #[tokio::test]
    async fn one_hash_decides() {
        let ids = FakeIds::seeded(1);
        let pins = Pins::new(vec![7; 32], 2, &ids).unwrap();
        let hash = pins.hash("9000", &ids).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(pins.check("9000", Some(&hash)).await);
        assert!(!pins.check("9001", Some(&hash)).await);
        assert!(!pins.check("9000", Some("no hash")).await);
        assert!(!pins.check("nobody has letters", None).await);
    }

    #[test]
    fn the_look_up_depends_on_key_location_and_pin() {
        let ids = FakeIds::seeded(1);
        let look = |key: u8, location: &str, pin: &str| {
            Pins::new(vec![key; 32], 1, &ids).unwrap().lookup(&LocationId::from(location), pin).unwrap()
        };
        let one = look(1, "main", "1234");
        assert_eq!(one, look(1, "main", "1234"));
        for other in [look(2, "main", "1234"), look(1, "other", "1234"), look(1, "main", "1235"), look(1, "main1", "234")] {
            assert_ne!(one, other);
        }
    }
}
