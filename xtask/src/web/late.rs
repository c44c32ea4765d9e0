//! Which functions of a page come late: those that did not run while the page did its main job.
//!
//! `cargo xtask trace` lets a browser do that job (e2e/trace.mjs) and writes the list of a page,
//! `late/<page>.txt`: hashes of their names, sorted. What a list does not know is not late,
//! so a list that has grown old costs bytes and nothing else; the budget says when it is time.

use anyhow::{Context, Result};
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::{fs, io};

use crate::shell;

const IN_A_LINE: usize = 16;

pub struct Late(HashSet<String>);

impl Late {
    /// The list of a page; a page without one is not cut.
    pub fn of(page: &str) -> Result<Option<Self>> {
        Ok(list(page)?.map(|text| Self(text.split_whitespace().map(str::to_owned).collect())))
    }

    pub fn has(&self, name: &str) -> bool {
        !is_of_a_container(name) && self.0.contains(&hash(name))
    }
}

/// When a list grows or a table is laid out anew depends on how much there is and on chance, which no trace
/// has all of. Such functions go where those are that use them.
fn is_of_a_container(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    ["alloc[", "hashbrown["].iter().any(|home| name.starts_with(home))
}

/// What stands in the list of a page.
pub fn list(page: &str) -> Result<Option<String>> {
    match fs::read_to_string(path(page)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some).with_context(|| format!("reading the late functions of {page}")),
    }
}

/// Writes the list of a page. Functions may share a name: they are late where none of them ran.
pub fn write(page: &str, functions: &[(String, bool)]) -> Result<()> {
    let mut ran = BTreeMap::<String, bool>::new();
    for (name, did) in functions {
        *ran.entry(hash(name)).or_default() |= did;
    }
    let late: Vec<String> = ran.into_iter().filter(|(_, ran)| !ran).map(|(hash, _)| hash).collect();
    let lines: Vec<String> = late.chunks(IN_A_LINE).map(|line| line.join(" ") + "\n").collect();
    fs::write(path(page), lines.concat()).with_context(|| format!("writing the late functions of {page}"))
}

fn path(page: &str) -> PathBuf {
    shell::root().join(format!("xtask/src/web/late/{page}.txt"))
}

/// A name without what differs between two checkouts, the hashes of its crates.
fn hash(name: &str) -> String {
    let mut fnv = 0x811c_9dc5_u32;
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('[') {
        mix(&mut fnv, before);
        rest = match after.split_once(']') {
            Some((hash, tail)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => tail,
            _ => {
                mix(&mut fnv, "[");
                after
            }
        };
    }
    mix(&mut fnv, rest);
    format!("{fnv:08x}")
}

/// FNV-1a.
fn mix(hash: &mut u32, text: &str) {
    for byte in text.bytes() {
        *hash = (*hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
}

#[cfg(test)]
mod tests {
    use super::{hash, is_of_a_container};

    #[test]
    fn what_containers_do_is_theirs_whatever_they_hold() {
        assert!(is_of_a_container("<hashbrown[2ef557f0747cba35]::raw::RawTable<(kds[2ef557f0747cba35]::Card,)>>::reserve"));
        assert!(is_of_a_container("<alloc[2ef557f0747cba35]::vec::Vec<u8>>::truncate"));
        assert!(!is_of_a_container("<kds[2ef557f0747cba35]::Cards as core[2ef557f0747cba35]::ops::Drop>::drop"));
    }

    #[test]
    fn a_name_is_the_same_in_every_checkout() {
        assert_eq!(hash("<kds[2ef557f0747cba35]::Card>::draw"), hash("<kds[0000000000000000]::Card>::draw"));
        assert_ne!(hash("<kds[2ef557f0747cba35]::Card>::draw"), hash("<kds[2ef557f0747cba35]::Card>::drop"));
        assert_ne!(hash("<[u8]>::sort"), hash("<u8>::sort"));
    }
}
