//! Lays functions that are alike side by side: what brotli has just seen it says in fewer bits, some
//! 2 % of a page. Nothing but the functions' order changes, and with it their numbers.

use anyhow::{Context, Result};
use std::collections::HashMap;
use std::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// So many bytes in a row that two functions share make them a little alike.
const RUN: usize = 5;
/// What stands in more functions than that says nothing of any of them.
const COMMON: usize = 400;

pub fn by_likeness(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = chain(&bodies);
    let mut places = vec![0; order.len()];
    for (place, was) in (imported..).zip(&order) {
        places[*was] = place;
    }
    let mut module = Module::new();
    let mut ordered = Ordered { imported, order, places };
    ordered.parse_core_module(&mut module, Parser::new(0), wasm).context("laying functions in another order")?;
    Ok(module.finish())
}

/// From one to the one that is most like it, of those that are left; where none is, the next.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<&[u8]>> = bodies.iter().map(|body| distinct(body.windows(RUN).collect())).collect();
    let mut having: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, runs) in runs.iter().enumerate() {
        for run in runs {
            having.entry(run).or_default().push(at);
        }
    }
    having.retain(|_, all| (2..COMMON).contains(&all.len()));
    let mut left = vec![true; bodies.len()];
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = (!bodies.is_empty()).then_some(0);
    let mut first_left = 0;
    while let Some(at) = next {
        left[at] = false;
        order.push(at);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for other in runs[at].iter().filter_map(|run| having.get(run)).flatten().filter(|other| left[**other]) {
            *shared.entry(*other).or_default() += 1;
        }
        // Of what the two have, how much they share; by whole numbers, so that every machine sees the same.
        let likeness = |(other, shared): &(usize, usize)| (shared << 20) / (runs[at].len() + runs[*other].len() - shared);
        let most = shared.into_iter().max_by_key(|pair| (likeness(pair), std::cmp::Reverse(pair.0)));
        next = most.map(|(other, _)| other).or_else(|| {
            first_left += left[first_left..].iter().position(|left| *left)?;
            Some(first_left)
        });
    }
    order
}

fn distinct(mut runs: Vec<&[u8]>) -> Vec<&[u8]> {
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// A module as it was but for the order of its own functions.
struct Ordered {
    imported: u32,
    /// Which comes first, second, ...
    order: Vec<usize>,
    /// The number that each has now.
    places: Vec<u32>,
}

impl Reencode for Ordered {
    type Error = Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error> {
        let own = number.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.copied().unwrap_or(number))
    }

    fn parse_function_section(&mut self, types: &mut FunctionSection, section: FunctionSectionReader<'_>) -> Result<(), Error> {
        let all = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in self.order.clone() {
            types.function(self.type_index(all[at])?);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let all = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in self.order.clone() {
            self.parse_function_body(code, all[at].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, ModuleConfig, ValType};

    #[test]
    fn what_is_alike_lies_side_by_side() {
        let bodies: [&[u8]; 5] = [b"take a pizza out", b"0123456789", b"take a pizza in", b"0123456780", b""];
        assert_eq!(chain(&bodies), [0, 2, 1, 3, 4]);
        assert!(chain(&[]).is_empty());
    }

    #[test]
    fn a_module_does_what_it_did() -> Result<()> {
        let mut module = walrus::Module::default();
        let number = module.types.add(&[], &[ValType::I32]);
        let (imported, _) = module.add_import_func("page", "number", number);
        for (name, n) in [("one", 1), ("far", 1 << 20), ("two", 2), ("farther", (1 << 20) + 1)] {
            let mut own = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            own.func_body()
                .call(imported)
                .i32_const(n)
                .binop(walrus::ir::BinaryOp::I32Add)
                .i32_const(n)
                .binop(walrus::ir::BinaryOp::I32Mul);
            let own = own.finish(Vec::new(), &mut module.funcs);
            module.exports.add(name, own);
        }
        let before = module.emit_wasm();
        let after = by_likeness(&before)?;
        assert_ne!(before, after);
        assert_eq!(bodies(&before)?, bodies(&after)?);
        Ok(())
    }

    /// What each exported function says, by its name.
    fn bodies(wasm: &[u8]) -> Result<Vec<(String, String)>> {
        let module = ModuleConfig::new().parse(wasm)?;
        let mut all: Vec<_> = module.exports.iter().map(|export| (export.name.clone(), export.item)).collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let said = |item| match item {
            walrus::ExportItem::Function(id) => {
                let own = module.funcs.get(id).kind.unwrap_local();
                own.block(own.entry_block()).instrs.iter().map(|(instr, _)| format!("{instr:?} ")).collect()
            }
            other => format!("{other:?}"),
        };
        Ok(all.into_iter().map(|(name, item)| (name, said(item))).collect())
    }
}
