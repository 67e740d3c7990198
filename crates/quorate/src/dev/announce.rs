//! What `quorate dev` tells the user: where the cluster is, what to try next, and what happens.

use super::folder::DevCluster;
use crate::args::dev::Dev;
use crate::connection::LOCAL_SOCKET;
use crate::dev::folder;
use crate::failure::Failure;
use crate::output::Output;
use crate::render::{Cell, Column, Page, table};
use crate::shell::shell_word;
use client::{Client, GroupView, NodeView};
use serde::Serialize;
use std::path::{Path, PathBuf};

pub(super) struct Announcer {
    output: Output,
    dir: PathBuf,
    /// The beginning of a command that can be pasted: this program as it was started, and `--cluster` where it is needed.
    quorate: String,
    /// The command that starts this cluster again.
    again: String,
}

/// `dev -o json`: written once, when the cluster is ready.
#[derive(Serialize)]
struct ReadyView<'a> {
    dir: &'a Path,
    name: &'a str,
    nodes: Vec<ReadyNodeView<'a>>,
    group: Option<&'a str>,
    group_state: Option<&'a str>,
    owner: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct ReadyNodeView<'a> {
    id: u32,
    name: &'a str,
    state: &'a str,
    pid: u32,
    socket: &'a Path,
}

impl Announcer {
    pub(super) fn new(dev: &Dev, dir: &Path, output: Output) -> Announcer {
        let program =
            std::env::args_os().next().map_or("quorate".to_owned(), |word| word.to_string_lossy().into_owned());
        let program = shell_word(&program);
        let shown_dir = shell_word(&dir.display().to_string());
        // Without --cluster a command finds this cluster only in its usual place, and only where there is no real one.
        let is_found = folder::default_dir().and_then(|usual| usual.canonicalize().ok()).as_deref() == Some(dir)
            && !Path::new(LOCAL_SOCKET).exists()
            && std::env::var_os("QUORATE_CLUSTER").is_none();
        let quorate = if is_found { program.clone() } else { format!("{program} --cluster {shown_dir}") };
        let again =
            if dev.dir.is_some() { format!("{program} dev --dir {shown_dir}") } else { format!("{program} dev") };
        Announcer { output, dir: dir.to_owned(), quorate, again }
    }

    /// One line for people; with `-o json`, beside the JSON.
    pub(super) fn line(&self, line: &str) {
        if self.output.is_json() { self.output.note(line) } else { self.output.text(line) }
    }

    pub(super) fn starting(&self, cluster: &DevCluster, is_new: bool) {
        let nodes = cluster.nodes.len();
        let which = if is_new { "a new cluster" } else { "the cluster" };
        self.line(&format!("Starting {which} of {nodes} {} in {}", plural(nodes, "node"), self.dir.display()));
    }

    pub(super) fn stopping(&self) {
        self.line("Stopping all nodes ...");
    }

    pub(super) fn stopped(&self) {
        self.line(&format!("Stopped. The same cluster starts again with: {}", self.again));
    }

    /// The cluster answers, and the demo is there as far as it came.
    pub(super) async fn ready(
        &self,
        client: &Client,
        cluster: &DevCluster,
        demo: Option<Result<GroupView, Failure>>,
    ) -> Result<(), Failure> {
        let nodes = client.nodes().await?;
        let (demo, trouble) = match demo {
            Some(Ok(group)) => (Some(group), None),
            Some(Err(failure)) => (None, Some(failure)),
            None => (None, None),
        };
        let view = ready_view(&self.dir, cluster, &nodes, demo.as_ref());
        self.output.answer(&view, |page| self.ready_text(page, cluster, &nodes, demo.as_ref()));
        if let Some(failure) = trouble {
            self.line(&format!("The demo could not be made: {}", failure.refusal));
        }
        Ok(())
    }

    fn ready_text(&self, page: &Page, cluster: &DevCluster, nodes: &[NodeView], demo: Option<&GroupView>) -> String {
        let columns = [Column::fixed("NODE"), Column::fixed("STATE"), Column::fixed("PID"), Column::name("SOCKET")];
        let rows: Vec<Vec<Cell>> = nodes
            .iter()
            .map(|node| {
                let socket = socket_of(cluster, node).map_or(String::new(), |socket| socket.display().to_string());
                vec![Cell::new(&node.name), Cell::state(&node.state), Cell::number(node.pid), Cell::new(socket)]
            })
            .collect();
        let mut text = format!("\n{}\n", table(page, &columns, &rows));
        if let Some(group) = demo {
            text.push_str(&group_sentence(group));
            text.push_str("\n\n");
        }
        text.push_str("Try, in another terminal:\n");
        let commands = self.commands(nodes, demo);
        let width = commands.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
        // Remarks beside the commands only where the commands leave room for them.
        let remarks = width <= 46;
        for (command, remark) in commands {
            if remarks && !remark.is_empty() {
                text.push_str(&format!("  {command:width$}  # {remark}\n"));
            } else {
                text.push_str(&format!("  {command}\n"));
            }
        }
        text.push_str("Ctrl-C stops all nodes.\n");
        text
    }

    fn commands(&self, nodes: &[NodeView], demo: Option<&GroupView>) -> Vec<(String, String)> {
        let quorate = &self.quorate;
        let mut commands = vec![(format!("{quorate} node list"), String::new())];
        if let Some(group) = demo {
            let name = shell_word(&group.name);
            if !group.url.is_empty() {
                commands.insert(0, (format!("curl {}", group.url), "the page names its node".to_owned()));
            }
            if let Some(owner) = nodes.iter().find(|node| node.id == group.owner_id) {
                commands.push((
                    format!("kill -9 {}", owner.pid),
                    format!("kills {}, which owns {}", owner.name, group.name),
                ));
            }
            commands.push((format!("{quorate} group show {name}"), String::new()));
            commands.push((format!("{quorate} group move {name}"), "to another node, by request".to_owned()));
        }
        commands.push((format!("{quorate} events"), "what happened, and why".to_owned()));
        commands
    }
}

fn group_sentence(group: &GroupView) -> String {
    match group.state.as_str() {
        "Online" => format!("Group {} is online on {}: {}", group.name, group.owner, group.url),
        state => format!("Group {} is {} on {}. {}", group.name, state.to_lowercase(), group.owner, group.reason),
    }
}

fn ready_view<'a>(
    dir: &'a Path,
    cluster: &'a DevCluster,
    nodes: &'a [NodeView],
    demo: Option<&'a GroupView>,
) -> ReadyView<'a> {
    let node_view = |node: &'a NodeView| {
        let socket = socket_of(cluster, node).unwrap_or(Path::new(""));
        ReadyNodeView { id: node.id, name: &node.name, state: &node.state, pid: node.pid, socket }
    };
    ReadyView {
        dir,
        name: &cluster.name,
        nodes: nodes.iter().map(node_view).collect(),
        group: demo.map(|group| group.name.as_str()),
        group_state: demo.map(|group| group.state.as_str()),
        owner: demo.map(|group| group.owner.as_str()),
        url: demo.map(|group| group.url.as_str()),
    }
}

fn socket_of<'a>(cluster: &'a DevCluster, node: &NodeView) -> Option<&'a Path> {
    cluster.nodes.iter().find(|known| known.id == node.id).map(|known| known.socket.as_path())
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}
