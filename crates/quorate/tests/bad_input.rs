//! What cannot be done is refused with the reference's code, what is no request is turned away, and neither changes anything:
//! not the database, not an owner, not a life of a service.

mod support;

use client::{Client, Command, Object, PropertyScope};
use model::{Epoch, GroupId, Guid, Incarnation, NodeId, Refusal, ReleaseCause, Released, ResourceId, Value};
use prost::Message;
use proto::client::cluster_client::ClusterClient;
use proto::client::{ChangeMembershipRequest, ExecuteReply, ExecuteRequest, QueryRequest, execute_reply};
use proto::command::types::{BatchStep, GroupCommand, NodeCommand, RegistryCommand, ResourceCommand};
use proto::heartbeat;
use serde_json::Value as Json;
use std::future::Future;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::time::Duration;
use support::services::Services;
use support::{DEADLINE, wait_until};
use tonic::Code;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::{Channel, Endpoint};

/// Heavy for a small machine side by side.
static ALONE: Mutex<()> = Mutex::new(());

/// The first byte of a heartbeat datagram.
const DATAGRAM_MARK: u8 = b'H';

struct Tested {
    services: Services,
    before: Json,
    _dir: tempfile::TempDir,
    _alone: std::sync::MutexGuard<'static, ()>,
}

impl Tested {
    /// Three nodes with a group that is online, and one with a dependency that is not.
    fn start() -> Tested {
        let alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let dir = tempfile::tempdir().unwrap();
        let services = Services::found(dir.path(), 3);
        services.bring_sleeper_online("Running");
        services.json(1, &["group", "create", "Idle"]);
        for name in ["Lower", "Upper"] {
            services.json(1, &["resource", "create", name, "--group", "Idle", "--type", "Generic Application"]);
        }
        services.json(1, &["resource", "depend", "Upper", "--add", "Lower"]);
        services.json(1, &["db", "set", "Kept", "Value", "as it was"]);
        // What each service tells of itself by and by: its adapters, and its public key.
        let before = wait_until("every node has told of itself", DEADLINE, || {
            let before = picture(&services);
            let text = before["database"].to_string();
            let told = (1..=3).all(|id| text.contains(&format!("n{id} - lo")));
            (told && values_below(&before["database"], "Cryptography", "Nodes") == 3).then_some(before)
        });
        Tested { services, before, _dir: dir, _alone: alone }
    }

    /// Everything is as it was, and every service answers in the same life.
    fn check_unchanged(&self, after_what: &str) {
        let now = picture(&self.services);
        if now != self.before {
            panic!("{after_what} changed something:\nbefore {}\nnow    {now}", self.before);
        }
    }

    fn settings(&self, id: u32) -> service::settings::Settings {
        service::settings::Settings::load(&self.services.dir.join(format!("node{id}/node.toml"))).unwrap()
    }

    fn peer_address(&self, id: u32) -> SocketAddr {
        self.settings(id).peer_listen
    }
}

/// How many values a key of the cluster has.
fn values_below(database: &Json, key: &str, subkey: &str) -> usize {
    let below = |of: &Json, name: &str| -> Json {
        let keys = of["keys"].as_array().cloned().unwrap_or_default();
        keys.into_iter().find(|key| key["name"] == name).unwrap_or_default()
    };
    // Its root is the cluster itself, or has the cluster below it.
    let root = if below(database, "Cluster").is_null() { database.clone() } else { below(database, "Cluster") };
    below(&below(&root, key), subkey)["values"].as_array().map_or(0, Vec::len)
}

