//! What a program does with a cluster through the safe Rust client: makes a group with two resources, brings it online, moves it while it
//! listens to what happens, and cleans up.
//!
//! Run it beside `quorate dev`: `cargo run -p quorate-client --example tour`. A test of the project runs it against three services.

use quorate_client::{Cluster, GroupState, Refusal, ResourceState, properties};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() {
    let done = async {
        let cluster = Cluster::connect().await?;
        tour(&cluster).await
    };
    if let Err(refusal) = done.await {
        eprintln!("{} ({}); try: {}", refusal.message, refusal.code, refusal.next);
        std::process::exit(1);
    }
}

/// Leaves the cluster as it was.
pub async fn tour(cluster: &Cluster) -> Result<(), Refusal> {
    println!("{} has these nodes:", cluster.name().await?);
    for node in cluster.nodes().await? {
        println!("  {} {}", node.name().await?, node.state().await?);
    }

    let group = cluster.create_group("Tour").await?;
    let store = group.create_resource("Tour Store", "Generic Application").await?;
    let server = group.create_resource("Tour Server", "Generic Application").await?;
    for resource in [&store, &server] {
        resource.set_private("CommandLine", Some("sleep 1000".into())).await?;
    }
    // The server starts when its store is there, and ends before it.
    server.depend_on(&store).await?;
    group.set(properties::group::FAILOVER_THRESHOLD, 3_u32).await?;
    assert_eq!(group.get(properties::group::FAILOVER_THRESHOLD).await?, 3);

    let mut happened = cluster.notifications(&[quorate_client::object_type::GROUP]).await?;
    group.online().await?;
    group.wait_for(GroupState::Online, PATIENCE).await?;
    println!("Tour is online on {}", group.owner().await?.name().await?);

    // To another node, whichever the cluster chooses.
    group.move_to(None).await?;
    loop {
        let notification = happened.next().await?;
        if notification.object_id == group.id() && group.state().await? == GroupState::Online {
            break;
        }
    }
    println!("Tour is online on {}", group.owner().await?.name().await?);
    assert_eq!(server.state().await?, ResourceState::Online);

    let id = group.id().to_owned();
    group.destroy().await?;
    while cluster.group(&id).await.is_ok() {
        happened.next().await?;
    }
    Ok(())
}
