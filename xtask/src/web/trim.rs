//! Takes out of a page's WebAssembly what it can never show: the text of a panic.
//!
//! A panic in a page is a trap: nothing writes its message anywhere, the page's `early.js` says
//! that there is a fault and starts the page again. The standard library as it is shipped formats
//! the message all the same and carries what that needs: the names of source files and places in
//! them, backtraces, the unmangling of names. What only a panic runs traps at once instead, and the
//! places are erased. It makes a page 4 % smaller and changes nothing that anybody can see.

use anyhow::{Context, Result};
use std::path::Path;
use walrus::ir::{InstrLocId, Unreachable, Value};
use walrus::{ConstExpr, DataKind, FunctionKind, Module, ModuleConfig};

/// Parts of the (mangled) names of functions that panic: none of them ever comes back.
const PANICS: &[&str] = &[
    "core9panicking5panic",
    "core9panicking9panic_fmt",
    "core9panicking11panic_const",
    "core9panicking13assert_failed",
    "core9panicking13panic_display",
    "core9panicking14panic_explicit",
    "core9panicking18panic_bounds_check",
    "core9panicking19assert_failed_inner",
    "3std9panicking15panic_with_hook",
    "end_short_backtrace",
    "expect_failed",
    "unwrap_failed",
    "slice_index_fail",
    "slice_error_fail",
    "len_mismatch_fail",
    "panic_already",
    "panic_access_error",
];

/// Of the names in a backtrace, which has no frames in WebAssembly. Functions of the same code may
/// share one body under any of their names: so long ones only, which are like no other.
const NAMES: &[&str] = &["rustc_demangle2v0", "rustc_demangle6legacy", "rustc_demangle13DemangleStyle"];
const LONG: u64 = 30;

/// Reads a module without what a panic needs.
pub fn read(wasm: &Path) -> Result<Module> {
    let mut config = ModuleConfig::new();
    // What LLVM wrote is well formed; names and producers are not shipped.
    config.strict_validate(false).generate_producers_section(false);
    let mut module = config.parse_file(wasm).with_context(|| format!("reading {}", wasm.display()))?;
    trap(&mut module);
    erase(&mut module);
    Ok(module)
}

fn trap(module: &mut Module) {
    for function in module.funcs.iter_mut() {
        let (Some(name), FunctionKind::Local(local)) = (&function.name, &mut function.kind) else { continue };
        let one_of = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        // What never comes back shares its body with nothing that does.
        if one_of(PANICS) || one_of(NAMES) && local.size() > LONG {
            let entry = local.entry_block();
            local.block_mut(entry).instrs = vec![(Unreachable {}.into(), InstrLocId::default())];
        }
    }
}

fn erase(module: &mut Module) {
    let all: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in all {
        let data = module.data.get_mut(id);
        if let DataKind::Active { offset: ConstExpr::Value(Value::I32(offset)), .. } = data.kind {
            erase_places(&mut data.value, offset as u32);
            erase_advice(&mut data.value);
        }
    }
}

/// A place is four words: where the file's name is, its length, line and column. What is left is
/// an empty name, as a compiler writes it that was told to leave places out.
fn erase_places(data: &mut [u8], offset: u32) {
    let word = |data: &[u8], at: usize| data.get(at..at + 4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]]));
    let mut names = Vec::new();
    let mut at = offset.wrapping_neg() as usize % 4;
    while let (Some(from), Some(length), Some(_)) = (word(data, at), word(data, at + 4), word(data, at + 12)) {
        let from = (from as usize).wrapping_sub(offset as usize);
        let name = from..from.saturating_add(length as usize);
        if length > 3 && data.get(name.clone()).is_some_and(is_source) {
            data[at..at + 4].copy_from_slice(&1u32.to_le_bytes());
            data[at + 4..at + 16].fill(0);
            names.push(name);
            at += 16;
        } else {
            at += 4;
        }
    }
    for name in names {
        data[name].fill(0);
    }
}

/// What a panic, or an error of files and sockets, tells a programmer: by its first and its last words.
/// A page has no such files, and shows nothing of a panic.
const ADVICE: &[(&[u8], &[u8])] = &[
    (b"Must be called from inside a Dioxus runtime.", b"    })\n}\n```"),
    (b"Unable to retrieve the hook that was initialized", b"check for some common hook errors."),
    (b"The hook list is already borrowed", b"rules of hooks."),
    (b"The tree has not been built yet", b"its nodes."),
    (b"Dereferenced SendWrapper<T> variable from a thread", b"created with."),
    (b"Dropped SendWrapper<T> variable from a thread", b"created with."),
    (b"Polling SendWrapper<T> variable from a thread", b"created with."),
    (b"internal error: entered unreachable code: The JS binding", b"'invalid' value"),
    (b"internal error: entered unreachable code: References", b"entry directly"),
    (b"only an InputElement or TextAreaElement", b"event listener"),
    (b"Tried to shrink to a larger", b"capacity"),
    (b"end of range should be", b"character boundary"),
    (b"use of std::thread::current() is not possible", b"destroyed"),
    (b"assertion failed: match track_edge_idx", b"right_len,\n}"),
    (b"Once instance has previously been poisoned", b"recursively"),
    (b"entity not found", b"unexpected end of file"),
];

/// Where either end is not found, or the end is far away, it stays.
fn erase_advice(data: &mut [u8]) {
    let find = |data: &[u8], words: &[u8]| data.windows(words.len()).position(|window| window == words);
    for (first, last) in ADVICE {
        let Some(from) = find(data, first) else { continue };
        let end = data.len().min(from + 2000);
        if let Some(length) = find(&data[from..end], last) {
            data[from..from + length + last.len()].fill(0);
        }
    }
}

fn is_source(name: &[u8]) -> bool {
    name.ends_with(b".rs") && name.contains(&b'/') && name.len() < 200 && name.iter().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_erased_from_its_first_word_to_its_last() {
        let mut data =
            b"kept. Unable to retrieve the hook that was initialized here. Run it to check for some common hook errors. kept."
                .to_vec();
        let cut = 6..data.len() - 6;
        erase_advice(&mut data);
        assert_eq!(&data[..6], b"kept. ");
        assert!(data[cut.clone()].iter().all(|byte| *byte == 0));
        assert_eq!(&data[cut.end..], b" kept.");
    }

    #[test]
    fn a_place_is_erased_and_its_neighbours_are_not() {
        let offset = 1024u32;
        let mut data = b"kept/a.rstext of ours.".to_vec();
        data.resize(24, 0);
        let words = |data: &mut Vec<u8>, words: &[u32]| words.iter().for_each(|w| data.extend(w.to_le_bytes()));
        words(&mut data, &[7, offset + 1, 8, 12, 34, offset + 9, 13, 5, 6]);
        let mut erased = data.clone();
        erase_places(&mut erased, offset);
        data[1..9].fill(0);
        data[28..44].copy_from_slice(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(erased, data);
    }
}
