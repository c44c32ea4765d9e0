//! How a page of another build than the server's becomes of that build: fetched once, beside the
//! work, and loaded when nobody is working.

/// Where that stands.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Renewal {
    #[default]
    No,
    /// The server is of this build; the page is not.
    Wanted(String),
    /// On its way; that takes seconds, and somebody may begin to work meanwhile.
    Fetching(String),
    Ready(String),
}

/// What is to be done about it now.
#[derive(Debug, PartialEq)]
pub(crate) enum Todo {
    Nothing,
    Fetch,
    Load(String),
}

impl Renewal {
    pub fn want(&mut self, build: String) {
        if matches!(self, Renewal::No | Renewal::Wanted(_)) {
            *self = Renewal::Wanted(build);
        }
    }

    /// Call it when nobody is working: each thing is to be done once.
    pub fn next(&mut self) -> Todo {
        match std::mem::take(self) {
            Renewal::Wanted(build) => {
                *self = Renewal::Fetching(build);
                Todo::Fetch
            }
            Renewal::Ready(build) => Todo::Load(build),
            other => {
                *self = other;
                Todo::Nothing
            }
        }
    }

    pub fn fetched(&mut self) {
        if let Renewal::Fetching(build) = std::mem::take(self) {
            *self = Renewal::Ready(build);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_fetched_once_and_loaded_only_when_nobody_works_once_more() {
        let mut renewal = Renewal::default();
        assert_eq!(renewal.next(), Todo::Nothing);
        renewal.want("b2".into());
        assert_eq!(renewal.next(), Todo::Fetch);
        // Four looks a second, and a new welcome: it is on its way already.
        renewal.want("b2".into());
        assert_eq!((renewal.next(), renewal.next()), (Todo::Nothing, Todo::Nothing));
        renewal.fetched();
        assert_eq!(renewal, Renewal::Ready("b2".into()), "not loaded before somebody has looked again");
        assert_eq!(renewal.next(), Todo::Load("b2".into()));
        assert_eq!(renewal.next(), Todo::Nothing);
    }
}
