//! JWTs: HS256 and nothing else, keys by `kid` so that they can be rotated.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;

use super::Actor;

const ISSUER: &str = "passline";
const AUDIENCE: &str = "passline";
/// Longer is no token of ours; a person with every station of a house stays far below.
const TOKEN_BYTES_MAX: usize = 8 * 1024;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The person, or the device where no person is behind it.
    pub sub: Uuid,
    pub role: Role,
    pub loc: LocationId,
    pub stn: Vec<StationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dev: Option<DeviceId>,
    pub iat: i64,
    pub exp: i64,
    pub jti: Uuid,
    pub iss: String,
    pub aud: String,
}

/// What was read of a token.
#[derive(Debug, PartialEq)]
pub struct Read {
    pub actor: Actor,
    pub issued_at: Timestamp,
}

/// The keys that tokens are signed with: one signs, all are accepted.
pub struct Keys {
    current: String,
    signing: EncodingKey,
    accepted: HashMap<String, DecodingKey>,
    validation: Validation,
}

impl Keys {
    pub fn of(secret: &[u8]) -> Self {
        Keys::all(&[secret], 0)
    }

    /// `signs`: which of them.
    pub fn all(secrets: &[&[u8]], signs: usize) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // `Auth::verify` judges it, by the server's own clock.
        validation.validate_exp = false;
        let signing = secrets.get(signs).copied().unwrap_or_default();
        Keys {
            signing: EncodingKey::from_secret(signing),
            accepted: secrets.iter().map(|secret| (kid(secret), DecodingKey::from_secret(secret))).collect(),
            current: kid(signing),
            validation,
        }
    }

    /// The name of the key that signs.
    pub fn kid(&self) -> &str {
        &self.current
    }

    /// It looks like a token of ours, signed with a key that is not among these.
    pub fn is_of_unknown_key(&self, token: &str) -> bool {
        if token.len() > TOKEN_BYTES_MAX {
            return false;
        }
        let kid = decode_header(token).ok().filter(|header| header.alg == Algorithm::HS256).and_then(|header| header.kid);
        kid.is_some_and(|kid| !self.accepted.contains_key(&kid))
    }

    pub fn write(&self, actor: &Actor, now: Timestamp) -> anyhow::Result<String> {
        let Some(sub) = actor.person.map(|p| p.0).or(actor.device.map(|d| d.0)) else {
            anyhow::bail!("a token is for a person or a device");
        };
        let claims = Claims {
            sub,
            role: actor.role,
            loc: actor.location.clone(),
            stn: actor.stations.clone(),
            dev: actor.device,
            iat: now.0.div_euclid(1000),
            exp: actor.expires_at.0.div_euclid(1000),
            jti: actor.token,
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
        };
        let header = Header { kid: Some(self.current.clone()), ..Header::new(Algorithm::HS256) };
        Ok(encode(&header, &claims, &self.signing)?)
    }

    /// Who it is; `None`: no token of ours. Whether it has ended is not asked here.
    pub fn read(&self, token: &str) -> Option<Read> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let key = self.accepted.get(&decode_header(token).ok()?.kid?)?;
        let claims = decode::<Claims>(token, key, &self.validation).ok()?.claims;
        let is_person = claims.dev.is_none_or(|device| device.0 != claims.sub);
        let actor = Actor {
            person: is_person.then_some(PersonId(claims.sub)),
            device: claims.dev,
            role: claims.role,
            location: claims.loc,
            stations: claims.stn,
            token: claims.jti,
            expires_at: Timestamp(claims.exp.checked_mul(1000)?),
        };
        Some(Read { actor, issued_at: Timestamp(claims.iat.checked_mul(1000)?) })
    }
}

/// Names a secret without giving it away.
fn kid(secret: &[u8]) -> String {
    let digest = Sha256::new().chain_update("passline kid").chain_update(secret).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn actor() -> Actor {
        Actor {
            person: Some(PersonId(Uuid::from_u128(1))),
            device: None,
            role: Role::Kitchen,
            location: LocationId::from("main"),
            stations: vec![StationId::from("oven")],
            token: Uuid::from_u128(2),
            expires_at: NOW.plus_seconds(60),
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let keys = Keys::of(&[1; 32]);
        let on_device = Actor { device: Some(DeviceId(Uuid::from_u128(3))), ..actor() };
        let device_alone = Actor { person: None, ..on_device.clone() };
        for actor in [actor(), on_device, device_alone] {
            let token = keys.write(&actor, NOW).unwrap();
            assert_eq!(keys.read(&token), Some(Read { actor, issued_at: NOW }));
        }
    }

    #[test]
    fn a_new_key_signs_and_the_old_ones_verify() {
        let (old, new): (&[u8], &[u8]) = (&[1; 32], &[2; 32]);
        let (before, after) = (Keys::of(old), Keys::all(&[old, new], 1));
        let (early, late) = (before.write(&actor(), NOW).unwrap(), after.write(&actor(), NOW).unwrap());
        assert!(after.read(&early).is_some() && after.read(&late).is_some());
        assert!(before.read(&late).is_none() && before.is_of_unknown_key(&late));
        assert!(!after.is_of_unknown_key(&late) && !before.is_of_unknown_key("a.b.c"));
        assert_eq!(Keys::of(new).kid(), after.kid());
    }

    #[test]
    fn nothing_else_is_a_token() {
        let keys = Keys::of(&[1; 32]);
        let good = keys.write(&actor(), NOW).unwrap();
        let [header, claims, signature] = good.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let b64 = |text: String| URL_SAFE_NO_PAD.encode(text);
        let with_header = |json: String| format!("{}.{claims}.{signature}", b64(json));
        let kid = kid(&[1; 32]);
        let manager = String::from_utf8(URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap().replace("kitchen", "manager");
        for bad in [
            String::new(),
            "a.b.c".into(),
            format!("{header}.{claims}."),
            with_header(format!(r#"{{"alg":"none","kid":"{kid}"}}"#)),
            with_header(format!(r#"{{"alg":"HS512","kid":"{kid}"}}"#)),
            with_header(r#"{"alg":"HS256","kid":"other"}"#.into()),
            with_header(r#"{"alg":"HS256"}"#.into()),
            format!("{header}.{}.{signature}", b64(manager)),
            Keys::of(&[2; 32]).write(&actor(), NOW).unwrap(),
            "x".repeat(TOKEN_BYTES_MAX + 1),
        ] {
            assert_eq!(keys.read(&bad), None, "{bad}");
        }
    }
}
