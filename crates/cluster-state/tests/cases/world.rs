//! The cluster that a case plays with: a state, a clock, and the nodes' lives.

use crate::invariants;
use cluster_state::State;
use cluster_state::command::{Command, Entry, NodeCommand, ReportAges, ReportStatus, Reports, ResourceReport};
use cluster_state::outcome::{Demand, Notification, Outcome, Wanted};
use model::{
    ClusterTime, GroupId, Guid, Incarnation, NodeId, Reason, RequestId, ResourceId, ResourceState, VersionRange,
    WallTime,
};
use std::collections::BTreeMap;

/// 2026-01-01T00:00:00Z.
const BEGINNING: u64 = 1_767_225_600_000;

pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) now_ms: u64,
    /// What the leader's time of day is ahead of the clock that `wait` moves.
    pub(crate) wall_ahead_ms: i64,
    pub(crate) zone_offset_s: i32,
    /// Of the step before this one, for those who print notifications.
    pub(crate) notifications: Vec<Notification>,
    pub(crate) print_notifications: bool,
    /// The id of the next request, when the case asks for one.
    pub(crate) request: Option<RequestId>,
    /// Why it is made, when the case says so.
    pub(crate) reason: Option<Reason>,
    lives: BTreeMap<NodeId, u64>,
    ids: u64,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            state: State::empty(),
            now_ms: 0,
            wall_ahead_ms: 0,
            zone_offset_s: 0,
            notifications: Vec::new(),
            print_notifications: false,
            request: None,
            reason: None,
            lives: BTreeMap::new(),
            ids: 0,
        }
    }

    /// Applies one entry at the present time, and checks everything that must always hold.
    pub(crate) fn apply(&mut self, command: Command) -> Outcome {
        let before = self.state.clone();
        let entry = Entry {
            time: ClusterTime(self.now_ms),
            wall: WallTime((BEGINNING + self.now_ms).saturating_add_signed(self.wall_ahead_ms)),
            zone_offset_s: self.zone_offset_s,
            request: self.request.take(),
            reason: self.reason.take(),
            command,
        };
        let index = before.index() + 1;
        let outcome = self.state.apply(index, &entry);
        invariants::check(&before, &entry, &outcome, &self.state);
        self.notifications.extend(outcome.notifications.iter().cloned());
        outcome
    }

    /// No command does it yet.
    pub(crate) fn force_quorum(&mut self) -> Result<(), String> {
        let mut image = self.state.to_image();
        let on = model::Value::Dword(1);
        image.hive.set_value("", "FixQuorum", on, image.wall).map_err(|refusal| refusal.to_string())?;
        self.state = State::from_image(image).map_err(|damage| damage.to_string())?;
        Ok(())
    }

    /// Ids in the order of creation.
    pub(crate) fn new_guid(&mut self) -> Guid {
        self.ids += 1;
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&self.ids.to_be_bytes());
        Guid(bytes)
    }

    pub(crate) fn node(&self, name: &str) -> Result<NodeId, String> {
        self.state.resolve_node(name).map_err(|refusal| refusal.to_string())
    }

    pub(crate) fn group(&self, name: &str) -> Result<GroupId, String> {
        self.state.resolve_group(name).map_err(|refusal| refusal.to_string())
    }

    pub(crate) fn resource(&self, name: &str) -> Result<ResourceId, String> {
        self.state.resolve_resource(name).map_err(|refusal| refusal.to_string())
    }

    /// A new life of the node asks to join.
    pub(crate) fn join(&mut self, node: NodeId, ignore_persistent_state: bool) -> Command {
        self.join_with(node, ignore_persistent_state, model::level::THIS_PROGRAM)
    }

    /// With a program that can run these versions.
    pub(crate) fn join_with(&mut self, node: NodeId, ignore_persistent_state: bool, versions: VersionRange) -> Command {
        let life = self.lives.entry(node).or_default();
        *life += 1;
        let incarnation = Incarnation(u64::from(node.0) * 1_000 + *life);
        let release_key = vec![node.0 as u8; 32].into();
        Command::Node(NodeCommand::Join {
            node,
            incarnation,
            release_key,
            version: "0.1.0".into(),
            pid: 100 + node.0,
            versions,
            ignore_persistent_state,
        })
    }

    /// The node's active life, or its latest one, or the one before that.
    pub(crate) fn life(&self, node: NodeId, earlier: bool) -> Incarnation {
        let latest = self.lives.get(&node).copied().unwrap_or(0) - u64::from(earlier);
        Incarnation(u64::from(node.0) * 1_000 + latest)
    }

    /// The next report of the resource's host about its present attempt.
    pub(crate) fn report(&self, resource: ResourceId, status: ReportStatus) -> Result<Reports, String> {
        let runtime = self.state.resource_runtime(resource).ok_or("the resource has no runtime part")?;
        let group = self.state.config().resources.get(&resource).ok_or("there is no such resource")?.group;
        let owner = self.state.group_runtime(group).ok_or("the group has no runtime part")?.owner;
        let report = ResourceReport {
            resource,
            epoch: runtime.epoch,
            attempt: runtime.attempt,
            sequence: runtime.report_sequence + 1,
            status,
            code: 0,
            message: String::new(),
            ages: ReportAges::default(),
        };
        Ok(Reports { node: owner, incarnation: self.life(owner, false), reports: vec![report] })
    }

    /// What healthy hosts report next of everything that is pending; `None` when all is at rest.
    pub(crate) fn next_healthy_report(&self, only_core: bool) -> Option<Reports> {
        let resources = self.state.config().resources.values();
        let pending = resources.filter(|resource| !only_core || resource.core).filter_map(|resource| {
            let (_, wanted): (_, Wanted) = self.state.wanted_for(resource.id)?;
            let status = match (wanted.demand, self.state.resource_runtime(resource.id)?.state) {
                (Demand::Run, ResourceState::OnlinePending) => ReportStatus::Online,
                (Demand::Run, _) => return None,
                (Demand::Stop, _) => ReportStatus::Offline,
                (Demand::Terminate, _) => ReportStatus::Gone,
            };
            self.report(resource.id, status).ok()
        });
        pending.into_iter().next()
    }

    /// The core objects play no part in most cases: their host is always healthy.
    pub(crate) fn settle_core(&mut self) {
        while let Some(reports) = self.next_healthy_report(true) {
            self.apply(Command::Reports(reports));
        }
    }
}
