//! The pages as files with addresses: compressed, and listed for the server's build script.
//!
//! `manifest.tsv` has the build's name in its first line, then a line an address:
//! address, content type, `immutable` or `revalidate`, ETag, file, brotli file or `-`.

use super::{Client, hex, short_hash, walk};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

/// What is answered at one address.
pub struct Asset {
    pub bytes: Vec<u8>,
    pub mime: &'static str,
    pub immutable: bool,
}

/// Where each part of a client's WebAssembly is: `kds`, `kds.late`, `kds.fr`.
pub type Code = BTreeMap<String, String>;

#[derive(Default)]
pub struct Pack {
    assets: BTreeMap<String, Asset>,
}

impl Pack {
    pub fn add(&mut self, url: String, asset: Asset) {
        self.assets.insert(url, asset);
    }

    pub fn merge(&mut self, other: Pack) {
        self.assets.extend(other.assets);
    }

    /// The parts of a build belong together, so they share a folder that carries one hash.
    pub fn add_code(&mut self, client: &Client, dir: &Path) -> Result<Code> {
        let mut hash = Sha256::new();
        let mut read = Vec::new();
        for (name, file) in walk(dir)? {
            let Some(part) = name.strip_suffix(".wasm") else { continue };
            let bytes = fs::read(file)?;
            hash.update(part);
            hash.update(&bytes);
            read.push((part.to_owned(), bytes));
        }
        let folder = format!("/static/{}-{}", client.short, &hex(&hash.finalize())[..12]);
        let mut code = Code::new();
        for (part, bytes) in read {
            let url = format!("{folder}/{part}.wasm");
            self.add(url.clone(), Asset { bytes, mime: mime(".wasm"), immutable: true });
            code.insert(part, url);
        }
        Ok(code)
    }

    /// Compresses and writes everything, and prints what a screen has to load.
    pub fn write(self, dir: &Path, build: &str) -> Result<()> {
        let rows = Mutex::new(BTreeMap::new());
        let work = Mutex::new(self.assets.into_iter().enumerate());
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let failed = thread::scope(|scope| {
            let one = || -> Result<()> {
                loop {
                    let Some((n, (url, asset))) = locked(&work).next() else {
                        return Ok(());
                    };
                    let row = write_one(dir, n, &url, &asset)?;
                    locked(&rows).insert(url, row);
                }
            };
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(one)).collect();
            all.into_iter().filter_map(|thread| thread.join().ok()?.err()).next()
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let mut manifest = format!("{build}\n");
        for (url, row) in locked(&rows).iter() {
            manifest.push_str(&format!("{url}\t{row}\n"));
        }
        fs::write(dir.join("manifest.tsv"), manifest).context("writing the manifest")
    }
}

fn write_one(dir: &Path, n: usize, url: &str, asset: &Asset) -> Result<String> {
    let Asset { bytes, mime, immutable } = asset;
    let file = format!("{n:03}{}", extension(url));
    fs::write(dir.join(&file), bytes)?;
    let squeezed = if is_packed(mime) { None } else { Some(brotli(bytes, mime)?) };
    let squeezed = squeezed.filter(|small| small.len() < bytes.len());
    let small_size = squeezed.as_ref().map_or(bytes.len(), Vec::len);
    let small_name = match &squeezed {
        Some(small) => {
            let name = format!("{file}.br");
            fs::write(dir.join(&name), small)?;
            name
        }
        None => "-".to_string(),
    };
    if *mime == "application/wasm" {
        eprintln!("    {url}: {} bytes, {small_size} as brotli", bytes.len());
    }
    let cache = if *immutable { "immutable" } else { "revalidate" };
    Ok(format!("{mime}\t{cache}\t{}\t{file}\t{small_name}", short_hash(bytes)))
}

fn brotli(bytes: &[u8], mime: &str) -> Result<Vec<u8>> {
    use brotli::enc::backward_references::BrotliEncoderMode::{BROTLI_MODE_FONT, BROTLI_MODE_GENERIC};
    // What is made for tables of numbers suits a program as well.
    let mode = if mime == "application/wasm" { BROTLI_MODE_FONT } else { BROTLI_MODE_GENERIC };
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, mode, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

fn extension(url: &str) -> String {
    let name = url.rsplit('/').next().unwrap_or(url);
    name.rsplit_once('.').map_or_else(|| ".html".into(), |(_, ext)| format!(".{ext}"))
}

/// By the name's ending; what we do not know is offered as bytes.
pub fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ext)| ext) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Formats that are compressed already.
fn is_packed(mime: &str) -> bool {
    matches!(mime, "image/png" | "image/webp" | "font/woff2" | "audio/mpeg" | "audio/ogg")
}

/// A thread that panicked has failed the build anyway.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
