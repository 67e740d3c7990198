//! The agent against a state that is changed by the commands that change it in a cluster.

use super::*;
use bytes::Bytes;
use cluster_state::command::{
    Command, DownCause, Entry, Form, GroupCommand, NewNode, NodeCommand, Reports, ResourceCommand,
};
use model::{Attempt, ClusterTime, GroupId, Guid, WallTime};

const ME: NodeId = NodeId(1);
const LIFE: Incarnation = Incarnation(11);
/// PendingTimeout and RestartDelay as they are by default.
const PENDING_TIMEOUT_MS: u64 = 180_000;
const RESTART_DELAY_MS: u64 = 500;
const RESOURCE: ResourceId = ResourceId(Guid([7; 16]));

/// A cluster of two nodes and one group with one resource, owned by node 1, and the agent of node 1.
struct Bench {
    state: State,
    agent: Agent,
    now: BootTime,
    time: ClusterTime,
}

impl Bench {
    fn new() -> Bench {
        let (state, agent) = (State::empty(), Agent::new(ME, LIFE));
        let mut bench = Bench { state, agent, now: BootTime(0).plus_ms(1_000), time: ClusterTime(1) };
        let node = |id| NewNode { id: NodeId(id), name: format!("n{id}"), storage: 1, address: "a:1".into() };
        bench.apply(Command::Form(Form {
            cluster_name: "C".into(),
            instance: Guid([1; 16]),
            nodes: vec![node(1), node(2)],
            cluster_group: GroupId(Guid([2; 16])),
            available_storage: GroupId(Guid([3; 16])),
            cluster_name_resource: ResourceId(Guid([4; 16])),
            version: model::level::THIS_PROGRAM.highest,
        }));
        let join = |node, incarnation| {
            let (release_key, version) = (Bytes::from_static(b"key"), "1".to_owned());
            Command::Node(NodeCommand::Join {
                node,
                incarnation,
                release_key,
                version,
                pid: 1,
                versions: model::level::THIS_PROGRAM,
                ignore_persistent_state: false,
            })
        };
        bench.apply(join(ME, LIFE));
        bench.apply(join(NodeId(2), Incarnation(22)));
        // The cluster's own resource is no concern of these tests.
        for resource in bench.state.wanted(ME) {
            bench.report(resource.resource, 1, ReportStatus::Online);
        }
        bench.apply(Command::Group(GroupCommand::Create {
            id: GroupId(Guid([6; 16])),
            name: "g".into(),
            group_type: 9_999,
            owner: ME,
        }));
        bench.create_resource();
        bench
    }

    fn create_resource(&mut self) {
        self.apply(Command::Resource(ResourceCommand::Create {
            id: RESOURCE,
            group: "g".into(),
            name: "r".into(),
            type_name: "Generic Application".into(),
            separate_monitor: false,
        }));
    }

    /// With a host and a lease for a second.
    fn ready() -> Bench {
        let mut bench = Bench::new();
        bench.agent.handle_host(HostEvent::Ready);
        bench.agent.set_lease(bench.now.plus_ms(1_000), 0);
        bench
    }

    /// Applies a command and lets the agent look at what it touched.
    fn apply(&mut self, command: Command) -> Vec<HostCommand> {
        let entry =
            Entry { time: self.time, wall: WallTime(1), zone_offset_s: 0, request: None, reason: None, command };
        let outcome = self.state.apply(self.state.index() + 1, &entry);
        if let Some(Err(refusal)) = outcome.reply {
            panic!("refused: {refusal}");
        }
        self.look(&outcome.touched).into_iter().filter(concerns).collect()
    }

    fn look(&mut self, touched: &[ResourceId]) -> Vec<HostCommand> {
        let mut commands = Vec::new();
        self.agent.look(&self.state, self.now, touched, &mut commands);
        commands.retain(concerns);
        commands
    }

    fn online(&mut self) -> Vec<HostCommand> {
        self.apply(Command::Group(GroupCommand::Online { group: "g".into(), node: None, flags: 0 }))
    }

    fn offline(&mut self) -> Vec<HostCommand> {
        self.apply(Command::Group(GroupCommand::Offline { group: "g".into(), flags: 0 }))
    }

