//! Every command survives the wire exactly, and nothing that is not a command is taken for one.

use super::*;
use cluster_state::command::*;
use model::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

fn text() -> BoxedStrategy<String> {
    prop_oneof![Just(String::new()), "[a-z\\\\ ]{1,8}", "\\PC{0,6}"].boxed()
}

fn bytes() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..20).prop_map(Bytes::from)
}

fn guid() -> impl Strategy<Value = Guid> {
    any::<[u8; 16]>().prop_map(Guid)
}

fn node_id() -> impl Strategy<Value = NodeId> {
    any::<u32>().prop_map(NodeId)
}

fn group_id() -> impl Strategy<Value = GroupId> {
    guid().prop_map(GroupId)
}

fn resource_id() -> impl Strategy<Value = ResourceId> {
    guid().prop_map(ResourceId)
}

fn incarnation() -> impl Strategy<Value = Incarnation> {
    any::<u64>().prop_map(Incarnation)
}

fn value() -> BoxedStrategy<model::Value> {
    use model::Value;
    prop_oneof![
        text().prop_map(Value::Sz),
        text().prop_map(Value::ExpandSz),
        bytes().prop_map(Value::Binary),
        any::<u32>().prop_map(Value::Dword),
        vec(text(), 0..3).prop_map(Value::MultiSz),
        any::<u64>().prop_map(Value::Qword),
    ]
    .boxed()
}

fn scope() -> impl Strategy<Value = PropertyScope> {
    prop_oneof![Just(PropertyScope::Common), Just(PropertyScope::Private)]
}

fn changes() -> impl Strategy<Value = Vec<PropertyChange>> {
    vec((text(), option::of(value())).prop_map(|(name, value)| PropertyChange { name, value }), 0..3)
}

fn set_properties() -> impl Strategy<Value = (String, PropertyScope, Vec<PropertyChange>)> {
    (text(), scope(), changes())
}

fn new_node() -> impl Strategy<Value = NewNode> {
    (node_id(), text(), any::<u32>(), text()).prop_map(|(id, name, storage, address)| NewNode {
        id,
        name,
        storage,
        address,
    })
}

fn step() -> impl Strategy<Value = BatchStep> {
    let (named, path, name) = ((text(), value()), text(), text());
    prop_oneof![
        named.clone().prop_map(|(name, value)| BatchStep::SetValue { name, value }),
        path.clone().prop_map(|path| BatchStep::CreateKey { path }),
        path.clone().prop_map(|path| BatchStep::DeleteKey { path }),
        name.clone().prop_map(|name| BatchStep::DeleteValue { name }),
        name.clone().prop_map(|name| BatchStep::ValueExists { name }),
        name.prop_map(|name| BatchStep::ValueNotExists { name }),
        named.clone().prop_map(|(name, value)| BatchStep::ValueEquals { name, value }),
        named.clone().prop_map(|(name, value)| BatchStep::ValueNotEquals { name, value }),
        named.clone().prop_map(|(name, value)| BatchStep::ValueGreater { name, value }),
        named.prop_map(|(name, value)| BatchStep::ValueLess { name, value }),
        path.clone().prop_map(|path| BatchStep::KeyExists { path }),
        path.prop_map(|path| BatchStep::KeyNotExists { path }),
    ]
}

fn registry() -> impl Strategy<Value = Command> {
    use RegistryCommand::*;
    prop_oneof![
        text().prop_map(|path| CreateKey { path }),
        (text(), any::<bool>()).prop_map(|(path, tree)| DeleteKey { path, tree }),
        (text(), text(), value()).prop_map(|(path, name, value)| SetValue { path, name, value }),
        (text(), text(), any::<bool>()).prop_map(|(path, name, must_exist)| DeleteValue { path, name, must_exist }),
        (text(), option::of(bytes()), 1_u32..16).prop_map(|(path, descriptor, parts)| SetSecurity {
            path,
            descriptor,
            parts
        }),
        (text(), vec(step(), 0..5)).prop_map(|(root, steps)| Batch { root, steps }),
    ]
    .prop_map(Command::Registry)
}

