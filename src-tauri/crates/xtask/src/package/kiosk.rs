//! What the files of a kiosk session have to say, whatever system they are for.

use std::fs;
use std::path::{Path, PathBuf};

use super::contents::files_below;

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../package")
}

fn text(name: &str) -> String {
    fs::read_to_string(sources().join(name)).unwrap()
}

/// Lines that have a program named Portico started, wherever a file is from.
fn starts(text: &str) -> Vec<&str> {
    let starting = ["Shell=\"C:", "DesktopAppPath=", "Exec=portico", "MacOS/portico<", "@PROGRAM@"];
    let starts = |line: &str| {
        starting.iter().any(|start| line.contains(start))
            || (line.starts_with("portico ") && line.contains("$@"))
    };
    text.lines().filter(|line| starts(line)).collect()
}

#[test]
fn whatever_starts_portico_for_members_starts_its_guard() {
    let mut found = Vec::new();
    for file in files_below(&sources()).unwrap() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let name = file.strip_prefix(sources()).unwrap().to_string_lossy().into_owned();
        // Nobody guards a practice.
        if starts(&text).is_empty() || name.contains("practice") {
            continue;
        }
        // In a list of arguments the guard is the next line.
        let lines: Vec<&str> = text.lines().collect();
        for start in starts(&text) {
            let at = lines.iter().position(|line| *line == start).unwrap();
            let here = lines[at].contains("--guard") || lines[at].starts_with("TryExec=");
            assert!(here || lines[at + 1].contains("--guard"), "{name}: {start}");
        }
        found.push(name);
    }
    assert_eq!(
        found,
        [
            "kiosk/linux/portico-session",
            "kiosk/macos/app.portico.desk.plist",
            "kiosk/windows/assigned-access.xml",
            "kiosk/windows/shell-launcher.xml",
            "linux/app.portico.desk.desktop",
            "macos/app.portico.desk.plist",
        ]
    );
}

#[test]
fn systemd_watches_and_hears_whoever_of_the_session_speaks() {
    for (unit, pam, kind) in [
        ("kiosk/linux/portico-kiosk@.service", "portico-kiosk", "wayland"),
        ("kiosk/linux/portico-x11@.service", "portico-x11", "x11"),
    ] {
        let text = text(unit);
        let lines: Vec<&str> = text.lines().collect();
        for line in [
            "Type=notify",
            "NotifyAccess=all",
            "WatchdogSec=30",
            "TimeoutStartSec=90",
            "Restart=always",
            "StartLimitIntervalSec=300",
            "StartLimitBurst=10",
            "StartLimitAction=reboot",
            &format!("PAMName={pam}"),
        ] {
            assert!(lines.contains(&line), "{unit}: {line}");
        }
        assert!(text.contains("/usr/lib/portico/portico-session"), "{unit}");
        // Its steps name the file that this system calls by that name.
        assert!(text.contains(&format!("cp {pam}.pam /etc/pam.d/{pam}")), "{unit}");
        let file = self::text(&format!("kiosk/linux/{pam}.pam"));
        assert!(file.contains(&format!("pam_systemd.so class=user type={kind}")), "{pam}");
    }
}

#[test]
fn the_table_of_the_steps_names_every_file() {
    let steps = text("kiosk/README.md");
    for file in files_below(&sources().join("kiosk")).unwrap() {
        let name = file.strip_prefix(sources().join("kiosk")).unwrap().to_string_lossy().replace('\\', "/");
        assert!(name == "README.md" || steps.contains(&format!("`{name}`")), "{name}");
    }
}
