//! A certificate authority of the house's own: made at first start, kept in the database, the same
//! for all nodes. Signs a certificate for each address that a tablet reached this machine by.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use jiff::ToSpan;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};
use shared::time::Timestamp;

use super::server_config;
use crate::clock::{Clock, SystemClock};
use crate::store::Store;

/// Under which the database keeps it.
const SECRET: &str = "tls_authority";
/// Days that tablets trust the authority: longer than a tablet lives.
const AUTHORITY_DAYS: i64 = 3_650;
/// Days of a server certificate. Apple's devices refuse more than 825 here, and 398 elsewhere.
const SERVER_DAYS: i64 = 397;
/// A server certificate is made anew after so long, so that none ever runs out.
const RENEW_MS: i64 = 30 * 86_400_000;
/// Addresses of this machine that have a certificate ready; a machine has a few.
const READY_MAX: usize = 64;

pub struct Authority {
    certificate: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
    names: Vec<String>,
    /// By this machine's own address. A plain lock: signing takes less than a millisecond.
    ready: Mutex<HashMap<IpAddr, (Timestamp, Arc<ServerConfig>)>>,
}

impl Authority {
    pub async fn open(store: &dyn Store, names: Vec<String>) -> anyhow::Result<Self> {
        for name in &names {
            anyhow::ensure!(is_name(name), "--tls-names: {name:?} is neither a host name nor an address");
        }
        let fresh = make()?;
        let kept = String::from_utf8(store.secret(SECRET, fresh.as_bytes()).await?).context("the kept authority")?;
        Self::read(&kept, names).context("the authority that the database keeps")
    }

    fn read(kept: &str, names: Vec<String>) -> anyhow::Result<Self> {
        let certificate = CertificateDer::from_pem_slice(kept.as_bytes())?;
        let key = PrivateKeyDer::from_pem_slice(kept.as_bytes())?;
        let key = KeyPair::try_from(&key)?;
        let pem = kept.split_inclusive("-----END CERTIFICATE-----").next().unwrap_or_default();
        Ok(Authority {
            certificate,
            pem: format!("{}\n", pem.trim()),
            issuer: Issuer::new(authority_params(&key, Timestamp::default())?, key),
            names,
            ready: Mutex::default(),
        })
    }

    /// What a tablet installs.
    pub fn certificate_pem(&self) -> String {
        self.pem.clone()
    }

    /// For a connection that came in by this address of ours.
    pub fn config_for(&self, own: IpAddr) -> anyhow::Result<Arc<ServerConfig>> {
        let (own, now) = (own.to_canonical(), SystemClock.now());
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((made, config)) = ready.get(&own)
            && now.millis_since(*made) < RENEW_MS
        {
            return Ok(config.clone());
        }
        if ready.len() >= READY_MAX {
            ready.clear();
        }
        let config = self.sign(own, now)?;
        ready.insert(own, (now, config.clone()));
        Ok(config)
    }

    fn sign(&self, own: IpAddr, now: Timestamp) -> anyhow::Result<Arc<ServerConfig>> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::default();
        params.distinguished_name = called("Passline");
        params.subject_alt_names = self.alternative_names(own)?;
        set_validity(&mut params, now, SERVER_DAYS)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let chain = vec![certificate.der().clone(), self.certificate.clone()];
        server_config(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
    }

    fn alternative_names(&self, own: IpAddr) -> anyhow::Result<Vec<SanType>> {
        let mut names = vec!["localhost".to_owned()];
        if let Some(host) = host_name().filter(|host| host != "localhost") {
            if !host.contains('.') {
                names.push(format!("{host}.local"));
            }
            names.push(host);
        }
        let mut addresses = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into(), own];
        addresses.extend(outward_addresses());
        for name in &self.names {
            match name.parse() {
                Ok(address) => addresses.push(address),
                Err(_) => names.push(name.clone()),
            }
        }
        addresses.sort_unstable();
        addresses.dedup();
        let names = names.into_iter().map(|name| Ok(SanType::DnsName(name.try_into()?)));
        names.chain(addresses.into_iter().map(|address| Ok(SanType::IpAddress(address)))).collect()
    }
}

/// A new authority: certificate and key, PEM.
fn make() -> anyhow::Result<String> {
    let key = KeyPair::generate()?;
    let certificate = authority_params(&key, SystemClock.now())?.self_signed(&key)?;
    Ok(format!("{}\n{}", certificate.pem().trim(), key.serialize_pem()))
}

fn authority_params(key: &KeyPair, now: Timestamp) -> anyhow::Result<CertificateParams> {
    // Two houses have two names, so that a tablet that has served in both can tell them apart.
    let digest = Sha256::digest(key.public_key_raw());
    let mark: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut params = CertificateParams::default();
    params.distinguished_name = called(&format!("Passline house {mark}"));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, now, AUTHORITY_DAYS)?;
    Ok(params)
}

fn called(name: &str) -> DistinguishedName {
    let mut called = DistinguishedName::new();
    called.push(DnType::OrganizationName, "Passline");
    called.push(DnType::CommonName, name);
    called
}

/// From the day before, for tablets whose clock is slow.
fn set_validity(params: &mut CertificateParams, now: Timestamp, days: i64) -> anyhow::Result<()> {
    let today = jiff::Timestamp::from_millisecond(now.0)?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let (first, last) = (today.checked_sub(1.day())?, today.checked_add(days.days())?);
    params.not_before = date_time_ymd(first.year().into(), u8::try_from(first.month())?, u8::try_from(first.day())?);
    params.not_after = date_time_ymd(last.year().into(), u8::try_from(last.month())?, u8::try_from(last.day())?);
    Ok(())
}

fn is_name(name: &str) -> bool {
    let is_host = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    is_host || name.parse::<IpAddr>().is_ok()
}

/// What the machine calls itself; where it does not say so in a file, `--tls-names` does.
fn host_name() -> Option<String> {
    let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let host = files.iter().find_map(|file| std::fs::read_to_string(file).ok())?;
    Some(host.trim().to_ascii_lowercase()).filter(|host| is_name(host))
}

/// The addresses by which this machine reaches others: what it would send from. No packet is sent.
fn outward_addresses() -> Vec<IpAddr> {
    let from = |own: IpAddr, other: IpAddr| {
        let socket = UdpSocket::bind((own, 0)).ok()?;
        socket.connect((other, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_unspecified())
    };
    // Addresses that are kept for documentation: routed by default, and nobody's.
    let v4 = from(Ipv4Addr::UNSPECIFIED.into(), Ipv4Addr::new(192, 0, 2, 1).into());
    let v6 = from(Ipv6Addr::UNSPECIFIED.into(), Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into());
    v4.into_iter().chain(v6).collect()
}
