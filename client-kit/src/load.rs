//! Reading from the server, with what to show meanwhile; lists page by page.

use std::any::Any;
use std::marker::PhantomData;

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

/// What came, its type forgotten: the machinery is there once, and not once for each type.
/// `None` outside: on its way. `None` inside: nothing was asked for.
type Anything = Resource<Option<Result<Box<dyn Any>, Failure>>>;

/// Something that is read from the server.
pub struct Loaded<T: 'static> {
    any: Anything,
    of: PhantomData<T>,
}

impl<T> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loaded<T> {}

impl<T> PartialEq for Loaded<T> {
    fn eq(&self, other: &Self) -> bool {
        self.any == other.any
    }
}

/// Reads `path`, and again whenever a signal that `path` reads has changed. What was there stays
/// on the screen until the new is there.
pub fn use_load<T: DeserializeOwned + 'static>(path: impl FnMut() -> Option<String> + 'static) -> Loaded<T> {
    let take: Take = |text| Ok(Box::new(parse::<T>(text)?));
    Loaded { any: load_any(Box::new(path), take), of: PhantomData }
}

type Take = fn(&str) -> Result<Box<dyn Any>, Failure>;

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|_| Failure::Unreadable)
}

fn load_any(mut path: Box<dyn FnMut() -> Option<String>>, take: Take) -> Anything {
    use_resource(move || {
        let path = path();
        async move {
            match path {
                Some(path) => Some(ask(&path).await.and_then(|text| take(&text))),
                None => None,
            }
        }
    })
}

async fn ask(path: &str) -> Result<String, Failure> {
    api::text("GET", path, None, None, api::JSON).await
}

/// A list of which more can be asked for.
pub struct Pages<T: 'static> {
    pages: AnyPages,
    of: PhantomData<T>,
}

#[derive(Clone, Copy)]
struct AnyPages {
    /// The items so far.
    list: Anything,
    /// Where the next page begins, if there is one.
    next: CopyValue<Option<String>>,
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
        self.pages.list == other.pages.list
    }
}

/// The same for a list; `path` names it without a cursor.
pub fn use_pages<T: DeserializeOwned + 'static>(path: impl FnMut() -> String + 'static) -> Pages<T> {
    let first = || -> Box<dyn Any> { Box::new(Vec::<T>::new()) };
    let add: Add = |all, text| {
        let List { items, next_cursor } = parse::<List<T>>(text)?;
        all.downcast_mut::<Vec<T>>().ok_or(Failure::Unreadable)?.extend(items);
        Ok(next_cursor)
    };
    Pages { pages: pages_any(Box::new(path), first, add), of: PhantomData }
}

/// Adds a page to the items so far; tells where the next begins.
type Add = fn(&mut Box<dyn Any>, &str) -> Result<Option<String>, Failure>;

fn pages_any(mut path: Box<dyn FnMut() -> String>, first: fn() -> Box<dyn Any>, add: Add) -> AnyPages {
    let wanted = use_signal(|| (String::new(), 1));
    let at = use_hook(|| CopyValue::new(String::new()));
    let next = use_hook(|| CopyValue::new(None));
    let list = use_resource(move || {
        let path = path();
        let pages = if wanted.read().0 == path { wanted.read().1 } else { 1 };
        let (mut at, mut next) = (at, next);
        at.set(path.clone());
        async move {
            let mut all = first();
            match read(&path, pages, &mut all, add).await {
                Ok(cursor) => {
                    next.set(cursor);
                    Some(Ok(all))
                }
                Err(failure) => Some(Err(failure)),
            }
        }
    });
    AnyPages { list, next, wanted, path: at }
}

/// All pages anew: what has come meanwhile would shift the later ones.
async fn read(path: &str, pages: usize, all: &mut Box<dyn Any>, add: Add) -> Result<Option<String>, Failure> {
    let mut next = None;
    for _ in 0..pages {
        next = add(all, &ask(&page(path, next.as_deref().map(api::encoded))).await?)?;
        if next.is_none() {
            break;
        }
    }
    Ok(next)
}

/// The address of a page; `cursor` as an address has it.
fn page(path: &str, cursor: Option<String>) -> String {
    match cursor {
        None => path.to_owned(),
        Some(cursor) => format!("{path}{}cursor={cursor}", if path.contains('?') { '&' } else { '?' }),
    }
}

impl AnyPages {
    fn more(mut self) {
        let path = self.path.peek().clone();
        let pages = if self.wanted.peek().0 == path { self.wanted.peek().1 } else { 1 };
        self.wanted.set((path, pages + 1));
    }

    /// The key for what is not shown yet.
    fn key(self, wanted: bool) -> Element {
        let more = wanted && self.next.read().is_some();
        rsx! {
            if more {
                button { class: "btn more", r#type: "button", "data-more": "true", onclick: move |_| self.more(), {say(Word::ShowMore)} }
            }
        }
    }
}

impl<T: Clone + 'static> Pages<T> {
    pub fn again(mut self) {
        self.pages.list.restart();
    }

    /// What is there so far.
    pub fn items(&self) -> Vec<T> {
        match &*self.pages.list.read() {
            Some(Some(Ok(list))) => list.downcast_ref::<Vec<T>>().cloned().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The list, and below it the key for what it does not show yet.
    pub fn show(self, show: impl FnOnce(&[T]) -> Element) -> Element {
        self.show_while(|_| true, show)
    }

    /// The same for a list of which the rest may be of no interest.
    pub fn show_while(self, more: impl FnOnce(&[T]) -> bool, show: impl FnOnce(&[T]) -> Element) -> Element {
        let pages = self.pages;
        gate_any(pages.list, |list| {
            let Some(items) = list.downcast_ref::<Vec<T>>() else { return rsx! {} };
            let (shown, key) = (show(items), pages.key(more(items)));
            rsx! {
                {shown}
                {key}
            }
        })
    }
}

impl<T: 'static> Loaded<T> {
    /// A part of what is there, if it is.
    pub fn part<R>(&self, read: impl FnOnce(&T) -> R) -> Option<R> {
        match &*self.any.read() {
            Some(Some(Ok(there))) => there.downcast_ref::<T>().map(read),
            _ => None,
        }
    }
}

impl<T: Clone + 'static> Loaded<T> {
    /// What is there, if it is.
    pub fn get(&self) -> Option<T> {
        match &*self.any.read() {
            Some(Some(Ok(there))) => there.downcast_ref::<T>().cloned(),
            _ => None,
        }
    }
}

/// What was loaded, or in its place why it is not there.
pub fn gate<T: 'static>(loaded: Loaded<T>, show: impl FnOnce(&T) -> Element) -> Element {
    gate_any(loaded.any, |there| match there.downcast_ref::<T>() {
        Some(there) => show(there),
        None => rsx! {},
    })
}

fn gate_any(loaded: Anything, show: impl FnOnce(&dyn Any) -> Element) -> Element {
    match &*loaded.read() {
        Some(Some(Ok(there))) => show(there.as_ref()),
        other => instead(loaded, other.as_ref().map(|answer| answer.as_ref().and_then(|a| a.as_ref().err()))),
    }
}

/// What stands where something was asked for and is not there.
fn instead(mut again: Anything, failure: Option<Option<&Failure>>) -> Element {
    match failure {
        None => rsx! {
            p { class: "none", "data-wait": "true", {say(Word::Loading)} }
        },
        Some(None) => rsx! {},
        Some(Some(failure)) if failure.comes_later() => rsx! {
            p { class: "none later", "data-later": "true", {failure.words()} }
        },
        Some(Some(failure)) => rsx! {
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
