//! Applying one entry: the frame that every handler works in.

use crate::command::{Command, Entry};
use crate::committed_batch::CommittedBatch;
use crate::outcome::{EVENTS_KEPT, Event, Level, Notification, Outcome, Reply, Subject};
use crate::runtime::Phase;
use crate::state::{ANSWERS_KEPT, State};
use model::{GroupId, LocalTime, NodeId, Reason, Refusal, RequestId, ResourceId};
use std::collections::BTreeSet;

/// One entry while it is being applied. Handlers check first and change afterwards: a refusal has changed nothing.
pub struct Apply<'a> {
    pub state: &'a mut State,
    /// Why a client asked for it: every event of the entry carries it.
    pub(crate) reason: Option<Reason>,
    notifications: Vec<Notification>,
    touched: BTreeSet<ResourceId>,
    /// Groups to be reconciled before the entry is done.
    pub(crate) dirty: BTreeSet<GroupId>,
    /// What may have stood against queued moves has changed: they are tried again.
    pub(crate) obstacles_changed: bool,
    /// Nodes whose drain may be over.
    pub(crate) drains: BTreeSet<NodeId>,
    /// Registry commands that were done together.
    pub(crate) batch: Option<CommittedBatch>,
}

impl State {
    /// Applies the entry at `index` of the log. The only way in which a state changes.
    pub fn apply(&mut self, index: u64, entry: &Entry) -> Outcome {
        debug_assert!(index > self.index, "entry {index} applied after {}", self.index);
        self.index = index;
        self.time = self.time.max(entry.time);
        self.wall = self.wall.max(entry.wall);
        self.runtime.local = LocalTime { wall: entry.wall, zone_offset_s: entry.zone_offset_s };
        if let Some(answer) = entry.request.and_then(|request| self.answers.get(&request)) {
            return Outcome { reply: Some(answer.clone()), ..Outcome::default() };
        }
        let mut apply = Apply {
            state: self,
            reason: entry.reason.clone(),
            notifications: Vec::new(),
            touched: BTreeSet::new(),
            dirty: BTreeSet::new(),
            obstacles_changed: false,
            drains: BTreeSet::new(),
            batch: None,
        };
        let answer = apply.handle(&entry.command);
        let reply = answer.map(|answer| answer.map_err(|refusal| apply.state.with_next(refusal, &entry.command)));
        apply.reconcile_dirty();
        apply.finish_deletions();
        // A deleted group, or what it took, may be what another one waits for.
        apply.reconcile_dirty();
        let Apply { notifications, touched, batch, .. } = apply;
        if let (Some(request), Some(answer)) = (entry.request, &reply) {
            self.remember_answer(request, answer.clone());
        }
        Outcome { reply, notifications, batch, touched: touched.into_iter().collect() }
    }

    fn remember_answer(&mut self, request: RequestId, answer: Result<Reply, Refusal>) {
        self.answers.insert(request, answer);
        self.answered.push_back(request);
        if self.answered.len() > ANSWERS_KEPT
            && let Some(oldest) = self.answered.pop_front()
        {
            self.answers.remove(&oldest);
        }
    }
}

impl Apply<'_> {
    fn handle(&mut self, command: &Command) -> Option<Result<Reply, Refusal>> {
        if let Some(answer) = self.check_not_destroyed(command) {
            return Some(answer);
        }
        match command {
            Command::Form(form) => Some(self.apply_form(form)),
            Command::Registry(command) => Some(self.apply_registry(command)),
            Command::Cluster(command) => Some(self.apply_cluster(command)),
            Command::Node(command) => Some(self.apply_node(command)),
            Command::Group(command) => Some(self.apply_group(command)),
            Command::Resource(command) => Some(self.apply_resource(command)),
            Command::ResourceType(command) => Some(self.apply_resource_type(command)),
            Command::GroupSet(command) => Some(self.apply_group_set(command)),
            Command::Affinity(command) => Some(self.apply_affinity(command)),
            Command::FaultDomain(command) => Some(self.apply_fault_domain(command)),
            Command::Vault(command) => Some(self.apply_vault(command)),
            Command::Network(command) => Some(self.apply_network(command)),
            Command::Reports(reports) => {
                self.apply_reports(reports);
                None
            }
            Command::Tick => {
                self.apply_tick();
                None
            }
        }
    }

    /// Leaves a cause: what happened, by which rule, and which candidates were refused and why.
    pub(crate) fn record(
        &mut self,
        level: Level,
        subject: Subject,
        rule: &str,
        text: String,
        refused: Vec<(NodeId, String)>,
    ) {
        self.record_course(level, subject, rule, text, refused, Vec::new());
    }

    /// As [`Apply::record`], with the phases that led there.
    pub(crate) fn record_course(
        &mut self,
        level: Level,
        subject: Subject,
        rule: &str,
        text: String,
        refused: Vec<(NodeId, String)>,
        phases: Vec<(Phase, u32)>,
    ) {
        let sequence = self.state.next_event;
        self.state.next_event += 1;
        let (wall, rule, reason) = (self.state.wall, rule.into(), self.reason.clone());
        let event = Event { sequence, wall, level, subject, rule, text, refused, phases, reason };
        self.state.events.push_back(event);
        if self.state.events.len() > EVENTS_KEPT {
            self.state.events.pop_front();
        }
    }

    pub(crate) fn notify(&mut self, notification: Notification) {
        self.notifications.push(notification);
    }

    /// What the resource's node has to do may have changed.
    pub(crate) fn touch(&mut self, resource: ResourceId) {
        self.touched.insert(resource);
    }
}
