//! Puts the pages that `cargo xtask build` made into the binary.
//!
//! Reads `manifest.tsv` (see `xtask/src/web/pack.rs`) in `target/pages`, or in the folder that
//! `PASSLINE_WEB_DIR` names, and writes the table `screens.rs` includes. Without pages the table
//! is empty, the server builds all the same, and says at each screen's address what is missing.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PASSLINE_WEB_DIR");
    let dir = match env::var_os("PASSLINE_WEB_DIR") {
        Some(dir) => PathBuf::from(dir),
        None => {
            let dir = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../target/pages");
            // cargo would build the server anew each time if it watched a path that is not there.
            fs::create_dir_all(&dir)?;
            dir
        }
    };
    println!("cargo:rerun-if-changed={}", dir.display());
    let manifest = dir.join("manifest.tsv");
    let code = if manifest.exists() { table(&dir, &fs::read_to_string(manifest)?)? } else { empty() };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("screens.rs"), code)?;
    Ok(())
}

fn empty() -> String {
    "const BUILD: &str = concat!(env!(\"CARGO_PKG_VERSION\"), \"-no-screens\");\n\
     static ASSETS: &[Asset] = &[];\n"
        .into()
}

fn table(dir: &Path, manifest: &str) -> Result<String, Box<dyn Error>> {
    let dir = fs::canonicalize(dir)?;
    let mut lines = manifest.lines();
    let build = lines.next().ok_or("the manifest is empty")?;
    let mut code = format!("const BUILD: &str = {build:?};\nstatic ASSETS: &[Asset] = &[\n");
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[url, mime, cache, etag, file, brotli] = fields.as_slice() else {
            return Err(format!("a line of the manifest has not six fields: {line}").into());
        };
        let body = format!("include_bytes!({:?})", dir.join(file));
        let brotli = match brotli {
            "-" => "None".to_string(),
            name => format!("Some(include_bytes!({:?}))", dir.join(name)),
        };
        let immutable = cache == "immutable";
        writeln!(
            code,
            "Asset {{ url: {url:?}, mime: {mime:?}, immutable: {immutable}, etag: {etag:?}, \
             body: {body}, brotli: {brotli} }},"
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}
