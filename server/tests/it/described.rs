//! openapi.json and asyncapi.json: all that is there, and nothing that is not. That answers are as the
//! first says, the harness checks at every call of every test.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::harness::described::{document, schema};
use crate::harness::{Bus, Db, run};
use crate::routes;

fn asyncapi() -> Value {
    serde_json::from_str(include_str!("../../api/asyncapi.json")).unwrap()
}

fn golden() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src/protocol/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    };
    files.map(read).collect()
}

#[test]
fn every_route_is_described_and_no_other() {
    let prefixed =
        |path: &String| if routes::MACHINE_ROOM.contains(&path.as_str()) { path.clone() } else { format!("/api/v1{path}") };
    let built: BTreeSet<_> = routes::routes().iter().map(|(method, path)| (method.to_lowercase(), prefixed(path))).collect();
    let paths = document()["paths"].as_object().unwrap().iter();
    let told: BTreeSet<_> = paths
        .flat_map(|(path, item)| item.as_object().unwrap().keys().map(move |method| (method.clone(), path.clone())))
        .collect();
    assert_eq!(built.difference(&told).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not described");
    assert_eq!(told.difference(&built).collect::<Vec<_>>(), Vec::<&(String, String)>::new(), "not there");
}

#[test]
fn the_golden_bodies_and_frames_are_as_described() {
    let bodies = [("rest-order", "Order"), ("rest-place-order", "NewOrder"), ("rest-place-order-least", "NewOrder")];
    let live = asyncapi();
    let mut frames = 0;
    for (name, message) in golden() {
        if let Some((_, component)) = bodies.iter().find(|(body, _)| *body == name) {
            let wrong: Vec<_> =
                schema(&format!("/components/schemas/{component}")).iter_errors(&message).map(|e| e.to_string()).collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
            continue;
        }
        if name.starts_with("rest-") {
            continue;
        }
        let kind = name.split('-').next().unwrap();
        let mut payload = live["components"]["messages"][kind]["payload"].clone();
        assert!(payload.is_object(), "{name} is not described");
        payload["components"] = live["components"].clone();
        let wrong: Vec<_> =
            jsonschema::draft202012::new(&payload).unwrap().iter_errors(&message).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        frames += 1;
    }
    assert!(frames >= 20, "the golden files could not be read");
}

#[test]
fn both_are_served_to_anybody() {
    run(Db::Sqlite, Bus::InProcess, |house, node| async move {
        let nobody = house.nobody(&node);
        assert_eq!(nobody.get("/openapi.json").await.ok()["openapi"], "3.1.0");
        assert_eq!(nobody.get("/asyncapi.json").await.ok()["asyncapi"], "3.0.0");
        node
    });
}
