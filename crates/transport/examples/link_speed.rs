//! Measures what a link costs on loopback: `cargo run --release -p transport --example link_speed`.

use model::{Guid, NodeId, Request, VoterId};
use proto::answer::Forwarded;
use proto::command::Command;
use proto::message::Message;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use transport::{LinkEvent, Links, LinksConfig, PeerHandler, PeerService, serve};

/// Longest wait for one message: a link in use loses none.
const DEADLINE: Duration = Duration::from_secs(5);
const CLUSTER: Guid = Guid([1; 16]);

struct Nobody {
    messages: mpsc::UnboundedSender<Message>,
}

#[tonic::async_trait]
impl PeerHandler for Nobody {
    fn deliver(&self, message: Message) {
        self.messages.send(message).expect("somebody listens");
    }

    async fn forward(&self, _: VoterId, _: Request, _: Command) -> Forwarded {
        Forwarded::Retry
    }

    async fn hand_over(&self, _: NodeId) -> Forwarded {
        Forwarded::Retry
    }
}

fn voter(node: u32) -> VoterId {
    VoterId { node: NodeId(node), storage: 1 }
}

fn message(from: u32, to: u32) -> Message {
    let context = vec![7; 256].into();
    Message { from: voter(from).as_u64(), to: voter(to).as_u64(), context, ..Message::default() }
}

async fn node(me: u32) -> (String, mpsc::UnboundedReceiver<Message>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let (sender, messages) = mpsc::unbounded_channel();
    let service = PeerService::new(voter(me), CLUSTER, Arc::new(Nobody { messages: sender }));
    tokio::spawn(serve(listener, service, std::future::pending()));
    (address, messages)
}

async fn link(me: u32, peer: u32, address: String) -> Links {
    let peers = BTreeMap::from([(NodeId(peer), address)]);
    let (links, mut events) = Links::new(LinksConfig { me: voter(me), cluster_instance: CLUSTER, peers });
    while events.recv().await != Some(LinkEvent::Up(NodeId(peer))) {}
    links
}

#[tokio::main]
async fn main() {
    let (first_address, mut at_first) = node(1).await;
    let (second_address, mut at_second) = node(2).await;
    let to_second = link(1, 2, second_address).await;
    let to_first = link(2, 1, first_address).await;

    const ROUNDS: usize = 10_000;
    let echo = tokio::spawn(async move {
        for _ in 0..ROUNDS {
            at_second.recv().await.expect("a message");
            to_first.send(message(2, 1));
        }
        // The link lives on: dropped, it would take the last echo with it.
        (at_second, to_first)
    });
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        to_second.send(message(1, 2));
        tokio::time::timeout(DEADLINE, at_first.recv()).await.expect("no loss");
        times.push(begin.elapsed() / 2);
    }
    times.sort();
    println!("one way, 256 bytes: median {:?}, 99 % {:?}", times[ROUNDS / 2], times[ROUNDS * 99 / 100]);

    let (mut at_second, _to_first) = echo.await.expect("no panic");
    const MESSAGES: usize = 100_000;
    const WINDOW: usize = 4_000;
    let begin = Instant::now();
    let mut sent = 0;
    for received in 0..MESSAGES {
        while sent < MESSAGES && sent < received + WINDOW {
            to_second.send(message(1, 2));
            sent += 1;
        }
        tokio::time::timeout(DEADLINE, at_second.recv()).await.expect("no loss");
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!("throughput, 256 bytes: {:.0} messages/s", MESSAGES as f64 / seconds);
}
