//! Quorate: three services, and a group of an IP Address and the application that depends on it.

use crate::subject::{Failure, Subject};
use lab::quorate::{Address, Cluster, FAST, GROUP};
use lab::{Lab, NODES, Process};
use std::path::PathBuf;
use std::time::Duration;

pub struct Quorate {
    pub binary: PathBuf,
    pub fast: bool,
    pub address: Address,
    pub cluster: Option<Cluster>,
}

impl Quorate {
    fn cluster(&self) -> &Cluster {
        self.cluster.as_ref().expect("it was started")
    }
}

impl Subject for Quorate {
    fn start(&mut self, lab: &Lab) -> Result<(), Failure> {
        let cluster = Cluster::found(lab, &self.binary)?;
        if self.fast {
            cluster.set_profile(lab, FAST)?;
        }
        cluster.make_role(lab, self.address)?;
        self.cluster = Some(cluster);
        Ok(())
    }

    fn is_daemon(&self, process: &Process) -> bool {
        self.cluster().is_daemon(process)
    }

    fn is_service(&self, process: &Process) -> bool {
        self.cluster().is_service(process)
    }

    fn leader(&self, lab: &Lab) -> Option<String> {
        self.cluster().leader(lab)
    }

    fn arrange(&mut self, lab: &Lab, owner: &str, owner_leads: bool) -> Result<(), Failure> {
        let leader = self.leader(lab).ok_or("no node leads")?;
        if (leader == owner) != owner_leads {
            let other = NODES.into_iter().find(|node| *node != owner).unwrap_or("n1");
            self.cluster().transfer_leader(lab, if owner_leads { owner } else { other })?;
        }
        Ok(())
    }

    fn leaves_no_address(&self) -> bool {
        self.address == Address::Resource
    }

    fn is_settled(&self, lab: &Lab) -> bool {
        self.cluster().is_settled(lab)
    }

    fn move_away(&mut self, lab: &Lab, owner: &str) -> Result<(), Failure> {
        let to = NODES.into_iter().find(|node| *node != owner).unwrap_or("n1");
        self.cluster().json(lab, to, &["group", "move", GROUP, to])?;
        Ok(())
    }

    fn start_node(&mut self, lab: &Lab, node: &str) -> Result<(), Failure> {
        self.cluster().start(lab, node);
        Ok(())
    }

    fn window(&self) -> Duration {
        Duration::from_millis(if self.fast { 2_000 } else { 4_000 })
    }

    fn heal_window(&self) -> Duration {
        Duration::from_secs(3)
    }

    fn removals(&self, lab: &Lab) -> Option<usize> {
        let events = self.cluster().json(lab, "n1", &["events", "--limit", "2000"]).ok()?;
        let is_removal = |event: &&serde_json::Value| {
            event["subject_kind"] == "node" && event["rule"].as_str().is_some_and(|rule| rule.starts_with("leases"))
        };
        Some(events.as_array()?.iter().filter(is_removal).count())
    }

    fn phases(&self, lab: &Lab, struck: &str) -> serde_json::Value {
        let other = NODES.into_iter().find(|node| *node != struck).unwrap_or("n1");
        self.cluster().phases(lab, other)
    }
}
