//! Which crate may know which. A new edge is a decision: it is made here, and in ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Layer by layer, lower ones first; a crate may depend on what stands behind it and on nothing else of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("cluster-state", &["model"]),
    ("membership", &["model"]),
    ("consensus", &["model"]),
    ("storage", &["model", "consensus"]),
    ("proto", &["model", "cluster-state", "membership", "consensus"]),
    ("node", &["model", "cluster-state", "membership", "consensus", "proto"]),
    ("transport", &["model", "consensus", "cluster-state", "proto"]),
    ("resource-types", &["model"]),
    ("gate", &["model"]),
    ("address", &["model"]),
    ("caller", &["model"]),
    ("resource-host", &["model", "membership", "proto", "resource-types", "gate", "address"]),
    ("quorate-client", &["model", "cluster-state", "proto"]),
    ("clusapi", &["model", "proto", "quorate-client"]),
    ("quorate-windows-core", &[]),
    ("quorate-windows", &["quorate-windows-core", "clusapi"]),
    (
        "service",
        &[
            "model",
            "cluster-state",
            "membership",
            "consensus",
            "node",
            "storage",
            "transport",
            "proto",
            "resource-host",
            "address",
            "caller",
        ],
    ),
    ("quorate", &["model", "cluster-state", "proto", "quorate-client", "service", "resource-host"]),
    ("simulator", &["model", "cluster-state", "membership", "consensus", "node", "storage", "proto"]),
    // For tests and benches only, so nobody may have it as more than a dev-dependency.
    ("lab", &[]),
    // As a newcomer writes it.
    ("roles", &["quorate-windows"]),
    ("tidy", &["model", "cluster-state"]),
];

#[test]
fn crates_depend_only_on_what_they_may_know() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(tidy::root())
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ALLOWED.iter().map(|(name, edges)| (*name, edges.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let name = package["name"].as_str().expect("a name");
        let Some(may) = allowed.get(name) else {
            wrong.push(format!("the crate {name} is not in the table of layers"));
            continue;
        };
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let other = dependency["name"].as_str().expect("a name");
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if allowed.contains_key(other) && !may.contains(other) && !for_tests {
                wrong.push(format!("{name} must not know {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_hash_order_no_clock_and_no_input_or_output() {
    const CORE: &[&str] = &["model", "cluster-state", "membership", "consensus", "node"];
    const FORBIDDEN: &[&str] = &[
        "HashMap",
        "HashSet",
        "Instant::now",
        "SystemTime",
        "std::fs",
        "std::net",
        "std::thread",
        "tokio::",
        "rand::",
        "getrandom",
    ];
    let mut wrong = Vec::new();
    for name in CORE {
        for path in tidy::files_below(&format!("crates/{name}/src"), "rs") {
            let (file, text) = tidy::read(&path);
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or("");
                for word in FORBIDDEN.iter().filter(|word| code.contains(**word)) {
                    wrong.push(format!("{file}:{}: {word} has no place in the core", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
