//! Processes, as `/proc` shows them, and what is below one. Any of them may end while it is looked at.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use crate::{Failure, Outcome};

/// The processes that this one has started itself, by their numbers.
pub fn children(of: u32) -> Vec<u32> {
    let parents = parents();
    parents.into_iter().filter(|(_, parent)| *parent == of).map(|(process, _)| process).collect()
}

/// Everything below a process, by their numbers.
pub fn below(root: u32) -> Vec<u32> {
    let parents = parents();
    let is_below = |mut process: u32| {
        while let Some(parent) = parents.get(&process).filter(|parent| **parent != 0) {
            if *parent == root {
                return true;
            }
            process = *parent;
        }
        false
    };
    parents.keys().copied().filter(|process| is_below(*process)).collect()
}

fn parents() -> BTreeMap<u32, u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    processes.filter_map(|process| Some((process, stat(process, 4)?.parse().ok()?))).collect()
}

/// A field of its `stat`, counted as `man proc_pid_stat` does; from the third on, which is the state.
pub fn stat(process: u32, field: usize) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything.
    let (_, rest) = stat.rsplit_once(") ")?;
    rest.split_whitespace().nth(field.checked_sub(3)?).map(str::to_owned)
}

/// Whether there is nothing left of it but what its parent may ask for.
pub fn has_ended(process: u32) -> bool {
    stat(process, 3).is_none_or(|state| state == "Z")
}

/// What it is called, in 15 characters at most; nothing, if it is not there.
pub fn name(process: u32) -> String {
    fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default().trim().to_owned()
}

/// Sends a signal to it, if it is there. There is no call for it without unsafe code.
pub fn signal(process: u32, name: &str) {
    let arguments = [format!("-{name}"), process.to_string()];
    let _ = Command::new("kill").args(arguments).stderr(Stdio::null()).status();
}

/// How much memory it has, in megabytes: the sum of these lines of its `smaps_rollup`, such as `Pss`.
pub fn megabytes(process: u32, lines: &[&str]) -> Option<f64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let kilobytes = |name: &&str| {
        let size = rollup.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        size.trim().strip_suffix(" kB")?.parse::<f64>().ok()
    };
    Some(lines.iter().map(kilobytes).sum::<Option<f64>>()? / 1024.0)
}

/// The proportional set size, in megabytes, of a process and of everything below it, by their names.
pub fn shares(root: u32) -> Outcome<Vec<(String, f64)>> {
    let share = |process: u32| Some((name(process), megabytes(process, &["Pss"])?));
    let own = share(root).ok_or_else(|| Failure::new("the program has ended"))?;
    Ok([own].into_iter().chain(below(root).into_iter().filter_map(share)).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_below_a_process_is_found_however_deep_it_is() {
        let mut shell = Command::new("sh")
            .args(["-c", "exec 3<&0; sh -c 'echo; read line <&3; exit' & wait"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let own = std::process::id();
        // From its word on the one at the bottom is there.
        shell.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let own_children = children(own);
        assert!(own_children.contains(&shell.id()), "{own_children:?}");
        let [inner] = children(shell.id())[..] else { panic!("one shell in the other") };
        assert!(!children(own).contains(&inner));
        assert_eq!(below(shell.id()), [inner]);
        assert!(below(own).contains(&inner) && !below(own).contains(&own));
        assert_eq!(name(inner), "sh");

        let shares = shares(shell.id()).unwrap();
        assert_eq!(shares.len(), 2);
        assert!(shares.iter().all(|(name, share)| name == "sh" && *share > 0.0), "{shares:?}");
        assert_eq!(megabytes(inner, &["Pss", "No_such_line"]), None);
        assert!(
            megabytes(inner, &["Pss_Anon", "Pss_File"]).unwrap() > megabytes(inner, &["Pss_Anon"]).unwrap()
        );

        for process in [inner, shell.id()] {
            signal(process, "KILL");
        }
        shell.wait().unwrap();
        assert!(has_ended(shell.id()) && !has_ended(own));
        assert!(super::shares(shell.id()).is_err());
    }
}
