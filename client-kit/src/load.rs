//! Reading from the server, with what to show meanwhile; lists page by page.

use dioxus::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api::{self, Failure};
use crate::text::common::{Word, say};

/// Every list of the API.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct List<T> {
    #[serde(default = "Vec::new")]
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    #[serde(default)]
    pub next_cursor: Option<String>,
}

/// `None` outside: on its way. `None` inside: nothing was asked for.
pub type Loaded<T> = Resource<Option<Result<T, Failure>>>;

/// Reads `path`, and again whenever a signal that `path` reads has changed. What was there stays
/// on the screen until the new is there.
pub fn use_load<T: DeserializeOwned + 'static>(mut path: impl FnMut() -> Option<String> + 'static) -> Loaded<T> {
    use_resource(move || {
        let path = path();
        async move {
            match path {
                Some(path) => Some(api::get::<T>(&path).await),
                None => None,
            }
        }
    })
}

/// A list of which more can be asked for.
pub struct Pages<T: 'static> {
    pub list: Loaded<List<T>>,
    /// Of which list, and how many pages of it. Another list begins with one.
    wanted: Signal<(String, usize)>,
    path: CopyValue<String>,
}

impl<T> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pages<T> {}

impl<T> PartialEq for Pages<T> {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

/// The same for a list; `path` names it without a cursor.
pub fn use_pages<T: DeserializeOwned + 'static>(mut path: impl FnMut() -> String + 'static) -> Pages<T> {
    let wanted = use_signal(|| (String::new(), 1));
    let at = use_hook(|| CopyValue::new(String::new()));
    let list = use_resource(move || {
        let path = path();
        let pages = if wanted.read().0 == path { wanted.read().1 } else { 1 };
        let mut at = at;
        at.set(path.clone());
        async move { Some(read(&path, pages).await) }
    });
    Pages { list, wanted, path: at }
}

/// All pages anew: what has come meanwhile would shift the later ones.
async fn read<T: DeserializeOwned>(path: &str, pages: usize) -> Result<List<T>, Failure> {
    let mut all = List { items: Vec::new(), next_cursor: None };
    for _ in 0..pages {
        let List { items, next_cursor } = api::get::<List<T>>(&page(path, all.next_cursor.as_deref().map(api::encoded))).await?;
        all.items.extend(items);
        all.next_cursor = next_cursor;
        if all.next_cursor.is_none() {
            break;
        }
    }
    Ok(all)
}

/// The address of a page; `cursor` as an address has it.
fn page(path: &str, cursor: Option<String>) -> String {
    match cursor {
        None => path.to_owned(),
        Some(cursor) => format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' }),
    }
}

impl<T: Clone + 'static> Pages<T> {
    pub fn more(mut self) {
        let path = self.path.peek().clone();
        let pages = if self.wanted.peek().0 == path { self.wanted.peek().1 } else { 1 };
        self.wanted.set((path, pages + 1));
    }

    pub fn again(mut self) {
        self.list.restart();
    }

    /// What is there so far.
    pub fn items(&self) -> Vec<T> {
        match &*self.list.read() {
            Some(Some(Ok(list))) => list.items.clone(),
            _ => Vec::new(),
        }
    }

    /// The list, and below it the key for what it does not show yet.
    pub fn show(self, show: impl FnOnce(&[T]) -> Element) -> Element {
        self.show_while(|_| true, show)
    }

    /// The same for a list of which the rest may be of no interest.
    pub fn show_while(self, more: impl FnOnce(&[T]) -> bool, show: impl FnOnce(&[T]) -> Element) -> Element {
        gate(self.list, |list| {
            let shown = show(&list.items);
            let more = list.next_cursor.is_some() && more(&list.items);
            rsx! {
                {shown}
                if more {
                    button { class: "btn more", r#type: "button", "data-more": "true", onclick: move |_| self.more(), {say(Word::ShowMore)} }
                }
            }
        })
    }
}

/// What was loaded, or in its place why it is not there.
pub fn gate<T: 'static>(loaded: Loaded<T>, show: impl FnOnce(&T) -> Element) -> Element {
    let mut again = loaded;
    match &*loaded.read() {
        None => rsx! {
            p { class: "none", "data-wait": "true", {say(Word::Loading)} }
        },
        Some(None) => rsx! {},
        Some(Some(Ok(there))) => show(there),
        Some(Some(Err(failure))) if failure.comes_later() => rsx! {
            p { class: "none later", "data-later": "true", {failure.words()} }
        },
        Some(Some(Err(failure))) => rsx! {
            div { class: "none", role: "alert",
                p { class: "why", {failure.words()} }
                button { class: "btn", onclick: move |_| again.restart(), {say(Word::TryAgain)} }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_asked_for_by_its_cursor() {
        assert_eq!(page("/people", None), "/people");
        assert_eq!(page("/people", Some("7".into())), "/people?cursor=7");
        assert_eq!(page("/people?limit=5", Some("7.8".into())), "/people?limit=5&cursor=7.8");
    }
}
