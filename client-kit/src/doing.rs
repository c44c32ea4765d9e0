//! Changing something at the server: once, whatever the network does, with what to show meanwhile.

use dioxus::prelude::*;
use shared::ids::CommandId;

use crate::api::{self, Failure, FieldProblem, Problem};
use crate::platform::fresh_id;

/// A change that is asked for: whether it is on its way, and what was wrong with it.
#[derive(Clone, Copy, PartialEq)]
pub struct Doing {
    busy: Signal<bool>,
    problem: Signal<Option<Problem>>,
    /// The key of what got no answer: the same call goes out again under it.
    open: Signal<Option<(String, CommandId)>>,
}

pub fn use_doing() -> Doing {
    use_hook(|| Doing { busy: Signal::new(false), problem: Signal::new(None), open: Signal::new(None) })
}

impl Doing {
    pub fn busy(&self) -> bool {
        *self.busy.read()
    }

    /// What a person is told above the keys; faults of fields stand at the fields.
    pub fn words(&self, fields: &[&str]) -> Option<String> {
        let problem = self.problem.read();
        let problem = problem.as_ref()?;
        let elsewhere: Vec<FieldProblem> =
            problem.errors.iter().filter(|error| !fields.contains(&error.pointer.trim_start_matches('/'))).cloned().collect();
        let all_at_fields = !problem.errors.is_empty() && elsewhere.is_empty();
        (!all_at_fields).then(|| Problem { errors: elsewhere, ..problem.clone() }.words())
    }

    pub fn fault_of(&self, field: &str) -> Option<String> {
        let problem = self.problem.read();
        let errors = &problem.as_ref()?.errors;
        errors.iter().find(|error| error.pointer.trim_start_matches('/') == field).map(|error| error.detail.clone())
    }

    /// All that is wrong, for what shows it in its own way.
    pub fn faults(&self) -> Vec<FieldProblem> {
        self.problem.read().as_ref().map(|problem| problem.errors.clone()).unwrap_or_default()
    }

    pub fn refuse(mut self, detail: &str) {
        self.problem.set(Some(Problem { detail: detail.to_owned(), ..Problem::default() }));
    }

    pub fn forget(mut self) {
        self.problem.set(None);
    }

    /// Asks for it; `done` gets the answer's text.
    pub fn go(self, method: &'static str, path: String, body: Option<String>, done: impl FnOnce(String) + 'static) {
        self.go_as(method, path, body, api::JSON, done);
    }

    /// The same over a known version: where somebody else was quicker it is refused.
    pub fn go_over(self, method: &'static str, path: String, body: String, version: u64, done: impl FnOnce(String) + 'static) {
        self.run(method, path, Some(body), api::JSON, Some(version), Box::new(done));
    }

    /// Somebody else was quicker.
    pub fn is_behind(&self) -> bool {
        self.problem.read().as_ref().is_some_and(|problem| problem.code == "version_conflict")
    }

    pub fn go_as(
        self,
        method: &'static str,
        path: String,
        body: Option<String>,
        kind: &'static str,
        done: impl FnOnce(String) + 'static,
    ) {
        self.run(method, path, body, kind, None, Box::new(done));
    }

    fn run(
        mut self,
        method: &'static str,
        path: String,
        body: Option<String>,
        kind: &'static str,
        version: Option<u64>,
        done: Box<dyn FnOnce(String)>,
    ) {
        if *self.busy.peek() {
            return;
        }
        let what = format!("{method} {path} {}", body.as_deref().unwrap_or_default());
        let open = self.open.peek().clone();
        let key = open.filter(|(same, _)| *same == what).map_or_else(|| CommandId(fresh_id()), |(_, key)| key);
        self.busy.set(true);
        self.problem.set(None);
        let underway = Underway(self.busy);
        spawn(async move {
            let answer = api::text_over(method, &path, body.as_deref(), Some(key), kind, version).await;
            // The list may have been left meanwhile, and its signals with it.
            if self.busy.try_peek().is_err() {
                return;
            }
            // Before `done`, which may ask for the next thing.
            drop(underway);
            self.open.set(matches!(answer, Err(Failure::NoAnswer)).then_some((what, key)));
            match answer {
                Ok(text) => done(text),
                Err(Failure::LoggedOut) => {}
                Err(Failure::Refused(problem)) => self.problem.set(Some(problem)),
                Err(failure) => self.refuse(&failure.words()),
            }
        });
    }
}

/// A call that is on its way. What was tapped may be gone before the answer is there (news of the same change
/// are often quicker), and its task with it: then nothing is on its way any more either.
struct Underway(Signal<bool>);

impl Drop for Underway {
    fn drop(&mut self) {
        if self.0.try_peek().is_ok() {
            self.0.set(false);
        }
    }
}
