//! The API's own description, held against what the server answers: every answer that any test gets.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::api::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(include_str!("../../../api/openapi.json")).unwrap());
static READ: LazyLock<Mutex<HashMap<String, &'static Validator>>> = LazyLock::new(Mutex::default);

pub fn document() -> &'static Value {
    &DOCUMENT
}

/// What of the document stands at this JSON pointer, as a schema; read once a test.
pub fn schema(pointer: &str) -> &'static Validator {
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(pointer.to_owned()).or_insert_with(|| {
        let part = DOCUMENT.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not in the document"));
        let schema = json!({ "allOf": [part], "components": DOCUMENT["components"] });
        let validator = jsonschema::draft202012::new(&schema);
        Box::leak(Box::new(validator.unwrap_or_else(|e| panic!("{pointer}: {e}"))))
    })
}

/// The document's own path for one that was called, its fixed parts before its names.
fn template(path: &str) -> Option<&'static String> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |template: &str| {
        let (mut a, mut b) = (template.split('/'), path.split('/'));
        loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some(a), Some(b)) if a == b || (a.starts_with('{') && !b.is_empty()) => {}
                _ => return false,
            }
        }
    };
    let mut all: Vec<&String> = DOCUMENT["paths"].as_object().unwrap().keys().filter(|t| fits(t)).collect();
    all.sort_by_key(|t| t.matches('{').count());
    all.first().copied()
}

fn escaped(part: &str) -> String {
    part.replace('~', "~0").replace('/', "~1")
}

/// The answer is one that the document has. What the document does not know is for the tests of
/// addresses that are not there.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let Some(template) = template(path) else { return };
    let operation = &DOCUMENT["paths"][template][method.to_lowercase()];
    if operation.is_null() || answer.status == 101 {
        return;
    }
    let pointer = if (200..300).contains(&answer.status) {
        let content = &operation["responses"][answer.status.to_string()]["content"];
        assert!(
            !operation["responses"][answer.status.to_string()].is_null(),
            "{method} {template}: {} is not described",
            answer.status
        );
        if !answer.content_type.starts_with("application/json") || content["application/json"].is_null() {
            return;
        }
        let at = escaped(template);
        format!("/paths/{at}/{}/responses/{}/content/application~1json/schema", method.to_lowercase(), answer.status)
    } else {
        "/components/schemas/Problem".to_owned()
    };
    let wrong: Vec<String> = schema(&pointer).iter_errors(&answer.body).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{method} {path} is not as openapi.json says: {wrong:#?}\n{answer:?}");
}
