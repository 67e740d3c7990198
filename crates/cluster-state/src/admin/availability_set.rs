//! Availability sets: group sets that say for each of their groups which fault and update domain it counts for (functions/group.md,
//! "Group sets"). The numbers are properties of the groups; where a group runs does not follow from them.

use super::Draft;
use super::resource::id_list;
use crate::announce::{group_set_flag, text_buffer};
use crate::apply::Apply;
use crate::command::PropertyScope;
use crate::config::keys::{self, Object};
use crate::next_command::about_group_set;
use crate::outcome::Reply;
use crate::state::State;
use model::{GroupId, GroupSetId, Refusal, Value, Win32Code};
use std::collections::BTreeMap;

/// Properties of a set.
const IS_AVAILABILITY_SET: &str = "IsAvailabilitySet";
const FAULT_DOMAINS: &str = "FaultDomains";
const UPDATE_DOMAINS: &str = "UpdateDomains";
const RESERVE_SPARE_NODE: &str = "ReserveSpareNode";
/// Properties of a group in it, from 0.
const FAULT_DOMAIN: &str = "FaultDomain";
const UPDATE_DOMAIN: &str = "UpdateDomain";

/// How many domains a set has, or in which ones a group is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Domains {
    pub(super) fault: u32,
    pub(super) update: u32,
}

impl Apply<'_> {
    /// Refuses 87 without a domain of each kind, and what the creation of any set refuses.
    pub(super) fn create_availability_set(
        &mut self,
        id: GroupSetId,
        name: &str,
        domains: Domains,
        reserve_spare_node: bool,
    ) -> Result<Reply, Refusal> {
        if domains.fault == 0 || domains.update == 0 {
            let message = "An availability set has at least one fault domain and one update domain";
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
        }
        self.check_new_group_set(id, name)?;
        let object = Object::GroupSet(id);
        let mut draft = Draft::new(self.state);
        draft.create(&object)?;
        draft.set(&object, keys::NAME, Value::Sz(name.into()))?;
        for (property, number) in [
            (IS_AVAILABILITY_SET, 1),
            (FAULT_DOMAINS, domains.fault),
            (UPDATE_DOMAINS, domains.update),
            (RESERVE_SPARE_NODE, reserve_spare_node.into()),
        ] {
            draft.set(&object, property, Value::Dword(number))?;
        }
        self.commit(draft);
        self.group_set_created(id);
        let text = format!(
            "was created: an availability set of {} fault and {} update domains",
            domains.fault, domains.update
        );
        self.record_change(&object, "policies 11", &text);
        Ok(Reply::Done)
    }

    /// Puts a group into named domains. Refuses 50 for a set that is no availability set, 87 for a domain that it does not have, and what
    /// adding to any set refuses.
    pub(super) fn add_to_domains(&mut self, set: &str, group: &str, domains: Domains) -> Result<Reply, Refusal> {
        let id = self.state.resolve_group_set(set)?;
        let name = self.state.config.group_set(id).name.clone();
        let Some(of_set) = self.state.domains_of_set(id) else {
            let message = format!("The group set \"{name}\" is no availability set and has no domains");
            let next = about_group_set("show", &name);
            return Err(Refusal::new(Win32Code::ERROR_NOT_SUPPORTED, message).next(next));
        };
        if domains.fault >= of_set.fault || domains.update >= of_set.update {
            let message = format!(
                "The group set \"{name}\" has {} fault and {} update domains, numbered from 0",
                of_set.fault, of_set.update
            );
            return Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message).next(about_group_set("show", &name)));
        }
        self.join_group_set(id, group, Some(domains))
    }

    /// Makes a group a member, checked before; `domains` are its own in an availability set.
    pub(super) fn write_member(
        &mut self,
        set: GroupSetId,
        group: GroupId,
        domains: Option<Domains>,
    ) -> Result<Reply, Refusal> {
        let mut groups = self.state.config.group_set(set).groups.clone();
        groups.push(group);
        let (object, member) = (Object::GroupSet(set), Object::Group(group));
        let mut draft = Draft::new(self.state);
        draft.set(&object, keys::CONTAINS, id_list(&groups))?;
        write_domains(&mut draft, &member, domains)?;
        self.withdraw_offer(group);
        self.commit(draft);
        self.refresh_offer(group);
        self.announce_group_set(set, group_set_flag::GROUP_ADDED, text_buffer(&group.to_string()));
        let name = &self.state.config.group(group).name;
        let text = match domains {
            None => format!("now has group \"{name}\""),
            Some(Domains { fault, update }) => {
                format!("now has group \"{name}\" in fault domain {fault} and update domain {update}")
            }
        };
        self.record_change(&object, "policies 11", &text);
        Ok(Reply::Done)
    }
}

impl State {
    /// `None` for a set that spreads nothing.
    fn domains_of_set(&self, set: GroupSetId) -> Option<Domains> {
        let number = |name| self.number_of(&Object::GroupSet(set), name);
        let is_one = number(IS_AVAILABILITY_SET) != 0;
        let domains = Domains { fault: number(FAULT_DOMAINS), update: number(UPDATE_DOMAINS) };
        (is_one && domains.fault > 0 && domains.update > 0).then_some(domains)
    }

    /// The domains that a group would get that is added without any: of each kind the first of those that have the fewest groups.
    pub(super) fn domains_for_member(&self, set: GroupSetId) -> Option<Domains> {
        let of_set = self.domains_of_set(set)?;
        let members = &self.config.group_set(set).groups;
        let fewest = |property: &str, count: u32| {
            let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
            for group in members {
                *filled.entry(self.number_of(&Object::Group(*group), property)).or_default() += 1;
            }
            // More domains than there will be groups are not looked at: one of those before is empty.
            let candidates = 0..count.min(members.len() as u32 + 1);
            candidates.min_by_key(|domain| filled.get(domain).copied().unwrap_or(0)).unwrap_or(0)
        };
        Some(Domains { fault: fewest(FAULT_DOMAIN, of_set.fault), update: fewest(UPDATE_DOMAIN, of_set.update) })
    }

    fn number_of(&self, object: &Object, property: &str) -> u32 {
        match self.hive.value(&object.path(), property) {
            Some(Value::Dword(number)) => *number,
            _ => 0,
        }
    }
}

/// `None`: of no set any more, or of one without domains.
pub(super) fn write_domains(draft: &mut Draft, group: &Object, domains: Option<Domains>) -> Result<(), Refusal> {
    for (property, number) in
        [(FAULT_DOMAIN, domains.map(|domains| domains.fault)), (UPDATE_DOMAIN, domains.map(|domains| domains.update))]
    {
        let before = draft.hive().value(&group.path(), property).cloned();
        let value = number.map(Value::Dword);
        if before != value {
            draft.change_property(group, PropertyScope::Common, property, value)?;
        }
    }
    Ok(())
}
