use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, w};

#[test]
fn three_machines_become_a_cluster_and_are_none_again() {
    let machines = Machines::new("made", 3);
    let mut heard = Heard::default();
    // SAFETY: names are texts.
    unsafe {
        let cluster = create("lab", &machines.names(), &[("192.0.2.9", 24), ("2001:db8::9", 64)], &mut heard);
        assert!(!cluster.is_invalid(), "{:?} {:?}", last_error(), heard.steps);
        for machine in machines.names() {
            assert!(heard.has_done(ClusterSetupPhaseValidateNodeState, &machine), "{:?}", heard.steps);
            assert_eq!(GetClusterNodeState(OpenClusterNode(cluster, &HSTRING::from(&machine))), ClusterNodeUp);
            assert_eq!(state_of(&machine), Ok(19));
        }
        assert!(heard.has_done(ClusterSetupPhaseFormingCluster, "made1"));
        for machine in ["made2", "made3"] {
            assert!(heard.has_done(ClusterSetupPhaseAddNodeToCluster, machine));
            assert!(heard.has_done(ClusterSetupPhaseNodeUp, machine));
        }
        // Neither address can be served here; that is a warning, and the resources are there.
        assert!(heard.has_done(ClusterSetupPhaseCreateIPAddressResources, "192.0.2.9"));
        let warned = |step: &&(i32, i32, i32, u32, String, u32)| step.2 == ClusterSetupPhaseWarning.0;
        let warning = heard.steps.iter().find(warned).expect("a warning");
        assert_eq!((warning.0, &*warning.4), (ClusterSetupPhaseClusterGroupOnline.0, "Cluster Group"), "{warning:?}");
        assert_ne!(warning.5, 0);
        heard.assert_percents_grow();
        for name in ["Cluster IP Address", "Cluster IP Address 2001:db8::9"] {
            assert!(!OpenClusterResource(cluster, &HSTRING::from(name)).is_invalid(), "{name}: {:?}", last_error());
        }

        let mut heard = Heard::default();
        let code = DestroyCluster(cluster, Some(hear), Some(heard.argument()), true);
        assert_eq!(code, 0, "{:?}", heard.steps);
        assert!(heard.has_done(ClusterSetupPhaseCoreGroupCleanup, "Cluster Group"));
        for machine in machines.names() {
            assert!(heard.has_done(ClusterSetupPhaseCleanupNode, &machine), "{:?}", heard.steps);
            assert_eq!(state_of(&machine), Ok(1));
        }
        heard.assert_percents_grow();
        assert!(CloseCluster(cluster).as_bool());
        machines.assert_unconfigured();
    }
}

