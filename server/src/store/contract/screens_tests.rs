//! Which screens are connected, as several nodes say it.

use super::*;

on_both! {
    a_screen_is_kept_as_its_node_said_last
    of_two_nodes_the_one_that_a_screen_came_to_later_is_right
    what_has_ended_is_told_for_as_long_as_asked_and_then_forgotten
    at_the_start_of_a_node_alone_nobody_is_connected
}

const NODES: [Uuid; 2] = [Uuid::from_u128(1), Uuid::from_u128(2)];

fn screen(id: u128, connected_at: i64, seen_at: i64, until: i64) -> ScreenRow {
    let at = Timestamp;
    let json = format!("{{\"seq\":{seen_at}}}");
    ScreenRow {
        screen: ScreenId(Uuid::from_u128(id)),
        connected_at: at(connected_at),
        seen_at: at(seen_at),
        until: at(until),
        json,
    }
}

async fn keep(store: &Arc<dyn Store>, node: usize, screens: &[ScreenRow]) {
    store.keep_screens(&main(), NODES[node], screens).await.unwrap();
}

async fn told(store: &Arc<dyn Store>, since: i64, now: i64) -> Vec<ScreenRow> {
    store.screens(&main(), Timestamp(since), Timestamp(now), 100).await.unwrap()
}

async fn a_screen_is_kept_as_its_node_said_last(fixture: &Fixture) {
    let store = fixture.ready().await;
    keep(&store, 0, &[]).await;
    assert_eq!(told(&store, 0, 0).await, []);
    keep(&store, 0, &[screen(1, 10, 20, 30), screen(2, 11, 20, 30)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(2, 11, 20, 30), screen(1, 10, 20, 30)], "the latest first");
    keep(&store, 0, &[screen(1, 10, 25, 35)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(2, 11, 20, 30), screen(1, 10, 25, 35)]);
    assert_eq!(store.screens(&main(), Timestamp(0), Timestamp(0), 1).await.unwrap().len(), 1);
    let elsewhere = store.screens(&LocationId::from("branch"), Timestamp(0), Timestamp(0), 9).await.unwrap();
    assert_eq!(elsewhere, []);
    // More than fit into one statement.
    let many: Vec<_> = (100..400).map(|id| screen(id, 5, 6, 7)).collect();
    keep(&store, 1, &many).await;
    assert_eq!(store.screens(&main(), Timestamp(0), Timestamp(0), 1_000).await.unwrap().len(), 302);
}

async fn of_two_nodes_the_one_that_a_screen_came_to_later_is_right(fixture: &Fixture) {
    let store = fixture.ready().await;
    keep(&store, 0, &[screen(1, 10, 20, 30)]).await;
    keep(&store, 1, &[screen(1, 15, 21, 31)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(1, 15, 21, 31)]);
    keep(&store, 0, &[screen(1, 10, 22, 22)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(1, 15, 21, 31)], "the first one hears late that it has left");
    // A clock that is behind: its word counts once the other says nothing any more.
    keep(&store, 0, &[screen(1, 14, 31, 40)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(1, 15, 21, 31)]);
    keep(&store, 0, &[screen(1, 14, 32, 41)]).await;
    assert_eq!(told(&store, 0, 0).await, [screen(1, 14, 32, 41)]);
}

async fn what_has_ended_is_told_for_as_long_as_asked_and_then_forgotten(fixture: &Fixture) {
    let store = fixture.ready().await;
    keep(&store, 0, &[screen(1, 10, 20, 20), screen(2, 11, 15, 90), screen(3, 12, 30, 40)]).await;
    let ids = |rows: Vec<ScreenRow>| rows.iter().map(|row| row.screen.0.as_u128()).collect::<Vec<_>>();
    assert_eq!(ids(told(&store, 21, 50).await), [2, 3], "not over yet, then seen since");
    assert_eq!(ids(told(&store, 20, 95).await), [3, 1]);
    assert_eq!(store.forget_screens(Timestamp(20), 10).await.unwrap(), 0);
    assert_eq!(store.forget_screens(Timestamp(41), 1).await.unwrap(), 1, "a few at a time");
    assert_eq!(store.forget_screens(Timestamp(41), 10).await.unwrap(), 1);
    assert_eq!(ids(told(&store, 0, 0).await), [2], "not over yet");
}

async fn at_the_start_of_a_node_alone_nobody_is_connected(fixture: &Fixture) {
    let store = fixture.ready().await;
    keep(&store, 0, &[screen(1, 10, 20, 90), screen(2, 11, 15, 15)]).await;
    store.end_screens().await.unwrap();
    assert_eq!(told(&store, 0, 0).await, [screen(2, 11, 15, 15), screen(1, 10, 20, 20)]);
}
