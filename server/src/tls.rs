//! TLS: from files, or from an authority of the house's own.
//!
//! One port speaks both: what does not begin a TLS handshake is plain HTTP, which gets the page
//! that installs the house's certificate, and else the way to HTTPS. So a tablet that trusts
//! nothing yet can open `http://server:port/tls`.

mod authority;
mod page;

use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::config::Tls;
use crate::listen::Stream;
use crate::store::Store;
use authority::Authority;

/// The first byte of a TLS handshake; no HTTP method begins with it.
const HANDSHAKE: u8 = 0x16;

/// How connections are secured.
pub struct TlsSide(Mode);

enum Mode {
    Off,
    On { certificates: Certificates, plain: Router },
}

enum Certificates {
    Files(Arc<ServerConfig>),
    House(Arc<Authority>),
}

impl TlsSide {
    /// Reads the files, or the authority that the database keeps.
    pub async fn open(tls: Tls, store: &dyn Store) -> anyhow::Result<Self> {
        Ok(TlsSide(match tls {
            Tls::Off => Mode::Off,
            Tls::Files { cert, key } => {
                let config = from_files(&cert, &key)?;
                Mode::On { certificates: Certificates::Files(config), plain: page::plain(None) }
            }
            Tls::Local { names } => {
                let house = Arc::new(Authority::open(store, names).await.context("--tls local")?);
                let plain = page::plain(Some(house.certificate_pem()));
                Mode::On { certificates: Certificates::House(house), plain }
            }
        }))
    }

    /// The pages that belong to it, for those who are on HTTPS already.
    pub fn pages(&self) -> Router {
        match &self.0 {
            Mode::On { certificates: Certificates::House(house), .. } => page::install(house.certificate_pem()),
            _ => Router::new(),
        }
    }

    pub fn scheme(&self) -> &'static str {
        if matches!(self.0, Mode::Off) { "http" } else { "https" }
    }

    /// Shakes hands. Plain HTTP where TLS is on comes back with the only pages it may have.
    pub async fn secure(&self, stream: TcpStream) -> io::Result<(Stream, Option<Router>)> {
        let Mode::On { certificates, plain } = &self.0 else {
            return Ok((Stream::Plain(stream), None));
        };
        let mut first = [0];
        if stream.peek(&mut first).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first != [HANDSHAKE] {
            return Ok((Stream::Plain(stream), Some(plain.clone())));
        }
        let config = match certificates {
            Certificates::Files(config) => config.clone(),
            Certificates::House(house) => house.config_for(stream.local_addr()?.ip()).map_err(io::Error::other)?,
        };
        let stream = TlsAcceptor::from(config).accept(stream).await?;
        Ok((Stream::Tls(Box::new(stream)), None))
    }
}

fn from_files(cert: &Path, key: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let at = |setting: &str, file: &Path| format!("{setting}: {} is no PEM file of the right kind", file.display());
    let chain = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.with_context(|| at("--tls-cert", cert))?;
    anyhow::ensure!(!chain.is_empty(), "--tls-cert: {} holds no certificate", cert.display());
    let key = PrivateKeyDer::from_pem_file(key).with_context(|| at("--tls-key", key))?;
    server_config(chain, key).context("--tls-cert and --tls-key do not fit together")
}

fn server_config(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> anyhow::Result<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A house of screens that comes back resumes its sessions instead of signing for each.
    config.ticketer = rustls::crypto::ring::Ticketer::new()?;
    Ok(Arc::new(config))
}