#[test]
fn who_stops_it_leaves_no_machine_a_node() {
    let machines = Machines::new("stopped", 2);
    for (phase, object) in [
        (ClusterSetupPhaseInitialize, "lab"),
        (ClusterSetupPhaseValidateNodeState, "stopped2"),
        (ClusterSetupPhaseAddNodeToCluster, "stopped2"),
    ] {
        let mut heard = Heard::stopping(phase, object);
        let cluster = create("lab", &machines.names(), &[], &mut heard);
        assert!(cluster.is_invalid(), "{phase:?}");
        assert_eq!(last_error().0, 1223, "{:?}", heard.steps);
        let cleaned = heard.has_done(ClusterSetupPhaseFailureCleanup, "lab");
        assert_eq!(cleaned, phase == ClusterSetupPhaseAddNodeToCluster, "{:?}", heard.steps);
        machines.assert_unconfigured();
        machines.write_codes();
    }
    // And they can still become one.
    let cluster = machines.create(2, &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
}

/// The machine itself has it already. Where it has none beyond loopback there is nothing to be tried.
#[test]
fn an_address_that_somebody_has_is_no_clusters() {
    let Some(address) = own_address() else { return };
    let machines = Machines::new("taken", 1);
    let mut heard = Heard::default();
    let cluster = create("lab", &machines.names(), &[(&address, 24)], &mut heard);
    assert!(cluster.is_invalid(), "{:?}", heard.steps);
    assert_eq!(last_error(), ERROR_CLUSTER_IPADDR_IN_USE, "{:?}", heard.steps);
    machines.assert_unconfigured();
}

/// From which this machine would speak to others; nothing is sent.
fn own_address() -> Option<String> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("203.0.113.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback()).then(|| address.to_string())
}

#[test]
fn what_cannot_be_a_cluster_is_refused() {
    let machines = Machines::new("refused", 2);
    let own = machines.names();
    let refused = |name: &str, machines: &[String], addresses: &[(&str, u32)]| {
        let mut heard = Heard::default();
        assert!(create(name, machines, addresses, &mut heard).is_invalid(), "{name} {machines:?}");
        let fatal = heard.steps.last().map(|step| (step.2, step.5));
        let code = last_error().0;
        assert!(fatal.is_none_or(|fatal| fatal == (ClusterSetupPhaseFatal.0, code)), "{:?}", heard.steps);
        code
    };
    assert_eq!(refused("", &own, &[]), ERROR_INVALID_PARAMETER.0);
    assert_eq!(refused("lab", &[], &[]), ERROR_INVALID_PARAMETER.0);
    assert_eq!(refused("lab", &own, &[("nonsense", 24)]), ERROR_INVALID_PARAMETER.0);
    assert_eq!(refused("lab", &own, &[("10.0.0.9", 33)]), ERROR_INVALID_PARAMETER.0);
    assert_eq!(refused("a b", &own, &[]), ERROR_INVALID_NAME.0);
    assert_eq!(refused("refused1", &own, &[]), ERROR_INVALID_NAME.0);
    let many: Vec<String> = (1..=65).map(|id| format!("m{id}")).collect();
    assert_eq!(refused("lab", &many, &[]), ERROR_CLUSTER_TOO_MANY_NODES.0);
    // Nothing proves to a machine that it is meant; or none is at hand.
    assert_eq!(refused("lab", &["unknown".into()], &[]), ERROR_ACCESS_DENIED.0);
    assert_eq!(refused("lab", &own[1..], &[]), ERROR_CLUSTER_LOCAL_NODE_NOT_FOUND.0);
    let (code, address) = machines.shown(2).expect("it waits");
    machines.write(
        &format!("refused1 {}\nrefused2 AAAA-AAAA-AAAA-AAAA {address}\n", machines.services.socket(1).display()),
        0o600,
    );
    assert_eq!(refused("lab", &own, &[]), ERROR_ACCESS_DENIED.0);
    // A file that others can read is as good as no code.
    machines.write(&format!("refused2 {code} {address}\n"), 0o644);
    assert_eq!(refused("lab", &own, &[]), ERROR_ACCESS_DENIED.0);
    machines.write_codes();

    // SAFETY: null pointers, and a structure of which only the version is read.
    unsafe {
        assert!(CreateCluster(std::ptr::null(), None, None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let config = CREATE_CLUSTER_CONFIG { dwVersion: 0x500, ..Default::default() };
        assert!(CreateCluster(&config, None, None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
        let name = [PCWSTR::null()];
        let config = CREATE_CLUSTER_CONFIG {
            dwVersion: CREATE_CLUSTER_VERSION,
            lpszClusterName: w!("lab"),
            cNodes: 1,
            ppszNodeNames: name.as_ptr(),
            ..Default::default()
        };
        assert!(CreateCluster(&config, None, None).is_invalid());
        assert_eq!(last_error(), ERROR_INVALID_PARAMETER);
    }
    machines.assert_unconfigured();

    // A machine that is a node already, of a cluster of this name or of another.
    let cluster = create("lab", &own[..1], &[], &mut Heard::default());
    assert!(!cluster.is_invalid(), "{:?}", last_error());
    assert_eq!(refused("lab", &own, &[]), ERROR_CLUSTER_CANT_CREATE_DUP_CLUSTER_NAME.0);
    assert_eq!(refused("other", &own, &[]), ERROR_NODE_CANNOT_BE_CLUSTERED.0);
}
