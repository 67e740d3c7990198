//! The lives of applications: how long they take to start and to stop, and what goes wrong with them.

use crate::clock::MS;
use crate::event::{Event, HostEvent, HostNumber, ProcessStep};
use crate::fact::Fact;
use crate::host::{Phase, Process, Stage};
use crate::world::World;
use cluster_state::command::ReportStatus;
use cluster_state::outcome::StartSpec;
use model::{Attempt, NodeId, ReleaseCause, ResourceId};

impl World {
    pub(crate) fn started(&mut self, node: NodeId, number: HostNumber, spec: &StartSpec) {
        let StartSpec { resource, group, epoch, attempt, .. } = *spec;
        let (group_name, name) = (&spec.group_name, &spec.resource_name);
        self.counts.starts += 1;
        self.note(format!(
            "node {node}: host {number} starts \"{name}\" of \"{group_name}\", attempt {}, epoch {}",
            attempt.0, epoch.0
        ));
        self.tell(&Fact::Started { node, resource, group, epoch, attempt });
    }

    fn trouble(&mut self, divisor: u64) -> bool {
        self.chaos && self.random.chance(self.profile.resource_trouble_percent / divisor)
    }

    pub(crate) fn plan_start_of_process(&mut self, node: NodeId, number: HostNumber, resource: ResourceId) {
        let quick = self.random.between(2 * MS, 60 * MS);
        if !self.trouble(1) {
            let slow = self.chaos && self.random.chance(3);
            let takes = if slow { self.random.between(300 * MS, 2_500 * MS) } else { quick };
            if slow {
                self.plan_process(node, number, resource, takes / 2, ProcessStep::Progressed { checkpoint: 1 });
            }
            return self.plan_process(node, number, resource, takes, ProcessStep::CameOnline);
        }
        let end = self.random.pick(&[Some(ProcessStep::Crashed), Some(ProcessStep::Failed), None]);
        match end {
            Some(step) => self.plan_process(node, number, resource, quick, step),
            None => self.hang(node, number, resource),
        }
    }

    pub(crate) fn plan_end_of_process(&mut self, node: NodeId, number: HostNumber, resource: ResourceId) {
        let Some(process) = self.process(node, number, resource) else { return };
        process.plan += 1;
        process.hangs = false;
        if process.stage == Stage::Killed {
            let takes = self.kill_time();
            return self.plan_process(node, number, resource, takes, ProcessStep::Killed);
        }
        if self.trouble(2) {
            return self.hang(node, number, resource);
        }
        let takes = self.random.between(2 * MS, 80 * MS);
        self.plan_process(node, number, resource, takes, ProcessStep::Stopped);
    }

    fn hang(&mut self, node: NodeId, number: HostNumber, resource: ResourceId) {
        if let Some(process) = self.process(node, number, resource) {
            process.hangs = true;
            self.note(format!("node {node}: an attempt of {resource:?} hangs"));
        }
    }

    fn plan_process(&mut self, node: NodeId, host: HostNumber, resource: ResourceId, takes: u64, step: ProcessStep) {
        let at = self.now + takes;
        let Some(record) = self.host(node, host).and_then(|host| host.records.get(&resource)) else { return };
        let Some(process) = &record.process else { return };
        let (attempt, plan) = (record.attempt, process.plan);
        self.push(at, Event::Host { node, host, what: HostEvent::Process { resource, attempt, plan, step } });
    }

    fn process(&mut self, node: NodeId, host: HostNumber, resource: ResourceId) -> Option<&mut Process> {
        self.host(node, host)?.records.get_mut(&resource)?.process.as_mut()
    }

    pub(crate) fn handle_process(
        &mut self,
        node: NodeId,
        number: HostNumber,
        resource: ResourceId,
        attempt: Attempt,
        plan: u64,
        step: ProcessStep,
    ) {
        let Some(host) = self.host(node, number) else { return };
        let Some(record) = host.records.get_mut(&resource).filter(|record| record.attempt == attempt) else { return };
        let Some(process) = record.process.as_mut().filter(|process| process.plan == plan) else { return };
        if !matches!(host.phase, Phase::Serving | Phase::Finishing) {
            return; // It is being killed with all others.
        }
        match step {
            ProcessStep::Progressed { checkpoint } => {
                self.report(node, number, resource, ReportStatus::Progress { checkpoint });
            }
            ProcessStep::CameOnline => {
                process.stage = Stage::Online;
                self.report(node, number, resource, ReportStatus::Online);
                if self.trouble(2) {
                    let lives = self.random.between(200 * MS, 8_000 * MS);
                    self.plan_process(node, number, resource, lives, ProcessStep::Crashed);
                }
            }
            ProcessStep::Failed => {
                process.stage = Stage::Failed;
                process.hangs = true;
                self.report(node, number, resource, ReportStatus::Failed { gone: false });
            }
            ProcessStep::Crashed | ProcessStep::Stopped | ProcessStep::Killed => {
                record.process = None;
                let status = match step {
                    ProcessStep::Crashed => ReportStatus::Failed { gone: true },
                    ProcessStep::Stopped => ReportStatus::Offline,
                    _ => ReportStatus::Gone,
                };
                self.note(format!("node {node}: {resource:?} attempt {} is gone: {status:?}", attempt.0));
                self.report(node, number, resource, status);
                self.continue_finishing(node, number);
            }
        }
    }

    pub(crate) fn finish_host(&mut self, node: NodeId, number: HostNumber) {
        let Some(host) = self.host(node, number) else { return };
        if host.phase == Phase::Serving {
            host.phase = Phase::Finishing;
            self.continue_finishing(node, number);
        }
    }

    /// Within a group in the opposite order of starting.
    fn continue_finishing(&mut self, node: NodeId, number: HostNumber) {
        let Some(host) = self.host(node, number) else { return };
        if host.phase != Phase::Finishing {
            return;
        }
        let mut last = std::collections::BTreeMap::new();
        for (resource, record) in host.running() {
            let latest = last.entry(record.group).or_insert((record.order, *resource));
            *latest = (*latest).max((record.order, *resource));
        }
        if last.is_empty() {
            return self.let_go(node, number, ReleaseCause::Stopped);
        }
        for (_, resource) in last.into_values() {
            let Some(process) = self.process(node, number, resource) else { continue };
            if !matches!(process.stage, Stage::Stopping | Stage::Killed) {
                process.stage = Stage::Stopping;
                self.plan_end_of_process(node, number, resource);
            }
        }
    }

    /// Everything that hangs comes to an end, as if somebody had looked after it.
    pub(crate) fn end_hangs(&mut self) {
        let mut hanging = Vec::new();
        for computer in self.computers.values() {
            for (number, host) in &computer.hosts {
                let processes = host.running().filter_map(|(id, record)| Some((*id, record.process.as_ref()?)));
                hanging.extend(
                    processes
                        .filter(|(_, process)| process.hangs)
                        .map(|(id, process)| (computer.node, *number, id, process.stage)),
                );
            }
        }
        for (node, number, resource, stage) in hanging {
            let step = match stage {
                Stage::Starting => ProcessStep::CameOnline,
                Stage::Failed | Stage::Online => ProcessStep::Crashed,
                Stage::Stopping => ProcessStep::Stopped,
                Stage::Killed => continue,
            };
            self.plan_process(node, number, resource, 5 * MS, step);
        }
    }
}
