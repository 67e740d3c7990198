//! Group sets that are told to start after sets of other clusters (AddCrossClusterGroupSetDependency). They are kept and shown; the order
//! of starts does not follow them, because nothing here knows what another cluster does (docs/divergences.md).

use super::Draft;
use crate::announce::group_set_flag;
use crate::apply::Apply;
use crate::config::keys::{self, Object};
use crate::next_command::about_group_set;
use crate::outcome::Reply;
use crate::state::State;
use model::{GroupSetId, Refusal, Value, Win32Code, fold};

impl Apply<'_> {
    /// Refuses 5003 for one that is there already, 87 for a name that is empty or has a backslash.
    pub(super) fn add_remote_dependency(&mut self, set: &str, cluster: &str, provider: &str) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        if cluster.is_empty() || provider.is_empty() || cluster.contains('\\') {
            let message = "A dependency on another cluster names the cluster and a group set there";
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        let mut all = self.state.remote_providers(id);
        if position(&all, cluster, provider).is_some() {
            let name = &self.state.config.group_set(id).name;
            let message = format!("\"{name}\" depends on \"{provider}\" of the cluster \"{cluster}\" already");
            let refusal = Refusal::new(Win32Code::ERROR_DEPENDENCY_ALREADY_EXISTS, message);
            return Err(refusal.next(about_group_set("show", name)));
        }
        all.push((cluster.into(), provider.into()));
        self.write_remote(id, &all, &format!("is to start after \"{provider}\" of the cluster \"{cluster}\""))
    }

    /// Refuses 5002 for one that is not there.
    pub(super) fn remove_remote_dependency(
        &mut self,
        set: &str,
        cluster: &str,
        provider: &str,
    ) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let mut all = self.state.remote_providers(id);
        let Some(at) = position(&all, cluster, provider) else {
            let name = &self.state.config.group_set(id).name;
            let message = format!("\"{name}\" does not depend on \"{provider}\" of the cluster \"{cluster}\"");
            let refusal = Refusal::new(Win32Code::ERROR_DEPENDENCY_NOT_FOUND, message);
            return Err(refusal.next(about_group_set("show", name)));
        };
        all.remove(at);
        self.write_remote(id, &all, &format!("is no longer to start after \"{provider}\" of the cluster \"{cluster}\""))
    }

    fn write_remote(&mut self, id: GroupSetId, all: &[(String, String)], text: &str) -> Result<Reply, Refusal> {
        let object = Object::GroupSet(id);
        let list = all.iter().map(|(cluster, set)| format!("{cluster}\\{set}")).collect();
        let mut draft = Draft::new(self.state);
        draft.change(&object, keys::DEPENDS_ON_REMOTE, (!all.is_empty()).then_some(Value::MultiSz(list)))?;
        self.commit(draft);
        self.announce_group_set(id, group_set_flag::DEPENDENCIES, Vec::new());
        self.record_change(&object, "policies 11", text);
        Ok(Reply::Done)
    }
}

fn position(all: &[(String, String)], cluster: &str, provider: &str) -> Option<usize> {
    all.iter().position(|(of, set)| fold::equals(of, cluster) && fold::equals(set, provider))
}

impl State {
    /// The sets of other clusters that a set was told to start after: cluster and set, by name, in the order in which they were added.
    pub fn remote_providers(&self, set: GroupSetId) -> Vec<(String, String)> {
        let list = match self.hive.value(&Object::GroupSet(set).path(), keys::DEPENDS_ON_REMOTE) {
            Some(Value::MultiSz(list)) => list.as_slice(),
            _ => &[],
        };
        let split = list.iter().filter_map(|item| item.split_once('\\'));
        split.map(|(cluster, set)| (cluster.to_owned(), set.to_owned())).collect()
    }
}
