//! The screens in the browser: pages and their files, embedded in the binary by `build.rs`.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;

include!(concat!(env!("OUT_DIR"), "/screens.rs"));

/// One address; the table of them is made by `build.rs`.
struct Asset {
    url: &'static str,
    mime: &'static str,
    /// Its name carries its content's hash, so it may be kept for ever.
    immutable: bool,
    etag: &'static str,
    body: &'static [u8],
    brotli: Option<&'static [u8]>,
}

/// The screens, in the order the start page shows them, and whether there is more below.
const PAGES: &[(&str, bool)] = &[("/kds", true), ("/expo", false), ("/board", false), ("/pos", true), ("/manage", true)];

const HOME: Asset = Asset {
    url: "/",
    mime: "text/html; charset=utf-8",
    immutable: false,
    etag: BUILD,
    body: include_bytes!("screens/home.html"),
    brotli: None,
};

const HOME_CSS: Asset = Asset {
    url: "/home.css",
    mime: "text/css; charset=utf-8",
    immutable: false,
    etag: BUILD,
    body: include_bytes!("screens/home.css"),
    brotli: None,
};

/// Scripts and styles are files of ours and nothing else: no inline script, no eval but for
/// compiling WebAssembly, no other host, no framing.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; \
    worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// On every answer from here.
static HEADERS: [(header::HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Which pages are inside. A page that was made by another build loads itself anew.
pub fn build_id() -> &'static str {
    BUILD
}

/// `/`, the screens, and the files they load.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut router = Router::new();
    for home in [&HOME, &HOME_CSS] {
        router = router.route(home.url, get(async |headers: HeaderMap| answer(home, &headers)));
    }
    for &(path, below) in PAGES {
        let page = async move |headers: HeaderMap| match find(path) {
            Some(asset) => answer(asset, &headers),
            None => without_screens(),
        };
        if below {
            router = router.route(&format!("{path}/{{*rest}}"), get(page));
        }
        router = router.route(path, get(page));
    }
    // What must keep its name (sw.js, the web manifest) lies beside its page.
    let is_page = |url: &str| PAGES.iter().any(|(path, _)| *path == url);
    for asset in ASSETS.iter().filter(|asset| !asset.immutable && !is_page(asset.url)) {
        router = router.route(asset.url, get(async |headers: HeaderMap| answer(asset, &headers)));
    }
    router.route("/static/{*path}", get(file))
}

async fn file(uri: axum::http::Uri, headers: HeaderMap) -> Response<Body> {
    match find(uri.path()) {
        Some(asset) => answer(asset, &headers),
        None => plain(StatusCode::NOT_FOUND, "no such file\n"),
    }
}

fn find(url: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.url == url)
}

fn answer(asset: &'static Asset, request: &HeaderMap) -> Response<Body> {
    let brotli = asset.brotli.filter(|_| accepts_brotli(request));
    let etag = format!("\"{}{}\"", asset.etag, if brotli.is_some() { "-br" } else { "" });
    let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let known = known.is_some_and(|known| known.split(',').any(|tag| same_tag(tag, &etag)));
    let mut response = if known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(Body::from(brotli.unwrap_or(asset.body)))
    };
    let cache = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    set(headers, header::CACHE_CONTROL, cache);
    set(headers, header::VARY, "accept-encoding");
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if !known {
        set(headers, header::CONTENT_TYPE, asset.mime);
        if brotli.is_some() {
            set(headers, header::CONTENT_ENCODING, "br");
        }
    }
    if asset.url.ends_with("/sw.js") {
        // It serves `/expo` too, though it lies at `/kds/sw.js`.
        set(headers, header::HeaderName::from_static("service-worker-allowed"), "/");
    }
    guarded(response)
}

/// If-None-Match compares weakly.
fn same_tag(given: &str, ours: &str) -> bool {
    let given = given.trim();
    given == "*" || given.strip_prefix("W/").unwrap_or(given) == ours
}

fn accepts_brotli(request: &HeaderMap) -> bool {
    let values = request.get_all(header::ACCEPT_ENCODING).iter();
    let mut codings = values.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    codings.any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && weight.is_none_or(|weight| weight > 0.0)
    })
}

fn without_screens() -> Response<Body> {
    plain(StatusCode::SERVICE_UNAVAILABLE, "built without screens; run cargo xtask build\n")
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    set(response.headers_mut(), header::CONTENT_TYPE, "text/plain; charset=utf-8");
    set(response.headers_mut(), header::CACHE_CONTROL, "no-store");
    guarded(response)
}

fn guarded(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in &HEADERS {
        set(response.headers_mut(), name.clone(), value);
    }
    response
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(header::HeaderName, &str)]) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).expect("a header value");
        headers.iter().map(|(name, text)| (name.clone(), value(text))).collect()
    }

    static PAGE: Asset = Asset {
        url: "/page",
        mime: "text/html; charset=utf-8",
        immutable: false,
        etag: "abc",
        body: b"plain",
        brotli: Some(b"small"),
    };

    #[tokio::test]
    async fn brotli_is_sent_only_to_those_who_take_it() {
        for (accept, encoding, body) in
            [("gzip, br", Some("br"), "small"), ("br;q=0, gzip", None, "plain"), ("gzip", None, "plain")]
        {
            let response = answer(&PAGE, &request(&[(header::ACCEPT_ENCODING, accept)]));
            let sent = response.headers().get(header::CONTENT_ENCODING).map(|value| value.as_bytes());
            assert_eq!(sent, encoding.map(str::as_bytes), "{accept}");
            let bytes = axum::body::to_bytes(response.into_body(), 100).await.expect("a body");
            assert_eq!(bytes, body, "{accept}");
        }
    }

    #[test]
    fn a_page_that_is_known_is_not_sent_again() {
        let seen = [(header::IF_NONE_MATCH, "\"old\", W/\"abc\"")];
        assert_eq!(answer(&PAGE, &request(&seen)).status(), StatusCode::NOT_MODIFIED);
        let other = [(header::IF_NONE_MATCH, "\"old\""), (header::ACCEPT_ENCODING, "br")];
        assert_eq!(answer(&PAGE, &request(&other)).status(), StatusCode::OK);
    }

    #[test]
    fn every_answer_is_guarded() {
        for response in [answer(&PAGE, &request(&[])), answer(&HOME, &request(&[])), without_screens()] {
            for (name, value) in &HEADERS {
                assert_eq!(response.headers().get(name).map(HeaderValue::as_bytes), Some(value.as_bytes()));
            }
        }
    }
}
