//! A service that cannot be understood is as good as dead: the host lets go.

use crate::support::{Host, Node, runs, shell};
use model::ReleaseCause;
use proto::host::{Hello, Start, to_host};
use tokio::io::AsyncWriteExt;

async fn expect_letting_go(bytes: &[u8], close: bool) {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.bring_online(shell(&node, 1, 1, "echo $$ > $D/pid; exec sleep 1000")).await;
    let pid = node.number("pid");
    host.writer.write_all(bytes).await.unwrap();
    if close {
        host.writer.shutdown().await.unwrap();
    }
    let signed = host.last_word().await;
    assert_eq!(signed.released.cause, ReleaseCause::ServiceDied);
    assert!(!runs(pid));
    assert_eq!(node.released().0, signed);
}

#[tokio::test(flavor = "current_thread")]
async fn garbage_ends_the_host_in_order() {
    expect_letting_go(&[0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff], false).await;
}

#[tokio::test(flavor = "current_thread")]
async fn an_oversized_message_ends_the_host_in_order() {
    expect_letting_go(&[0xff, 0xff, 0xff, 0xff], false).await;
    expect_letting_go(&(4 * 1024 * 1024_u32 + 1).to_be_bytes(), false).await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_truncated_message_ends_the_host_in_order() {
    expect_letting_go(&[0, 0, 0, 9, 1, 2], true).await;
    expect_letting_go(&[0, 0], true).await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_message_with_wrong_fields_ends_the_host_in_order() {
    let node = Node::new();
    let mut host = Host::start(&node).await;
    host.say(to_host::Message::Start(Start { resource: bytes::Bytes::from_static(b"short"), ..Start::default() }))
        .await;
    assert_eq!(host.last_word().await.released.groups, []);
    host.line("16 bytes").await;

    let node = Node::new();
    let mut host = Host::start(&node).await;
    let hello = host.hello(&node);
    host.say(to_host::Message::Hello(hello)).await;
    host.last_word().await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_host_that_is_not_told_who_it_is_does_nothing() {
    let node = Node::new();
    let mut host = Host::launch(&node);
    host.ask_finish().await;
    host.expect_exit(false);

    let mut host = Host::launch(&node);
    let hello = Hello { release_seed: bytes::Bytes::from_static(b"short"), ..host.hello(&node) };
    host.say(to_host::Message::Hello(hello)).await;
    host.expect_exit(false);

    let mut host = Host::launch(&node);
    host.writer.shutdown().await.unwrap();
    host.expect_exit(true);
    node.expect_nothing_left();
}
