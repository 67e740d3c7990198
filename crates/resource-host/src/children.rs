//! Every process below the host: which attempt it belongs to, and how it is ended and reaped.
//!
//! The host is a child subreaper (`prctl(2)`): a process whose parent ends becomes the host's own child, so whatever an
//! attempt leaves behind stays below the host. A process belongs to an attempt by its process group, or by the mark in its
//! environment when it went into a group or session of its own. Where there are cgroups they decide.
//!
//! A group's number stays valid while its leader is not reaped. So a group is killed by number only before that, or
//! while a child of the host is in it.

use crate::cgroup::Cgroup;
use crate::guard::Line;
use crate::guard_link::GuardLink;
use crate::procfs::{self, Environment};
use model::{Attempt, BootTime, Incarnation, ResourceId};
use resource_types::environment::{ATTEMPT, RESOURCE_ID};
use rustix::process::{
    Pid, Signal, WaitOptions, getpgid, kill_process, kill_process_group, test_kill_process_group, waitpid,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::Notify;

/// Between two looks while waiting for processes to go; a reaped child wakes earlier.
const LOOK_MIN: Duration = Duration::from_millis(1);
const LOOK_MAX: Duration = Duration::from_millis(50);

/// Names an attempt among all that the host ever ran.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Owner {
    pub(crate) resource: ResourceId,
    pub(crate) attempt: Attempt,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Leader {
    /// Its `Process` reaps it, so that its end is seen there.
    Held,
    /// Nobody waits for it any more.
    Abandoned,
    Reaped,
}

struct Group {
    owner: Owner,
    leader: Leader,
    start_time: u64,
}

pub(crate) struct Children {
    groups: RefCell<BTreeMap<i32, Group>>,
    guard: RefCell<GuardLink>,
    state_dir: PathBuf,
    incarnation: Incarnation,
    /// The cgroup of this life, where there is one.
    pub(crate) cgroup: Option<Cgroup>,
    reap_wanted: Notify,
    reaped: Notify,
}

impl Children {
    /// Starts the guard, which then knows the cgroup.
    pub(crate) fn new(state_dir: &Path, incarnation: Incarnation, cgroup: Option<Cgroup>) -> io::Result<Children> {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        let children = Children {
            groups: RefCell::new(BTreeMap::new()),
            guard: RefCell::new(GuardLink::start(state_dir, incarnation)?),
            state_dir: state_dir.to_owned(),
            incarnation,
            cgroup,
            reap_wanted: Notify::new(),
            reaped: Notify::new(),
        };
        children.tell_guard_everything()?;
        Ok(children)
    }

    /// Takes a new process, the leader of its own group, which may run until the lease ends. The guard knows both when this
    /// returns.
    pub(crate) fn add(&self, pid: Pid, owner: Owner, until: Option<BootTime>) -> io::Result<()> {
        let group = pid.as_raw_pid();
        let start_time = procfs::stat(group).map_or(0, |process| process.start_time);
        self.groups.borrow_mut().insert(group, Group { owner, leader: Leader::Held, start_time });
        let mut guard = self.guard.borrow_mut();
        if let Some(until) = until {
            // The keeper tells of every renewal, but maybe not yet of this one.
            guard.tell(&Line::Lease(until))?;
        }
        guard.tell(&Line::Add { group, start_time })
    }

    /// Nobody waits for this leader any more: it is reaped as soon as it has ended.
    pub(crate) fn abandon(&self, pid: Pid) {
        if let Some(group) = self.groups.borrow_mut().get_mut(&pid.as_raw_pid())
            && group.leader == Leader::Held
        {
            group.leader = Leader::Abandoned;
        }
    }

    /// Signals a group, unless its number may have passed on.
    pub(crate) fn signal_group(&self, pid: Pid, signal: Signal) {
        let number = pid.as_raw_pid();
        let reserved = match self.groups.borrow().get(&number) {
            Some(group) if group.leader != Leader::Reaped => true,
            Some(_) => self.other_children().iter().any(|child| group_of(*child) == Some(number)),
            None => false,
        };
        if reserved {
            // ESRCH: there is no living member.
            let _ = kill_process_group(pid, signal);
        }
    }

    /// Whether anything of the group is left, ended but not reaped processes included.
    pub(crate) fn group_exists(&self, pid: Pid) -> bool {
        self.groups.borrow().contains_key(&pid.as_raw_pid())
    }

    /// Has [`Children::reap`] called soon: once for many.
    pub(crate) fn want_reap(&self) {
        self.reap_wanted.notify_one();
    }

    pub(crate) async fn reap_wanted(&self) {
        self.reap_wanted.notified().await;
    }

    /// Reaps every ended child that nobody waits for, and forgets groups of which nothing is left.
    pub(crate) fn reap(&self) {
        let guard = self.guard.borrow().pid();
        for child in procfs::own_children().unwrap_or_default() {
            let mut groups = self.groups.borrow_mut();
            let group = groups.get_mut(&child);
            if child == guard || group.as_ref().is_some_and(|group| group.leader == Leader::Held) {
                continue;
            }
            let Some(pid) = Pid::from_raw(child) else { continue };
            if let (Ok(Some(_)), Some(group)) = (waitpid(Some(pid), WaitOptions::NOHANG), group) {
                group.leader = Leader::Reaped;
            }
        }
        self.forget_empty_groups();
        self.reaped.notify_waiters();
    }

    fn forget_empty_groups(&self) {
        let mut guard = self.guard.borrow_mut();
        self.groups.borrow_mut().retain(|number, group| {
            let exists = group.leader != Leader::Reaped
                || Pid::from_raw(*number).is_some_and(|pid| test_kill_process_group(pid).is_ok());
            if !exists {
                guard.tell_late(Line::Remove { group: *number });
            }
            exists
        });
    }

    /// Waits a little, less when a child was reaped.
    pub(crate) async fn look_again(&self, pause: &mut Duration) {
        let _ = tokio::time::timeout(*pause, self.reaped.notified()).await;
        *pause = (*pause * 2).min(LOOK_MAX);
    }

    pub(crate) fn first_pause() -> Duration {
        LOOK_MIN
    }

    /// Kills everything of an attempt and ends when nothing of it is left.
    pub(crate) async fn end(&self, owner: Owner, cgroup: Option<&Cgroup>) {
        let mut pause = LOOK_MIN;
        while self.kill_all_of(owner, cgroup) {
            self.look_again(&mut pause).await;
        }
        if let Some(cgroup) = cgroup {
            // One that cannot be removed is removed with the life's.
            let _ = cgroup.remove();
        }
    }

    /// Whether anything is left.
    fn kill_all_of(&self, owner: Owner, cgroup: Option<&Cgroup>) -> bool {
        if let Some(cgroup) = cgroup {
            let _ = cgroup.kill();
        }
        let groups: Vec<i32> = self.groups_where(|group| group.owner == owner);
        for pid in groups.iter().filter_map(|number| Pid::from_raw(*number)) {
            self.signal_group(pid, Signal::KILL);
            self.abandon(pid);
        }
        let strays: Vec<Pid> = self
            .other_children()
            .into_iter()
            .filter(|child| self.owner_of(*child) == Some(owner))
            .filter_map(Pid::from_raw)
            .collect();
        for stray in &strays {
            let _ = kill_process(*stray, Signal::KILL);
        }
        self.reap();
        !strays.is_empty()
            || !self.groups_where(|group| group.owner == owner).is_empty()
            || cgroup.is_some_and(Cgroup::populated)
    }

    /// Kills everything there is and ends when nothing is left but the guard.
    pub(crate) async fn end_everything(&self) {
        let mut pause = LOOK_MIN;
        while self.kill_everything() {
            self.look_again(&mut pause).await;
        }
        if let Some(cgroup) = &self.cgroup {
            let _ = cgroup.remove();
        }
    }

    /// Whether anything is left.
    fn kill_everything(&self) -> bool {
        if let Some(cgroup) = &self.cgroup {
            let _ = cgroup.kill();
        }
        for pid in self.groups_where(|_| true).into_iter().filter_map(Pid::from_raw) {
            self.signal_group(pid, Signal::KILL);
            self.abandon(pid);
        }
        for child in self.other_children().into_iter().filter_map(Pid::from_raw) {
            let _ = kill_process(child, Signal::KILL);
        }
        self.reap();
        // What was killed just now has left its own children to us: a list that is empty twice is empty.
        let empty = || procfs::own_children().is_ok_and(|children| children.iter().all(|child| self.is_guard(*child)));
        !(empty() && empty() && self.groups.borrow().is_empty() && !self.cgroup.as_ref().is_some_and(Cgroup::populated))
    }

    fn groups_where(&self, wanted: impl Fn(&Group) -> bool) -> Vec<i32> {
        self.groups.borrow().iter().filter(|(_, group)| wanted(group)).map(|(number, _)| *number).collect()
    }

    /// Children that lead no known group: what was left to the host by others.
    fn other_children(&self) -> Vec<i32> {
        let mut children = procfs::own_children().unwrap_or_default();
        let groups = self.groups.borrow();
        children.retain(|child| {
            !self.is_guard(*child) && groups.get(child).is_none_or(|group| group.leader == Leader::Reaped)
        });
        children
    }

    fn is_guard(&self, pid: i32) -> bool {
        self.guard.borrow().pid() == pid
    }

    fn owner_of(&self, pid: i32) -> Option<Owner> {
        if let Some(group) = group_of(pid).and_then(|number| self.groups.borrow().get(&number).map(|group| group.owner))
        {
            return Some(group);
        }
        let environment = Environment::of(pid);
        let text = |name| std::str::from_utf8(environment.get(name)?).ok();
        let resource = text(RESOURCE_ID)?.parse().ok()?;
        let attempt = Attempt(text(ATTEMPT)?.parse().ok()?);
        Some(Owner { resource, attempt })
    }

    /// Where the guard is told of renewals.
    pub(crate) fn guard_pipe(&self) -> io::Result<OwnedFd> {
        self.guard.borrow().pipe()
    }

    /// The host is awake and ends everything itself.
    pub(crate) fn tell_guard_letting_go(&self) {
        let _ = self.guard.borrow_mut().tell(&Line::LettingGo);
    }

    /// Nothing is left: the guard may go.
    pub(crate) fn dismiss_guard(&self) {
        // When it cannot be told, it finds nothing to end once the host is gone.
        let _ = self.guard.borrow_mut().tell(&Line::Done);
    }

    /// Ends when the guard has died.
    pub(crate) async fn guard_died(&self) -> io::Result<()> {
        let pidfd = self.guard.borrow().pidfd();
        pidfd.readable().await?.retain_ready();
        Ok(())
    }

    /// Starts another guard and tells it everything.
    pub(crate) fn replace_guard(&self, lease: Option<BootTime>) -> io::Result<()> {
        self.guard.borrow_mut().reap();
        let guard = GuardLink::start(&self.state_dir, self.incarnation)?;
        *self.guard.borrow_mut() = guard;
        self.tell_guard_everything()?;
        match lease {
            Some(until) => self.guard.borrow_mut().tell(&Line::Lease(until)),
            None => Ok(()),
        }
    }

    fn tell_guard_everything(&self) -> io::Result<()> {
        let mut guard = self.guard.borrow_mut();
        if let Some(cgroup) = &self.cgroup {
            guard.tell(&Line::Cgroup(cgroup.path().to_owned()))?;
        }
        for (number, group) in self.groups.borrow().iter() {
            guard.tell(&Line::Add { group: *number, start_time: group.start_time })?;
        }
        Ok(())
    }
}

fn group_of(pid: i32) -> Option<i32> {
    getpgid(Some(Pid::from_raw(pid)?)).ok().map(Pid::as_raw_pid)
}
