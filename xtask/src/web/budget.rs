//! What a screen may have to load: the pages' WebAssembly as it travels, held to a budget.
//!
//! A tablet on a kitchen's Wi-Fi loads it at every new build. What a page needs to stand is at most 200 KB,
//! with the longest of its languages. For all of it a budget is the size when it was set and 3 %: raise one
//! in the commit that needs it, and say there what for.

use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// What a page needs to stand, in bytes of brotli.
const FIRST: u64 = 200 * 1024;
/// Those that a page loads besides English.
const LANGUAGES: &[&str] = &["es", "de", "fr", "zh"];

/// A page, and bytes of brotli of all its WebAssembly.
const BUDGET: &[(&str, u64)] = &[("kds", 406_000), ("expo", 406_000), ("board", 400_000), ("pos", 429_000), ("manage", 393_000)];

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

/// A line for each page that is over its budget, or whose WebAssembly is not there.
fn over(manifest: &str, budget: &[(&str, u64)], size: impl Fn(&str) -> Option<u64>) -> Vec<String> {
    let judge = |(page, max): &(&str, u64)| {
        let first = wasm_of(manifest, page).and_then(&size);
        let late = wasm_of(manifest, &format!("{page}.late")).and_then(&size);
        let words = LANGUAGES.iter().map(|language| wasm_of(manifest, &format!("{page}.{language}")).and_then(&size));
        let words = words.collect::<Option<Vec<u64>>>().and_then(|words| words.into_iter().max());
        let (Some(first), Some(late), Some(words)) = (first, late, words) else {
            return Some(format!("/{page}: its compressed WebAssembly is not among the pages, in two parts and all languages"));
        };
        let first = first + words;
        if first > FIRST {
            return Some(format!(
                "/{page}: {first} bytes of WebAssembly as brotli before it stands, of {FIRST}: see `cargo xtask trace`"
            ));
        }
        let all = first + late;
        (all > *max)
            .then(|| format!("/{page}: {all} bytes of WebAssembly as brotli, its budget is {max} (xtask/src/web/budget.rs)"))
    };
    budget.iter().filter_map(judge).collect()
}

/// The brotli file of a part of a page's WebAssembly.
fn wasm_of<'a>(manifest: &'a str, part: &str) -> Option<&'a str> {
    let name = format!("/{part}.wasm");
    manifest.lines().find_map(|line| {
        let mut fields = line.split('\t');
        let ours = fields.next()?.ends_with(&name);
        fields.next_back().filter(|file| ours && *file != "-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "0.1.0-abc\n\
        /kds\ttext/html; charset=utf-8\trevalidate\taaa\t000.html\t000.html.br\n\
        /static/kds-123/kds.js\ttext/javascript; charset=utf-8\timmutable\tbbb\t001.js\t001.js.br\n\
        /static/kds-123/kds.wasm\tapplication/wasm\timmutable\tccc\t002.wasm\t002.wasm.br\n\
        /static/kds-123/kds.late.wasm\tapplication/wasm\timmutable\tccc\t003.wasm\t003.wasm.br\n\
        /static/kds-123/kds.es.wasm\tapplication/wasm\timmutable\tccc\t005.wasm\t005.wasm.br\n\
        /static/kds-123/kds.de.wasm\tapplication/wasm\timmutable\tccc\t006.wasm\t006.wasm.br\n\
        /static/kds-123/kds.fr.wasm\tapplication/wasm\timmutable\tccc\t005.wasm\t005.wasm.br\n\
        /static/kds-123/kds.zh.wasm\tapplication/wasm\timmutable\tccc\t005.wasm\t005.wasm.br\n\
        /static/pos-456/pos.wasm\tapplication/wasm\timmutable\tddd\t004.wasm\t004.wasm.br\n";

    #[test]
    fn a_page_over_its_budget_is_told_by_how_much() {
        let sizes = [("002.wasm.br", 50), ("003.wasm.br", 40), ("005.wasm.br", 1), ("006.wasm.br", 10)];
        let size = |file: &str| sizes.iter().find(|(name, _)| *name == file).map(|(_, size)| *size);
        assert_eq!(over(MANIFEST, &[("kds", 100)], size), Vec::<String>::new());
        let wrong = over(MANIFEST, &[("kds", 99)], size);
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].contains("/kds: 100 bytes") && wrong[0].contains("99"), "{wrong:?}");
    }

    #[test]
    fn a_page_that_needs_too_much_to_stand_is_told_whatever_it_has_in_all() {
        let size = |file: &str| {
            Some(match file {
                "002.wasm.br" => FIRST,
                "006.wasm.br" => 1,
                _ => 0,
            })
        };
        let wrong = over(MANIFEST, &[("kds", u64::MAX)], size);
        assert!(wrong.len() == 1 && wrong[0].contains(&FIRST.to_string()), "{wrong:?}");
    }

    #[test]
    fn a_page_that_is_not_there_in_both_parts_is_no_small_one() {
        assert_eq!(over(MANIFEST, &[("pos", 100), ("none", 100)], |_| Some(1)).len(), 2);
    }
}