fn version() -> impl Strategy<Value = Version> {
    (1..u16::MAX, any::<u16>()).prop_map(|(level, revision)| Version { level, revision })
}

fn vault() -> impl Strategy<Value = Command> {
    use cluster_state::command::VaultCommand::*;
    prop_oneof![
        (node_id(), bytes()).prop_map(|(node, public)| NodeKey { node, public }),
        (any::<u32>(), vec((node_id(), bytes()), 0..3))
            .prop_map(|(generation, wraps)| Generation { generation, wraps }),
        (any::<u32>(), node_id(), bytes(), bytes()).prop_map(|(generation, node, public, wrap)| Wrap {
            generation,
            node,
            public,
            wrap
        }),
    ]
    .prop_map(Command::Vault)
}

fn health_fault() -> impl Strategy<Value = model::health::HealthFault> {
    let numbers = (any::<u32>(), any::<u32>(), any::<u32>(), any::<u32>());
    (text(), text(), text(), numbers).prop_map(
        |(id, description, provider, (error_type, error_code, flags, reserved))| model::health::HealthFault {
            id,
            error_type,
            error_code,
            description,
            provider,
            flags,
            reserved,
        },
    )
}

fn form_or_cluster() -> impl Strategy<Value = Command> {
    let form = (text(), guid(), vec(new_node(), 0..3), group_id(), group_id(), resource_id(), version()).prop_map(
        |(cluster_name, instance, nodes, cluster_group, available_storage, cluster_name_resource, version)| {
            Command::Form(Form {
                cluster_name,
                instance,
                nodes,
                cluster_group,
                available_storage,
                cluster_name_resource,
                version,
            })
        },
    );
    prop_oneof![
        form,
        text().prop_map(|name| Command::Cluster(ClusterCommand::Rename { name })),
        (scope(), changes())
            .prop_map(|(scope, changes)| Command::Cluster(ClusterCommand::SetProperties { scope, changes })),
        any::<u32>().prop_map(|action| Command::Cluster(ClusterCommand::Upgrade { action })),
        Just(Command::Cluster(ClusterCommand::ClearUpgrade)),
        health_fault().prop_map(|fault| Command::Cluster(ClusterCommand::AddHealthFault(fault))),
        text().prop_map(|id| Command::Cluster(ClusterCommand::RemoveHealthFault { id })),
        Just(Command::Cluster(ClusterCommand::Destroy)),
        Just(Command::Cluster(ClusterCommand::Shutdown)),
    ]
}

