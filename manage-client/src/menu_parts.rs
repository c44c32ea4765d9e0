//! What dishes and options of the editor have in common: their allergens, and what they take from stock.

use client_kit::api::FieldProblem;
use client_kit::load::{List, use_load};
use client_kit::text::allergens;
use client_kit::text::manage_menu::{Word, say};
use dioxus::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::doc::{Bound, put};
use crate::editor::Editor;
use crate::form::{Field, Kind};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Ingredient {
    id: String,
    name: String,
    unit: String,
}

/// The allergens that everybody knows, and what else stands there.
pub fn allergens_field(entry: &Value) -> Field {
    let own = entry["allergens"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let own = own.filter(|name| !allergens::ALLERGENS.contains(name)).map(|name| (name.to_owned(), name.to_owned()));
    let known = allergens::ALLERGENS.iter().map(|name| ((*name).to_owned(), allergens::allergen(name).to_owned()));
    Field::said("allergens", say(Word::Allergens), Kind::Many(known.chain(own).collect()))
}

/// Of which ingredient how much one portion takes.
#[component]
pub fn Recipe(editor: Editor, at: String, faults: Vec<FieldProblem>) -> Element {
    let stock = use_load::<List<Ingredient>>(|| Some("/inventory?limit=500".to_owned()));
    let at = format!("{at}/recipe");
    // A line that is emptied stays until the panel closes.
    let mut lines = use_signal(|| {
        let doc = editor.doc.peek();
        let recipe = doc.pointer(&at).and_then(Value::as_object);
        recipe.into_iter().flatten().map(|(id, _)| id.clone()).collect::<Vec<_>>()
    });
    let mut doc = editor.doc;
    let all = stock.get().map(|list| list.items).unwrap_or_default();
    let name = |id: &str| {
        let known = all.iter().find(|ingredient| ingredient.id == id);
        known.map_or_else(|| id.to_owned(), |ingredient| format!("{} ({})", ingredient.name, ingredient.unit))
    };
    let others: Vec<&Ingredient> = all.iter().filter(|ingredient| !lines.read().contains(&ingredient.id)).collect();
    rsx! {
        fieldset { class: "field recipe", "data-field": "recipe",
            legend { {say(Word::Recipe)} }
            for id in lines() {
                Bound { key: "{id}", doc, at: format!("{at}/{id}"), field: Field::said("part", name(&id), Kind::Number), faults: faults.clone() }
            }
            if !others.is_empty() {
                select {
                    class: "btn",
                    "aria-label": say(Word::AddPart),
                    "data-add-part": "true",
                    onchange: move |event| {
                        let id = event.value();
                        if !id.is_empty() {
                            put(&mut doc.write(), &format!("{at}/{id}"), Some(json!(1)));
                            lines.write().push(id);
                        }
                    },
                    option { value: "", selected: true, {say(Word::AddPart)} }
                    for other in others {
                        option { key: "{other.id}", value: "{other.id}", "{other.name}" }
                    }
                }
            }
        }
    }
}
