//! Builds the pages: WebAssembly, wasm-bindgen, content hashes, brotli, one folder for the server.
//!
//! # What a client crate gives
//!
//! `kds-client`, `pos-client` and `manage-client` are binary crates. Each may have a folder `static/`;
//! what lies in `client-kit/static/` belongs to all (a client's own file of the same name wins). There:
//!
//! - `index.html` is the template of every page of the client; a file named after one page
//!   (`board.html`) replaces it for that page. Served at the page's path, `no-cache` and `ETag`.
//! - `sw.js` and `manifest.webmanifest` keep their names: `/kds/sw.js`, `/pos/manifest.webmanifest`,
//!   also `no-cache`; `sw.js` is served with `Service-Worker-Allowed: /`.
//! - every other file is served at `/static/<name>-<hash>.<ext>` and cached for ever. So nothing
//!   may name it by hand: text files (html, css, js, svg, json, webmanifest) use placeholders.
//!
//! | placeholder | becomes |
//! | --- | --- |
//! | `{{css:NAME}}` | the address of `NAME.css` |
//! | `{{file:PATH}}` | the address of any static file, e.g. `{{file:fonts/b612.woff2}}` |
//! | `{{code}}` | where the page's WebAssembly lies, its parts and its languages; only in html, before `{{js}}` |
//! | `{{js}}` | the address of the script that starts it (`web/bundle.rs`): `early.js`, and `web/boot.js` |
//! | `{{short}}` | the client's name in addresses, `kds` or `pos` |
//! | `{{build}}` | the build's name, the same that the server tells on the live connection |
//! | `{{page}}`, `{{title}}` | `kds`, `expo`, ... and a title for people; only in html |
//! | `{{precache}}` | a JSON list of every address of this client; only in `sw.js` |
//!
//! A placeholder that does not resolve fails the build.
//!
//! # The WebAssembly of a page
//!
//! It comes in two parts (`web/split.rs`): `<page>.wasm` is what the page needs to stand and work,
//! `<page>.late.wasm` what nobody asks for in its first second. English is in the first part;
//! every other language is a file of its own (`web/words.rs`), `<page>.<language>.wasm`, of which
//! a screen loads the one that it speaks. `boot.js` does all that.
//!
//! The policy the server sends forbids inline scripts, inline `<style>` and `style="..."`
//! attributes: scripts and styles are files.

pub mod budget;
mod bundle;
mod icon;
mod late;
mod order;
mod pack;
mod split;
mod statics;
mod trim;
mod words;

pub use late::write as write_late;

use crate::shell::{self, step};
use anyhow::{Context, Result, bail};
use late::Late;
use pack::Pack;
use sha2::{Digest, Sha256};
use statics::Statics;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, thread};
use wasm_bindgen_cli_support::Bindgen;

/// One client crate and the pages it draws.
pub struct Client {
    pub package: &'static str,
    /// Its name in addresses.
    pub short: &'static str,
    /// Path and title.
    pub pages: &'static [(&'static str, &'static str)],
}

pub const CLIENTS: &[Client] = &[
    Client { package: "kds-client", short: "kds", pages: &[("kds", "Kitchen"), ("expo", "The pass"), ("board", "Ready board")] },
    Client { package: "pos-client", short: "pos", pages: &[("pos", "Till")] },
    Client { package: "manage-client", short: "manage", pages: &[("manage", "Back office")] },
];

/// What the result depends on besides its inputs: how we make it.
const RECIPE: &[&str] = &[
    include_str!("web.rs"),
    include_str!("web/boot.js"),
    include_str!("web/bundle.rs"),
    include_str!("web/icon.rs"),
    include_str!("web/late.rs"),
    include_str!("web/order.rs"),
    include_str!("web/pack.rs"),
    include_str!("web/split.rs"),
    include_str!("web/statics.rs"),
    include_str!("web/trim.rs"),
    include_str!("web/words.rs"),
    // The version of wasm-bindgen goes into its output, and Cargo.lock pins it.
];

/// Builds the pages if anything changed; returns their folder, from which the server's build
/// script takes them.
pub fn build() -> Result<PathBuf> {
    let wasm = compile()?;
    let stamp = stamp(&wasm)?;
    let dir = pages_dir();
    if fs::read_to_string(dir.join("stamp")).is_ok_and(|old| old == stamp) {
        return Ok(dir);
    }
    step("pack the pages");
    let build = format!("{}-{}", env!("CARGO_PKG_VERSION"), &stamp[..12]);
    // In another folder first, so that the server is never built from half the pages.
    let scratch = dir.with_extension(format!("new-{}", std::process::id()));
    remove(&scratch)?;
    fs::create_dir_all(&scratch)?;
    let packed = pack_all(&wasm, &build, &scratch);
    let packed = packed.and_then(|pack| pack.write(&scratch, &build));
    if let Err(error) = packed.and_then(|()| Ok(fs::write(scratch.join("stamp"), &stamp)?)) {
        remove(&scratch)?;
        return Err(error);
    }
    remove(&dir)?;
    fs::rename(&scratch, &dir)?;
    Ok(dir)
}

/// Always in the checkout, so that every build of the server finds the same pages.
fn pages_dir() -> PathBuf {
    shell::root().join("target/pages")
}