fn node() -> impl Strategy<Value = Command> {
    use NodeCommand::*;
    let down = prop_oneof![Just(DownCause::LeaseExpired), Just(DownCause::Restarted)];
    let release =
        prop_oneof![Just(ReleaseCause::ServiceDied), Just(ReleaseCause::LeaseEnded), Just(ReleaseCause::Stopped)];
    let groups = vec((group_id(), any::<u64>().prop_map(Epoch)), 0..4);
    prop_oneof![
        new_node().prop_map(Add),
        (node_id(), incarnation(), bytes(), text(), any::<u32>(), version(), version(), any::<bool>()).prop_map(
            |(node, incarnation, release_key, version, pid, lowest, highest, ignore_persistent_state)| Join {
                node,
                incarnation,
                release_key,
                version,
                pid,
                versions: VersionRange { lowest, highest },
                ignore_persistent_state,
            }
        ),
        (node_id(), incarnation(), down, any::<u32>()).prop_map(|(node, incarnation, cause, silent_ms)| Down {
            node,
            incarnation,
            cause,
            silent_ms
        }),
        (node_id(), incarnation(), release, groups).prop_map(|(node, incarnation, cause, groups)| Released {
            node,
            incarnation,
            cause,
            groups
        }),
        (node_id(), incarnation(), any::<u32>(), any::<u64>())
            .prop_map(|(node, incarnation, number, lease_ms)| HandOver { node, incarnation, number, lease_ms }),
        (node_id(), incarnation(), any::<u32>(), text()).prop_map(|(node, incarnation, number, version)| HandedOver {
            versions: model::level::THIS_PROGRAM,
            node,
            incarnation,
            number,
            version
        }),
        text().prop_map(|node| Pause { node }),
        (text(), any::<u32>()).prop_map(|(node, failback)| Resume { node, failback }),
        (text(), option::of(text()), any::<u32>()).prop_map(|(node, target, flags)| Drain { node, target, flags }),
        (node_id(), incarnation()).prop_map(|(node, incarnation)| Stopping { node, incarnation }),
        (node_id(), incarnation(), vec(adapter(), 0..3)).prop_map(|(node, incarnation, adapters)| Adapters {
            node,
            incarnation,
            adapters
        }),
        text().prop_map(|node| ClearQuarantine { node }),
        text().prop_map(|node| Evict { node }),
        set_properties().prop_map(|(node, scope, changes)| SetProperties { node, scope, changes }),
    ]
    .prop_map(Command::Node)
}

fn adapter() -> impl Strategy<Value = Adapter> {
    let v4 = (any::<std::net::Ipv4Addr>(), 0..=32_u8).prop_map(|(address, prefix)| (address.into(), prefix));
    let v6 = (any::<std::net::Ipv6Addr>(), 0..=128_u8).prop_map(|(address, prefix)| (address.into(), prefix));
    let subnet = prop_oneof![v4, v6].prop_map(|(address, prefix)| Subnet { address, prefix });
    (text(), text(), any::<bool>(), any::<bool>(), vec(subnet, 0..3))
        .prop_map(|(name, id, ready, dhcp, addresses)| Adapter { name, id, ready, dhcp, addresses })
}

fn network() -> impl Strategy<Value = Command> {
    use NetworkCommand::*;
    prop_oneof![
        (text(), text()).prop_map(|(network, name)| Rename { network, name }),
        set_properties().prop_map(|(network, scope, changes)| SetProperties { network, scope, changes }),
        set_properties().prop_map(|(interface, scope, changes)| SetInterfaceProperties { interface, scope, changes }),
    ]
    .prop_map(Command::Network)
}

fn group() -> impl Strategy<Value = Command> {
    use GroupCommand::*;
    prop_oneof![
        (group_id(), text(), any::<u32>(), node_id()).prop_map(|(id, name, group_type, owner)| Create {
            id,
            name,
            group_type,
            owner
        }),
        (text(), any::<bool>()).prop_map(|(group, force)| Delete { group, force }),
        (text(), text()).prop_map(|(group, name)| Rename { group, name }),
        (text(), vec(text(), 0..3)).prop_map(|(group, nodes)| SetPreferredOwners { group, nodes }),
        set_properties().prop_map(|(group, scope, changes)| SetProperties { group, scope, changes }),
        (text(), option::of(text()), any::<u32>()).prop_map(|(group, node, flags)| Online { group, node, flags }),
        (text(), 0..3u32).prop_map(|(group, flags)| Offline { group, flags }),
        (text(), any::<u32>()).prop_map(|(group, flags)| Cancel { group, flags }),
        (text(), option::of(text()), any::<u32>(), vec((text(), value()), 0..3))
            .prop_map(|(group, node, flags, parameters)| Move { group, node, flags, parameters }),
        (text(), group_dependency()).prop_map(|(group, change)| Depend { group, change }),
    ]
    .prop_map(Command::Group)
}

fn group_dependency() -> impl Strategy<Value = GroupDependency> {
    use GroupDependency::*;
    prop_oneof![
        text().prop_map(|expression| Set { expression }),
        text().prop_map(|provider| Add { provider }),
        text().prop_map(|provider| Remove { provider }),
        text().prop_map(|set| AddSet { set }),
        text().prop_map(|set| RemoveSet { set }),
    ]
}

