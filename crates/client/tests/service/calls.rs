//! Calls: what is sent, what comes back, and what happens when the connection breaks.

use crate::canned::{DEADLINE, Facts, Service};
use bytes::Bytes;
use model::{NodeId, Refusal, Value, Win32Code};
use proto::client::query_reply::Result as Answer;
use proto::client::{QueryReply, ResourceView, ResourceViews};
use proto::command::types::{GroupCommand, ResourceCommand};
use quorate_client::{Client, Command, Endpoint, Object, PropertyChange, PropertyScope, Reply};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[tokio::test]
async fn commands_arrive_as_they_were_meant() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;

    let id = client.create_group("Web", 9999).await.expect("done");
    client.move_group("Web", Some("node2")).await.expect("done");
    let value = Some(Value::Dword(5));
    let changes = vec![PropertyChange { name: "RestartDelay".into(), value: value.clone() }];
    let scope = PropertyScope::Common;
    client.set_property(Object::Resource("Site"), scope, "RestartDelay", value).await.expect("done");
    assert_eq!(client.add_node("node4", "host:3343", Some(1)).await.expect("done").node_id, 4);

    let create = GroupCommand::Create { id, name: "Web".into(), group_type: 9999, owner: NodeId(3) };
    let moved =
        GroupCommand::Move { group: "Web".into(), node: Some("node2".into()), flags: 0, parameters: Vec::new() };
    let set = ResourceCommand::SetProperties { resource: "Site".into(), scope, changes };
    assert_eq!(facts.commands(), [Command::Group(create), Command::Group(moved), Command::Resource(set)]);
    let ids = facts.request_ids();
    assert!(ids.iter().all(|id| id.len() == 16));
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}

#[tokio::test]
async fn answers_are_given_as_they_are() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    let refusal = Refusal::new(Win32Code::ERROR_GROUP_NOT_FOUND, "no").next("quorate group list");
    for answer in [Ok(Reply::Pending), Ok(Reply::Stored), Err(refusal)] {
        *facts.answer.lock().expect("unharmed") = answer.clone();
        assert_eq!(client.online_group("Web", None).await, answer);
    }
    assert_eq!(client.group("nothing").await.expect_err("refused").code, Win32Code::ERROR_GROUP_NOT_FOUND);
    // An answer to another question, and none.
    assert_eq!(client.nodes().await.expect_err("refused").code, Win32Code::ERROR_INVALID_DATA);
    assert_eq!(client.cluster().await.expect_err("refused").code, Win32Code::ERROR_INVALID_DATA);
}

#[tokio::test]
async fn a_request_keeps_its_id_while_it_is_asked_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    *facts.failures.lock().expect("unharmed") = 3;
    assert_eq!(client.offline_group("Web").await, Ok(Reply::Done));
    let ids = facts.request_ids();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]));
}

#[tokio::test]
async fn another_service_is_asked_when_one_dies() {
    let directory = tempfile::tempdir().expect("a directory");
    let (first, second) = (directory.path().join("first"), directory.path().join("second"));
    let (dying, living) = (Arc::new(Facts::default()), Arc::new(Facts::default()));
    let service = Service::start(&first, &dying);
    let _other = Service::start(&second, &living);
    let client = Client::connect(&Endpoint::unix(&first).or(Endpoint::unix(&second))).await.expect("listens");

    dying.silent.send_replace(true);
    let asking = tokio::spawn(async move { client.offline_group("Web").await });
    let begin = Instant::now();
    while dying.request_ids().is_empty() {
        assert!(begin.elapsed() < DEADLINE, "the first service was not asked");
        tokio::task::yield_now().await;
    }
    drop(service);
    assert_eq!(asking.await.expect("no panic"), Ok(Reply::Done));
    assert_eq!(living.request_ids(), dying.request_ids());
}

#[tokio::test]
async fn a_service_that_restarts_is_found_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("socket");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&path, &facts);
    let client = service.client().await;
    client.offline_group("Web").await.expect("done");
    drop(service);
    let asking = {
        let client = client.clone();
        tokio::spawn(async move { client.offline_group("Web").await })
    };
    tokio::task::yield_now().await;
    let _service = Service::start(&path, &facts);
    assert_eq!(asking.await.expect("no panic"), Ok(Reply::Done));
    assert_eq!(client.offline_group("Web").await, Ok(Reply::Done));
}

#[tokio::test]
async fn where_nobody_listens_is_said_at_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let endpoint = Endpoint::unix(directory.path().join("nothing")).or(Endpoint::tcp("127.0.0.1:1"));
    let begin = Instant::now();
    let refusal = Client::connect(&endpoint).await.expect_err("refused");
    assert!(begin.elapsed() < Duration::from_secs(2));
    assert_eq!(refusal.code, Win32Code::RPC_S_SERVER_UNAVAILABLE);
    assert!(refusal.message.contains("127.0.0.1:1"), "{refusal}");
    assert!(!refusal.next.is_empty());
}

#[tokio::test]
async fn silence_ends_with_a_timeout() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await.with_request_timeout(Duration::from_millis(50));
    facts.silent.send_replace(true);
    assert_eq!(client.offline_group("Web").await.expect_err("refused").code, Win32Code::ERROR_TIMEOUT);
    assert_eq!(facts.request_ids().len(), 1);
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    let value = Value::Binary(Bytes::from(vec![0; proto::MESSAGE_BYTES_MAX + 1]));
    let refusal = client.set_value("Cluster", "x", value).await.expect_err("refused");
    assert_eq!(refusal.code, Win32Code::ERROR_INVALID_PARAMETER);
    assert!(facts.request_ids().is_empty());
}

#[tokio::test]
async fn a_list_that_is_cut_off_is_asked_for_again_and_a_part_of_it_is_no_answer() {
    let directory = tempfile::tempdir().expect("a directory");
    let facts = Arc::new(Facts::default());
    let service = Service::start(&directory.path().join("socket"), &facts);
    let client = service.client().await;
    let piece = |names: &[&str], more| {
        let resources = names.iter().map(|name| ResourceView { name: (*name).into(), ..ResourceView::default() });
        let result = Some(Answer::Resources(ResourceViews { resources: resources.collect() }));
        QueryReply { result, applied_index: 1, more }
    };
    let cut = vec![piece(&["a"], true), piece(&["b"], true)];
    let whole = vec![piece(&["a", "b"], true), piece(&["c"], false)];
    facts.pieces.lock().expect("unharmed").extend([cut, Vec::new(), whole]);
    let listed = client.resources().await.expect("whole");
    assert_eq!(listed.iter().map(|view| &*view.name).collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(facts.pieces.lock().expect("unharmed").len(), 0);

    let refusal = Refusal::new(Win32Code::ERROR_CLUSTER_NO_QUORUM, "no");
    let refused = QueryReply { result: Some(Answer::Refusal((&refusal).into())), ..QueryReply::default() };
    facts.pieces.lock().expect("unharmed").push_back(vec![refused]);
    assert_eq!(client.resources().await, Err(refusal));
}
