//! Which page an address asks for.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Till,
    Manage,
}

impl Route {
    pub fn of(path: &str) -> Route {
        match path.trim_matches('/').split('/').next() {
            Some("manage") => Route::Manage,
            _ => Route::Till,
        }
    }
}
