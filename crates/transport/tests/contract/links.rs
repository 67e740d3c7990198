//! The contract of a link, over real loopback sockets.

use crate::support::*;
use bytes::Bytes;
use model::{Guid, NodeId, RequestId, VoterId, Win32Code};
use proto::answer::{Forwarded, Reply};
use proto::command::Command;
use proto::message::{Message, Snapshot};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use transport::LinkEvent::{Down, SnapshotSent, Up};

const LOOPBACK: &str = "127.0.0.1:0";

#[tokio::test]
async fn messages_arrive_in_order_per_peer() {
    let mut first = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut second = Server::start(2, CLUSTER, LOOPBACK).await;
    let peers = [(1, first.address), (2, second.address)];
    let mut sender = Sender::start(3, CLUSTER, &peers);
    for _ in 0..2 {
        assert!(matches!(sender.next_event().await, Up(_)));
    }
    assert!(sender.links.is_up(NodeId(1)) && sender.links.is_up(NodeId(2)));
    for index in 1..=2_000 {
        sender.links.send(message(3, 1, index));
        sender.links.send(message(3, 2, index));
    }
    for index in 1..=2_000 {
        assert_eq!(first.next().await, message(3, 1, index));
        assert_eq!(second.next().await, message(3, 2, index));
    }
}

#[tokio::test]
async fn a_link_comes_back_after_its_peer_restarts() {
    let server = Server::start(1, CLUSTER, LOOPBACK).await;
    let address = server.address;
    let mut sender = Sender::start(2, CLUSTER, &[(1, address)]);
    sender.wait_for(Up(NodeId(1))).await;
    server.stop().await;
    sender.wait_for(Down(NodeId(1))).await;
    assert!(!sender.links.is_up(NodeId(1)));
    sender.links.send(message(2, 1, 1));

    let mut server = Server::start(1, CLUSTER, &address.to_string()).await;
    sender.wait_for(Up(NodeId(1))).await;
    sender.links.send(message(2, 1, 2));
    // What was said last while the peer was away is said first.
    assert_eq!(server.next().await.index, 1);
    assert_eq!(server.next().await.index, 2);
}

#[tokio::test]
async fn a_peer_may_be_started_later() {
    let reserved = Server::start(1, CLUSTER, LOOPBACK).await;
    let address = reserved.address;
    reserved.stop().await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, address)]);
    sender.links.send(message(2, 1, 1));
    let mut server = Server::start(1, CLUSTER, &address.to_string()).await;
    sender.wait_for(Up(NodeId(1))).await;
    assert_eq!(server.next().await.index, 1);
}

