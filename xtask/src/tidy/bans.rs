//! Words that have a better replacement here, and where they may stand all the same.

use super::files::Source;

struct Ban {
    word: &'static str,
    /// Paths it is banned in.
    within: &'static [&'static str],
    /// Files it may stand in.
    except: &'static [&'static str],
    instead: &'static str,
}

const SERVER: &[&str] = &["server/src/"];
const NO_PANIC: &[&str] =
    &["server/src/", "kds-client/src/", "pos-client/src/", "manage-client/src/", "client-kit/src/", "shared/src/"];
const CLIENTS: &[&str] = &["kds-client/src/", "pos-client/src/", "manage-client/src/"];
const CLOCK: &[&str] = &["server/src/clock.rs", "server/src/rush/"];

const IN_CODE: &[Ban] = &[
    ban("SystemTime::now", SERVER, CLOCK, "ask the `Clock` that is passed in: a simulation has its own"),
    ban("Timestamp::now", SERVER, CLOCK, "ask the `Clock` that is passed in: a simulation has its own"),
    ban("Utc::now", SERVER, CLOCK, "ask the `Clock` that is passed in: a simulation has its own"),
    ban("Uuid::now_v7", SERVER, CLOCK, "ask the `Ids` that are passed in"),
    ban("Uuid::new_v", SERVER, CLOCK, "ask the `Ids` that are passed in"),
    ban("SystemTime", &["shared/src/"], &[], "`shared` has no clock: time is passed in"),
    ban("Instant::now", &["shared/src/"], &[], "`shared` has no clock: time is passed in"),
    ban("getrandom", &["shared/src/"], &[], "`shared` has no randomness: ids are passed in"),
    ban("std::fs", &["shared/src/"], &[], "`shared` does no IO"),
    ban("std::net", &["shared/src/"], &[], "`shared` does no IO"),
    ban("env::var", SERVER, &["server/src/config.rs"], "settings are read in config.rs alone"),
    ban("thread::sleep", NO_PANIC, &[], "it blocks everyone on this thread: use tokio::time"),
    ban("unbounded_channel", SERVER, &[], "a queue has a bound, and the bound a reason"),
    ban("mpsc::unbounded", SERVER, &[], "a queue has a bound, and the bound a reason"),
    ban(".unwrap()", NO_PANIC, &[], "handle it, or say why it cannot be"),
    ban(".expect(", NO_PANIC, &[], "handle it, or say why it cannot be"),
    ban("panic!(", NO_PANIC, &[], "refuse, log and count: a kitchen is at dinner"),
    ban("unreachable!(", NO_PANIC, &[], "make the type say so, or refuse"),
    ban("web_sys::", CLIENTS, &[], "client-kit's platform is the sole user of the browser's interface"),
    ban(
        "println!",
        NO_PANIC,
        &[
            // What a command answers a person.
            "server/src/main.rs",
            "server/src/app.rs",
            "server/src/config.rs",
            "server/src/rush/",
        ],
        "use tracing: it has fields and a level",
    ),
];

const IN_TESTS: &[Ban] = &[
    ban("thread::sleep", &["server/", "shared/", "benches/"], &["benches/load/"], "wait for the event itself"),
    ban("sleep(Duration", &["server/", "shared/"], &[], "wait for the event itself; bound the wait by a timeout"),
    ban("#[ignore", &["server/", "shared/"], &[], "a test that does not run is not a test"),
];

const fn ban(word: &'static str, within: &'static [&'static str], except: &'static [&'static str], instead: &'static str) -> Ban {
    Ban { word, within, except, instead }
}

pub fn check(source: &Source, wrong: &mut Vec<String>) {
    if !source.is_test() {
        for (number, line) in source.code() {
            apply(IN_CODE, source, number, line, wrong);
            bare_spawn(source, number, line, wrong);
        }
    }
    for (number, line) in source.tests() {
        apply(IN_TESTS, source, number, line, wrong);
    }
}

fn apply(bans: &[Ban], source: &Source, number: usize, line: &str, wrong: &mut Vec<String>) {
    for ban in bans {
        let here = |paths: &[&str]| paths.iter().any(|path| source.path.starts_with(path));
        if line.contains(ban.word) && here(ban.within) && !here(ban.except) && !source.allowed(number) {
            wrong.push(format!("{}:{number}: `{}`: {}", source.path, ban.word, ban.instead));
        }
    }
}

/// A task nobody tracks outlives the shutdown. A tracker's or a set's `.spawn` is fine.
fn bare_spawn(source: &Source, number: usize, line: &str, wrong: &mut Vec<String>) {
    let free = ["server/src/app.rs", "server/src/rush/"];
    if !source.path.starts_with("server/src/") || free.iter().any(|path| source.path.starts_with(path)) {
        return;
    }
    let bare = ["tokio::spawn(", "task::spawn(", " spawn("].iter().any(|word| line.contains(word));
    if bare && !line.contains("fn spawn(") && !source.allowed(number) {
        wrong.push(format!("{}:{number}: bare spawn: use the app's task tracker, which the shutdown waits for", source.path));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(path: &str, text: &str) -> usize {
        let mut wrong = Vec::new();
        check(&Source::of(path, text), &mut wrong);
        wrong.len()
    }

    #[test]
    fn a_banned_word_is_found_only_where_it_is_banned() {
        assert_eq!(wrong("server/src/hub.rs", "let t = SystemTime::now();"), 1);
        assert_eq!(wrong("server/src/clock.rs", "let t = SystemTime::now();"), 0);
        assert_eq!(wrong("server/src/hub.rs", "// SystemTime::now() is banned"), 0);
        assert_eq!(wrong("server/src/hub.rs", "// tidy: allow, for the log alone\nSystemTime::now();"), 0);
    }

    #[test]
    fn tests_may_unwrap_but_not_sleep() {
        assert_eq!(wrong("server/src/hub.rs", "#[cfg(test)]\nx.unwrap();\n"), 0);
        assert_eq!(wrong("server/tests/api.rs", "x.unwrap();\nsleep(Duration::from_secs(1)).await;\n"), 1);
    }

    #[test]
    fn a_task_needs_a_tracker() {
        assert_eq!(wrong("server/src/relay.rs", "tokio::spawn(async {});"), 1);
        assert_eq!(wrong("server/src/relay.rs", "self.tracker.spawn(async {});"), 0);
    }
}
