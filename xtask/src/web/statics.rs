//! The static files of a client: placeholders filled in, each at its address.

use super::pack::{Asset, Code, Pack, mime};
use super::{Client, icon, short_hash, walk};
use crate::shell;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// The name of the script that starts a page.
const SCRIPT: &str = "page.js";

/// Name -> file, the kit's first and the client's own over them.
pub fn list(client: &Client) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for package in ["client-kit", client.package] {
        files.extend(walk(&shell::root().join(package).join("static"))?);
    }
    Ok(files)
}

pub struct Statics<'a> {
    client: &'a Client,
    code: Code,
    build: &'a str,
    files: BTreeMap<String, Vec<u8>>,
    /// Address and content of what is done.
    done: BTreeMap<String, (String, Vec<u8>)>,
    /// What is being done, to notice a file that needs itself.
    open: Vec<String>,
}

impl<'a> Statics<'a> {
    /// `script` makes of `early.js` what starts the pages.
    pub fn new(client: &'a Client, code: Code, build: &'a str, script: impl FnOnce(&str) -> Result<String>) -> Result<Self> {
        let mut files = BTreeMap::new();
        for (name, file) in list(client)? {
            files.insert(name, fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
        }
        let early = files.remove("early.js").context("no early.js in client-kit/static")?;
        files.insert(SCRIPT.to_owned(), script(std::str::from_utf8(&early)?)?.into_bytes());
        for size in [192, 512] {
            files.insert(format!("icon-{size}.png"), icon::png(size)?);
        }
        Ok(Self { client, code, build, files, done: BTreeMap::new(), open: Vec::new() })
    }

    pub fn add_all(mut self, pack: &mut Pack) -> Result<()> {
        let names: Vec<String> = self.files.keys().cloned().collect();
        for name in names.iter().filter(|name| !name.ends_with(".html") && *name != "sw.js") {
            self.url(name)?;
        }
        let mut precache: Vec<String> = self.done.values().map(|(url, _)| url.clone()).collect();
        precache.extend(self.code.values().cloned());
        precache.extend(self.client.pages.iter().map(|(page, _)| format!("/{page}")));
        if self.files.contains_key("sw.js") {
            let list = serde_json::to_string(&precache)?;
            let text = self.filled("sw.js", &[("precache", &list)])?;
            let url = self.address("sw.js", &text);
            self.done.insert("sw.js".into(), (url, text));
        }
        for &(page, title) in self.client.pages {
            let html = self.page(page, title)?;
            pack.add(format!("/{page}"), Asset { bytes: html, mime: mime(".html"), immutable: false });
        }
        for (name, (url, bytes)) in self.done {
            let immutable = url.starts_with("/static/");
            pack.add(url, Asset { bytes, mime: mime(&name), immutable });
        }
        Ok(())
    }

    /// The address of a static file, made on first use.
    fn url(&mut self, name: &str) -> Result<String> {
        if let Some((url, _)) = self.done.get(name) {
            return Ok(url.clone());
        }
        if !self.files.contains_key(name) {
            bail!("no file `{name}` in {0}/static or client-kit/static", self.client.package);
        }
        if name == "sw.js" {
            return Ok(self.address(name, &[]));
        }
        if self.open.iter().any(|open| open == name) {
            bail!("static/{name} needs its own address");
        }
        self.open.push(name.to_string());
        let bytes = self.filled(name, &[])?;
        self.open.pop();
        let url = self.address(name, &bytes);
        self.done.insert(name.to_string(), (url.clone(), bytes));
        Ok(url)
    }

    /// `sw.js` and the manifest keep their names, the rest carries its content's hash.
    fn address(&self, name: &str, bytes: &[u8]) -> String {
        if name == "sw.js" || name.ends_with(".webmanifest") {
            return format!("/{}/{name}", self.client.short);
        }
        let hash = short_hash(bytes);
        match name.rsplit_once('.') {
            Some((stem, ext)) => format!("/static/{stem}-{hash}.{ext}"),
            None => format!("/static/{name}-{hash}"),
        }
    }

    fn page(&mut self, page: &str, title: &str) -> Result<Vec<u8>> {
        let own = format!("{page}.html");
        let name = if self.files.contains_key(&own) { own } else { "index.html".to_string() };
        if !self.files.contains_key(&name) {
            bail!("{}/static has no index.html", self.client.package);
        }
        let code = self.code_of(page)?;
        self.filled(&name, &[("page", page), ("title", title), ("code", &code)])
    }

    /// What `boot.js` has to know of a page's WebAssembly, the first part already on its way.
    fn code_of(&self, page: &str) -> Result<String> {
        let first = self.code.get(page).with_context(|| format!("no WebAssembly for /{page}"))?;
        let mut head = format!("<meta name=\"passline-build\" content=\"{}\">\n", self.build);
        head.push_str(&format!(
            "<link id=\"first\" rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{first}\">"
        ));
        for (part, address) in &self.code {
            let meta = match part.strip_prefix(page).and_then(|rest| rest.strip_prefix('.')) {
                Some("late") => format!("\n<meta name=\"passline-late\" content=\"{address}\">"),
                Some(language) => format!("\n<meta name=\"passline-words\" lang=\"{language}\" content=\"{address}\">"),
                None => continue,
            };
            head.push_str(&meta);
        }
        Ok(head)
    }

    /// The file with its placeholders filled in; only text has any.
    fn filled(&mut self, name: &str, extra: &[(&str, &str)]) -> Result<Vec<u8>> {
        let bytes = self.files[name].clone();
        if !is_text(name) {
            return Ok(bytes);
        }
        let text = String::from_utf8(bytes).with_context(|| format!("static/{name} is not UTF-8"))?;
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            match after.split_once("}}").filter(|(key, _)| is_key(key)) {
                Some((key, tail)) => {
                    let value = self.value(key, extra);
                    out.push_str(&value.with_context(|| format!("{{{{{key}}}}} in static/{name}"))?);
                    rest = tail;
                }
                None => {
                    out.push_str("{{");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        Ok(out.into_bytes())
    }

    fn value(&mut self, key: &str, extra: &[(&str, &str)]) -> Result<String> {
        if let Some((_, value)) = extra.iter().find(|(name, _)| *name == key) {
            return Ok((*value).to_string());
        }
        match key.split_once(':') {
            Some(("css", name)) => self.url(&format!("{name}.css")),
            Some(("file", name)) => self.url(name),
            Some(_) => bail!("no such placeholder"),
            None => match key {
                "js" => self.url(SCRIPT),
                "build" => Ok(self.build.to_string()),
                "short" => Ok(self.client.short.to_string()),
                _ => bail!("no such placeholder here"),
            },
        }
    }
}

fn is_text(name: &str) -> bool {
    let ext = name.rsplit_once('.').map_or("", |(_, ext)| ext);
    matches!(ext, "html" | "css" | "js" | "mjs" | "svg" | "json" | "webmanifest")
}

/// `name` or `name:argument`; anything else between braces is the file's own.
fn is_key(key: &str) -> bool {
    let (name, argument) = key.split_once(':').unwrap_or((key, "x"));
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase())
        && !argument.is_empty()
        && argument.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte))
}
