//! Machines that are no nodes yet, and who hears how far it is.

use crate::services::{Services, program, wait_until};
use core::ffi::c_void;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use windows::Win32::Foundation::{GetLastError, WIN32_ERROR};
use windows::Win32::Networking::Clustering::*;
use windows::core::{BOOL, HSTRING, PCWSTR};

/// Heavy for a small machine side by side.
static ALONE: Mutex<()> = Mutex::new(());

/// The file of join codes of this program, and the path that stands for the local service: both are named by its environment.
static PLACES: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (codes, local) = (folder.join("lifecycle-join-codes"), folder.join("lifecycle-local.sock"));
    // SAFETY: whatever reads the environment in this program does so through the standard library, which has a lock.
    unsafe {
        std::env::set_var("QUORATE_JOIN_CODES", &codes);
        std::env::set_var("QUORATE_CLUSTER", &local);
    }
    (codes, local)
});

pub fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Machines of which the first is at hand, and the others are known by their codes.
pub struct Machines {
    pub services: Services,
    name: &'static str,
    count: u32,
    _alone: MutexGuard<'static, ()>,
}

impl Machines {
    pub fn new(name: &'static str, count: u32) -> Machines {
        let alone = alone();
        let machines = Machines { services: Services::unconfigured(name, count), name, count, _alone: alone };
        machines.write_codes();
        machines
    }

    /// The name of a machine, from 1.
    pub fn name(&self, id: u32) -> String {
        format!("{}{id}", self.name)
    }

    pub fn names(&self) -> Vec<String> {
        (1..=self.count).map(|id| self.name(id)).collect()
    }

    /// Codes change with each life of a service.
    pub fn write_codes(&self) {
        let mut lines = format!("{} {}\n", self.name(1), self.services.socket(1).display());
        for id in 2..=self.count {
            let shown = wait_until("the machine shows its code", || self.shown(id));
            lines.push_str(&format!("{} {} {}\n", self.name(id), shown.0, shown.1));
        }
        self.write(&lines, 0o600);
    }

    /// The text of the file of join codes.
    pub fn write(&self, lines: &str, mode: u32) {
        let codes = &PLACES.0;
        let beside = codes.with_extension("new");
        let _ = std::fs::remove_file(&beside);
        let mut file = std::fs::OpenOptions::new();
        let mut file = file.create_new(true).write(true).mode(mode).open(&beside).expect("the folder can be written");
        std::io::Write::write_all(&mut file, lines.as_bytes()).expect("written");
        std::fs::rename(beside, codes).expect("the folder can be written");
    }

