//! `/tls`: installs the house's certificate on tablets. Over plain HTTP there is nothing else, but
//! the way to HTTPS.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::problem::Problem;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page and the certificate.
pub fn install(certificate_pem: String) -> Router {
    let certificate = move || {
        let pem = certificate_pem.clone();
        async move {
            let headers = [
                (header::CONTENT_TYPE, "application/x-x509-ca-cert"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"passline-house.crt\""),
            ];
            kept_plain((headers, pem).into_response())
        }
    };
    let style = async || kept_plain(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response());
    Router::new()
        .route("/tls", get(async || kept_plain(Html(PAGE).into_response())))
        .route("/tls/page.css", get(style))
        .route("/tls/passline-house.crt", get(certificate))
}

/// What plain HTTP gets where TLS is on.
pub fn plain(certificate_pem: Option<String>) -> Router {
    certificate_pem.map(install).unwrap_or_default().fallback(to_https)
}

async fn to_https(request: Request) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    let Some(host) = host else {
        return Problem::malformed("the request names no host").into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        // What was sent was already readable on the way; a redirect would hide that.
        let detail = format!("this server speaks HTTPS: use https://{host}");
        return Problem::new(StatusCode::UPGRADE_REQUIRED, "https_required", detail).into_response();
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    match HeaderValue::try_from(format!("https://{host}{path}")) {
        // Temporary: a house may turn TLS off again.
        Ok(there) => kept_plain((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, there)]).into_response()),
        Err(_) => Problem::malformed("the address cannot be read").into_response(),
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
}

fn kept_plain(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
