//! The command line where no cluster is needed.

mod support;

use serde_json::Value as Json;
use support::{quorate, run, stderr, stdout};

#[test]
fn wrong_usage_exits_with_2() {
    for line in [
        &["group", "show"][..],
        &["grop"],
        &["dev", "--nodes", "6"],
        &["group", "list", "-o", "xml"],
        &["--timeout", "x", "status"],
    ] {
        let output = run(line);
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        let text = stderr(&output);
        assert!(text.starts_with("error: ") && text.contains("87 ERROR_INVALID_PARAMETER"), "{text}");
        assert!(text.contains("\nnext:  quorate"), "{text}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn wrong_usage_in_json_is_an_object() {
    let output = run(&["group", "show", "-o", "json"]);
    assert_eq!(output.status.code(), Some(2));
    let error: Json = serde_json::from_str(&stderr(&output)).unwrap();
    assert_eq!(error["code"], 87);
    assert_eq!(error["next"], "quorate group show --help");
}

#[test]
fn nothing_at_all_is_answered_with_help() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("Usage: quorate"));
}

#[test]
fn a_cluster_that_cannot_be_reached_exits_with_3_and_names_the_socket() {
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("none.sock");
    let socket = socket.to_str().unwrap();
    for command in [&["node", "list"][..], &["status"], &["events"], &["group", "move", "Web"]] {
        let output = run(&[&["--cluster", socket], command].concat());
        assert_eq!(output.status.code(), Some(3), "{command:?}: {}", stderr(&output));
        let text = stderr(&output);
        assert!(text.contains(socket) && text.contains("1722 RPC_S_SERVER_UNAVAILABLE"), "{text}");

        let output = quorate().env("QUORATE_CLUSTER", socket).args(["-o", "json"]).args(command).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        let error: Json = serde_json::from_str(&stderr(&output)).unwrap();
        assert_eq!((error["code"].as_u64(), error["name"].as_str()), (Some(1722), Some("RPC_S_SERVER_UNAVAILABLE")));
        assert!(error["message"].as_str().unwrap().contains(socket));
        assert_eq!(error["next"], "systemctl start quorate");
    }
}

#[test]
fn without_any_cluster_the_next_command_makes_one() {
    let home = tempfile::tempdir().unwrap();
    let output = quorate().env("XDG_STATE_HOME", home.path()).args(["node", "list"]).output().unwrap();
    if output.status.success() {
        eprintln!("skipped: a cluster runs on this machine");
        return;
    }
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("\nnext:  quorate dev"), "{}", stderr(&output));
}

/// Every command with its subcommands, from the completions of the definition itself.
fn commands() -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = vec![Vec::new()];
    let mut next = 0;
    while next < found.len() {
        let command = found[next].clone();
        next += 1;
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = stdout(&run(&[&words[..], &["--help"]].concat()));
        let below = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        for name in below.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
            found.push([&command[..], &[name.to_owned()]].concat());
        }
    }
    found
}

#[test]
fn help_of_every_command_fits_100_columns() {
    let commands = commands();
    assert!(commands.len() > 60, "only {} commands were found", commands.len());
    for command in commands {
        for form in ["-h", "--help"] {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            let help = stdout(&run(&[&words[..], &[form]].concat()));
            assert!(help.contains("Usage: quorate"), "{command:?} {form}: {help}");
            for line in help.lines() {
                assert!(line.chars().count() <= 100, "{command:?} {form}: {} columns: {line}", line.chars().count());
            }
        }
    }
}

#[test]
fn help_of_set_lists_the_properties() {
    for (noun, property) in [
        ("cluster", "SameSubnetDelay"),
        ("node", "NodeWeight"),
        ("group", "FailoverThreshold"),
        ("resource", "RestartAction"),
        ("resource-type", "LooksAlivePollInterval"),
    ] {
        let help = stdout(&run(&[noun, "set", "--help"]));
        assert!(help.contains(property), "{noun}: {help}");
    }
    let help = stdout(&run(&["resource", "set", "--help"]));
    assert!(help.contains("type Generic Application") && help.contains("CommandLine"), "{help}");
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert!(output.status.success());
        assert!(stdout(&output).contains("resource-type"), "{shell}");
    }
}

#[test]
fn man_pages_are_written_for_every_command_that_is_not_internal() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("man1");
    assert!(run(&["man", "--dir", into.to_str().unwrap()]).status.success());
    for page in ["quorate.1", "quorate-group.1", "quorate-group-move.1", "quorate-dev.1"] {
        let text = std::fs::read_to_string(into.join(page)).unwrap();
        assert!(text.contains(".SH NAME"), "{page}");
    }
    assert!(!into.join("quorate-demo-web.1").exists());
}

#[test]
fn a_dev_folder_whose_sockets_would_not_fit_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let long = dir.path().join("x".repeat(100));
    let output = run(&["dev", "--dir", long.to_str().unwrap(), "-o", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let error: Json = serde_json::from_str(stderr(&output).lines().last().unwrap()).unwrap();
    assert!(error["message"].as_str().unwrap().contains("107"), "{error}");
    assert!(error["next"].as_str().unwrap().contains("--dir"));
}

#[test]
fn a_dev_port_in_use_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["dev", "--dir", dir.path().to_str().unwrap(), "--base-port", &port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&port), "{}", stderr(&output));
}
