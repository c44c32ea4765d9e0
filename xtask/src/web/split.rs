//! Cuts a page's WebAssembly in two: what it needs to do its work, and what may come after it.
//!
//! The first part is the module as it was, but each late function in it is a stub: it asks the page
//! for the second part unless that is there, and calls through a table. The second part has those
//! functions and all that only they call; it shares memory, stack and tables with the first. Nothing
//! changes but where a function lies, so a wrong choice costs time once and is never a fault.
//! `boot.js` loads the second part when the page stands, and at once where a stub asks for it.

use super::words;
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, HashSet};
use walrus::ir::{Const, GlobalSet, Value};
use walrus::{
    ConstExpr, DataId, ElementId, ElementItems, ElementKind, ExportId, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, ImportedFunction, Module, ModuleConfig, RefType, TableId, ValType,
};

/// The module names of what `boot.js` gives: to the first part, and to the second.
const PAGE: &str = "page";
pub const FIRST: &str = "first";
/// What the first part is asked for by name: the table of late functions, and whether it is filled.
const LATE: &str = "late";
const THERE: &str = "there";

pub struct Parts {
    pub first: Vec<u8>,
    pub late: Vec<u8>,
    /// Of each language but English, what the page has to say.
    pub words: BTreeMap<String, Vec<u8>>,
}

/// Splits a module; `late` is asked for every function of it by its name.
pub fn split(wasm: &[u8], late: impl Fn(&str) -> bool) -> Result<Parts> {
    let mut first = read(wasm)?;
    let mut second = read(wasm)?;
    // The same module twice, so what stands in one place is the same thing.
    let twins: Vec<(FunctionId, FunctionId)> = ids(&first).into_iter().zip(ids(&second)).collect();
    let is_late = |id: &FunctionId| {
        let function = first.funcs.get(*id);
        matches!(function.kind, FunctionKind::Local(_)) && function.name.as_deref().is_some_and(&late)
    };
    let (moved, kept): (Vec<_>, Vec<_>) = twins.into_iter().partition(|(id, _)| is_late(id));

    let tables: Vec<_> = first.tables.iter().map(|table| table.id()).collect();
    let globals: Vec<_> = first.globals.iter().map(|global| global.id()).collect();

    let door = Door::into(&mut first);
    // Once to see which of them the first part still calls, once more to number those.
    for (id, _) in &moved {
        door.stub(&mut first, *id, 0)?;
    }
    walrus::passes::gc::run(&mut first);
    let alive: HashSet<FunctionId> = ids(&first).into_iter().collect();
    let called: Vec<_> = moved.into_iter().filter(|(id, _)| alive.contains(id)).collect();
    for (slot, (id, _)) in called.iter().enumerate() {
        door.stub(&mut first, *id, i32::try_from(slot)?)?;
    }
    let size = called.len() as u64;
    let table = first.tables.get_mut(door.table);
    (table.initial, table.maximum) = (size, Some(size));

    let shared: Vec<_> = kept.into_iter().filter(|(id, _)| alive.contains(id)).collect();
    let lives: HashSet<GlobalId> = first.globals.iter().map(|global| global.id()).collect();
    let own: HashSet<usize> = (0..globals.len()).filter(|at| !lives.contains(&globals[*at])).collect();
    let names = Second { module: &mut second, size, own }.cut(&shared, called.into_iter().map(|(_, twin)| twin).collect())?;
    let twin: BTreeMap<FunctionId, FunctionId> = shared.into_iter().map(|(id, twin)| (twin, id)).collect();
    for (name, asked) in names {
        match asked {
            Asked::Function(id) => first.exports.add(&name, twin[&id]),
            Asked::Memory => {
                let memory = first.memories.iter().next().context("no memory")?.id();
                first.exports.add(&name, memory)
            }
            Asked::Table(at) => {
                let table = tables.get(at).filter(|id| first.tables.iter().any(|table| table.id() == **id));
                first.exports.add(&name, *table.context("a table that only late functions use")?)
            }
            Asked::Global(at) => first.exports.add(&name, *globals.get(at).context("no such global")?),
        };
    }
    let words = words::take(&mut first)?;
    Ok(Parts { first: first.emit_wasm(), late: second.emit_wasm(), words })
}

fn read(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    config.strict_validate(false).generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm).context("reading what wasm-bindgen has made")?;
    // What features its compiler was allowed is of no use to a browser.
    module.customs.remove_raw("target_features");
    Ok(module)
}

fn ids(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter().map(|function| function.id()).collect()
}

