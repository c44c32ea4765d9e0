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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Cli, Command};
    use crate::listen::{Listen, Peer, bind};
    use crate::metrics::Metrics;
    use axum::routing::get;
    use clap::Parser;
    use rustls_pki_types::ServerName;
    use std::net::SocketAddr;
    use std::time::Duration;
    use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
    use tokio_util::sync::CancellationToken;
    use tokio_util::task::TaskTracker;

    struct House {
        address: SocketAddr,
        tracker: TaskTracker,
        stop: CancellationToken,
        metrics: Arc<Metrics>,
        _database: tempfile::TempDir,
    }

    async fn house(tls: Tls, flags: &[&str]) -> House {
        let database = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", database.path().join("house.db").display());
        let store = crate::store::open(&url, 1).await.unwrap();
        let cli = Cli::parse_from(["passline", "serve"].iter().chain(flags));
        let Command::Serve(settings) = cli.command else { panic!("serve") };
        let tls = TlsSide::open(tls, &*store).await.unwrap();
        let (tracker, stop, metrics) = (TaskTracker::new(), CancellationToken::new(), Metrics::new());
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let app = tls.pages().merge(Router::new().route("/who", get(async |peer: Peer| peer.ip().to_string())));
        let (limits, own) = (settings.limits.clone(), tracker.clone());
        let listen = Listen { app, tls, limits, metrics: metrics.clone(), tracker: own, stop: stop.clone() };
        tracker.spawn(listen.serve(listener));
        House { address, tracker, stop, metrics, _database: database }
    }

    async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, head: &str) -> String {
        let text = format!("{head} HTTP/1.1\r\nHost: 127.0.0.1:8443\r\nConnection: close\r\n\r\n");
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    impl House {
        async fn connect(&self) -> TcpStream {
            TcpStream::connect(self.address).await.unwrap()
        }

        /// As a browser that trusts this certificate alone.
        async fn https(&self, pem: &str, name: &'static str) -> io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let config = rustls::ClientConfig::builder_with_provider(provider)
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_root_certificates(roots)
                .with_no_client_auth();
            let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
            connector.connect(ServerName::try_from(name).unwrap(), self.connect().await).await
        }
    }

    #[tokio::test]
    async fn a_tablet_gets_the_certificate_over_http_and_then_trusts_the_house() {
        let house = house(Tls::Local { names: vec!["kitchen.lan".into()] }, &[]).await;
        assert!(ask(house.connect().await, "GET /tls").await.contains("Trust this house"));
        let answer = ask(house.connect().await, "GET /tls/passline-house.crt").await;
        let (head, pem) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("application/x-x509-ca-cert") && !pem.contains("PRIVATE"), "{answer}");
        for name in ["127.0.0.1", "localhost", "kitchen.lan"] {
            let stream = house.https(pem, name).await.unwrap();
            assert!(ask(stream, "GET /who").await.ends_with("127.0.0.1"), "{name}");
        }
        assert!(house.https(pem, "example.com").await.is_err());
        let moved = ask(house.connect().await, "GET /who?x=1").await;
        assert!(moved.starts_with("HTTP/1.1 307") && moved.contains("https://127.0.0.1:8443/who?x=1"), "{moved}");
        let refused = ask(house.connect().await, "POST /api/v1/auth/login").await;
        assert!(refused.starts_with("HTTP/1.1 426"), "{refused}");
    }

    #[tokio::test]
    async fn an_address_has_so_many_connections_and_a_drain_ends_idle_ones() {
        let house = house(Tls::Off, &["--connections-per-address-max", "2"]).await;
        let mut first = house.connect().await;
        let _second = house.connect().await;
        let mut third = house.connect().await;
        assert_eq!(third.read(&mut [0]).await.unwrap_or(0), 0, "turned away");
        assert_eq!(house.metrics.connections_refused.get(), 1);
        first.write_all(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        assert!(first.read(&mut [0; 512]).await.unwrap() > 0);
        house.stop.cancel();
        house.tracker.close();
        tokio::time::timeout(Duration::from_secs(5), house.tracker.wait()).await.unwrap();
        assert_eq!(first.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(house.metrics.connections.get(), 0);
        assert!(TcpStream::connect(house.address).await.is_err(), "nobody listens any more");
    }
}
