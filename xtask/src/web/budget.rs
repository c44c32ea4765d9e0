//! What a screen may have to load: the pages' WebAssembly as it travels, held to a budget.
//!
//! A tablet on a kitchen's Wi-Fi loads it at every new build. A budget is the size when it was set
//! and 3 %: raise it in the commit that needs it, and say there what for.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Client, and bytes of brotli.
const BUDGET: &[(&str, u64)] = &[("kds", 378_000), ("pos", 399_000), ("manage", 373_000)];

/// Looks at the folder that `web::build` made.
pub fn check(dir: &Path) -> Result<()> {
    let manifest = fs::read_to_string(dir.join("manifest.tsv")).context("reading the pages' manifest")?;
    let size = |file: &str| fs::metadata(dir.join(file)).ok().map(|data| data.len());
    let wrong = over(&manifest, BUDGET, size);
    if wrong.is_empty() {
        return Ok(());
    }
    bail!("{}", wrong.join("\n"))
}

/// A line for each client that is over its budget, or whose WebAssembly is not there.
fn over(manifest: &str, budget: &[(&str, u64)], size: impl Fn(&str) -> Option<u64>) -> Vec<String> {
    let judge = |(client, max): &(&str, u64)| match wasm_of(manifest, client).and_then(&size) {
        None => Some(format!("{client}: its compressed WebAssembly is not among the pages")),
        Some(size) if size > *max => {
            Some(format!("{client}: {size} bytes of WebAssembly as brotli, its budget is {max} (xtask/src/web/budget.rs)"))
        }
        Some(_) => None,
    };
    budget.iter().filter_map(judge).collect()
}

/// The brotli file of a client's WebAssembly.
fn wasm_of<'a>(manifest: &'a str, client: &str) -> Option<&'a str> {
    let folder = format!("/static/{client}-");
    manifest.lines().find_map(|line| {
        let mut fields = line.split('\t');
        let (url, mime) = (fields.next()?, fields.next()?);
        let ours = url.starts_with(&folder) && mime == "application/wasm";
        fields.next_back().filter(|file| ours && *file != "-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "0.1.0-abc\n\
        /kds\ttext/html; charset=utf-8\trevalidate\taaa\t000.html\t000.html.br\n\
        /static/kds-123/kds.js\ttext/javascript; charset=utf-8\timmutable\tbbb\t001.js\t001.js.br\n\
        /static/kds-123/kds_bg.wasm\tapplication/wasm\timmutable\tccc\t002.wasm\t002.wasm.br\n\
        /static/pos-456/pos_bg.wasm\tapplication/wasm\timmutable\tddd\t003.wasm\t-\n";

    #[test]
    fn a_client_over_its_budget_is_told_by_how_much() {
        let size = |file: &str| (file == "002.wasm.br").then_some(100);
        assert_eq!(over(MANIFEST, &[("kds", 100)], size), Vec::<String>::new());
        let wrong = over(MANIFEST, &[("kds", 99)], size);
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].contains("kds: 100 bytes") && wrong[0].contains("99"), "{wrong:?}");
    }

    #[test]
    fn a_client_that_is_not_among_the_pages_is_no_small_one() {
        assert_eq!(over(MANIFEST, &[("pos", 100), ("none", 100)], |_| Some(1)).len(), 2);
    }
}