    /// Time passes for the cluster, not for the lease.
    fn pass(&mut self, ms: u64) -> Vec<HostCommand> {
        self.time = self.time.plus_ms(ms);
        self.apply(Command::Tick)
    }

    /// What the cluster is told reaches the state.
    fn take(&mut self, reports: Vec<ResourceReport>) -> Vec<HostCommand> {
        self.apply(Command::Reports(Reports { node: ME, incarnation: LIFE, reports }))
    }

    fn report(&mut self, resource: ResourceId, sequence: u64, status: ReportStatus) {
        let wanted = self.state.wanted_for(resource).expect("it may be running").1;
        let (epoch, attempt) = (wanted.epoch, wanted.attempt);
        self.take(vec![ResourceReport {
            resource,
            epoch,
            attempt,
            sequence,
            status,
            code: 0,
            message: String::new(),
            ages: ReportAges::default(),
        }]);
    }

    fn host_says(&mut self, attempt: u64, sequence: u64, status: ReportStatus) {
        let epoch = self.state.wanted_for(RESOURCE).map_or(Epoch(0), |(_, wanted)| wanted.epoch);
        self.agent.handle_host(HostEvent::Report(ResourceReport {
            resource: RESOURCE,
            epoch,
            attempt: Attempt(attempt),
            sequence,
            status,
            code: 0,
            message: String::new(),
            ages: ReportAges::default(),
        }));
    }

    fn due(&mut self) -> Vec<(u64, ReportStatus)> {
        let due = self.agent.due_reports(&self.state, self.now);
        due.into_iter().map(|report| (report.sequence, report.status)).collect()
    }
}

fn concerns(command: &HostCommand) -> bool {
    let resource = match command {
        HostCommand::Start(spec) => spec.resource,
        HostCommand::Stop { resource, .. }
        | HostCommand::Terminate { resource, .. }
        | HostCommand::Maintain { resource, .. } => *resource,
    };
    resource == RESOURCE
}

/// The attempts that are started.
fn started(commands: &[HostCommand]) -> Vec<u64> {
    let starts = commands.iter().filter_map(|command| match command {
        HostCommand::Start(spec) => Some(spec.attempt.0),
        _ => None,
    });
    starts.collect()
}

#[test]
fn an_attempt_is_started_once_however_often_it_is_looked_at() {
    let mut bench = Bench::ready();
    assert_eq!(started(&bench.online()), [1]);
    assert_eq!(bench.look(&[RESOURCE, RESOURCE]), []);
    let mut commands = Vec::new();
    bench.agent.look_at_all(&bench.state, bench.now, &mut commands);
    commands.retain(concerns);
    assert_eq!(commands, []);
}

#[test]
fn nothing_starts_without_a_host_a_lease_or_the_index_of_the_grant() {
    let mut bench = Bench::new();
    assert_eq!(bench.online(), []);
    bench.agent.handle_host(HostEvent::Ready);
    assert_eq!(bench.look(&[]), [], "no lease");
    let (until, index) = (bench.now.plus_ms(1_000), bench.state.index() + 1);
    bench.agent.set_lease(until, index);
    assert_eq!(bench.look(&[]), [], "the state is older than the grant");
    bench.state.skip(index);
    let in_time = std::mem::replace(&mut bench.now, until);
    assert_eq!(bench.look(&[]), [], "the lease has ended at that very moment");
    bench.now = in_time;
    assert_eq!(started(&bench.look(&[])), [1], "what was put off is started as soon as it may be");
    assert_eq!(bench.look(&[]), []);
}

#[test]
fn what_is_to_stop_before_it_was_started_is_never_started() {
    let mut bench = Bench::new();
    assert_eq!(bench.online(), []);
    assert_eq!(bench.pass(PENDING_TIMEOUT_MS), [], "it has been pending for too long and is to be ended");
    assert_eq!(bench.due(), [(1, ReportStatus::Gone)]);
    bench.agent.handle_host(HostEvent::Ready);
    bench.agent.set_lease(bench.now.plus_ms(1_000), 0);
    assert_eq!(bench.look(&[RESOURCE]), []);
    let reports = vec![bench.agent.attempts[&RESOURCE].reports[0].clone()];
    bench.take(reports);
    assert_eq!(bench.state.wanted_for(RESOURCE), None);
    assert_eq!(started(&bench.pass(RESTART_DELAY_MS)), [2], "the next attempt is another matter");
}

