//! Maintenance mode of a resource (object-model 7): an administrator works on what it runs, and its health does not count.
//!
//! Here it is there for every resource, not for storage alone. The mode is configuration: it stays through restarts and
//! failovers until it is cleared. The resource host is told of it and keeps what is unhealthy running; what has ended by
//! itself is Failed all the same, but is not recovered before the mode is cleared.

use super::Recovery;
use super::cause::{name_of_node, name_of_resource};
use super::failures::Seen;
use crate::announce::resource_flag;
use crate::apply::Apply;
use crate::command::ResourceReport;
use crate::config::ResourceConfig;
use crate::next_command::about_resource;
use crate::outcome::{Level, Reply};
use model::{Refusal, ResourceId, ResourceState};

impl Apply<'_> {
    /// Setting what is set already changes nothing.
    pub(crate) fn set_maintenance(&mut self, id: ResourceId, on: bool) -> Result<Reply, Refusal> {
        if self.state.config.resource(id).in_maintenance == on {
            return Ok(Reply::Done);
        }
        self.write_maintenance(id, on);
        // The node that runs it has to tell its host.
        self.change_resource(id, |_| {});
        // The original's MaintenanceMode is a private property, whose value is not told.
        self.announce_resource(id, resource_flag::PRIVATE_PROPERTY, Vec::new());
        let name = name_of_resource(self.state, id);
        let text = match on {
            true => {
                let end = format!("{} off", about_resource("maintenance", &name));
                format!(
                    "Resource \"{name}\" is in maintenance mode: its health does not count, and it is not recovered, until \
                     `{end}`."
                )
            }
            false => format!("Resource \"{name}\" is no longer in maintenance mode: its health counts again."),
        };
        let rule = if on { "policies 4.12" } else { "policies 4.15" };
        self.record_resource(Level::Information, id, rule, text, Vec::new());
        if !on {
            self.recover_at_last(id);
        }
        Ok(Reply::Done)
    }

    /// It failed while it was in maintenance mode: what was put off is decided now.
    fn recover_at_last(&mut self, id: ResourceId) {
        let resource = self.state.resource(id);
        if resource.recovery != Recovery::AfterMaintenance {
            return;
        }
        let seen = Seen { gone: !resource.residue, code: resource.status_code, message: resource.status_text.clone() };
        let failed = resource.state == ResourceState::Failed;
        self.change_resource(id, |resource| resource.recovery = Recovery::Free);
        if failed {
            self.recover(id, &seen, false);
        }
    }

    /// A failure that would be recovered now.
    pub(super) fn put_off_recovery(&mut self, config: &ResourceConfig, what: &str) {
        self.change_resource(config.id, |resource| resource.recovery = Recovery::AfterMaintenance);
        let end = format!("{} off", about_resource("maintenance", &config.name));
        let text = format!("{what}. It is in maintenance mode and is not recovered before `{end}`.");
        self.record_resource(Level::Warning, config.id, "policies 4.13", text, Vec::new());
        self.tell_dependents(config);
    }

    /// The host tells the first bad result and the first good one after it. When the mode was cleared meanwhile, the next poll decides.
    pub(super) fn health_changed(&mut self, report: &ResourceReport, good: bool) {
        let id = report.resource;
        let config = self.state.config.resource(id);
        if !config.in_maintenance || self.state.resource(id).state != ResourceState::Online {
            return;
        }
        let (name, node) = (&config.name, name_of_node(self.state, self.state.group(config.group).owner));
        let (level, text) = match good {
            true => (Level::Information, format!("Resource \"{name}\" is healthy again on {node}.")),
            false => {
                let reason = match report.message.trim_end_matches('.') {
                    "" => String::new(),
                    reason => format!(": {reason}"),
                };
                let text = format!(
                    "Resource \"{name}\" is not healthy on {node}{reason}. It is in maintenance mode and stays Online."
                );
                (Level::Warning, text)
            }
        };
        self.record_resource(level, id, "policies 4.11", text, Vec::new());
    }
}
