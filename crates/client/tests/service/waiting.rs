//! Waiting and watching.

use crate::canned::{DEADLINE, Facts, Service};
use model::Win32Code;
use quorate_client::{GroupView, Notification, object_type};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn group(state: &str) -> GroupView {
    GroupView { id: "1".into(), name: "Web".into(), state: state.into(), ..GroupView::default() }
}

fn notification(group: &str) -> Notification {
    Notification { object_type: object_type::GROUP, object_id: group.into(), ..Notification::default() }
}

#[tokio::test]
async fn a_state_is_waited_for_without_asking_all_the_time() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    *facts.group.lock().expect("unharmed") = group("Pending");
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    let waiting =
        tokio::spawn(async move { client.wait_for_group("Web", |group| group.state == "Online", DEADLINE).await });
    let begin = Instant::now();
    while *facts.queries.lock().expect("unharmed") == 0 {
        assert!(begin.elapsed() < DEADLINE, "nothing was asked");
        tokio::task::yield_now().await;
    }
    for _ in 0..1_000 {
        facts.notifications.send_modify(|all| all.push(notification("another")));
        tokio::task::yield_now().await;
    }
    *facts.group.lock().expect("unharmed") = group("Online");
    facts.notifications.send_modify(|all| all.push(notification("1")));
    assert_eq!(waiting.await.expect("no panic"), Ok(group("Online")));
    let (queries, seconds) = (*facts.queries.lock().expect("unharmed"), begin.elapsed().as_secs() as usize);
    assert!(queries <= 3 + seconds, "{queries} queries in {seconds} s");
}

#[tokio::test]
async fn waiting_ends() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    *facts.group.lock().expect("unharmed") = group("Pending");
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    let short = Duration::from_millis(50);
    let code = |result: Result<GroupView, model::Refusal>| result.expect_err("refused").code;
    assert_eq!(code(client.wait_for_group("Web", |_| false, short).await), Win32Code::ERROR_TIMEOUT);
    let unknown = client.wait_for_group("nothing", |_| false, DEADLINE).await;
    assert_eq!(code(unknown), Win32Code::ERROR_GROUP_NOT_FOUND);
}

#[tokio::test]
async fn waiting_survives_the_death_of_the_service() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("socket");
    let facts = Arc::new(Facts::default());
    *facts.group.lock().expect("unharmed") = group("Pending");
    let service = Service::start(&path, &facts);
    let client = service.client().await;
    let waiting =
        tokio::spawn(async move { client.wait_for_group("Web", |group| group.state == "Online", DEADLINE).await });
    tokio::task::yield_now().await;
    drop(service);
    *facts.group.lock().expect("unharmed") = group("Online");
    let _service = Service::start(&path, &facts);
    assert_eq!(waiting.await.expect("no panic"), Ok(group("Online")));
}

#[tokio::test]
async fn no_event_is_missed_or_told_twice() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("socket");
    let facts = Arc::new(Facts::default());
    (1..=3).for_each(|sequence| facts.event(sequence));
    let service = Service::start(&path, &facts);
    let client = service.client().await;
    let mut events = client.watch_events(1).await.expect("watched");
    assert_eq!(events.next().await.expect("told").sequence, 2);
    assert_eq!(events.next().await.expect("told").sequence, 3);
    drop(service);
    facts.event(4);
    let _service = Service::start(&path, &facts);
    assert_eq!(events.next().await.expect("told").sequence, 4);
    facts.event(5);
    assert_eq!(events.next().await.expect("told").sequence, 5);
}

#[tokio::test]
async fn a_lost_watch_says_so() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let mut watch = service.client().await.watch(&[]).await.expect("watched");
    facts.notifications.send_modify(|all| all.push(notification("1")));
    assert_eq!(watch.next().await, Ok(notification("1")));
    drop(service);
    assert_eq!(watch.next().await.expect_err("lost").code, Win32Code::RPC_S_SERVER_UNAVAILABLE);
}
