//! `portico autostart`: whether Portico starts with the session of this user.
//!
//! It is the user's own setting and off until somebody says otherwise: a package is installed for the
//! whole computer, and a desk belongs to one user of it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::place;

/// Why it cannot be set.
#[derive(Debug, Error)]
pub enum AutostartError {
    /// The system names no folder for it.
    #[cfg_attr(windows, allow(dead_code, reason = "Windows keeps it in the registry"))]
    #[error("This user has no folder for what starts with a session.")]
    Nowhere,
    /// The system refused.
    #[error("{0} cannot be changed: {1}")]
    Io(String, io::Error),
}

fn program() -> Result<PathBuf, AutostartError> {
    place::program().map_err(|error| AutostartError::Io("The start with the session".into(), error))
}

/// Switches it on or off. Doing it twice changes nothing.
///
/// # Errors
/// When the file or the key it takes cannot be written.
pub fn set(on: bool) -> Result<(), AutostartError> {
    let program = program()?;
    platform::set(on.then(|| program.to_string_lossy().into_owned()).as_deref())
}

/// The text of a file in its place, or no file.
#[cfg(not(windows))]
fn keep(file: &std::path::Path, text: Option<String>) -> Result<(), AutostartError> {
    let kept = match text {
        Some(text) => {
            file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(file, text))
        }
        None => match std::fs::remove_file(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        },
    };
    kept.map_err(|error| AutostartError::Io(file.display().to_string(), error))
}

#[cfg(not(any(windows, target_os = "macos")))]
mod platform {
    use super::{AutostartError, keep};

    const ENTRY: &str = include_str!("../package/linux/app.portico.desk.desktop");
    /// Where a package puts the program: found by its name, wherever a distribution moves it.
    const PACKAGED: &str = "/usr/bin/portico";

    pub fn set(program: Option<&str>) -> Result<(), AutostartError> {
        let folder = dirs::config_dir().ok_or(AutostartError::Nowhere)?;
        keep(&folder.join("autostart/app.portico.desk.desktop"), program.map(entry))
    }

    fn entry(program: &str) -> String {
        if program == PACKAGED {
            return ENTRY.to_owned();
        }
        let lines = ENTRY.lines().filter(|line| !line.starts_with("TryExec="));
        let lines = lines.map(|line| match line.strip_prefix("Exec=portico") {
            Some(arguments) => format!("Exec={}{arguments}", quoted(program)),
            None => line.to_owned(),
        });
        lines.map(|line| line + "\n").collect()
    }

    /// By the rules of the desktop entry specification: quoted, then escaped as every string of a file is.
    fn quoted(program: &str) -> String {
        let mut quoted = String::from("\"");
        for letter in program.chars() {
            match letter {
                '"' | '`' | '$' => quoted.push_str("\\\\"),
                '\\' => quoted.push_str("\\\\\\"),
                '%' => quoted.push('%'),
                _ => {}
            }
            quoted.push(letter);
        }
        quoted + "\""
    }

    #[cfg(test)]
    mod tests {
        use super::{ENTRY, entry};

        #[test]
        fn the_entry_starts_the_guard_of_the_program_that_wrote_it() {
            let lines = |program: &str| -> Vec<String> {
                let entry = entry(program);
                entry.lines().filter(|line| line.contains("Exec=")).map(str::to_owned).collect()
            };
            assert_eq!(lines("/usr/bin/portico"), ["Exec=portico --guard", "TryExec=portico"]);
            for (program, line) in [
                ("/home/a desk/Portico.AppImage", r#"Exec="/home/a desk/Portico.AppImage" --guard"#),
                ("/opt/50%/p$\"x", r#"Exec="/opt/50%%/p\\$\\"x" --guard"#),
                (r"/opt/a\b", r#"Exec="/opt/a\\\\b" --guard"#),
            ] {
                assert_eq!(lines(program), [line], "{program}");
            }
            assert_eq!(entry("/x").lines().count(), ENTRY.lines().count() - 1);
        }
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use super::{AutostartError, keep};

    const AGENT: &str = include_str!("../package/macos/app.portico.desk.plist");

    pub fn set(program: Option<&str>) -> Result<(), AutostartError> {
        let home = dirs::home_dir().ok_or(AutostartError::Nowhere)?;
        let agent = |program: &str| {
            let escaped = program.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            AGENT.replace("@PROGRAM@", &escaped)
        };
        keep(&home.join("Library/LaunchAgents/app.portico.desk.plist"), program.map(agent))
    }
}

#[cfg(windows)]
mod platform {
    use std::io;
    use std::process::{Command, Stdio};

    use super::AutostartError;

    const KEY: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run";

    pub fn set(program: Option<&str>) -> Result<(), AutostartError> {
        let mut reg = Command::new("reg.exe");
        match program {
            Some(program) => reg
                .args(["add", KEY, "/v", "Portico", "/t", "REG_SZ", "/f", "/d"])
                .arg(format!("\"{program}\" --guard")),
            None => reg.args(["delete", KEY, "/v", "Portico", "/f"]),
        };
        let status = reg.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let failed = |error| AutostartError::Io(KEY.to_owned(), error);
        match status.map_err(failed)?.success() || program.is_none() {
            true => Ok(()),
            false => Err(failed(io::Error::other("reg.exe refused"))),
        }
    }
}
