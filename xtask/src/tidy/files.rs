//! The files that the rules look at.

use super::git_files;
use crate::shell;
use anyhow::Result;
use std::fs;

/// Text of ours, with its path from the root.
pub struct Source {
    pub path: String,
    pub text: String,
    /// Where the tests at the end of the file begin; the number of lines if there are none.
    tests_from: usize,
}

const OURS: &[&str] = &[".rs", ".toml", ".md", ".sql", ".mjs", ".js", ".html", ".css", ".yml", ".yaml", ".sh", ".ci/run"];
const ALLOW: &str = "tidy: allow, ";

impl Source {
    pub fn of(path: &str, text: &str) -> Self {
        let tests = text.lines().position(|line| line.trim() == "#[cfg(test)]");
        let tests_from = tests.unwrap_or_else(|| text.lines().count());
        Self { path: path.into(), text: text.into(), tests_from }
    }

    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether the whole file is there for tests.
    pub fn is_test(&self) -> bool {
        let parts = ["/tests/", "/benches/", "_tests.rs", "/tests.rs", "/contract.rs", "/harness.rs"];
        parts.iter().any(|part| self.path.contains(part)) || self.path.starts_with("benches/")
    }

    /// Numbered from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(n, line)| (n + 1, line))
    }

    /// The lines that are not in `#[cfg(test)]` at the end, without comments.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.lines().take(self.tests_from);
        lines.map(|(n, line)| (n, uncommented(line))).filter(|(_, line)| !line.trim().is_empty())
    }

    /// The same for the tests.
    pub fn tests(&self) -> impl Iterator<Item = (usize, &str)> {
        let skip = if self.is_test() { 0 } else { self.tests_from };
        self.lines().skip(skip).map(|(n, line)| (n, uncommented(line)))
    }

    /// Whether the line, or the one above, gives a reason for breaking a rule.
    pub fn allowed(&self, number: usize) -> bool {
        let line = |n: usize| self.text.lines().nth(n).unwrap_or("");
        line(number - 1).contains(ALLOW) || (number > 1 && line(number - 2).contains(ALLOW))
    }
}

/// Without a comment at the end; good enough for lines that hold no `//` in a string but addresses.
fn uncommented(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        return "";
    }
    line.split(" // ").next().unwrap_or(line)
}

pub fn tracked() -> Result<Vec<Source>> {
    let root = shell::root();
    let mut sources = Vec::new();
    for path in git_files(&root)? {
        if OURS.iter().any(|end| path.ends_with(end)) {
            let text = fs::read(root.join(&path))?;
            sources.push(Source::of(&path, &String::from_utf8_lossy(&text)));
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_the_tests_at_the_end_are_not_code() {
        let source = Source::of("server/src/x.rs", "//! Purpose.\nlet a = 1; // one\n#[cfg(test)]\nlet b;\n");
        assert_eq!(source.code().collect::<Vec<_>>(), [(2, "let a = 1;")]);
        assert_eq!(source.tests().map(|(n, _)| n).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_reason_on_the_line_above_counts() {
        let source = Source::of("a.rs", "// tidy: allow, the clock itself\nnow()\nnow()\n");
        assert!(source.allowed(2));
        assert!(!source.allowed(3));
    }
}