fn group_set() -> impl Strategy<Value = Command> {
    use GroupSetCommand::*;
    let pair = (text(), text());
    prop_oneof![
        (guid(), text()).prop_map(|(id, name)| Create { id: GroupSetId(id), name }),
        (guid(), text(), any::<u32>(), any::<u32>(), any::<bool>()).prop_map(
            |(id, name, fault_domains, update_domains, reserve_spare_node)| CreateAvailabilitySet {
                id: GroupSetId(id),
                name,
                fault_domains,
                update_domains,
                reserve_spare_node
            }
        ),
        (text(), text(), any::<u32>(), any::<u32>()).prop_map(|(set, group, fault_domain, update_domain)| {
            AddGroupToDomains { set, group, fault_domain, update_domain }
        }),
        (text(), text(), text()).prop_map(|(set, cluster, provider)| AddRemoteDependency { set, cluster, provider }),
        (text(), text(), text()).prop_map(|(set, cluster, provider)| RemoveRemoteDependency { set, cluster, provider }),
        text().prop_map(|set| Delete { set }),
        pair.clone().prop_map(|(set, name)| Rename { set, name }),
        pair.clone().prop_map(|(set, group)| AddGroup { set, group }),
        pair.clone().prop_map(|(set, group)| RemoveGroup { set, group }),
        set_properties().prop_map(|(set, scope, changes)| SetProperties { set, scope, changes }),
        pair.clone().prop_map(|(set, provider)| AddDependency { set, provider }),
        pair.clone().prop_map(|(set, provider)| RemoveDependency { set, provider }),
        pair.prop_map(|(set, expression)| SetDependencies { set, expression }),
    ]
    .prop_map(Command::GroupSet)
}

fn resource() -> impl Strategy<Value = Command> {
    use ResourceCommand::*;
    let pair = (text(), text());
    let changed = prop_oneof![
        (resource_id(), text(), text(), text(), any::<bool>()).prop_map(
            |(id, group, name, type_name, separate_monitor)| Create { id, group, name, type_name, separate_monitor }
        ),
        pair.clone().prop_map(|(resource, name)| Rename { resource, name }),
        set_properties().prop_map(|(resource, scope, changes)| SetProperties { resource, scope, changes }),
        pair.clone().prop_map(|(resource, provider)| AddDependency { resource, provider }),
        pair.clone().prop_map(|(resource, provider)| RemoveDependency { resource, provider }),
        pair.clone().prop_map(|(resource, expression)| SetDependencies { resource, expression }),
        pair.clone().prop_map(|(resource, node)| AddPossibleOwner { resource, node }),
        pair.clone().prop_map(|(resource, node)| RemovePossibleOwner { resource, node }),
        pair.prop_map(|(resource, group)| ChangeGroup { resource, group }),
    ];
    let run = prop_oneof![
        text().prop_map(|resource| Delete { resource }),
        (text(), 0..3u32).prop_map(|(resource, flags)| Online { resource, flags }),
        (text(), 0..3u32).prop_map(|(resource, flags)| Offline { resource, flags }),
        text().prop_map(|resource| Restart { resource }),
        text().prop_map(|resource| Fail { resource }),
        (text(), any::<bool>()).prop_map(|(resource, on)| SetMaintenance { resource, on }),
    ];
    prop_oneof![changed, run].prop_map(Command::Resource)
}

fn resource_type() -> impl Strategy<Value = Command> {
    use ResourceTypeCommand::*;
    prop_oneof![
        (text(), text(), text(), any::<u32>(), any::<u32>()).prop_map(
            |(name, display_name, dll_name, looks_alive_ms, is_alive_ms)| Create {
                name,
                display_name,
                dll_name,
                looks_alive_ms,
                is_alive_ms
            }
        ),
        text().prop_map(|type_name| Delete { type_name }),
        set_properties().prop_map(|(type_name, scope, changes)| SetProperties { type_name, scope, changes }),
    ]
    .prop_map(Command::ResourceType)
}