/// One cargo for all, so that what they share is compiled once. Returns package -> wasm file.
fn compile() -> Result<BTreeMap<&'static str, PathBuf>> {
    step("build the pages (WebAssembly)");
    let mut cargo = shell::cargo();
    cargo.args(["build", "--profile", "web", "--target", "wasm32-unknown-unknown", "--bins"]);
    cargo.arg("--message-format=json-render-diagnostics");
    for client in CLIENTS {
        cargo.args(["-p", client.package]);
    }
    let messages = shell::output(&mut cargo)?;
    let mut found = BTreeMap::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let id = message["package_id"].as_str().unwrap_or_default();
        let files = message["filenames"].as_array().map(Vec::as_slice).unwrap_or_default();
        let wasm = files.iter().filter_map(|file| file.as_str()).find(|file| file.ends_with(".wasm"));
        for client in CLIENTS {
            let ours = id.contains(&format!("/{}#", client.package));
            if let (true, Some(wasm)) = (ours, wasm) {
                found.insert(client.package, PathBuf::from(wasm));
            }
        }
    }
    for client in CLIENTS {
        if !found.contains_key(client.package) {
            bail!("cargo built no .wasm for {}: is it a binary crate?", client.package);
        }
    }
    Ok(found)
}

/// A hash over everything the pages are made of.
fn stamp(wasm: &BTreeMap<&'static str, PathBuf>) -> Result<String> {
    let mut hash = Sha256::new();
    for text in RECIPE {
        hash.update(text);
    }
    for file in wasm.values() {
        hash.update(fs::read(file).with_context(|| format!("reading {}", file.display()))?);
    }
    for client in CLIENTS {
        for &(page, _) in client.pages {
            hash.update(late::list(page)?.unwrap_or_default());
        }
        for (name, file) in statics::list(client)? {
            hash.update(client.short);
            hash.update(&name);
            hash.update(fs::read(&file)?);
        }
    }
    Ok(hex(&hash.finalize()))
}

/// The clients side by side: wasm-bindgen takes some seconds each.
fn pack_all(wasm: &BTreeMap<&'static str, PathBuf>, build: &str, scratch: &Path) -> Result<Pack> {
    let packs: Vec<Result<Pack>> = thread::scope(|scope| {
        let work = CLIENTS.iter().map(|client| {
            let file = &wasm[client.package];
            scope.spawn(move || pack_one(client, file, build, &scratch.join(client.short)))
        });
        let work: Vec<_> = work.collect();
        work.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("packing panicked"))).collect()
    });
    let mut all = Pack::default();
    for pack in packs {
        all.merge(pack?);
    }
    Ok(all)
}

fn pack_one(client: &Client, wasm: &Path, build: &str, scratch: &Path) -> Result<Pack> {
    let whole = bind(client, wasm, scratch)?;
    for &(page, _) in client.pages {
        let late = Late::of(page)?;
        let parts = split::split(&whole, |name| late.as_ref().is_some_and(|late| late.has(name)))?;
        fs::write(scratch.join(format!("{page}.wasm")), order::by_likeness(&parts.first)?)?;
        if late.is_some() {
            fs::write(scratch.join(format!("{page}.late.wasm")), order::by_likeness(&parts.late)?)?;
        }
        for (language, words) in parts.words {
            fs::write(scratch.join(format!("{page}.{language}.wasm")), words)?;
        }
    }
    let mut pack = Pack::default();
    let code = pack.add_code(client, scratch)?;
    Statics::new(client, code, build, |early| bundle::script(early, client.short, scratch))?.add_all(&mut pack)?;
    remove(scratch)?;
    Ok(pack)
}

/// Leaves the glue in the folder and returns the WebAssembly, whole and with its names.
fn bind(client: &Client, wasm: &Path, dir: &Path) -> Result<Vec<u8>> {
    let mut bindgen = Bindgen::new();
    bindgen.input_module(client.short, trim::read(wasm)?).out_name(client.short).typescript(false);
    bindgen.web(true)?.remove_producers_section(true);
    bindgen.generate(dir).with_context(|| format!("wasm-bindgen on {}", wasm.display()))?;
    let whole = dir.join(format!("{}_bg.wasm", client.short));
    let bytes = fs::read(&whole)?;
    fs::remove_file(whole)?;
    Ok(bytes)
}

/// The WebAssembly of each client that marks what runs, `<short>.wasm` in the folder.
pub fn traced(dir: &Path) -> Result<BTreeMap<&'static str, Vec<String>>> {
    let wasm = compile()?;
    fs::create_dir_all(dir)?;
    let mut names = BTreeMap::new();
    for client in CLIENTS {
        let scratch = dir.join(client.package);
        let (module, functions) = split::traced(&bind(client, &wasm[client.package], &scratch)?)?;
        remove(&scratch)?;
        fs::write(dir.join(format!("{}.wasm", client.short)), module)?;
        names.insert(client.short, functions);
    }
    Ok(names)
}

fn remove(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", dir.display()))
        }
        _ => Ok(()),
    }
}

/// Lowercase hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The short content hash that stands in names and ETags.
pub fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))[..12].to_string()
}

/// Every file below a folder, sorted, with its name relative to it.
pub fn walk(dir: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(name) = path.strip_prefix(dir) {
                found.push((name.to_string_lossy().replace('\\', "/"), path.clone()));
            }
        }
    }
    found.sort();
    Ok(found)
}