    /// Join code and address of a machine that is no node.
    pub fn shown(&self, id: u32) -> Option<(String, String)> {
        let output = Command::new(program())
            .arg("--cluster")
            .arg(self.services.socket(id))
            .args(["-o", "json", "node", "join-code"])
            .output();
        let text = String::from_utf8(output.expect("the program runs").stdout).ok()?;
        let value = |name: &str| {
            let (_, rest) = text.split_once(&format!("\"{name}\": \""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        Some((value("code")?, value("listen_address")?))
    }

    /// What stands for the local service is that of a machine, or nothing.
    pub fn stand_for_local(&self, id: Option<u32>) {
        let _ = std::fs::remove_file(&PLACES.1);
        if let Some(id) = id {
            std::os::unix::fs::symlink(self.services.socket(id), &PLACES.1).expect("the folder can be written");
        }
    }

    /// What stands for the local service is one that nobody but an administrator may ask.
    pub fn forbid_local(&self) -> std::os::unix::net::UnixListener {
        crate::services::forbidden_socket(&PLACES.1)
    }

    /// None of them is a node, and nothing of one is left.
    pub fn assert_unconfigured(&self) {
        for id in 1..=self.count {
            wait_until("the machine waits to be configured", || self.shown(id));
            assert!(!self.services.files(id).join("node.toml").exists());
            assert!(!self.services.files(id).join("state/log").exists());
        }
    }

    /// A cluster of the first so many machines.
    pub fn create(&self, count: u32, heard: &mut Heard) -> HCLUSTER {
        let names: Vec<String> = (1..=count).map(|id| self.name(id)).collect();
        create(self.name, &names, &[], heard)
    }
}

/// What a callback heard, and where it stops.
#[derive(Default)]
pub struct Heard {
    /// Phase, type, severity, percent, object and status.
    pub steps: Vec<(i32, i32, i32, u32, String, u32)>,
    /// Phase and object at which it says to stop.
    pub stop: Option<(CLUSTER_SETUP_PHASE, String)>,
}

impl Heard {
    pub fn stopping(phase: CLUSTER_SETUP_PHASE, object: &str) -> Heard {
        Heard { stop: Some((phase, object.to_owned())), ..Heard::default() }
    }

    /// Whether a phase was heard to begin and to end well for an object.
    pub fn has_done(&self, phase: CLUSTER_SETUP_PHASE, object: &str) -> bool {
        let has = |kind: CLUSTER_SETUP_PHASE_TYPE| {
            let mut steps = self.steps.iter();
            steps.any(|step| (step.0, step.1, step.2, &*step.4, step.5) == (phase.0, kind.0, 1, object, 0))
        };
        has(ClusterSetupPhaseStart) && has(ClusterSetupPhaseEnd)
    }

    pub fn argument(&mut self) -> *const c_void {
        std::ptr::from_mut(self).cast()
    }

    pub fn assert_percents_grow(&self) {
        let percents: Vec<u32> = self.steps.iter().map(|step| step.3).collect();
        assert!(percents.is_sorted() && percents.iter().all(|percent| *percent <= 100), "{percents:?}");
    }
}

/// A callback whose argument is a [`Heard`].
pub unsafe extern "system" fn hear(
    argument: *mut c_void,
    phase: CLUSTER_SETUP_PHASE,
    kind: CLUSTER_SETUP_PHASE_TYPE,
    severity: CLUSTER_SETUP_PHASE_SEVERITY,
    percent: u32,
    object: PCWSTR,
    status: u32,
) -> BOOL {
    // SAFETY: it is a Heard that nobody else uses while the function runs, and the text is one.
    let (heard, object) = unsafe { (&mut *argument.cast::<Heard>(), object.to_string().expect("text")) };
    let stop = heard.stop.as_ref().is_some_and(|(at, of)| *at == phase && *of == object);
    heard.steps.push((phase.0, kind.0, severity.0, percent, object, status));
    BOOL::from(!stop)
}

/// Calls CreateCluster.
pub fn create(name: &str, machines: &[String], addresses: &[(&str, u32)], heard: &mut Heard) -> HCLUSTER {
    let texts: Vec<HSTRING> = machines.iter().map(HSTRING::from).collect();
    let names: Vec<PCWSTR> = texts.iter().map(|text| PCWSTR(text.as_ptr())).collect();
    let ips: Vec<HSTRING> = addresses.iter().map(|(ip, _)| HSTRING::from(*ip)).collect();
    let entry = |(ip, (_, prefix)): (&HSTRING, &(&str, u32))| CLUSTER_IP_ENTRY {
        lpszIpAddress: PCWSTR(ip.as_ptr()),
        dwPrefixLength: *prefix,
    };
    let mut entries: Vec<CLUSTER_IP_ENTRY> = ips.iter().zip(addresses).map(entry).collect();
    let name = HSTRING::from(name);
    let config = CREATE_CLUSTER_CONFIG {
        dwVersion: CREATE_CLUSTER_VERSION,
        lpszClusterName: PCWSTR(name.as_ptr()),
        cNodes: names.len() as u32,
        ppszNodeNames: names.as_ptr(),
        cIpEntries: entries.len() as u32,
        pIpEntries: entries.as_mut_ptr(),
        fEmptyCluster: false,
        managementPointType: CLUSTER_MGMT_POINT_TYPE_CNO,
        managementPointResType: CLUSTER_MGMT_POINT_RESTYPE_AUTO,
    };
    // SAFETY: everything that the structure names lives until the end, and the callback gets what it asks for.
    unsafe { CreateCluster(&config, Some(hear), Some(heard.argument())) }
}

pub fn last_error() -> WIN32_ERROR {
    // SAFETY: it takes nothing.
    unsafe { GetLastError() }
}

pub fn state_of(machine: &str) -> Result<u32, u32> {
    let mut state = 77;
    // SAFETY: the name is a text.
    let code = unsafe { GetNodeClusterState(&HSTRING::from(machine), &mut state) };
    if code == 0 { Ok(state) } else { Err(code) }
}
