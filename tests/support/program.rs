//! The real program, run to its end.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use crate::PATIENCE;

/// The application under test: `PORTICO_BIN`, or the one Cargo put beside this test's folder.
pub fn bin() -> PathBuf {
    std::env::var_os("PORTICO_BIN").map_or_else(
        || {
            let own = std::env::current_exe().unwrap();
            let folder = own.ancestors().find(|folder| folder.join("portico").is_file());
            folder.expect("the application; build it with `cargo build -p portico`").join("portico")
        },
        PathBuf::from,
    )
}

/// What a program said and how it ended.
#[derive(Debug)]
pub struct Said {
    /// Its exit status, if it was not ended by a signal.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the application with `arguments`, gives it `input`, and waits for its end.
///
/// # Panics
///
/// When it does not end.
pub async fn portico<A: AsRef<OsStr>>(arguments: &[A], input: &str, environment: &[(&str, &str)]) -> Said {
    let mut child = Command::new(bin())
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the application starts");
    let mut stdin = child.stdin.take().unwrap();
    // Fails when the program has ended without reading: its own words say why.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = timeout(PATIENCE, child.wait_with_output()).await.expect("the application ends").unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