fn affinity() -> impl Strategy<Value = Command> {
    use AffinityCommand::*;
    let pair = (text(), text());
    prop_oneof![
        (text(), guid(), any::<u32>(), vec(text(), 0..3), any::<bool>())
            .prop_map(|(name, id, rule_type, groups, enabled)| Create { name, id, rule_type, groups, enabled }),
        text().prop_map(|rule| Delete { rule }),
        pair.clone().prop_map(|(rule, group)| AddGroup { rule, group }),
        pair.prop_map(|(rule, group)| RemoveGroup { rule, group }),
        set_properties().prop_map(|(rule, scope, changes)| SetProperties { rule, scope, changes }),
    ]
    .prop_map(Command::Affinity)
}

fn fault_domain() -> impl Strategy<Value = Command> {
    use FaultDomainCommand::*;
    prop_oneof![
        (guid().prop_map(FaultDomainId), text(), any::<u32>(), option::of(text()))
            .prop_map(|(id, name, kind, parent)| Create { id, name, kind, parent }),
        text().prop_map(|domain| Remove { domain }),
        (text(), text()).prop_map(|(domain, name)| Rename { domain, name }),
        (text(), option::of(text())).prop_map(|(domain, parent)| SetParent { domain, parent }),
        set_properties().prop_map(|(domain, scope, changes)| SetProperties { domain, scope, changes }),
    ]
    .prop_map(Command::FaultDomain)
}

fn report() -> impl Strategy<Value = ResourceReport> {
    let status = prop_oneof![
        any::<u32>().prop_map(|checkpoint| ReportStatus::Progress { checkpoint }),
        Just(ReportStatus::Online),
        any::<bool>().prop_map(|locked| ReportStatus::Locked { locked }),
        any::<bool>().prop_map(|good| ReportStatus::Health { good }),
        Just(ReportStatus::Offline),
        any::<bool>().prop_map(|gone| ReportStatus::Failed { gone }),
        Just(ReportStatus::Gone),
    ];
    (resource_id(), any::<(u64, u64, u64)>(), status, any::<u32>(), text(), any::<(u32, u32)>()).prop_map(
        |(resource, (epoch, attempt, sequence), status, code, message, (seen_ms, started_ms))| ResourceReport {
            resource,
            epoch: Epoch(epoch),
            attempt: Attempt(attempt),
            sequence,
            status,
            code,
            message,
            ages: ReportAges { seen_ms, started_ms },
        },
    )
}

