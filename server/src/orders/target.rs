//! Where a webhook may go. Whoever makes one chooses an address that this server will call, so
//! the house's own network, the machine itself and a cloud's metadata are out of bounds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hyper::Uri;

const URL_MAX: usize = 2_000;

/// An address that was read and judged, short of resolving its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub https: bool,
    /// A name or an address, without brackets.
    pub host: String,
    pub port: u16,
    /// As it goes into the request.
    pub authority: String,
    pub path: String,
}

impl Target {
    /// What is wrong with the address, in words, or the address.
    pub fn parse(url: &str, allow_private: bool) -> Result<Target, String> {
        if url.len() > URL_MAX {
            return Err(format!("at most {URL_MAX} characters"));
        }
        let uri: Uri = url.parse().map_err(|_| "not an address such as https://example.com/hook".to_owned())?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("begin with https:// or http://".into()),
        };
        let authority = uri.authority().map(|a| a.as_str().to_owned()).unwrap_or_default();
        let host = uri.host().unwrap_or_default();
        if authority.contains('@') {
            return Err("no user or password in it: check the signature instead".into());
        }
        let port = match (authority[host.len().min(authority.len())..].strip_prefix(':'), https) {
            (Some(port), _) => port.parse().ok().filter(|port| *port > 0).ok_or("its port is no number from 1 to 65535")?,
            (None, true) => 443,
            (None, false) => 80,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        if host.is_empty() {
            return Err("it names no host".into());
        }
        if !allow_private {
            judge(&host)?;
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Target { https, host, port, authority, path })
    }
}

/// What can be said of a host before its name is resolved.
fn judge(host: &str) -> Result<(), String> {
    let local = "it is an address of this machine or of a private network";
    if let Ok(ip) = host.parse::<IpAddr>() {
        return if is_public(ip) { Ok(()) } else { Err(local.into()) };
    }
    let name = host.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    // `127.1`, `0x7f000001`, `2130706433`: resolvers read them as addresses.
    if last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x") {
        return Err("write the address with four numbers".into());
    }
    if matches!(last, "localhost" | "local" | "internal") {
        return Err(local.into());
    }
    Ok(())
}

/// Whether an address belongs to the open internet: a webhook may go there.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let reserved = match (a, b, c) {
        (0 | 10 | 127 | 224..=255, ..) => true,
        (169, 254, _) | (172, 16..=31, _) | (192, 168, _) => true,
        // Shared by carriers, where some clouds keep their metadata as well.
        (100, 64..=127, _) => true,
        // Protocol assignments, tests, documentation.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    // Azure's inner address.
    !reserved && ip != Ipv4Addr::new(168, 63, 129, 16)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = embedded(ip) {
        return is_public_v4(inner);
    }
    let [first, second, ..] = ip.segments();
    let assigned = first & 0xe000 == 0x2000;
    // Teredo, benchmarks, documentation.
    let special = (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) || (first == 0x3fff && second < 0x1000);
    assigned && !special
}

/// An IPv4 address that an IPv6 one leads to: mapped, through NAT64, or 6to4.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match ip.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] => Some(of(high, low)),
        [0x2002, high, low, ..] => Some(of(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_internet_is_public() {
        for ip in ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:0:4136::1",
            "2001:db8::1",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn an_address_is_read_or_told_what_is_wrong() {
        let target = Target::parse("https://Example.com/hook?a=1", false).unwrap();
        let expected = Target {
            https: true,
            host: "example.com".into(),
            port: 443,
            authority: "Example.com".into(),
            path: "/hook?a=1".into(),
        };
        assert_eq!(target, expected);
        assert_eq!(Target::parse("http://example.com:8080", false).unwrap().port, 8080);
        assert_eq!(Target::parse("http://[::1]:9/x", true).map(|t| (t.host, t.port)), Ok(("::1".into(), 9)));
        for bad in [
            "",
            "example.com",
            "/hook",
            "ftp://example.com",
            "file:///etc/passwd",
            "http://user:pw@example.com/",
            "http://example.com:99999/",
            "http://example.com:0/",
            "http://exa mple.com/",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://localhost:8080/",
            "http://LOCALHOST./",
            "http://metadata.google.internal/",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            assert!(Target::parse(bad, false).is_err(), "{bad}");
        }
    }
}
