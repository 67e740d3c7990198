//! Maintenance mode, from the command line to the health checks of a script.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use support::{DEADLINE, DevRun, stdout, wait_until};

#[test]
fn a_resource_in_maintenance_mode_stays_online_while_its_health_checks_fail() {
    let dir = tempfile::tempdir().unwrap();
    let dev = DevRun::start(dir.path(), &["--nodes", "1", "--no-demo"]);
    let (script, sick) = (dir.path().join("service.sh"), dir.path().join("sick"));
    // Each bad check leaves a byte.
    let checks = dir.path().join("checks");
    let body = format!(
        "#!/bin/sh\ntest $1 = is-alive && test -e '{}' && printf x >>'{}' && echo 'no answer' >&2 && exit 1\nexit 0\n",
        sick.display(),
        checks.display()
    );
    fs::write(&script, body).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    dev.json(&["group", "create", "G"]);
    dev.json(&["resource", "create", "R", "--group", "G", "--type", "Generic Script"]);
    dev.json(&["resource", "set", "R", "IsAlivePollInterval=100", "RestartThreshold=0"]);
    dev.json(&["resource", "set", "R", "--private", &format!("ScriptFilepath={}", script.display())]);
    assert_eq!(dev.json(&["group", "online", "G"])["state"], "Online");
    let show = || dev.json(&["resource", "show", "R"]);
    assert_eq!(show()["maintenance"], false);

    let done = dev.json(&["resource", "maintenance", "R", "on"]);
    assert_eq!(done["message"], "Resource R is in maintenance mode");
    fs::write(&sick, "").unwrap();
    let told = || {
        let events = dev.json(&["events"]);
        let texts = events.as_array().unwrap().iter().filter_map(|event| event["text"].as_str());
        texts.filter(|text| text.contains("is not healthy on n1: no answer")).count()
    };
    wait_until("the bad health is told", DEADLINE, || (told() > 0).then_some(()));
    let checked = || fs::metadata(&checks).map_or(0, |file| file.len());
    let before = checked();
    wait_until("it is asked several times more", DEADLINE, || (checked() >= before + 5).then_some(()));
    assert_eq!(told(), 1, "and not at each poll");
    let shown = show();
    assert_eq!(
        (&shown["state"], &shown["attempt"], &shown["maintenance"]),
        (&"Online".into(), &1.into(), &true.into())
    );
    assert!(stdout(&dev.run(&["resource", "show", "R"])).contains("its health does not count"));

    // Requests work as always, and the mode stays.
    assert_eq!(dev.json(&["resource", "restart", "R"])["state"], "Online");
    wait_until("the new attempt is kept, too", DEADLINE, || (told() == 2).then_some(()));
    let shown = show();
    assert_eq!(
        (&shown["state"], &shown["attempt"], &shown["maintenance"]),
        (&"Online".into(), &2.into(), &true.into())
    );

    dev.json(&["resource", "maintenance", "R", "off"]);
    let failed =
        wait_until("its health counts again", DEADLINE, || Some(show()).filter(|shown| shown["state"] == "Failed"));
    assert_eq!((&failed["status_text"], &failed["maintenance"]), (&"no answer".into(), &false.into()));
}