/// What a stub of the first part goes through.
struct Door {
    table: TableId,
    ask: FunctionId,
}

impl Door {
    fn into(first: &mut Module) -> Self {
        let nothing = first.types.add(&[], &[]);
        let (load, _) = first.add_import_func(PAGE, "load", nothing);
        let table = first.tables.add_local(false, 0, Some(0), RefType::FUNCREF);
        let there = first.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        first.exports.add(LATE, table);
        first.exports.add(THERE, there);
        let mut ask = FunctionBuilder::new(&mut first.types, &[], &[]);
        ask.func_body().global_get(there).if_else(
            None,
            |_| {},
            |absent| {
                absent.call(load);
            },
        );
        let ask = ask.finish(Vec::new(), &mut first.funcs);
        Self { table, ask }
    }

    fn stub(&self, first: &mut Module, id: FunctionId, slot: i32) -> Result<()> {
        let ty = first.funcs.get(id).ty();
        let (params, results) = first.types.params_results(ty);
        let (params, results) = (params.to_vec(), results.to_vec());
        let arguments: Vec<_> = params.iter().map(|ty| first.locals.add(*ty)).collect();
        let mut stub = FunctionBuilder::new(&mut first.types, &params, &results);
        let mut body = stub.func_body();
        body.call(self.ask);
        for argument in &arguments {
            body.local_get(*argument);
        }
        body.i32_const(slot).call_indirect(ty, self.table);
        first.funcs.get_mut(id).kind = FunctionKind::Local(stub.local_func(arguments));
        Ok(())
    }
}

/// What the second part takes from the first; tables and globals by their place.
enum Asked {
    Function(FunctionId),
    Memory,
    Table(usize),
    Global(usize),
}

struct Second<'a> {
    module: &'a mut Module,
    size: u64,
    /// The globals that no function of the first part uses, by their place: they stay where they are used.
    own: HashSet<usize>,
}

impl Second<'_> {
    /// Leaves nothing in it but the late functions, to be called through the slots, and what only
    /// they call. Returns what it wants of the first part, by name.
    fn cut(self, shared: &[(FunctionId, FunctionId)], slots: Vec<FunctionId>) -> Result<Vec<(String, Asked)>> {
        let Self { module, size, own } = self;
        module.start = None;
        let exports: Vec<ExportId> = module.exports.iter().map(|export| export.id()).collect();
        exports.into_iter().for_each(|id| module.exports.delete(id));
        let data: Vec<DataId> = module.data.iter().map(|data| data.id()).collect();
        let elements: Vec<ElementId> = module.elements.iter().map(|element| element.id()).collect();

        let mut asked = BTreeMap::new();
        let mut name = |what: Asked| {
            let name = short(asked.len());
            asked.insert(name.clone(), what);
            name
        };
        for (_, id) in shared {
            let ty = module.funcs.get(*id).ty();
            if let FunctionKind::Local(_) = module.funcs.get(*id).kind {
                let import = module.imports.add(FIRST, &name(Asked::Function(*id)), *id);
                module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
        let memories: Vec<_> = module.memories.iter().map(|memory| memory.id()).collect();
        if memories.len() > 1 {
            bail!("more than one memory");
        }
        for id in memories {
            let import = module.imports.add(FIRST, &name(Asked::Memory), id);
            let memory = module.memories.get_mut(id);
            memory.import = Some(import);
            memory.data_segments.clear();
        }
        let tables: Vec<_> = module.tables.iter().map(|table| table.id()).collect();
        for (at, id) in tables.into_iter().enumerate() {
            let import = module.imports.add(FIRST, &name(Asked::Table(at)), id);
            let table = module.tables.get_mut(id);
            table.import = Some(import);
            table.elem_segments.clear();
        }
        let globals: Vec<_> = module.globals.iter().map(|global| global.id()).collect();
        for (at, id) in globals.into_iter().enumerate().filter(|(at, _)| !own.contains(at)) {
            let import = module.imports.add(FIRST, &name(Asked::Global(at)), id);
            module.globals.get_mut(id).kind = GlobalKind::Import(import);
        }
        data.into_iter().for_each(|id| module.data.delete(id));
        elements.into_iter().for_each(|id| module.elements.delete(id));

        let (table, _) = module.add_import_table(FIRST, LATE, false, size, Some(size), RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(0));
        let filled = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(slots));
        module.tables.get_mut(table).elem_segments.insert(filled);
        walrus::passes::gc::run(module);
        let wanted: HashSet<&str> =
            module.imports.iter().filter(|import| import.module == FIRST).map(|import| import.name.as_str()).collect();
        Ok(asked.into_iter().filter(|(name, _)| wanted.contains(name.as_str())).collect())
    }
}

