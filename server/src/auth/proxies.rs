//! Who is calling when a proxy stands between: the address that a trusted proxy tells, and nobody
//! else's word.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::config::Network;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The caller's own address: the last in `X-Forwarded-For` that no trusted proxy has.
pub fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let told: Vec<&str> =
        headers.get_all(FORWARDED_FOR).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
    let mut caller = peer;
    for address in told.iter().rev() {
        let Ok(address) = address.trim().parse::<IpAddr>() else { break };
        caller = address.to_canonical();
        if !is_trusted(caller) {
            break;
        }
    }
    caller
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.iter().map(|t| t.parse().unwrap()).collect();
        caller(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(told("1.2.3.4", &["9.9.9.9"], &[]), "1.2.3.4");
        assert_eq!(told("1.2.3.4", &["9.9.9.9"], &["10.0.0.0/8"]), "1.2.3.4");
        assert_eq!(told("10.0.0.7", &["9.9.9.9"], &["10.0.0.0/8"]), "9.9.9.9");
        assert_eq!(
            told("10.0.0.7", &["6.6.6.6, 9.9.9.9"], &["10.0.0.0/8"]),
            "9.9.9.9",
            "what the caller says of itself is not believed"
        );
        assert_eq!(told("10.0.0.7", &["9.9.9.9", "10.1.1.1"], &["10.0.0.0/8"]), "9.9.9.9");
        assert_eq!(told("10.0.0.7", &["nonsense"], &["10.0.0.7"]), "10.0.0.7");
        assert_eq!(told("10.0.0.7", &[], &["10.0.0.7"]), "10.0.0.7");
        assert_eq!(told("2001:db8::1", &["2001:db9::2"], &["2001:db8::/32"]), "2001:db9::2");
    }
}
