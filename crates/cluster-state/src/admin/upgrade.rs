//! The functional level: what nodes can run, and how the cluster goes up (policies 18, decision 0008).

use super::Draft;
use crate::announce::{cluster_flag, dword_buffer, object_type, upgrade_flag};
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::about_node;
use crate::outcome::{Level, Notification, Reply};
use crate::state::State;
use model::{NodeId, Refusal, Value, Version, VersionRange, Win32Code};

/// The inputs of CLUSCTL_CLUSTER_UPGRADE_CLUSTER_VERSION.
const CHECK: u32 = 1;
const PERFORM: u32 = 2;

/// What the nodes leave open to the cluster.
enum Outlook {
    /// No node can go a level up. The revision is the highest that all can run at this one.
    Highest(Version),
    /// Every node can run it.
    Next(Version),
}

impl Apply<'_> {
    /// Asks whether the cluster can go a level up, or does so. Refuses 87, 5973, 5974, 5976.
    pub(super) fn upgrade(&mut self, action: u32) -> Result<Reply, Refusal> {
        self.check_formed()?;
        if ![CHECK, PERFORM].contains(&action) {
            let message = format!("{action} is no way to upgrade: {CHECK} checks, {PERFORM} raises the level");
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let cluster = self.state.config.cluster.clone();
        if cluster.forced_quorum {
            let message = "The functional level is not raised while the cluster runs under forced quorum";
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_UPGRADE_FIX_QUORUM_NOT_SUPPORTED, message));
        }
        if action == PERFORM && cluster.upgrade_in_progress {
            let message = format!("The upgrade to functional level {} is not complete yet", cluster.version);
            return Err(Refusal::new(Win32Code::ERROR_CLUSTER_UPGRADE_IN_PROGRESS, message)
                .next("quorate cluster upgrade --clear"));
        }
        match (self.state.outlook()?, action) {
            (Outlook::Next(version), PERFORM) => self.raise_level(version),
            (Outlook::Highest(version), PERFORM) if version != cluster.version => {
                self.write_version(version, false);
                let text = format!("has gone to revision {} of functional level {}", version.revision, version.level);
                self.record_change(&Object::Cluster, "policies 18.1", &text);
            }
            _ => {}
        }
        Ok(Reply::Done)
    }

    /// The upgrade is complete, in the words of who began it (policies 18.12).
    pub(super) fn clear_upgrade(&mut self) -> Result<Reply, Refusal> {
        self.check_formed()?;
        if !self.state.config.cluster.upgrade_in_progress {
            return Ok(Reply::Done);
        }
        let version = self.state.config.cluster.version;
        self.write_version(version, false);
        self.record_phase(5, "UpgradeComplete", &format!("the cluster runs at functional level {version}"));
        Ok(Reply::Done)
    }

    fn raise_level(&mut self, version: Version) {
        let old = self.state.config.cluster.version;
        let nodes = self.state.config.nodes.len();
        self.record_phase(1, "Initialize", &format!("from functional level {old} to {version}"));
        self.record_phase(2, "ValidatingUpgrade", &format!("{nodes} of {nodes} nodes can run level {version}"));
        self.announce_upgrade(upgrade_flag::NODE_PREPARE);
        self.record_phase(3, "UpgradingComponents", &format!("from here on every node decides by level {version}"));
        self.write_version(version, true);
        self.announce_upgrade(upgrade_flag::NODE_COMMIT);
        self.record_phase(4, "InstallingNewComponents", "the cluster database has the form of the new level");
        self.announce_upgrade(upgrade_flag::NODE_POSTCOMMIT);
        let operating = dword_buffer(version.as_dword());
        self.announce_cluster(cluster_flag::UPGRADED, String::new(), String::new(), "", operating);
    }

    /// The phases that the original tells the caller of an upgrade (policies 18.15).
    fn record_phase(&mut self, number: u32, name: &str, what: &str) {
        let text = format!("Upgrade, phase {number}, {name}: {what}.");
        self.record(Level::Information, self.state.subject(&Object::Cluster), "policies 18.15", text, Vec::new());
    }

    fn announce_upgrade(&mut self, flag: u64) {
        self.notify(Notification {
            object_type: object_type::UPGRADE,
            flag,
            object_id: String::new(),
            parent_id: String::new(),
            name: String::new(),
            type_name: String::new(),
            buffer: Vec::new(),
        });
    }

    fn write_version(&mut self, version: Version, in_progress: bool) {
        let root = Object::Cluster;
        self.write(|draft| {
            draft.set(&root, keys::FUNCTIONAL_LEVEL, Value::Dword(version.level.into()))?;
            draft.set(&root, keys::UPGRADE_VERSION, Value::Dword(version.revision.into()))?;
            draft.change(&root, keys::UPGRADE_IN_PROGRESS, in_progress.then_some(Value::Dword(1)))
        });
    }

    /// What the program of a node can run, as it said when it joined; kept while the node is down (policies 18.2).
    pub(super) fn write_node_versions(&mut self, node: NodeId, versions: VersionRange) {
        let config = self.state.config.node(node);
        if config.versions == Some(versions) {
            return;
        }
        let (before, object) = (config.versions, Object::Node(node));
        let mut draft = Draft::new(self.state);
        for (name, version) in [(keys::LOWEST_VERSION, versions.lowest), (keys::HIGHEST_VERSION, versions.highest)] {
            let written = draft.set(&object, name, Value::Dword(version.as_dword()));
            written.unwrap_or_else(|refusal| panic!("the hive refused the versions of a node: {refusal}"));
        }
        self.commit(draft);
        if before.is_some() {
            self.record_change(&object, "policies 18.2", &format!("can now run {versions}"));
        }
    }

    /// A node that cannot run what the cluster runs is no member of it (policies 18.7).
    pub(super) fn check_version(&self, node: NodeId, versions: VersionRange) -> Result<(), Refusal> {
        let version = self.state.config.cluster.version;
        if versions.contains(version) {
            return Ok(());
        }
        let name = self.state.config.nodes.get(&node).map_or_else(|| format!("node {node}"), |node| node.name.clone());
        let message = format!("{name} can run {versions}, and the cluster runs at functional level {version}");
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_INCOMPATIBLE_VERSIONS, message).next("quorate cluster show"))
    }
}