#[test]
fn stop_is_told_once_and_terminate_after_it() {
    let mut bench = Bench::ready();
    bench.online();
    bench.report(RESOURCE, 1, ReportStatus::Online);
    let attempt = Attempt(1);
    assert_eq!(bench.offline(), [HostCommand::Stop { resource: RESOURCE, attempt }]);
    assert_eq!(bench.look(&[RESOURCE]), []);
    // It fails while it is taken offline: what is left of it is to be ended.
    bench.report(RESOURCE, 2, ReportStatus::Failed { gone: false });
    assert_eq!(bench.agent.attempts[&RESOURCE].told, Some(Demand::Terminate));
    assert_eq!(bench.look(&[RESOURCE]), []);
}

#[test]
fn reports_go_at_once_and_again_until_the_state_shows_them() {
    let mut bench = Bench::ready();
    bench.online();
    bench.host_says(1, 1, ReportStatus::Progress { checkpoint: 1 });
    assert_eq!(bench.due().len(), 1);
    assert_eq!(bench.due(), []);
    bench.now = bench.now.plus_ms(RESEND_MS - 1);
    bench.host_says(1, 2, ReportStatus::Online);
    bench.host_says(1, 2, ReportStatus::Offline); // The same number twice: the first counts.
    let both = [(1, ReportStatus::Progress { checkpoint: 1 }), (2, ReportStatus::Online)];
    assert_eq!(bench.due(), both, "a new report brings the older ones of its resource, which come first");
    assert_eq!(bench.due(), []);
    bench.now = bench.now.plus_ms(1);
    assert_eq!(bench.due(), both, "and the time for the others is not put off by it");
    bench.report(RESOURCE, 1, ReportStatus::Progress { checkpoint: 1 });
    bench.now = bench.now.plus_ms(RESEND_MS);
    assert_eq!(bench.due(), [(2, ReportStatus::Online)]);
    bench.report(RESOURCE, 2, ReportStatus::Online);
    bench.now = bench.now.plus_ms(RESEND_MS);
    assert_eq!(bench.due(), []);
    assert_eq!(bench.agent.resend_at, None);
}

#[test]
fn a_new_report_does_not_repeat_those_of_other_resources() {
    let mut bench = Bench::ready();
    bench.online();
    let other = bench.state.wanted(ME).into_iter().find(|wanted| wanted.resource != RESOURCE).expect("the core's");
    bench.agent.remember(&other, Some(Demand::Run), [BootTime(0); 2]);
    bench.agent.say(other.resource, ReportStatus::Progress { checkpoint: 9 }, "");
    bench.agent.attempts.get_mut(&other.resource).unwrap().reports[0].sequence = 100; // The state knows more than 1.
    assert_eq!(bench.due().len(), 1);
    bench.host_says(1, 1, ReportStatus::Online);
    assert_eq!(bench.due(), [(1, ReportStatus::Online)]);
    bench.now = bench.now.plus_ms(RESEND_MS);
    assert_eq!(bench.due().len(), 2);
}

#[test]
fn what_a_dead_host_ran_has_failed_and_its_late_words_do_not_count() {
    let mut bench = Bench::ready();
    bench.online();
    bench.host_says(1, 1, ReportStatus::Online);
    bench.due();
    bench.agent.handle_host(HostEvent::Died);
    bench.host_says(1, 3, ReportStatus::Progress { checkpoint: 5 });
    let said = [(1, ReportStatus::Online), (2, ReportStatus::Failed { gone: true })];
    assert_eq!(bench.due(), said);
    let reports = bench.agent.attempts[&RESOURCE].reports.clone();
    bench.take(reports);
    assert_eq!(bench.pass(RESTART_DELAY_MS), [], "the next attempt waits for the next host");
    bench.agent.handle_host(HostEvent::Ready);
    assert_eq!(started(&bench.look(&[])), [2]);
}