#[tokio::test]
async fn peers_are_added_and_removed() {
    let mut first = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut second = Server::start(2, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(3, CLUSTER, &[(1, first.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    sender.links.send(message(3, 2, 1));

    sender.links.set_peers(addresses(&[(1, first.address), (2, second.address), (3, first.address)]));
    assert_eq!(sender.next_event().await, Up(NodeId(2)));
    sender.links.send(message(3, 2, 2));
    sender.links.send(message(3, 1, 2));
    assert_eq!(second.next().await.index, 2);
    assert_eq!(first.next().await.index, 2);

    sender.links.set_peers(addresses(&[(2, second.address)]));
    assert_eq!(sender.next_event().await, Down(NodeId(1)));
    sender.links.send(message(3, 1, 3));
    sender.links.send(message(3, 2, 3));
    assert_eq!(second.next().await.index, 3);
    assert!(first.messages.try_recv().is_err());
}

#[tokio::test]
async fn another_cluster_is_refused() {
    let mut server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut stranger = Sender::start(2, Guid([8; 16]), &[(1, server.address)]);
    let mut friend = Sender::start(3, CLUSTER, &[(1, server.address)]);
    stranger.links.send(message(2, 1, 1));
    friend.wait_for(Up(NodeId(1))).await;
    let snapshot = Some(Snapshot { index: 1, term: 1, voters: Default::default(), data: Bytes::from_static(b"x") });
    stranger.links.send(Message { snapshot, ..message(2, 1, 1) });
    assert_eq!(stranger.next_event().await, SnapshotSent { to: voter(1), delivered: false });
    let forwarded = stranger.links.forward(NodeId(1), &asking(ASK_DONE), &Command::Tick, DEADLINE).await;
    assert_eq!(forwarded, Forwarded::Retry);

    friend.links.send(message(3, 1, 1));
    assert_eq!(server.next().await, message(3, 1, 1));
    assert!(stranger.events.try_recv().is_err());
    assert!(server.messages.try_recv().is_err());
}

#[tokio::test]
async fn a_message_in_another_nodes_name_ends_the_link() {
    let mut server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    sender.links.send(message(3, 1, 1));
    sender.wait_for(Down(NodeId(1))).await;
    sender.wait_for(Up(NodeId(1))).await;
    sender.links.send(message(2, 1, 2));
    assert_eq!(server.next().await, message(2, 1, 2));
}

#[tokio::test]
async fn a_message_for_an_earlier_disk_is_dropped() {
    let mut server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    let earlier = VoterId { node: NodeId(1), storage: 9 };
    sender.links.send(Message { to: earlier.as_u64(), ..message(2, 1, 1) });
    sender.links.send(message(2, 1, 2));
    assert_eq!(server.next().await, message(2, 1, 2));
}

#[tokio::test]
async fn a_large_snapshot_arrives_whole_and_does_not_hold_up_messages() {
    let mut server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    let data: Bytes = (0..64 * 1024 * 1024u32).map(|i| ((i * 31) >> 8) as u8).collect();
    let snapshot = Snapshot { index: 5, term: 2, voters: Default::default(), data };
    let with_snapshot = Message { snapshot: Some(snapshot), ..message(2, 1, 5) };
    sender.links.send(with_snapshot.clone());
    // A second one meanwhile is refused at once.
    sender.links.send(with_snapshot.clone());
    assert_eq!(sender.next_event().await, SnapshotSent { to: voter(1), delivered: false });
    sender.links.send(message(2, 1, 6));

    let (mut snapshots, mut small) = (0, 0);
    for _ in 0..2 {
        let received = server.next().await;
        match received.snapshot {
            Some(_) => {
                assert!(received == with_snapshot, "the snapshot differs");
                snapshots += 1;
            }
            None => {
                assert_eq!(received.index, 6);
                assert_eq!(snapshots, 0, "the message waited for the snapshot");
                small += 1;
            }
        }
    }
    assert_eq!((snapshots, small), (1, 1));
    assert_eq!(sender.next_event().await, SnapshotSent { to: voter(1), delivered: true });
}

#[tokio::test]
async fn a_snapshot_to_a_peer_that_is_away_is_reported() {
    let reserved = Server::start(1, CLUSTER, LOOPBACK).await;
    let address = reserved.address;
    reserved.stop().await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, address)]);
    let snapshot = Some(Snapshot { index: 1, term: 1, voters: Default::default(), data: Bytes::new() });
    sender.links.send(Message { snapshot: snapshot.clone(), ..message(2, 1, 1) });
    assert_eq!(sender.next_event().await, SnapshotSent { to: voter(1), delivered: false });
    sender.links.send(Message { snapshot, ..message(2, 9, 1) });
    assert_eq!(sender.next_event().await, SnapshotSent { to: voter(9), delivered: false });
}

#[tokio::test]
async fn foreign_bytes_on_the_port_do_no_harm() {
    let mut server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;

    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let garbage: Vec<u8> = (0..100_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let cut_frame = [&preface[..], &[0, 0x40, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3]].concat();
    let huge_frame = [&preface[..], &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1], &garbage[..]].concat();
    let not_http2 = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    for bytes in [garbage, cut_frame, huge_frame, preface[..10].to_vec(), not_http2] {
        let mut stream = TcpStream::connect(server.address).await.expect("listens");
        // It may be closed before all was written.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut rest = Vec::new();
        let _ = within(stream.read_to_end(&mut rest)).await;
    }

    sender.links.send(message(2, 1, 1));
    assert_eq!(server.next().await.index, 1);
    assert!(sender.events.try_recv().is_err());
}

#[tokio::test]
async fn commands_are_forwarded() {
    let server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    let ask =
        async |request: RequestId| sender.links.forward(NodeId(1), &asking(request), &Command::Tick, DEADLINE).await;
    assert_eq!(ask(ASK_DONE).await, Forwarded::Answered(Ok(Reply::Done)));
    assert_eq!(ask(ASK_NOT_LEADER).await, Forwarded::NotLeader(Some(voter(2))));
    let handed_over = sender.links.hand_over(NodeId(1), NodeId(5), DEADLINE).await;
    assert_eq!(handed_over, Forwarded::NotLeader(Some(voter(5))), "the wish arrives as it was sent");
    match ask(ASK_REFUSED).await {
        Forwarded::Answered(Err(refusal)) => assert_eq!(refusal.code, Win32Code::ERROR_ACCESS_DENIED),
        other => panic!("{other:?}"),
    }

    let late = sender.links.forward(NodeId(1), &asking(ASK_NEVER), &Command::Tick, Duration::from_millis(20)).await;
    assert_eq!(late, Forwarded::Retry);
    let unknown = sender.links.forward(NodeId(9), &asking(ASK_DONE), &Command::Tick, DEADLINE).await;
    assert_eq!(unknown, Forwarded::Retry);
    // A peer that goes away while it is asked.
    let (gone, ()) = tokio::join!(ask(ASK_NEVER), server.stop());
    assert_eq!(gone, Forwarded::Retry);
}

#[tokio::test]
async fn sending_never_blocks() {
    let server = Server::start(1, CLUSTER, LOOPBACK).await;
    let mut sender = Sender::start(2, CLUSTER, &[(1, server.address)]);
    sender.wait_for(Up(NodeId(1))).await;
    // Nobody reads at the other end: what does not fit into the queue and the sockets is dropped.
    let context = Bytes::from(vec![1; 16 * 1024]);
    for index in 0..20_000 {
        sender.links.send(Message { context: context.clone(), ..message(2, 1, index) });
    }
    assert!(sender.links.is_up(NodeId(1)));
}
