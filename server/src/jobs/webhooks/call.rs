//! One call to an address that somebody else chose: the name is resolved once, judged, and called
//! at the very address that was judged. Nothing is followed, and of the answer only the head is read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hyper::Request;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use crate::orders::{Target, is_public};

/// How long one address may take to be connected to.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// Addresses of one name that are tried.
const ADDRESSES_MAX: usize = 3;
/// What the head of an answer may come to.
const HEAD_BYTES_MAX: usize = 64 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub struct Caller {
    tls: TlsConnector,
    allow_private: bool,
}

impl Caller {
    pub fn new(allow_private: bool) -> anyhow::Result<Caller> {
        let mut roots = RootCertStore::empty();
        // A machine without any roots can still call http.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Caller { tls: TlsConnector::from(Arc::new(config)), allow_private })
    }

    pub fn allows_private(&self) -> bool {
        self.allow_private
    }

    /// Sends the request; the status of the answer. The rest of the answer is left unread.
    pub async fn call(&self, target: &Target, request: Request<String>) -> anyhow::Result<u16> {
        let stream = self.connect(target).await?;
        let connection = http1::Builder::new().max_buf_size(HEAD_BYTES_MAX).handshake(TokioIo::new(stream));
        let (mut sender, connection) = connection.await.context("the connection broke")?;
        // Ends with this call.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let answer = sender.send_request(request).await.context("no answer that can be read")?;
        Ok(answer.status().as_u16())
    }

    async fn connect(&self, target: &Target) -> anyhow::Result<Box<dyn Stream>> {
        let tcp = self.reach(&target.host, target.port).await?;
        if !target.https {
            return Ok(Box::new(tcp));
        }
        let name = ServerName::try_from(target.host.clone()).context("no name that a certificate can have")?;
        Ok(Box::new(self.tls.connect(name, tcp).await.context("TLS failed")?))
    }

    async fn reach(&self, host: &str, port: u16) -> anyhow::Result<TcpStream> {
        let found = tokio::net::lookup_host((host, port)).await.context("the name is not known")?;
        let allowed: Vec<SocketAddr> = found.filter(|a| self.allow_private || is_public(a.ip())).take(ADDRESSES_MAX).collect();
        anyhow::ensure!(!allowed.is_empty(), "the name leads to an address of this machine or of a private network");
        let mut last = None;
        for address in allowed {
            match tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
                Ok(Ok(tcp)) => return Ok(tcp),
                Ok(Err(cause)) => last = Some(anyhow::Error::from(cause)),
                Err(_) => last = Some(anyhow::anyhow!("nobody answers at its address")),
            }
        }
        Err(last.unwrap_or_else(|| anyhow::anyhow!("nobody answers at its address")).context("it cannot be reached"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_called() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let refused = Caller::new(false).unwrap().reach("localhost", port).await.unwrap_err();
        assert!(refused.to_string().contains("private network"), "{refused:#}");
        Caller::new(true).unwrap().reach("localhost", port).await.unwrap();
    }
}