/// A number as a name of few bytes: there are hundreds of them.
fn short(mut number: usize) -> String {
    const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.push(char::from(DIGITS[number % DIGITS.len()]));
        number /= DIGITS.len();
        if number == 0 {
            return name;
        }
    }
}

/// The module with a mark for each of its functions that is set when it runs: the global `ran<n>` of
/// the n-th of the names that come with it.
pub fn traced(wasm: &[u8]) -> Result<(Vec<u8>, Vec<String>)> {
    let mut module = read(wasm)?;
    let mut names = Vec::new();
    for id in ids(&module) {
        let Some(name) = module.funcs.get(id).name.clone() else { continue };
        let FunctionKind::Local(function) = &mut module.funcs.get_mut(id).kind else { continue };
        let ran = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        module.exports.add(&format!("ran{}", names.len()), ran);
        let entry = function.entry_block();
        function
            .builder_mut()
            .instr_seq(entry)
            .instr_at(0, GlobalSet { global: ran })
            .instr_at(0, Const { value: Value::I32(1) });
        names.push(name);
    }
    Ok((module.emit_wasm(), names))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `main` calls `seldom` and `helper`; `seldom` calls `helper`, and `own`, which counts in a global.
    fn whole() -> Vec<u8> {
        let mut module = Module::with_config(ModuleConfig::new());
        let count = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(7)));
        let function = |module: &mut Module, name: &str, build: &dyn Fn(&mut walrus::InstrSeqBuilder)| {
            let mut function = FunctionBuilder::new(&mut module.types, &[], &[]);
            build(&mut function.name(name.to_owned()).func_body());
            function.finish(Vec::new(), &mut module.funcs)
        };
        let helper = function(&mut module, "helper", &|_| {});
        let own = function(&mut module, "own", &|body| {
            body.global_get(count).global_set(count);
        });
        let seldom = function(&mut module, "seldom", &|body| {
            body.call(helper).call(own);
        });
        let main = function(&mut module, "main", &|body| {
            body.call(helper).call(seldom);
        });
        module.exports.add("main", main);
        module.emit_wasm()
    }

    fn own_functions(module: &Module) -> usize {
        module.funcs.iter().filter(|function| matches!(function.kind, FunctionKind::Local(_))).count()
    }

    #[test]
    fn what_only_late_functions_use_goes_with_them_and_the_rest_is_shared() -> Result<()> {
        let parts = split(&whole(), |name| name == "seldom")?;
        let (first, late) = (read(&parts.first)?, read(&parts.late)?);
        // main, helper, the stub of seldom, and the one question that all stubs ask.
        assert_eq!(own_functions(&first), 4);
        assert_eq!(own_functions(&late), 2, "seldom and own");
        assert!(first.imports.iter().any(|import| import.module == PAGE && import.name == "load"));
        assert_eq!(late.globals.iter().count(), 1, "the counter, which is its own");
        assert!(late.globals.iter().all(|global| matches!(global.kind, GlobalKind::Local(_))));
        for import in late.imports.iter() {
            assert_eq!(import.module, FIRST);
            assert!(first.exports.iter().any(|export| export.name == import.name), "{}", import.name);
        }
        assert_eq!(late.imports.iter().count(), 2, "helper and the table");
        Ok(())
    }

    #[test]
    fn where_nothing_is_late_nothing_is_asked_for() -> Result<()> {
        let parts = split(&whole(), |_| false)?;
        assert_eq!(own_functions(&read(&parts.first)?), 4);
        assert_eq!(read(&parts.first)?.imports.iter().count(), 0);
        assert_eq!(own_functions(&read(&parts.late)?), 0);
        Ok(())
    }

    #[test]
    fn what_ran_is_marked_by_the_number_of_its_name() -> Result<()> {
        let (module, names) = traced(&whole())?;
        assert!(names.iter().any(|name| name == "seldom"));
        let marks = read(&module)?.exports.iter().filter(|export| export.name.starts_with("ran")).count();
        assert_eq!(marks, names.len());
        Ok(())
    }

    #[test]
    fn short_names_differ() {
        let names: HashSet<String> = (0..5000).map(short).collect();
        assert_eq!(names.len(), 5000);
        assert!(names.iter().all(|name| name.len() <= 3));
    }
}
