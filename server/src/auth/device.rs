//! A screen, a till or an integration that was let in by a manager, as it is kept; and the code that
//! pairs it. The code itself is kept nowhere: it follows from the server's key and the call's.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;

use super::Pins;

/// How long a code may be used.
pub const CODE_SECONDS: i64 = 10 * 60;
/// Letters of a code: 40 bits, against five wrong ones a minute from an address.
const CODE_LETTERS: usize = 8;
/// Without what is read as something else: I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Ranks of the revoked are so much lower: lists and look-ups find the others first.
const REVOKED_BELOW: i64 = 1 << 52;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub name: String,
    pub role: Role,
    #[serde(default)]
    pub stations: Vec<StationId>,
    pub created_at: Timestamp,
    /// Until when its code may be used; none is open.
    #[serde(default)]
    pub code_expires_at: Option<Timestamp>,
    #[serde(default)]
    pub paired_at: Option<Timestamp>,
    #[serde(default)]
    pub revoked_at: Option<Timestamp>,
}

impl Device {
    /// Its code may be used.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.code_expires_at.is_some_and(|until| until > now)
    }

    /// Where it stands in lists: the newest first, the revoked last.
    pub fn rank(&self) -> i64 {
        if self.revoked_at.is_some() { self.created_at.0 - REVOKED_BELOW } else { self.created_at.0 }
    }
}

impl Pins {
    /// The pairing code that a call with this key gives: the same again when it is repeated.
    pub fn pairing_code(&self, location: &LocationId, key: CommandId) -> anyhow::Result<String> {
        let bytes = self.keyed(&[b"pairing code", location.as_str().as_bytes(), key.0.as_bytes()])?;
        Ok(bytes.iter().take(CODE_LETTERS).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// What finds a code without telling it.
    pub fn code_lookup(&self, location: &LocationId, code: &str) -> anyhow::Result<String> {
        let bytes = self.keyed(&[b"pairing look-up", location.as_str().as_bytes(), code.as_bytes()])?;
        Ok(hex(&bytes))
    }

    /// A fingerprint of a call with a PIN in it: without the key nobody can try all PINs on it.
    pub fn sealed(&self, fingerprint: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.keyed(&[b"fingerprint", fingerprint])
    }

    fn keyed(&self, parts: &[&[u8]]) -> anyhow::Result<Vec<u8>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key()).map_err(|e| anyhow::anyhow!("PIN key: {e}"))?;
        for part in parts {
            // With its length before it: no two lists of parts give the same text.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

/// A code as somebody typed it: case, spaces and dashes do not count, nor what looks alike.
/// `None`: it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(CODE_LETTERS + 1);
    let code: String = letters
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    let fits = code.len() == CODE_LETTERS && code.bytes().all(|b| ALPHABET.contains(&b));
    fits.then_some(code)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::FakeIds;

    #[test]
    fn a_code_follows_from_its_call_and_is_kept_nowhere() {
        let pins = Pins::new(vec![7; 32], 1, &FakeIds::seeded(1)).unwrap();
        let (main, key) = (LocationId::from("main"), |n| CommandId(Uuid::from_u128(n)));
        let code = pins.pairing_code(&main, key(1)).unwrap();
        assert_eq!(read_code(&code), Some(code.clone()));
        assert_eq!(pins.pairing_code(&main, key(1)).unwrap(), code);
        assert_ne!(pins.pairing_code(&main, key(2)).unwrap(), code);
        assert_ne!(pins.pairing_code(&LocationId::from("other"), key(1)).unwrap(), code);
        assert!(!pins.code_lookup(&main, &code).unwrap().contains(&code));
    }

    #[test]
    fn a_code_may_be_typed_as_people_type() {
        assert_eq!(read_code("abcd-01ol"), Some("ABCD0101".into()));
        assert_eq!(read_code(" ab cd 12 34 "), Some("ABCD1234".into()));
        for bad in ["", "ABCD123", "ABCD12345", "ABCD123U", "ÄBCD1234"] {
            assert_eq!(read_code(bad), None, "{bad}");
        }
    }

    fn device() -> Device {
        Device {
            id: DeviceId(Uuid::nil()),
            name: "Oven".into(),
            role: Role::Kitchen,
            stations: vec![],
            created_at: Timestamp(1_000),
            code_expires_at: None,
            paired_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn the_revoked_come_last() {
        let young = Device { created_at: Timestamp(1_700_000_000_000), revoked_at: Some(Timestamp(0)), ..device() };
        assert!(device().rank() > young.rank());
    }

    #[test]
    fn a_code_is_open_for_its_time_and_not_at_a_device_that_is_gone() {
        let made = Timestamp(1_700_000_000_000);
        let with_code = Device { code_expires_at: Some(made.plus_seconds(CODE_SECONDS)), ..device() };
        assert!(with_code.is_open(made) && with_code.is_open(made.plus_seconds(599)));
        assert!(!with_code.is_open(made.plus_seconds(600)));
        assert!(!device().is_open(made), "used, or never made");
        assert!(!Device { revoked_at: Some(made), ..with_code }.is_open(made));
    }
}
