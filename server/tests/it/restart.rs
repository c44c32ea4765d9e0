//! Power cuts and restarts: what was acknowledged stays, and screens go on where they were.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::harness::{Bus, Db, House, Raw, User, bare, key, takeaway};

/// Places orders until the server is gone; the ids that were acknowledged.
fn flood(user: &User, stop: &Arc<AtomicBool>) -> Vec<tokio::task::JoinHandle<Vec<String>>> {
    let till = |user: User, stop: Arc<AtomicBool>| async move {
        let mut placed = vec![];
        while !stop.load(Ordering::Relaxed) {
            match user.call("POST", "/orders").key(&key()).json(&takeaway(&[("cola", 1)])).try_send().await {
                Ok(answer) if answer.status == 201 => placed.push(answer.body["id"].as_str().unwrap().to_owned()),
                Ok(answer) => assert!(matches!(answer.status, 503), "{answer:?}"),
                Err(_) => break,
            }
        }
        placed
    };
    (0..8).map(|_| tokio::spawn(till(user.clone(), stop.clone()))).collect()
}

async fn gather(tills: Vec<tokio::task::JoinHandle<Vec<String>>>) -> Vec<String> {
    let mut placed = vec![];
    for till in tills {
        placed.extend(till.await.unwrap());
    }
    placed
}

fn a_power_cut(db: Db, bus: Bus) {
    bare(db, bus, |house: Arc<House>| async move {
        let node = house.node().await;
        let manager = house.manager(&node).await;
        let screen = house.live(&manager).await;
        let tills = flood(&manager, &Arc::default());
        screen.reaches(300).await;
        node.kill().await;
        let placed = gather(tills).await;
        assert!(placed.len() >= 100, "{}", placed.len());
        let epoch = screen.look(|s| s.epoch.clone());

        let node = house.node().await;
        screen.nodes(&[&node]);
        let manager = manager.at(&node);
        let mut known = std::collections::BTreeSet::new();
        let mut after = 0;
        loop {
            let page = manager.get(&format!("/events?after={after}&limit=5000")).await.ok();
            let events = page["events"].as_array().unwrap();
            for event in events {
                after += 1;
                assert_eq!(event["seq"], after, "the log has a gap");
                known.insert(event["order_id"].as_str().unwrap_or_default().to_owned());
            }
            if page["last"] == after {
                break;
            }
        }
        let lost: Vec<&String> = placed.iter().filter(|id| !known.contains(*id)).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        screen.reaches(after).await;
        screen.look(|s| {
            assert_eq!((&s.epoch, s.snapshots), (&epoch, 1));
            assert!(s.resumes >= 1);
            assert_eq!(s.seqs(), (1..=after).collect::<Vec<u64>>());
        });
        // It goes on: numbers and keys too.
        let next = manager.place(takeaway(&[("cola", 1)])).await.ok();
        assert_eq!(next["number"].as_u64().unwrap() as usize, known.len() + 1);
        screen.reaches(after + 2).await;
        node
    });
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged_on_sqlite() {
    a_power_cut(Db::Sqlite, Bus::InProcess);
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged_on_postgres() {
    a_power_cut(Db::Postgres, Bus::Redis);
}

fn a_restart_drains(db: Db, bus: Bus) {
    bare(db, bus, |house: Arc<House>| async move {
        let node = house.node().await;
        let manager = house.manager(&node).await;
        let screen = house.live(&manager).await;
        let mut silent = Raw::open(&manager).await;
        let stop = Arc::new(AtomicBool::new(false));
        let tills = flood(&manager, &stop);
        screen.reaches(100).await;
        node.term().await;
        let status = node.ended(Duration::from_secs(10)).await;
        assert!(status.success(), "{status}");
        stop.store(true, Ordering::Relaxed);
        let placed = gather(tills).await;
        screen.until("closed for a restart", |s| s.closes.contains(&1012).then_some(())).await;
        assert_eq!(silent.closed().await, 1012, "one that had not said hello");

        let node = house.node().await;
        screen.nodes(&[&node]);
        let manager = manager.at(&node);
        let list = manager.get("/orders?limit=1").await.ok();
        let numbered = list["items"][0]["number"].as_u64().unwrap() as usize;
        // What was accepted was answered: nothing was placed that no till knows of.
        assert_eq!(numbered, placed.len());
        screen.reaches(2 * numbered as u64).await;
        screen.look(|s| assert_eq!(s.snapshots, 1));
        node
    });
}

#[test]
fn a_restart_answers_what_was_accepted_on_sqlite() {
    a_restart_drains(Db::Sqlite, Bus::InProcess);
}

#[test]
fn a_restart_answers_what_was_accepted_on_postgres() {
    a_restart_drains(Db::Postgres, Bus::Redis);
}

#[test]
fn a_key_is_remembered_over_a_restart() {
    bare(Db::Sqlite, Bus::InProcess, |house: Arc<House>| async move {
        let node = house.node().await;
        let pos = house.pos(&node).await;
        let key = key();
        let first = pos.place_as(&key, takeaway(&[("cola", 3)])).await;
        node.kill().await;
        let node = house.node().await;
        let again = pos.at(&node).place_as(&key, takeaway(&[("cola", 3)])).await;
        assert_eq!((first.status, &first.text), (201, &again.text));
        pos.at(&node).place_as(&key, json!({})).await.refused(422, "idempotency_key_reused");
        node
    });
}
