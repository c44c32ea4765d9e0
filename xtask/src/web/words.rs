//! Takes the words out of a page's WebAssembly: a file of each language but English, which stays.
//!
//! A screen speaks one language, and would load five. client-kit/src/text/table.rs marks where the
//! words of a language lie; here they become a module of their own that has nothing but them, at the
//! places where they were. `boot.js` puts the one that a screen speaks back before the page starts.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::ops::Range;
use walrus::{ConstExpr, DataKind, Module, ModuleConfig, ir::Value};

use super::split::FIRST;

/// As client-kit/src/text/table.rs has it: the mark, two letters of a language, the length of all.
const MARK: &[u8] = b"\x01words:";
const HEAD: usize = MARK.len() + 2 + 4;
const STAYS: &str = "en";

/// Leaves zeros where the words were. A language, and the module with its words.
pub fn take(page: &mut Module) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut taken = BTreeMap::<String, Vec<(i32, Vec<u8>)>>::new();
    let all: Vec<_> = page.data.iter().map(|data| data.id()).collect();
    for id in all {
        let data = page.data.get_mut(id);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else { continue };
        for (language, place) in blocks(&data.value)? {
            let words = data.value.get_mut(place.clone()).context("words beyond their data")?;
            if language != STAYS {
                taken.entry(language).or_default().push((start + i32::try_from(place.start)?, words.to_vec()));
                words.fill(0);
            }
        }
    }
    Ok(taken.into_iter().map(|(language, words)| (language, module(words))).collect())
}

/// Each language's blocks, and where they lie.
fn blocks(data: &[u8]) -> Result<Vec<(String, Range<usize>)>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = data[at..].windows(MARK.len()).position(|bytes| bytes == MARK) {
        let start = at + next;
        let head = data.get(start + MARK.len()..start + HEAD).context("words without their length")?;
        let (language, length) = head.split_at(2);
        let length = u32::from_le_bytes(length.try_into()?) as usize;
        let end = start + length;
        if length < HEAD || end > data.len() || !language.iter().all(u8::is_ascii_lowercase) {
            bail!("words at {start} that are not as client-kit/src/text/table.rs writes them");
        }
        found.push((String::from_utf8(language.to_vec())?, start..end));
        at = end;
    }
    Ok(found)
}

fn module(words: Vec<(i32, Vec<u8>)>) -> Vec<u8> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = Module::with_config(config);
    let (memory, _) = module.add_import_memory(FIRST, "memory", false, false, 0, None, None);
    for (at, text) in words {
        let kind = DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(at)) };
        let data = module.data.add(kind, text);
        module.memories.get_mut(memory).data_segments.insert(data);
    }
    module.emit_wasm()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(language: &str, text: &str) -> Vec<u8> {
        let length = u32::try_from(HEAD + text.len()).unwrap_or_default();
        [MARK, language.as_bytes(), &length.to_le_bytes(), text.as_bytes()].concat()
    }

    #[test]
    fn words_lie_in_a_module_of_their_language_where_they_lay() -> Result<()> {
        let mut page = Module::with_config(ModuleConfig::new());
        let memory = page.memories.add_local(false, false, 1, None, None);
        let all = [b"before".to_vec(), block("en", "one"), block("es", "uno"), b"between".to_vec(), block("es", "dos")].concat();
        page.data.add(DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(1000)) }, all.clone());
        let taken = take(&mut page)?;
        assert_eq!(taken.keys().collect::<Vec<_>>(), ["es"]);
        let left = &page.data.iter().next().context("no data")?.value;
        assert_eq!(left.len(), all.len());
        assert!(!left.windows(3).any(|three| three == b"uno") && left.windows(3).any(|three| three == b"one"));

        let spanish = ModuleConfig::new().parse(&taken["es"])?;
        let mut whole = left.clone();
        for data in spanish.data.iter() {
            let DataKind::Active { offset: ConstExpr::Value(Value::I32(at)), .. } = data.kind else { bail!("not active") };
            let at = usize::try_from(at)? - 1000;
            whole[at..at + data.value.len()].copy_from_slice(&data.value);
        }
        assert_eq!(whole, all, "put back, it is what it was");
        Ok(())
    }

    #[test]
    fn a_mark_that_tells_no_length_stops_the_build() {
        assert!(blocks(&block("es", "uno")[..HEAD]).is_err());
        assert!(blocks(MARK).is_err());
        assert!(blocks(&[MARK, b"es", &3_u32.to_le_bytes()].concat()).is_err());
        assert!(blocks(b"nothing of the kind").is_ok_and(|found| found.is_empty()));
    }
}
