//! One script for a client: `early.js`, what wasm-bindgen has written, the snippets that it uses, and
//! `boot.js`.
//!
//! As files of their own they were nine requests at every start, and each costs a slow tablet some
//! 20 ms before the page's WebAssembly can begin to come. A module would run later than a script.

use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const BOOT: &str = include_str!("boot.js");

/// The script made of the glue `<short>.js` in the folder, which has its snippets beside it.
pub fn script(early: &str, short: &str, dir: &Path) -> Result<String> {
    let glue = fs::read_to_string(dir.join(format!("{short}.js")))?;
    let (snippets, glue) =
        without_imports(&glue, &|path| fs::read_to_string(dir.join(path)).with_context(|| format!("the snippet {path}")))?;
    let glue = open(short, glue)?;
    Ok(format!(
        "\"use strict\";\n{early}\n(() => {{\n{snippets}const {{ init, parts }} = (() => {{\n{glue}}})();\n{BOOT}}})();\n"
    ))
}

/// Of a module that begins with its imports: what it imports as constants, and the rest of it.
fn without_imports(module: &str, read: &dyn Fn(&str) -> Result<String>) -> Result<(String, String)> {
    let (mut constants, mut rest) = (String::new(), module);
    while let Some(line) = rest.strip_prefix("import ") {
        let (line, after) = line.split_once('\n').context("the glue ends with an import")?;
        rest = after;
        let (names, path) = line.split_once(" from ").with_context(|| format!("`{line}` imports in another way"))?;
        let snippet = enclosed(&read(path.trim_matches([';', '\'', '"']))?).with_context(|| path.to_owned())?;
        writeln!(constants, "const {names} = (() => {{\n{}\nreturn {names};\n}})();", snippet.trim())?;
    }
    Ok((constants, rest.to_owned()))
}

/// A module without its exports, to stand in a function.
fn enclosed(module: &str) -> Result<String> {
    let mut text = module.replace("export function ", "function ").replace("export class ", "class ");
    // As a bundler writes it; names that change on the way out are not understood.
    if let Some((before, list)) = text.split_once("export{")
        && let Some((names, after)) = list.split_once("};")
        && !names.contains(" as ")
    {
        text = format!("{before}{after}");
    }
    for word in ["export ", "export{", "import ", "import{"] {
        if text.contains(word) {
            bail!("a snippet that has `{word}` in it (xtask/src/web/bundle.rs)");
        }
    }
    Ok(text)
}

/// The glue knows one module; `boot.js` gets from it what the second part needs as well.
fn open(short: &str, mut text: String) -> Result<String> {
    let own = format!("\"./{short}_bg.js\": import0,");
    for (here, with) in [
        (own.as_str(), format!("\"./{short}_bg.js\": parts.own = import0, page: {{ load: () => parts.load() }},")),
        ("wasm = instance.exports;", "wasm = parts.first = instance.exports; parts.speak?.();".to_owned()),
        ("export { initSync, __wbg_init as default };", "const parts = {};\nreturn { init: __wbg_init, parts };".to_owned()),
    ] {
        if text.matches(here).count() != 1 {
            bail!("wasm-bindgen's glue has changed: `{here}` is not in it once (xtask/src/web/bundle.rs)");
        }
        text = text.replace(here, &with);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_imported_stands_in_the_script() -> Result<()> {
        let read = |path: &str| {
            Ok(match path {
                "./a.js" => "function one(x){return x}export{one};\n",
                _ => "export function two(a) {\n    return 2;\n}\n",
            }
            .to_owned())
        };
        let (constants, rest) =
            without_imports("import { one } from './a.js';\nimport { two } from \"./b.js\";\none(two());\n", &read)?;
        assert_eq!(rest, "one(two());\n");
        assert!(!constants.contains("export") && !constants.contains("import"), "{constants}");
        assert_eq!(constants.matches("const { one } = (() => {\nfunction one(x){return x}\nreturn { one };\n})();").count(), 1);
        assert_eq!(constants.matches("return { two };").count(), 1);
        Ok(())
    }

    #[test]
    fn an_export_that_is_not_understood_stops_the_build() {
        for odd in ["export default 1;", "function a(){}export{a as b};", "import x from './y.js';\nexport class X {}"] {
            assert!(enclosed(odd).is_err(), "{odd}");
        }
    }
}
