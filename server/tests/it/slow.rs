//! A screen that reads too slowly holds nobody up and costs no memory.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::harness::{Bus, Db, Raw, bare};

/// Largest delay of news for others, on a machine that is busy with the flood itself.
const OTHERS_WAIT: Duration = Duration::from_secs(2);

#[test]
fn a_slow_reader_holds_nobody_up_and_starts_over() {
    bare(Db::Sqlite, Bus::InProcess, |house| async move {
        let node = house.node_with(&["--session-queue-frames-max", "8"]).await;
        let manager = house.manager(&node).await;
        let quick = house.live(&manager).await;
        let mut slow = vec![];
        for _ in 0..5 {
            let mut raw = Raw::narrow(&manager).await;
            raw.hello(&manager).await;
            raw.until("welcome").await;
            slow.push(raw);
        }
        let line = json!({ "menu_item_id": "cola", "quantity": 1, "note": "n".repeat(500) });
        let large = json!({ "channel": "dine_in", "items": vec![line; 40] });
        let before = node.memory_kib();
        let (mut worst, mut peak) = (Duration::ZERO, 0);
        for _ in 0..50 {
            let round = (0..4).map(|_| manager.place(large.clone()));
            let ids: Vec<String> = futures_util::future::join_all(round)
                .await
                .into_iter()
                .map(|a| a.ok()["id"].as_str().unwrap().to_owned())
                .collect();
            let acknowledged = Instant::now();
            for id in &ids {
                quick.status(id, "CONFIRMED").await;
            }
            worst = worst.max(acknowledged.elapsed());
            peak = peak.max(node.memory_kib());
        }
        eprintln!("others waited at most {worst:?}; {before} KiB before, {peak} KiB at most");
        assert!(worst < OTHERS_WAIT, "{worst:?}");
        // 200 orders of some 40 KB stand on the board, in the writer and, in several views, in the
        // memory for resumes; what the slow ones missed would come on top of it.
        assert!(peak < 400 * 1024, "{peak} KiB");
        let head = quick.look(|s| s.seq());
        for mut raw in slow {
            loop {
                match raw.heard().await {
                    // It starts over: all it missed is in the snapshot.
                    Ok(frame) if frame["type"] == "welcome" => {
                        assert_eq!(
                            (&frame["seq"], frame["snapshot"]["orders"].as_array().map(Vec::len)),
                            (&json!(head), Some(200))
                        );
                        break;
                    }
                    Ok(_) => {}
                    Err(code) => {
                        assert_eq!(code, 1013);
                        break;
                    }
                }
            }
        }
        node
    });
}