/// The whole database, who owns what since when, and which lives the services have.
fn picture(services: &Services) -> Json {
    let groups = services.json(1, &["group", "list"]);
    let resources = services.json(1, &["resource", "list"]);
    let facts = |list: &Json, names: &[&str]| -> Vec<Json> {
        let list = list.as_array().expect("a list");
        list.iter().map(|object| names.iter().map(|name| object[*name].clone()).collect()).collect()
    };
    let lives: Vec<Json> = (1..=3)
        .map(|id| {
            let status = services.json(id, &["status"]);
            ["pid", "incarnation", "member", "resource_host_pid"].map(|name| status[name].clone()).into()
        })
        .collect();
    serde_json::json!({
        "database": services.json(2, &["db", "tree"]),
        "groups": facts(&groups, &["id", "name", "state", "owner", "epoch"]),
        "resources": facts(&resources, &["id", "name", "state", "attempt", "restart_count", "dependencies"]),
        "lives": lives,
    })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// The code of the refusal that has to come. Every refusal is a sentence.
#[track_caller]
fn refused<T>(what: &str, expected: u32, answer: Result<T, Refusal>) {
    match answer {
        Ok(_) => panic!("{what} was done"),
        Err(refusal) => {
            assert_eq!(refusal.code.0, expected, "{what}: {}", refusal.message);
            assert!(refusal.message.chars().count() > 10, "{what}: {:?}", refusal.message);
        }
    }
}

#[test]
fn requests_that_cannot_be_done_are_refused_with_the_references_code() {
    let tested = Tested::start();
    run(async {
        let client = Client::connect(&tested.services.client(2)).await.unwrap();
        unknown_objects(&client).await;
        wrong_states(&client).await;
        wrong_values(&client).await;
        names_that_are_none(&client).await;
    });
    tested.check_unchanged("a refused request");
    run(names_of_every_kind(&tested.services));
}

async fn unknown_objects(client: &Client) {
    refused("an unknown group", 5013, client.online_group("Nobody", None).await);
    refused("an unknown resource", 5007, client.online_resource("Nobody").await);
    refused("an id that nobody has", 5007, client.offline_resource(&Guid([7; 16]).to_string()).await);
    refused("an unknown node", 5042, client.pause_node("n9").await);
    refused("an unknown target", 5042, client.move_group("Running", Some("n9")).await);
    refused("an unknown type", 5078, client.delete_resource_type("Nothing").await);
    refused("a resource of an unknown type", 5078, client.create_resource("Idle", "R", "Nothing", false).await);
    refused(
        "a resource in an unknown group",
        5013,
        client.create_resource("Nobody", "R", "Generic Application", false).await,
    );
    refused("a dependency on nobody", 5007, client.add_dependency("Upper", "Nobody").await);
    refused("a missing key", 2, client.delete_key(r"No\Such\Key", false).await);
    refused("a missing value", 2, client.value("Kept", "Nothing").await);
}

async fn wrong_states(client: &Client) {
    refused("a failure of what is offline", 5023, client.fail_resource("Lower").await);
    refused("the deletion of what is online", 5023, client.delete_resource("Running").await);
    refused("the deletion of what is depended on", 5001, client.delete_resource("Lower").await);
    refused("the deletion of a group with resources", 145, client.delete_group("Idle", false).await);
    refused("the deletion of a core resource", 5026, client.delete_resource("Cluster Name").await);
    refused("the eviction of a node that is up", 5009, client.evict_node("n3").await);
    refused("a name that is taken", 5010, client.create_group("idle", 107).await);
    refused("the id of another as a name", 5010, {
        let id = client.group("Idle").await.unwrap().id;
        client.create_group(&id, 107).await
    });
    refused("a dependency in a circle", 1059, client.add_dependency("Lower", "Upper").await);
    refused("a dependency on itself", 1059, client.set_dependencies("Lower", "[Upper]").await);
    refused("a dependency that is there", 5003, client.add_dependency("Upper", "Lower").await);
    refused("half an expression", 87, client.set_dependencies("Upper", "[Lower] and").await);
    refused("a core key", 5, client.delete_key("Groups", true).await);
}

async fn wrong_values(client: &Client) {
    let group = Object::Group("Idle");
    let set = |name: &'static str, value| client.set_property(group, PropertyScope::Common, name, Some(value));
    refused("a property below its range", 5913, set("FailoverPeriod", Value::Dword(u32::MAX)).await);
    refused("a property of another type", 5895, set("FailoverPeriod", Value::Sz("often".into())).await);
    refused("a property that is never set", 5089, set("Name", Value::Sz("Other".into())).await);
    refused("a value of 10 MB", 87, client.set_value("Kept", "Big", Value::Binary(vec![1; 10 << 20].into())).await);
    refused("a text of 10 MB", 87, client.set_value("Kept", "Big", Value::Sz("x".repeat(10 << 20))).await);
    refused(
        "a command beyond 16 MB",
        87,
        client.set_value("Kept", "Big", Value::Binary(vec![1; 20 << 20].into())).await,
    );
    let one_wrong = vec![
        BatchStep::CreateKey { path: "Half".into() },
        BatchStep::SetValue { name: "v".into(), value: Value::Dword(1) },
        BatchStep::SetValue { name: "w".into(), value: Value::Binary(vec![1; 10 << 20].into()) },
    ];
    refused("a batch with one wrong step", 87, client.batch("", one_wrong).await);
}

async fn names_that_are_none(client: &Client) {
    for blank in ["", " ", "\t \r\n", "\0", "a\0b"] {
        refused("a group without a name", 123, client.create_group(blank, 107).await);
        refused(
            "a resource without a name",
            123,
            client.create_resource("Idle", blank, "Generic Application", false).await,
        );
        refused("a new name that is none", 123, client.rename_group("Idle", blank).await);
    }
    for label in ["", "with space", "under_score", "dot.ted", "-dash", "größe"] {
        refused("a node name", 123, client.add_node(label, "127.0.0.1:9", None).await);
        refused("a cluster name", 123, client.rename_cluster(label).await);
    }
    refused("a label that is too long", 1743, client.rename_cluster(&"x".repeat(64)).await);
    refused("a type's name with a backslash", 123, client.create_resource_type(r"\Type", "", "x", 0, 0).await);
    refused("a key name that is too long", 87, client.create_key(&"k".repeat(256)).await);
    refused("a value name that is too long", 87, client.set_value("Kept", &"v".repeat(16_384), Value::Dword(1)).await);
}

/// Names that are unusual and allowed reach every node as they are, and are found in any case.
async fn names_of_every_kind(services: &Services) {
    let client = Client::connect(&services.client(1)).await.unwrap();
    let other = Client::connect(&services.client(3)).await.unwrap();
    let names = [
        " with  spaces ".to_owned(),
        "Ärger 網路 🙂 e\u{301}".to_owned(),
        "x".repeat(255),
        "網".repeat(255),
        r#"\back\slash\ / : * ? " < > | [a] and {b} %s $x ' ; --"#.to_owned(),
        "line\nbreak\tand\u{7}bell\u{1b}[31m".to_owned(),
        "\u{202e}right to left".to_owned(),
    ];
    for name in &names {
        let group = client.create_group(name, 107).await.unwrap();
        let resource = client.create_resource(name, name, "Generic Application", false).await.unwrap();
        assert_eq!(other.group(name).await.unwrap().id, group.to_string());
        assert_eq!(&other.resource(&resource.to_string()).await.unwrap().name, name);
        refused("the same name in capitals", 5010, client.create_group(&name.to_uppercase(), 107).await);
    }
    client.set_value("Kept", r"value \ with / anything 🙂", Value::Sz("x".into())).await.unwrap();
    client.create_key(r"Kept\key with spaces 網\below").await.unwrap();
    let key = other.key("Kept").await.unwrap();
    assert_eq!(key.keys, ["key with spaces 網"]);
    for name in &names {
        client.delete_group(name, true).await.unwrap();
    }
}

async fn channel(services: &Services, id: u32) -> Channel {
    let endpoint = Endpoint::try_from(format!("unix:{}", services.socket(id).display())).expect("an address");
    endpoint.connect().await.expect("the service answers")
}

fn answer_code(reply: ExecuteReply) -> u32 {
    match reply.reply {
        Some(execute_reply::Reply::Refusal(refusal)) => refusal.code,
        other => panic!("not a refusal: {other:?}"),
    }
}

#[test]
fn messages_that_are_no_requests_are_turned_away() {
    let tested = Tested::start();
    run(async {
        let channel = channel(&tested.services, 1).await;
        let mut rpc = ClusterClient::new(channel.clone()).max_encoding_message_size(64 << 20);
        let wire = |command: &Command| Some(proto::command_to_wire(command));
        let online = || wire(&Command::Group(GroupCommand::Online { group: "Idle".into(), node: None, flags: 0 }));
        for id in [vec![], vec![1; 3], vec![1; 17]] {
            let request = ExecuteRequest { request_id: id.into(), command: online(), ..Default::default() };
            assert_eq!(
                answer_code(rpc.execute(request).await.unwrap().into_inner()),
                13,
                "a request id of another length"
            );
        }
        let request = |command| ExecuteRequest { request_id: vec![9; 16].into(), command, ..Default::default() };
        assert_eq!(answer_code(rpc.execute(request(None)).await.unwrap().into_inner()), 87);
        assert_eq!(answer_code(rpc.execute(request(Some(Default::default()))).await.unwrap().into_inner()), 13);
        let of_a_node = Command::Node(NodeCommand::Down {
            silent_ms: 0,
            node: model::NodeId(2),
            incarnation: model::Incarnation(1),
            cause: cluster_state_cause(),
        });
        assert_eq!(answer_code(rpc.execute(request(wire(&of_a_node))).await.unwrap().into_inner()), 5);
        let reply = rpc.query(QueryRequest::default()).await.unwrap().into_inner();
        assert!(matches!(reply.result, Some(proto::client::query_reply::Result::Refusal(_))), "{reply:?}");
        let reply = rpc.change_membership(ChangeMembershipRequest::default()).await.unwrap().into_inner();
        assert!(matches!(reply.reply, Some(proto::client::change_membership_reply::Reply::Refusal(_))), "{reply:?}");
        let huge = Command::Registry(RegistryCommand::SetValue {
            path: "Kept".into(),
            name: "Huge".into(),
            value: Value::Binary(vec![0; 20 << 20].into()),
        });
        let status = rpc.execute(request(wire(&huge))).await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{status}");
        for path in ["/quorate.client.v1.Cluster/NoSuchMethod", "/no.such.Service/Execute", "/"] {
            let mut grpc = tonic::client::Grpc::new(channel.clone());
            grpc.ready().await.unwrap();
            let codec = tonic_prost::ProstCodec::<QueryRequest, ExecuteReply>::default();
            let path = PathAndQuery::from_static(path);
            let status = grpc.unary(tonic::Request::new(QueryRequest::default()), path, codec).await.unwrap_err();
            assert_eq!(status.code(), Code::Unimplemented, "{status}");
        }
        // A type that does not fit the method: the bytes of one message read as another.
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        grpc.ready().await.unwrap();
        let codec = tonic_prost::ProstCodec::<heartbeat::Datagram, ExecuteReply>::default();
        let foreign = heartbeat::Datagram { cluster_instance: vec![0xff; 40].into(), from: u32::MAX, message: None };
        let path = PathAndQuery::from_static("/quorate.client.v1.Cluster/Execute");
        match grpc.unary(tonic::Request::new(foreign), path, codec).await {
            Ok(reply) => assert_eq!(answer_code(reply.into_inner()), 13),
            Err(status) => assert_ne!(status.code(), Code::Ok),
        }
    });
    tested.check_unchanged("a message that is no request");
}

fn cluster_state_cause() -> proto::command::types::DownCause {
    proto::command::types::DownCause::LeaseExpired
}

/// What a hostile or broken program may write to a socket.
fn garbage() -> Vec<(&'static str, Vec<u8>)> {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let mut random = fastrand::Rng::with_seed(1);
    let mut noise = vec![0; 64 << 10];
    random.fill(&mut noise);
    let settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    let frame = |kind: u8, flags: u8, stream: u32, length: u32, body: &[u8]| {
        let mut frame = length.to_be_bytes()[1..].to_vec();
        frame.extend([kind, flags]);
        frame.extend(stream.to_be_bytes());
        frame.extend(body);
        frame
    };
    let open = [PREFACE, &settings[..]].concat();
    vec![
        ("nothing", vec![]),
        ("half a greeting", PREFACE[..11].to_vec()),
        ("another protocol", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        ("noise", noise.clone()),
        ("a greeting and noise", [PREFACE, &noise].concat()),
        ("a frame that is longer than may be", [&open[..], &frame(0, 0, 1, 0xff_ffff, &[])].concat()),
        ("half a frame", [&open[..], &frame(1, 4, 1, 1_000, &[0x82; 100])].concat()),
        ("data on a stream that nobody opened", [&open[..], &frame(0, 1, 7, 4, b"data")].concat()),
        (
            "headers that cannot be unpacked",
            [&open[..], &frame(1, 5, 1, 6, &[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])].concat(),
        ),
        ("a thousand resets", {
            let mut bytes = open.clone();
            for stream in (1..2_000).step_by(2) {
                bytes.extend(frame(1, 4, stream, 1, &[0x82]));
                bytes.extend(frame(3, 0, stream, 4, &[0, 0, 0, 8]));
            }
            bytes
        }),
    ]
}

/// Writes it, says no more, and waits for the end. The service may hang up before it has read everything.
fn write_and_wait(mut stream: impl Read + Write, bytes: &[u8], finish: impl Fn()) {
    let _ = stream.write_all(bytes).and_then(|()| stream.flush());
    finish();
    let _ = std::io::copy(&mut stream.take(1 << 20), &mut std::io::sink());
}

#[test]
fn garbage_on_the_sockets_changes_nothing() {
    let tested = Tested::start();
    let patience = Some(Duration::from_secs(5));
    for (what, bytes) in garbage() {
        let unix = UnixStream::connect(tested.services.socket(1)).unwrap();
        unix.set_read_timeout(patience).unwrap();
        write_and_wait(&unix, &bytes, || drop(unix.shutdown(std::net::Shutdown::Write)));
        let tcp = TcpStream::connect(tested.peer_address(2)).unwrap();
        tcp.set_read_timeout(patience).unwrap();
        write_and_wait(&tcp, &bytes, || drop(tcp.shutdown(std::net::Shutdown::Write)));
        assert!(tested.services.json(1, &["status"])["member"] == true, "{what}");
        assert!(tested.services.json(2, &["status"])["member"] == true, "{what}");
    }
    // Connections that stay open and say nothing take nobody's place.
    let _idle: Vec<UnixStream> = (0..200).map(|_| UnixStream::connect(tested.services.socket(1)).unwrap()).collect();
    tested.check_unchanged("garbage");
}

#[test]
fn strangers_among_the_nodes_are_turned_away() {
    let tested = Tested::start();
    let peer = tested.peer_address(1);
    let instance: Guid = tested.settings(1).cluster.instance.parse().unwrap();
    run(async {
        let channel = Endpoint::try_from(format!("http://{peer}")).unwrap().connect().await.unwrap();
        let mut rpc = proto::peer::peer_client::PeerClient::new(channel);
        let command = Command::Resource(ResourceCommand::Delete { resource: ResourceId(Guid([1; 16])).to_string() });
        let forward = || proto::peer::ForwardRequest {
            request_id: vec![1; 16].into(),
            command: Some(proto::command_to_wire(&command)),
            reason: String::new(),
        };
        let voter = |node: u64| (node << 32 | 1).to_string();
        // No cluster at all, another cluster's, and numbers that are no voters.
        for (cluster, voter) in [
            (None, None),
            (Some(Guid([3; 16])), Some(voter(2))),
            (Some(instance), None),
            (Some(instance), Some("many".to_owned())),
            (None, Some(voter(2))),
        ] {
            let mut request = tonic::Request::new(forward());
            if let Some(cluster) = cluster {
                let value = tonic::metadata::MetadataValue::from_bytes(&cluster.0);
                request.metadata_mut().insert_bin("quorate-cluster-bin", value);
            }
            if let Some(voter) = &voter {
                request.metadata_mut().insert("quorate-voter", voter.parse().unwrap());
            }
            let status = rpc.forward(request).await.unwrap_err();
            assert_eq!(status.code(), Code::FailedPrecondition, "{cluster:?} {voter:?}: {status}");
        }
    });
    tested.check_unchanged("a stranger");
}

/// A datagram with every number as given.
fn datagrams(cluster: &[u8], from: u32, number: u64) -> Vec<Vec<u8>> {
    use heartbeat::datagram::Message as Kind;
    let kinds = [
        Kind::Heartbeat(heartbeat::Heartbeat { incarnation: number, number, sent_ns: number, term: number }),
        Kind::Round(heartbeat::Round { term: number, number }),
        Kind::RoundAck(heartbeat::RoundAck { term: number, number, lower_ack_age_ns: number }),
        Kind::Grant(heartbeat::Grant {
            term: number,
            incarnation: number,
            number,
            sent_ns: number,
            lease_ms: number,
            commit_index: number,
        }),
    ];
    let encode = |kind| {
        let datagram = heartbeat::Datagram { cluster_instance: cluster.to_vec().into(), from, message: Some(kind) };
        let mut bytes = vec![DATAGRAM_MARK];
        datagram.encode(&mut bytes).expect("a vector grows");
        bytes
    };
    kinds.into_iter().map(encode).chain([forged_last_word(from, number)]).collect()
}

/// Rightly made, by a host that nobody knows.
fn forged_last_word(node: u32, incarnation: u64) -> Vec<u8> {
    let released = Released {
        node: NodeId(node),
        incarnation: Incarnation(incarnation),
        cause: ReleaseCause::ServiceDied,
        groups: vec![(GroupId(Guid([0xff; 16])), Epoch(incarnation)); 3],
    };
    let signed = resource_host::released::sign(&released, &[7; 32]).expect("a seed has 32 bytes");
    signed.to_datagram().expect("three groups fit")
}

#[test]
fn datagrams_of_strangers_and_with_hostile_numbers_move_nothing() {
    let tested = Tested::start();
    let instance: Guid = tested.settings(1).cluster.instance.parse().unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let mut random = fastrand::Rng::with_seed(2);
    let send = |bytes: &[u8]| {
        for id in 1..=3 {
            // A full queue of the receiver loses it, as any network may.
            let _ = socket.send_to(bytes, tested.peer_address(id));
        }
    };
    let numbers = [0, 1, u64::from(u32::MAX), i64::MAX as u64, u64::MAX - 1, u64::MAX];
    // Another cluster's node with the number of one of ours, and nodes of this cluster that nobody knows.
    for (cluster, from) in
        [(&[5; 16][..], 1), (&[5; 16], 2), (&[], 1), (&instance.0, 99), (&instance.0, u32::MAX), (&instance.0, 0)]
    {
        for number in numbers {
            for bytes in datagrams(cluster, from, number) {
                send(&bytes);
                // The same with its end cut off, and with one bit wrong.
                send(&bytes[..random.usize(..bytes.len())]);
            }
        }
    }
    for length in [0, 1, 2, 64, 1_400, 60_000] {
        for mark in [DATAGRAM_MARK, b'R', 0xff] {
            let mut bytes = vec![mark; length];
            random.fill(bytes.get_mut(1..).unwrap_or_default());
            send(&bytes);
        }
    }
    // Longer than the leases that would end if anything had been taken for an answer.
    let lease_is_renewed = || {
        let uptime = tested.services.json(1, &["status"])["uptime_ms"].as_u64()?;
        Some(uptime)
    };
    let begun = lease_is_renewed().unwrap();
    wait_until("three leases are over", DEADLINE, || (lease_is_renewed()? > begun + 3_000).then_some(()));
    tested.check_unchanged("a datagram");
    // The cluster still notices a real death.
    let owner = tested.services.json(1, &["group", "show", "Running"])["owner_id"].as_u64().unwrap() as u32;
    let mut tested = tested;
    tested.services.node(owner).end_with_everything();
    let other = owner % 3 + 1;
    wait_until("the group is online elsewhere", DEADLINE, || {
        let group = tested.services.try_json(other, &["group", "show", "Running"])?;
        (group["state"] == "Online" && group["owner_id"] != owner).then_some(())
    });
}