#[test]
fn who_stops_starts_and_says_nothing_more() {
    let mut bench = Bench::ready();
    bench.online();
    bench.host_says(1, 1, ReportStatus::Online);
    bench.agent.stop();
    bench.host_says(1, 2, ReportStatus::Offline);
    assert_eq!(bench.due(), []);
    bench.agent.handle_host(HostEvent::Died);
    assert_eq!(bench.due(), []);
    bench.now = bench.now.plus_ms(RESEND_MS);
    assert_eq!(bench.due(), []);
    bench.report(RESOURCE, 1, ReportStatus::Failed { gone: true });
    assert_eq!(started(&bench.look(&[RESOURCE])), []);
}

#[test]
fn another_life_of_the_node_is_not_acted_for() {
    let mut bench = Bench::ready();
    let (node, incarnation) = (ME, LIFE);
    bench.apply(Command::Node(NodeCommand::Down { node, incarnation, cause: DownCause::LeaseExpired, silent_ms: 0 }));
    let (release_key, version) = (Bytes::from_static(b"key"), "1".to_owned());
    bench.apply(Command::Node(NodeCommand::Join {
        node,
        incarnation: Incarnation(12),
        release_key,
        version,
        pid: 2,
        versions: model::level::THIS_PROGRAM,
        ignore_persistent_state: false,
    }));
    bench.apply(Command::Group(GroupCommand::Move {
        group: "g".into(),
        node: Some("n1".into()),
        flags: 0,
        parameters: Vec::new(),
    }));
    assert_eq!(bench.online(), []);
    assert_eq!(bench.state.wanted_for(RESOURCE).map(|(node, _)| node), Some(ME));
    assert!(bench.agent.deferred.is_empty());
}

#[test]
fn a_deleted_resource_is_forgotten() {
    let mut bench = Bench::ready();
    bench.online();
    bench.host_says(1, 1, ReportStatus::Failed { gone: false });
    bench.host_says(1, 2, ReportStatus::Gone);
    bench.report(RESOURCE, 1, ReportStatus::Online);
    bench.offline();
    bench.report(RESOURCE, 2, ReportStatus::Offline);
    bench.apply(Command::Resource(ResourceCommand::Delete { resource: "r".into() }));
    assert!(!bench.agent.attempts.contains_key(&RESOURCE));
    bench.now = bench.now.plus_ms(RESEND_MS);
    assert_eq!(bench.due(), []);
    assert!(bench.agent.unconfirmed.is_empty());
}

#[test]
fn the_host_is_told_of_maintenance_mode_once_for_each_attempt_and_each_change() {
    let maintain = |attempt, on| HostCommand::Maintain { resource: RESOURCE, attempt: Attempt(attempt), on };
    let set = |on| Command::Resource(ResourceCommand::SetMaintenance { resource: "r".into(), on });
    let mut bench = Bench::ready();
    assert_eq!(bench.apply(set(true)), [], "nothing runs yet");
    let commands = bench.online();
    assert_eq!(started(&commands), [1]);
    assert_eq!(commands[1..], [maintain(1, true)], "after the start, which the host has to know");
    assert_eq!(bench.look(&[RESOURCE]), []);
    bench.report(RESOURCE, 1, ReportStatus::Online);
    assert_eq!(bench.apply(set(false)), [maintain(1, false)]);
    assert_eq!(bench.apply(set(true)), [maintain(1, true)]);

    // Another program goes on with the same host, and knows what that was told.
    bench.agent = Agent::continued(ME, LIFE, bench.agent.memory());
    bench.agent.set_lease(bench.now.plus_ms(1_000), 0);
    assert_eq!(bench.look(&[RESOURCE]), []);
    assert_eq!(bench.apply(set(false)), [maintain(1, false)]);
    bench.apply(set(true));

    // While it is being stopped it does not matter any more.
    assert_eq!(bench.offline(), [HostCommand::Stop { resource: RESOURCE, attempt: Attempt(1) }]);
    assert_eq!(bench.apply(set(false)), []);
    assert_eq!(bench.apply(set(true)), []);
    bench.report(RESOURCE, 2, ReportStatus::Offline);
    let commands = bench.online();
    assert_eq!(started(&commands), [2]);
    assert_eq!(commands[1..], [maintain(2, true)], "a new attempt is told anew");
}