fn reports() -> impl Strategy<Value = Command> {
    (node_id(), incarnation(), vec(report(), 0..4))
        .prop_map(|(node, incarnation, reports)| Command::Reports(Reports { node, incarnation, reports }))
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        form_or_cluster(),
        vault(),
        registry(),
        node(),
        group(),
        resource(),
        resource_type(),
        group_set(),
        affinity(),
        fault_domain(),
        network(),
        reports(),
        Just(Command::Tick)
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let request = option::of(any::<u128>().prop_map(RequestId));
    let reason = any::<String>().prop_map(|text| Reason::new(&text));
    (any::<u64>(), any::<u64>(), any::<i32>(), request, reason, command()).prop_map(
        |(time, wall, zone_offset_s, request, reason, command)| Entry {
            time: ClusterTime(time),
            wall: WallTime(wall),
            zone_offset_s,
            request,
            reason,
            command,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_entry_survives_the_wire(entry in entry()) {
        prop_assert_eq!(decode_entry(&encode_entry(&entry)), Ok(entry));
    }

    #[test]
    fn damaged_entries_are_decoded_without_panic(entry in entry(), at in any::<prop::sample::Index>(), with: u8) {
        let mut bytes = encode_entry(&entry).to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        let _ = decode_entry(&bytes);
        let _ = decode_entry(&bytes[..at]);
    }
}

#[test]
fn what_is_missing_or_unknown_is_an_error() {
    assert_eq!(decode_entry(&[]), Err(DecodeError::Missing("entry.command")));
    let entry = |command: Option<wire::command::Command>| {
        wire::Entry { time_ms: 1, wall_ms: 2, command: Some(wire::Command { command }), ..wire::Entry::default() }
            .encode_to_vec()
    };
    assert_eq!(decode_entry(&entry(None)), Err(DecodeError::Missing("command")));
    // A variant of a later version: field 99 of Command.
    let later = [0x22, 0x03, 0x9a, 0x06, 0x00];
    assert_eq!(decode_entry(&later), Err(DecodeError::Missing("command")));

    let empty_node = wire::command::Command::Node(wire::NodeCommand { command: None });
    assert_eq!(decode_entry(&entry(Some(empty_node))), Err(DecodeError::Missing("node.command")));
    let no_value = wire::registry_command::SetValue { path: "a".into(), name: "b".into(), value: None };
    let registry = wire::RegistryCommand { command: Some(wire::registry_command::Command::SetValue(no_value)) };
    let registry = wire::command::Command::Registry(registry);
    assert_eq!(decode_entry(&entry(Some(registry))), Err(DecodeError::Missing("value")));
}

#[test]
fn ids_of_a_wrong_length_are_refused() {
    for length in [0, 15, 17] {
        let wire = wire::Entry {
            request_id: Some(vec![1; length].into()),
            command: Some(command_to_wire(&Command::Tick)),
            ..wire::Entry::default()
        };
        assert_eq!(decode_entry(&wire.encode_to_vec()), Err(DecodeError::Invalid("request_id")));
        let create = wire::group_command::Create { id: vec![1; length].into(), ..Default::default() };
        let group = wire::GroupCommand { command: Some(wire::group_command::Command::Create(create)) };
        let command = wire::Command { command: Some(wire::command::Command::Group(group)) };
        assert_eq!(command_from_wire(command), Err(DecodeError::Invalid("group.create.id")));
    }
}

#[test]
fn addresses_of_a_wrong_length_are_refused() {
    let adapters = |address: &[u8], prefix| {
        let subnet = wire::Subnet { address: Bytes::copy_from_slice(address), prefix };
        adapters_from_wire(vec![wire::Adapter { addresses: vec![subnet], ..wire::Adapter::default() }])
    };
    assert!(adapters(&[10, 0, 0, 1], 32).is_ok() && adapters(&[0; 16], 128).is_ok());
    assert_eq!(adapters(&[10, 0, 0], 8), Err(DecodeError::Invalid("subnet.address")));
    assert_eq!(adapters(&[10, 0, 0, 1], 33), Err(DecodeError::Invalid("subnet.prefix")));
    assert_eq!(adapters(&[0; 16], 300), Err(DecodeError::Invalid("subnet.prefix")));
}

#[test]
fn clients_may_not_state_facts_of_the_cluster() {
    let node = NodeId(1);
    let evict = NodeCommand::Evict { node: "n".into() };
    let down = NodeCommand::Down { node, incarnation: Incarnation(1), cause: DownCause::Restarted, silent_ms: 0 };
    assert!(!is_for_clients(&Command::Tick));
    assert!(!is_for_clients(&Command::Node(evict)));
    assert!(!is_for_clients(&Command::Node(down)));
    assert!(!is_for_clients(&Command::Reports(Reports { node, incarnation: Incarnation(1), reports: vec![] })));
    assert!(is_for_clients(&Command::Node(NodeCommand::Pause { node: "n".into() })));
    assert!(is_for_clients(&Command::Group(GroupCommand::Offline { group: "g".into(), flags: 0 })));
}