impl State {
    /// By which version of the rules the cluster runs.
    pub fn version(&self) -> Version {
        self.config.cluster.version
    }

    /// Whether a program that can run these may go on with this state; otherwise a sentence for who looks after it.
    pub fn check_runnable(&self, program: VersionRange) -> Result<(), String> {
        let version = self.version();
        if !self.is_formed() || program.contains(version) {
            return Ok(());
        }
        let name = &self.config.cluster.name;
        Err(format!(
            "the cluster {name} runs at functional level {version}, and this program can run {program}: install the version \
             of the program that the other nodes have"
        ))
    }

    /// Nodes that differ in what they can run (policies 18.3).
    pub fn is_mixed(&self) -> bool {
        let mut known = self.config.nodes.values().filter_map(|node| node.versions);
        known.next().is_some_and(|first| known.any(|other| other != first))
    }

    /// The version to which an upgrade would take the cluster; its own when no node can go higher, and `None` when some
    /// can and others cannot.
    pub fn upgrade_target(&self) -> Option<Version> {
        match self.outlook() {
            Ok(Outlook::Highest(version) | Outlook::Next(version)) => Some(version),
            Err(_) => None,
        }
    }

    /// Refuses 5973 when some nodes can go a level up and others cannot. A node that has never joined has not said.
    fn outlook(&self) -> Result<Outlook, Refusal> {
        let present = self.version();
        let next = Version { level: present.level.saturating_add(1), revision: 0 };
        let can = |versions: Option<VersionRange>| versions.is_some_and(|versions| versions.contains(next));
        let nodes = || self.config.nodes.values();
        let unable: Vec<_> = nodes().filter(|node| !can(node.versions)).collect();
        let common = |level: u16| {
            // Where a node can run a later level, every revision of this one is behind it.
            let highest = nodes().map(|node| match node.versions.map(|versions| versions.highest) {
                Some(highest) if highest.level > level => u16::MAX,
                Some(highest) if highest.level == level => highest.revision,
                _ => 0,
            });
            highest.min().filter(|revision| *revision != u16::MAX).unwrap_or(0)
        };
        if unable.is_empty() {
            return Ok(Outlook::Next(Version { revision: common(next.level), ..next }));
        }
        if unable.len() == self.config.nodes.len() {
            let revision = common(present.level).max(present.revision);
            return Ok(Outlook::Highest(Version { revision, ..present }));
        }
        let words: Vec<String> = unable
            .iter()
            .map(|node| match node.versions {
                Some(versions) => format!("{} can run {versions}", node.name),
                None => format!("{} has never joined", node.name),
            })
            .collect();
        let message = format!("Not every node can run functional level {next}: {}", words.join(", "));
        let next = about_node("show", &unable[0].name);
        Err(Refusal::new(Win32Code::ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS, message).next(next))
    }
}
